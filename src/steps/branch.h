/* SPDX-License-Identifier: MIT */
/*
 * The campaign's branch taken away again, when its pull request is merged or
 * closed: only while it holds what the pull request held, so that nobody's
 * commit is lost. By the forge where it has a call with that guard, else by
 * git with a lease.
 */
#ifndef STEPS_BRANCH_H
#define STEPS_BRANCH_H

#include <stdbool.h>

#include "campaign/task.h"

/* Whether it is to go and, as far as we know, is still there. */
bool branch_is_left(const struct task *task);

/* It was deleted, or a look did not find it any more. */
void branch_is_gone(struct task *task);

/*
 * Of one that is appended to: whether a commit of ours may be below what it
 * holds now, since the run that pushed it was killed. END, with why.
 */
bool branch_is_uncertain(const struct task *task);
enum verdict branch_uncertain(struct task *task, struct strbuf *why);

/* For the steps that end with it: where and on what it draws, its begin. */
enum lane_kind branch_lane(const struct task *task);
unsigned branch_draws(const struct task *task);
int branch_delete(struct task *task, struct strbuf *err);

/*
 * For end: NEXT: it is gone, or stays for a reason that is said in why (no
 * failure of the step); LATER.
 */
enum verdict branch_deleted(struct task *task, struct strbuf *why);

#endif
