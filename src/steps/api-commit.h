/* SPDX-License-Identifier: MIT */
/*
 * --api-commit: a commit that the forge makes, in three steps. `pack` reads
 * what it consists of, `upload` sends it, and `claim` finds out whose the
 * commit is that is on the branch where the answer was lost.
 */
#ifndef STEPS_API_COMMIT_H
#define STEPS_API_COMMIT_H

#include "campaign/task.h"

/* A step's needed: whether the commit is to be made, and by the forge. */
bool upload_needed(const struct task *task);

/* The branch holds a commit of which claim has to find out. */
bool upload_is_claimed(const struct task *task);

#endif
