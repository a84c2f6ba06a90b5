/* SPDX-License-Identifier: MIT */
/*
 * A repository's change that is being split into those of its parts, and what
 * becomes of the parts.
 */
#ifndef CAMPAIGN_SPLITTING_H
#define CAMPAIGN_SPLITTING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

struct campaign;
struct task;

struct split {
	struct split_part {
		struct task *task;	/* none of the campaign's yet */
		struct strbuf index;	/* for git update-index */
		bool wanted;		/* its commit is to be made */
	} *parts;
	size_t nr, alloc;
	struct strbuf rest;		/* of what is in no part */
	struct strbuf input;		/* what a git reads while it runs */
	size_t at;			/* the part that is being made; nr: what
					   is in none */
	bool done;			/* all of them are made */
};

/* Its change is to be split; not so that of a part. */
bool split_is_due(const struct task *task);

struct split *split_new(void);
void split_free(struct split *split);	/* NULL is fine */

/*
 * The part for a folder of the task's repository, made if it is new: a task
 * that knows what the repository's does.
 */
struct split_part *split_part(struct task *task, const char *folder,
			      size_t len);

/*
 * The part of the task's repository that a path is of, or NULL: what is in
 * its folder, and a file that was in that folder's place or takes it.
 */
struct split_part *split_of_path(const struct task *task, const char *path);

/* A part whose folder lies below that path, or NULL. */
struct split_part *split_below(const struct task *task, const char *path);

/*
 * Whether two of the parts (and what is in none) would have one branch: then
 * why says which, and the way out.
 */
bool split_branches_meet(const struct task *task, struct strbuf *why);

/* Of each repository that is selected its parts are, too. */
void split_select(struct campaign *c);

/*
 * Before a run: parts whose repository is about to be changed and split wait
 * for that, unless there is a commit of theirs that can be sent as it is.
 */
void split_hold(struct campaign *c);

/*
 * The parts, all made, become the campaign's: journalled, and begun. What is
 * at work already, or done, or dropped, is left as it is.
 */
void split_take(struct task *task);

/* The repository's task is over: what waits for it goes on, or ends as it. */
void split_settle(struct task *task);

#endif
