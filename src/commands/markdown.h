/* SPDX-License-Identifier: MIT */
/*
 * A campaign as Markdown, for people: reports and the summaries of CI jobs.
 */
#ifndef COMMANDS_MARKDOWN_H
#define COMMANDS_MARKDOWN_H

#include "base/strbuf.h"
#include "campaign/campaign.h"

/*
 * Heading, counts, a table of the selected tasks (failures last). What names,
 * titles and reasons hold is shown as it is: none of it is markup, mentions
 * somebody, or becomes a link.
 */
void markdown_campaign(const struct campaign *c, struct strbuf *out);

/* One line of text in which nothing is markup; appended. */
void markdown_text(struct strbuf *out, const char *text);

#endif
