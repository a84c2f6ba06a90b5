/* SPDX-License-Identifier: MIT */
/*
 * What a person decided of commits that wait to be published. A decision is
 * of one commit: where the change was made anew it counts no more.
 */
#ifndef CAMPAIGN_DECIDE_H
#define CAMPAIGN_DECIDE_H

#include "campaign/campaign.h"

enum decision { DECIDED_NOTHING, DECIDED_KEEP, DECIDED_EDIT, DECIDED_DROP };

enum decision task_decision(const struct task *task);
const char *decision_name(enum decision decision);	/* "" for nothing */

/* Whether its commit waits to be published, dropped or not. */
bool decide_may(const struct task *task);

/* How many wait undecided, once something of the campaign was decided. */
size_t decide_left(const struct campaign *c);

/* Journalled and synced; -1 and err. */
int decide_keep(struct task *task, struct strbuf *err);
int decide_drop(struct task *task, struct strbuf *err);

/*
 * The same change edited: that commit, made on the same base, takes the kept
 * one's place, and its bundle is that of bundle_other_path(). Only then the
 * old bundle goes.
 */
int decide_edit(struct task *task, const char *commit, struct strbuf *err);

/* What an edit changes in memory. */
void decide_take(struct task *task, const char *commit);

/* A review event of the journal. */
void replay_review(struct task *task, const struct json *doc);

#endif
