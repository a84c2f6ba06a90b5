/* SPDX-License-Identifier: MIT */
/*
 * The repository on this machine that a task works in: the cached one, or
 * with --clone-to the clone.
 */
#ifndef STEPS_REPOSITORY_H
#define STEPS_REPOSITORY_H

#include "campaign/task.h"

/* Its git folder, appended; -1 and err where no cache folder can be named. */
int repository_path(const struct task *task, struct strbuf *out,
		    struct strbuf *err);

/* The folder above path, made; -1 and err. */
int repository_parent(const char *path, struct strbuf *err);

/*
 * Its lock, held for fetch and tree: 0 it is ours; STEP_BUSY; -1 and err
 * with task->failure set.
 */
int repository_lock(struct task *task, struct strbuf *err);
void repository_unlock(struct task *task);

/* Whether the change has still to be made and pushed: most steps' needed. */
bool repository_needed(const struct task *task);

#endif
