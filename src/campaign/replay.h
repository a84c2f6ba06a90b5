/* SPDX-License-Identifier: MIT */
/*
 * For the files that read the journal back.
 */
#ifndef CAMPAIGN_REPLAY_H
#define CAMPAIGN_REPLAY_H

#include "campaign/campaign.h"

/* The pull request of a record, and what it does not tell left alone. */
void replay_pull(struct pull *pull, const struct json *doc);

/* When the record was written, on the engine's clock; 0: unknown. */
double replay_time(const struct json *doc);

/* talk-record.c: a talk event; a task's record, true: it was of a talk. */
void replay_talk(struct campaign *c, const struct json *doc);
bool replay_said(struct task *task, const struct json *doc);

#endif
