/* SPDX-License-Identifier: MIT */
/*
 * What the processes that share a budget are still going to draw, so that the
 * forecast of each reckons with the others. Nothing is held back for it.
 */
#ifndef ENGINE_PLANNED_H
#define ENGINE_PLANNED_H

#include "engine/budget.h"

/* By this process, from now on. Gone with it, however it ends. */
void planned_set(struct budget *budget, enum draw_kind kind, size_t draws);

/* By all others that live. */
size_t planned_by_others(struct budget *budget, enum draw_kind kind,
			 double now);

#endif
