/* SPDX-License-Identifier: MIT */
/*
 * A part of budget.c: the pace of a server that refuses and names no limit.
 * All of it with the ledger's lock.
 */
#ifndef ENGINE_PACE_H
#define ENGINE_PACE_H

#include "engine/budget.h"

double pace_ready_at(const struct ledger *ledger, unsigned draws);
void pace_begin(struct ledger *ledger, unsigned draws, double now);
void pace_clean(struct ledger *ledger, unsigned draws, double begun);
unsigned pace_refused(struct ledger *ledger, unsigned draws, double begun,
		      double now);
void pace_row(const struct ledger *ledger, size_t pace, double now,
	      struct budget_row *row);

#endif
