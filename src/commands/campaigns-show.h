/* SPDX-License-Identifier: MIT */
/*
 * Campaigns as rows, and one of them in full.
 */
#ifndef COMMANDS_CAMPAIGNS_SHOW_H
#define COMMANDS_CAMPAIGNS_SHOW_H

#include "campaign/campaign.h"
#include "terminal/columns.h"

/*
 * campaign state tasks done unchanged skipped failed left open folder. state
 * is running, unfinished, finished or broken; left are the tasks that are not
 * finished, open those with an open pull request.
 */
extern const struct field campaign_fields[];

/* All campaigns, a row each. */
void campaigns_list(const struct row_format *format);

/* Its definition (above a table only), and its tasks as rows. */
void campaigns_show(const struct campaign *c, const struct row_format *format);

#endif
