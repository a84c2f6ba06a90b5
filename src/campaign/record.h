/* SPDX-License-Identifier: MIT */
/*
 * The records that the turn writes, and the fold that reads them back. Nothing
 * is written while the journal is closed (commands that only look). A write
 * that fails is noted in campaign->unavailable; the turn stops admitting.
 */
#ifndef CAMPAIGN_RECORD_H
#define CAMPAIGN_RECORD_H

#include "campaign/campaign.h"

void record_add(struct task *task);
void record_again(struct task *task);
void record_drop(struct task *task);	/* or "undrop", as it is now */
void record_begin(struct task *task);
void record_spawned(struct task *task);
void record_ok(struct task *task);
void record_later(struct task *task, const char *why);
void record_end(struct task *task);

/*
 * Its commit was made and kept, by the definition that it has now: as the
 * step commit of a dry run is journalled.
 */
void record_made(struct task *task);

void record_define(struct campaign *c, const struct definition *definition);
void record_goal(struct campaign *c, const struct goal *goal);

/* One record of a replayed journal, for journal_replay(): data is c. */
int record_replay(void *data, const struct json *doc, struct strbuf *err);

#endif
