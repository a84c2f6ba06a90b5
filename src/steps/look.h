/* SPDX-License-Identifier: MIT */
/*
 * The parts of looking: how the question is put to a forge, for many at once
 * or in parts, or to git where a server has no API; and what follows from the
 * answer.
 */
#ifndef STEPS_LOOK_H
#define STEPS_LOOK_H

#include <stdbool.h>

#include "campaign/task.h"

/* ---- the question (look-ask.c) --------------------------------------------- */

/* The base that the list or the definition names; NULL: the default branch. */
const char *look_base(const struct task *task);

/* Of a step that asks: whether its host has an API, and takes many at once. */
bool look_has_api(const struct task *task);
bool look_batched(const struct task *task);
enum lane_kind look_lane(const struct task *task);
unsigned look_draws(const struct task *task);

/* A step's begin_batch and read_batch, and begin for one repository. */
int look_begin_batch(struct batch *batch, struct strbuf *err);
void look_read_batch(struct batch *batch);
int look_begin(struct task *task, struct strbuf *err);

/*
 * For a step's end: NEXT and *answer (until the next call for the task), or
 * the verdict where there is none, or not yet (AGAIN).
 */
enum verdict look_end(struct task *task, const struct look_answer **answer,
		      struct strbuf *why);

/* ---- git ls-remote (look-refs.c) ------------------------------------------- */

int look_refs_begin(struct task *task, struct strbuf *err);
void look_refs_read(struct task *task, struct look_answer *answer);

/* ---- the answer (look-decide.c) --------------------------------------------- */

/* What it tells of the repository and the branch, into the facts. */
void look_learn(struct task *task, const struct look_answer *answer);

/*
 * Whether the task goes on (VERDICT_NEXT, its facts known), or ends here:
 * archived, empty, no right to push, a branch that is not ours …
 */
enum verdict look_decide(struct task *task, const struct look_answer *answer,
			 struct strbuf *why);

/*
 * The part of that which is about the branch, at facts.branch_commit, and its
 * pull request (NULL: there is none of ours), once a fork told of it.
 */
enum verdict look_decide_branch(struct task *task, const struct pull *pull,
				struct strbuf *why);

/*
 * What a person did that keeps its open pull request from being merged by us:
 * false, or true and one sentence in why.
 */
bool look_note(const struct task *task, bool archived, struct strbuf *why);

/* Whether a pull request that the server told of is this campaign's. */
bool look_pull_is_ours(const struct task *task, const struct pull *pull);

/*
 * Of a refresh, when the base is known: whether what is on the branch stands
 * on it, so that nothing is to be done; then it ends.
 */
bool look_is_fresh(struct task *task, struct strbuf *why);

/* Of a refresh with its pull request open: that, and it is described. */
enum verdict look_refresh(struct task *task, struct strbuf *why);

/* Over others' commits: a refresh is of what we made, it was never asked to. */
bool look_may_force(const struct task *task);

/*
 * Of a refresh that was interrupted, where a person has added to the branch:
 * whether it cannot be gone on with, as what is there is not on its base.
 */
bool look_refresh_is_others(const struct task *task, const struct pull *pull);

/* Its branch holds a commit of somebody else: fails, and why says so. */
enum verdict look_branch_is_others(struct task *task, struct strbuf *why);

#endif
