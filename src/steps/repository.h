/* SPDX-License-Identifier: MIT */
/*
 * The repository on this machine that a task works in: the cached one, or
 * with --clone-to the clone.
 */
#ifndef STEPS_REPOSITORY_H
#define STEPS_REPOSITORY_H

#include "base/strvec.h"
#include "campaign/task.h"

/* Its git folder, appended; -1 and err where no cache folder can be named. */
int repository_path(const struct task *task, struct strbuf *out,
		    struct strbuf *err);

/* The folder above path, made; -1 and err. */
int repository_parent(const char *path, struct strbuf *err);

/* git-lfs' clean filter puts the objects of new files here; false: none. */
bool repository_lfs_path(const struct task *task, struct strbuf *out);

/*
 * Its lock, held for fetch and tree: 0 it is ours; STEP_BUSY; -1 and err
 * with task->failure set.
 */
int repository_lock(struct task *task, struct strbuf *err);
void repository_unlock(struct task *task);

/*
 * Begins the words of a fetch into the repository at path; its options, "--",
 * URL and refspecs are to follow.
 */
void repository_fetch_words(struct strvec *argv, const char *path);

/* The tree has done its work; its place on disk is for the next. */
void repository_leave(struct task *task);

/*
 * A step's needed: whether the commit has still to be brought to its branch,
 * and whether it has to be made for that. A dry run ends when it is made.
 */
bool repository_needed(const struct task *task);
bool repository_change_needed(const struct task *task);
bool repository_push_needed(const struct task *task);

#endif
