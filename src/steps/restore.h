/* SPDX-License-Identifier: MIT */
/*
 * A commit that was made before, back in the cached repository: from its
 * bundle, or from the server. Then, whether it still fits its base.
 */
#ifndef STEPS_RESTORE_H
#define STEPS_RESTORE_H

#include "campaign/task.h"

/*
 * Of a task that has a bundle: phases 0 to RESTORE_LAST of a step, with the
 * repository's lock held. end: MORE, NEXT when the commit is there, or what
 * else became of it.
 */
#define RESTORE_LAST 6
int restore_begin(struct task *task, struct strbuf *err);
enum verdict restore_end(struct task *task, struct strbuf *why);

/* The way out where a reviewed commit cannot be sent any more. */
#define RESTORE_ANEW "'git multi run --again -n' makes the change anew"

/* END: the base's history was rewritten, the commit's own base is not in it. */
enum verdict restore_no_base(struct task *task, struct strbuf *why);

/* END: the commit was made on what its branch held at the review. */
enum verdict restore_moved(struct task *task, struct strbuf *why);

/* The ref that keeps the commit there. */
void restore_ref(const char *commit, struct strbuf *ref);

/*
 * Whether the repository at path has the commit, as far as files tell: one
 * that was made in it, or brought there by us.
 */
bool restore_has(const char *path, const char *commit);

/*
 * For the step fetch: the same, and where the base moved, whether the commit
 * can be merged into it. The lock is given back at its end.
 */
int review_begin(struct task *task, struct strbuf *err);
enum verdict review_end(struct task *task, struct strbuf *why);

#endif
