/* SPDX-License-Identifier: MIT */
/*
 * The commits that a change consists of, where it may be several. A part of
 * the step commit.
 */
#ifndef STEPS_COMMIT_LIST_H
#define STEPS_COMMIT_LIST_H

#include "campaign/task.h"

/* Whether commits that are there when the change has ended are kept. */
bool commit_list_takes(const struct task *task);

/*
 * git lists them, run in dir. end, where git did so: NEXT with the facts
 * commit, commits and made_on; END where they are not on the base, or come to
 * no change.
 */
int commit_list_begin(struct task *task, const char *dir, struct strbuf *err);
enum verdict commit_list_end(struct task *task, struct strbuf *why);

#endif
