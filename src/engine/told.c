/* SPDX-License-Identifier: MIT */
/*
 * The server's own counters. Between two answers what was begun since is
 * taken off, so that the count is never higher than the server's.
 */
#include "engine/told.h"

#include <math.h>

#define SAME_WINDOW 10.0	/* resets are told in whole seconds, and late */
#define UNKNOWN_RESET 60.0
#define LONGEST 3600.0		/* no server counts over more than an hour */
#define LITTLE 0.2		/* of the limit: see told_reads_at() */

static struct ledger_told *told_of(const struct budget *budget,
				   const struct limit_window *rule)
{
	return &budget->ledger->data->told[rule->told];
}

bool told_replaces(const struct budget *budget,
		   const struct limit_window *rule)
{
	return rule->told && rule->share <= 0 && rule->below <= 0 &&
	       told_of(budget, rule)->limit > 0;
}

static double remaining_of(const struct ledger_told *told, double now)
{
	if (told->reset_at > 0 && now >= told->reset_at)
		return told->limit;
	return told->remaining;
}

static double reserve_of(const struct budget *budget,
			 const struct ledger_told *told)
{
	return ceil(budget->reserve * told->limit - 1e-9);
}

double told_ready_at(const struct budget *budget,
		     const struct limit_window *rule, double cost, double now)
{
	const struct ledger_told *told = told_of(budget, rule);
	double remaining = remaining_of(told, now);

	if (remaining >= told->limit ||
	    remaining - cost >= reserve_of(budget, told))
		return 0;
	return told->reset_at > now ? told->reset_at : now + UNKNOWN_RESET;
}

double told_reads_at(const struct budget *budget, unsigned draws, double now)
{
	double latest = 0, at, left;
	size_t i;

	if (!(draws & DRAW_READ) || draws & DRAW_WRITE)
		return 0;
	for (i = 0; i < budget->nr; i++) {
		const struct limit_window *rule = &budget->windows[i].rule;
		const struct ledger_told *told = told_of(budget, rule);

		if (!rule->cost[KIND_READ] || !told_replaces(budget, rule) ||
		    told->reset_at <= now ||
		    told->remaining >= LITTLE * told->limit)
			continue;
		left = told->remaining - reserve_of(budget, told);
		if (left < 1)
			left = 1;
		at = budget->ledger->data->kinds[KIND_READ].begun +
		     (told->reset_at - now) / left;
		if (at > latest)
			latest = at;
	}
	return latest;
}

/* Each counter once, though several windows may be told by it. */
static void change(struct budget *budget, unsigned draws, double sign,
		   double now)
{
	bool seen[TOLD_NR] = { false };
	enum draw_kind kind;
	size_t i;

	for (i = 0; i < budget->nr; i++) {
		const struct limit_window *rule = &budget->windows[i].rule;
		struct ledger_told *told = told_of(budget, rule);

		if (!told_replaces(budget, rule) || seen[rule->told])
			continue;
		seen[rule->told] = true;
		if (sign < 0 && told->reset_at > 0 && now >= told->reset_at) {
			told->remaining = told->limit;
			told->reset_at = 0;
		}
		for (kind = 0; kind < DRAW_KINDS; kind++)
			if (draws & 1u << kind)
				told->remaining += sign * rule->cost[kind];
	}
}

void told_begin(struct budget *budget, unsigned draws, double now)
{
	change(budget, draws, -1, now);
}

void told_undo(struct budget *budget, unsigned draws)
{
	change(budget, draws, 1, 0);
}

/* What was begun and may not be in the server's count yet. */
static double uncounted(struct budget *budget, enum told told)
{
	double sum = 0;
	enum draw_kind kind;
	size_t i;

	for (i = 0; i < budget->nr; i++) {
		const struct limit_window *rule = &budget->windows[i].rule;

		if (rule->told != told || rule->share > 0 || rule->below > 0)
			continue;
		for (kind = 0; kind < DRAW_KINDS; kind++)
			if (rule->cost[kind])
				sum += rule->cost[kind] *
				       ledger_flying(budget->ledger, kind);
		break;
	}
	return sum;
}

void told_learn(struct budget *budget, enum told number, double limit,
		double remaining, double reset_in, double now)
{
	struct ledger_told *told = &budget->ledger->data->told[number];
	double flying = uncounted(budget, number);
	double reset_at = 0;
	bool same;

	if (reset_in >= 0)
		reset_at = now + (reset_in < LONGEST ? reset_in : LONGEST);
	if (!number || limit <= 0 || remaining < 0)
		return;
	/* an answer that was overtaken by one of the next window */
	if (told->limit > 0 && told->reset_at > now && reset_at > 0 &&
	    reset_at < told->reset_at - SAME_WINDOW && reset_at <= now + 1)
		return;
	same = told->limit > 0 && told->reset_at > 0 &&
	       fabs(reset_at - told->reset_at) <= SAME_WINDOW;
	told->limit = limit;
	told->seen = now;
	if (!same || told->remaining > remaining ||
	    told->remaining < remaining - flying)
		told->remaining = remaining - flying;
	if (!same || reset_at > told->reset_at)
		told->reset_at = reset_at;
}

void told_row(const struct budget *budget, const struct limit_window *rule,
	      double now, struct budget_row *row)
{
	const struct ledger_told *told = told_of(budget, rule);
	double remaining = remaining_of(told, now);

	row->told = true;
	row->limit = told->limit - reserve_of(budget, told);
	row->used = told->limit - remaining;
	row->free_at = told_ready_at(budget, rule, 1, now);
	row->full_at = remaining < told->limit && told->reset_at > now ?
		       told->reset_at : 0;
}
