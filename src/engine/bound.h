/* SPDX-License-Identifier: MIT */
/*
 * A part of budget.c: what holds a draw back. With the ledger's lock.
 */
#ifndef ENGINE_BOUND_H
#define ENGINE_BOUND_H

#include "engine/budget.h"

/* What holds longest: a window, or (which < 0) one of these. */
enum { BY_FREEZE = -1, BY_SPACING = -2, BY_PACE = -3, BY_READS = -4,
       BY_NOTHING = -5 };

struct bound {
	double until;
	int which;
	enum draw_kind kind;	/* of a freeze or a spacing */
};

struct bound budget_bound(struct budget *budget, unsigned draws, double now);

#endif
