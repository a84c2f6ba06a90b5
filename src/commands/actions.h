/* SPDX-License-Identifier: MIT */
/*
 * GitHub Actions: the summary that a job shows.
 */
#ifndef COMMANDS_ACTIONS_H
#define COMMANDS_ACTIONS_H

#include "campaign/campaign.h"

/*
 * Appends a Markdown table of the selected tasks to $GITHUB_STEP_SUMMARY,
 * where that is set (docs.github.com, "Adding a job summary"). A file that
 * cannot be written costs a warning.
 */
void actions_summary(const struct campaign *c);

#endif
