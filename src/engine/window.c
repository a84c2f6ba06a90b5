/* SPDX-License-Identifier: MIT */
/*
 * One window of a budget: what it counts now, and when how much of it is free.
 */
#include "engine/window.h"

#include <math.h>

#include "engine/told.h"

/*
 * Clocks run apart, and some servers count the moment itself as within: a
 * thousandth more, at most half a second.
 */
static double span_of(const struct budget_window *window)
{
	double guard = window->rule.seconds / 1000;

	return window->rule.seconds + (guard < 0.5 ? guard : 0.5);
}

static double cost_of(const struct limit_window *rule, unsigned draws)
{
	unsigned cost = 0;
	enum draw_kind kind;

	for (kind = 0; kind < DRAW_KINDS; kind++)
		if (draws & 1u << kind)
			cost += rule->cost[kind];
	return cost;
}

/* Lets go of the events that are older than the span. */
void window_slide(const struct budget *budget, struct budget_window *window,
		  double now)
{
	const struct ledger *ledger = budget->ledger;
	double before = now - span_of(window);
	enum draw_kind kind;

	for (kind = 0; kind < DRAW_KINDS; kind++) {
		uint64_t end = ledger->data->kinds[kind].appended;
		uint64_t *tail = &window->tail[kind];

		if (!window->rule.cost[kind])
			continue;
		if (end - *tail > LEDGER_EVENTS) {
			*tail = end - LEDGER_EVENTS + 1;
			window->base[kind] =
				ledger_event(ledger, kind, *tail - 1)->total;
		}
		while (*tail < end &&
		       ledger_event(ledger, kind, *tail)->at <= before) {
			window->base[kind] =
				ledger_event(ledger, kind, *tail)->total;
			++*tail;
		}
	}
}

double window_used(struct budget *budget, struct budget_window *window)
{
	double used = 0;
	enum draw_kind kind;

	for (kind = 0; kind < DRAW_KINDS; kind++)
		if (window->rule.cost[kind])
			used += window->rule.cost[kind] *
				((double)(ledger_total(budget->ledger, kind) -
					  window->base[kind]) +
				 ledger_flying(budget->ledger, kind));
	return used;
}

bool window_flies(struct budget *budget, const struct budget_window *window)
{
	enum draw_kind kind;

	for (kind = 0; kind < DRAW_KINDS; kind++)
		if (window->rule.cost[kind] &&
		    ledger_flying(budget->ledger, kind))
			return true;
	return false;
}

/* The oldest event that a window still counts, of all kinds; false: none. */
static bool oldest(const struct budget *budget,
		   const struct budget_window *window,
		   enum draw_kind *of, double *at)
{
	enum draw_kind kind;
	bool any = false;

	for (kind = 0; kind < DRAW_KINDS; kind++) {
		double when;

		if (!window->rule.cost[kind] || window->tail[kind] >=
		    budget->ledger->data->kinds[kind].appended)
			continue;
		when = ledger_event(budget->ledger, kind,
				    window->tail[kind])->at;
		if (any && when >= *at)
			continue;
		any = true;
		*at = when;
		*of = kind;
	}
	return any;
}

/* When so much of it will be free; the window itself stays as it is. */
double window_free_at(const struct budget *budget,
		      const struct budget_window *window, double need,
		      double now)
{
	struct budget_window later = *window;
	enum draw_kind kind = 0;
	double at = 0;

	while (oldest(budget, &later, &kind, &at)) {
		uint64_t total = ledger_event(budget->ledger, kind,
					      later.tail[kind])->total;

		need -= later.rule.cost[kind] *
			(double)(total - later.base[kind]);
		later.base[kind] = total;
		later.tail[kind]++;
		if (need <= 0) {
			at += span_of(window);
			return at > now ? at : budget_soon(now);
		}
	}
	return budget_soon(now);
}

double window_limit(const struct budget *budget,
		       const struct budget_window *window)
{
	const struct limit_window *rule = &window->rule;
	double told = budget->ledger->data->told[rule->told].limit, minute;

	if (rule->share <= 0 || told <= 0)
		return window->limit;
	minute = rule->share * told < rule->most ? rule->share * told
						 : rule->most;
	minute = floor(minute * rule->seconds / 60);
	return minute >= 1 ? minute : 1;
}

bool window_counts(const struct budget *budget,
		   const struct limit_window *rule)
{
	double told = budget->ledger->data->told[rule->told].limit;

	return rule->below <= 0 || (told > 0 && told <= rule->below);
}

double window_ready_at(struct budget *budget,
			      struct budget_window *window, unsigned draws,
			      double now)
{
	double cost = cost_of(&window->rule, draws), used;

	if (cost <= 0 || !window_counts(budget, &window->rule))
		return 0;
	if (told_replaces(budget, &window->rule))
		return told_ready_at(budget, &window->rule, cost, now);
	window_slide(budget, window, now);
	used = window_used(budget, window);
	if (used <= 0 || used + cost <= window_limit(budget, window))
		return 0;
	return window_free_at(budget, window,
		       used + cost - window_limit(budget, window), now);
}
