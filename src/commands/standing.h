/* SPDX-License-Identifier: MIT */
/*
 * Where the pull requests of a campaign stand, in numbers.
 */
#ifndef COMMANDS_STANDING_H
#define COMMANDS_STANDING_H

#include <stddef.h>

#include "campaign/campaign.h"

/* The selected ones that are open: 0, where there is nothing to wait for. */
size_t standing_open(const struct campaign *c);

/*
 * Says on stderr how many are merged, closed and open, and what stands between
 * the open ones and their merge. asked: the forges said so just now; else it
 * is known of none what that is.
 */
void standing_words(const struct campaign *c, bool asked);

#endif
