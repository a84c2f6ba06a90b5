/* SPDX-License-Identifier: MIT */
/*
 * A part of budget.c: what servers tell of their own counters in headers.
 * All of it with the ledger's lock.
 */
#ifndef ENGINE_TOLD_H
#define ENGINE_TOLD_H

#include "engine/budget.h"

/* Whether the server's own counter stands for this window now. */
bool told_replaces(const struct budget *budget,
		   const struct limit_window *rule);

/* 0: so much of it may be drawn now; else when. */
double told_ready_at(const struct budget *budget,
		     const struct limit_window *rule, double cost, double now);

/*
 * Where little remains, reads are spread over the time to the reset, so that
 * what is left serves the writes (forge-apis 9). 0: at once.
 */
double told_reads_at(const struct budget *budget, unsigned draws, double now);

void told_begin(struct budget *budget, unsigned draws, double now);
void told_undo(struct budget *budget, unsigned draws);
void told_learn(struct budget *budget, enum told told, double limit,
		double remaining, double reset_in, double now);
void told_row(const struct budget *budget, const struct limit_window *rule,
	      double now, struct budget_row *row);

#endif
