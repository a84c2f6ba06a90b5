/* SPDX-License-Identifier: MIT */
/*
 * The plans of work.h: lines of steps, each with a NULL at its end.
 */
#ifndef COMMANDS_PLANS_H
#define COMMANDS_PLANS_H

#include "commands/work.h"

extern const struct step *const plan_run[], *const plan_merge[];
extern const struct step *const plan_close[];
extern const struct step *const plan_comment[], *const plan_edit[];
extern const struct step *const plan_adopt[], *const plan_adopted[];
extern const struct step *const plan_ask[];

/*
 * That of a kind of work. Where pull requests were adopted none makes anything.
 */
const struct step *const *plan_of(const struct campaign *c,
				  enum work_kind kind);

#endif
