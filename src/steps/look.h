/* SPDX-License-Identifier: MIT */
/*
 * The parts of looking: how the question is put to git where a server has no
 * API, and what follows from the answer.
 */
#ifndef STEPS_LOOK_H
#define STEPS_LOOK_H

#include <stdbool.h>

#include "campaign/task.h"

/* The base that the list or the definition names; NULL: the default branch. */
const char *look_base(const struct task *task);

/* The campaign's branch; NULL where only the repository is asked for. */
const char *look_branch(const struct task *task);

/* git ls-remote: begun in the task's slot, and its answer read. */
int look_refs_begin(struct task *task, struct strbuf *err);
void look_refs_read(struct task *task, struct look_answer *answer);

/*
 * Whether the task goes on (VERDICT_NEXT, its facts known), or ends here:
 * archived, empty, no right to push, a branch that is not ours …
 */
enum verdict look_decide(struct task *task, const struct look_answer *answer,
			 struct strbuf *why);

/* Whether a pull request that the server told of is this campaign's. */
bool look_pull_is_ours(const struct task *task, const struct pull *pull);

#endif
