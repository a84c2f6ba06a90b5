/* SPDX-License-Identifier: MIT */
/*
 * What the branches are at where the task's branch goes: facts.branch_commit
 * and facts.fork_base.
 */
#ifndef STEPS_FORK_REFS_H
#define STEPS_FORK_REFS_H

#include "campaign/task.h"

/* For a step's begin: a git child that asks. */
int fork_refs_send(struct task *task, struct strbuf *err);

/* Of one that ended well; false: there are no branches at all, so that it has
   no commits yet, what was forked not being empty. */
bool fork_refs_read(struct task *task);

#endif
