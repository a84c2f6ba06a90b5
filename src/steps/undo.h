/* SPDX-License-Identifier: MIT */
/*
 * The change of a campaign that reverts another one: git undoes the commit
 * that the other one made. A part of the step change. What is known of that
 * commit are settings of the task, journalled with it: "revert" (its id),
 * "revert_on" (the commit before the first of several), "revert_title" and
 * "revert_url" of its pull request.
 */
#ifndef STEPS_UNDO_H
#define STEPS_UNDO_H

#include "campaign/task.h"

int undo_begin(struct task *task, struct strbuf *err);
enum verdict undo_end(struct task *task, struct strbuf *why);

#endif
