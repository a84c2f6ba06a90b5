/* SPDX-License-Identifier: MIT */
/*
 * A part of budget.c: one window. All of it with the ledger's lock.
 */
#ifndef ENGINE_WINDOW_H
#define ENGINE_WINDOW_H

#include "engine/budget.h"

/* Whether it holds at all: some do only where headers told a small limit. */
bool window_counts(const struct budget *budget,
		   const struct limit_window *rule);

/* Draws of cost 1 that it allows now. */
double window_limit(const struct budget *budget,
		    const struct budget_window *window);

/* Lets go of what is older than the span; before each look at the rest. */
void window_slide(const struct budget *budget, struct budget_window *window,
		  double now);
double window_used(struct budget *budget, struct budget_window *window);

/* Whether something that it counts has not ended yet. */
bool window_flies(struct budget *budget, const struct budget_window *window);

/* When so much of what is used will be free; later than now. */
double window_free_at(const struct budget *budget,
		      const struct budget_window *window, double need,
		      double now);

/* 0: these draws fit into it now; else when they will. */
double window_ready_at(struct budget *budget, struct budget_window *window,
		       unsigned draws, double now);

/* When to ask again for what nothing here tells the end of. */
double budget_soon(double now);

#endif
