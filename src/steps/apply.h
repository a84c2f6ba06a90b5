/* SPDX-License-Identifier: MIT */
/*
 * A patch in the place of the command: the step change, where the definition
 * has one.
 */
#ifndef STEPS_APPLY_H
#define STEPS_APPLY_H

#include "campaign/task.h"

int apply_begin(struct task *task, struct strbuf *err);
enum verdict apply_end(struct task *task, struct strbuf *why);

#endif
