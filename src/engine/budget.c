/* SPDX-License-Identifier: MIT */
/*
 * When the next draw may be.
 */
#include "engine/budget.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/report.h"
#include "engine/bound.h"
#include "engine/clock.h"
#include "engine/pace.h"
#include "engine/told.h"
#include "engine/window.h"

/*
 * What flies in another process wakes nobody here: how long until it is asked
 * for again, and after a lock that could not be had.
 */
#define POLL_SECONDS 0.1

double budget_soon(double now)
{
	return now + POLL_SECONDS * clock_factor();
}

/* ---- rules ------------------------------------------------------------------- */

void budget_init(struct budget *budget)
{
	memset(budget, 0, sizeof(*budget));
	budget->ledger = ledger_new();
}

void budget_release(struct budget *budget, double now)
{
	ledger_close(budget->ledger, now);
	memset(budget, 0, sizeof(*budget));
}

static void count_anew(struct budget *budget)
{
	size_t i;

	for (i = 0; i < budget->nr; i++) {
		memset(budget->windows[i].tail, 0,
		       sizeof(budget->windows[i].tail));
		memset(budget->windows[i].base, 0,
		       sizeof(budget->windows[i].base));
	}
}

void budget_use(struct budget *budget, struct ledger *ledger, double now)
{
	struct ledger *old = budget->ledger;
	struct ledger_user *from, *to;
	enum draw_kind kind;

	if (ledger == old) {
		ledger_close(ledger, now);	/* one reference of two */
		return;
	}
	if (ledger_lock(ledger) && ledger_lock(old)) {
		from = &old->data->users[old->user];
		to = &ledger->data->users[ledger->user];
		for (kind = 0; kind < DRAW_KINDS; kind++) {
			unsigned drew = (unsigned)ledger_total(old, kind);

			if (drew)
				ledger_append(ledger, kind, drew, now);
			to->flying[kind] += from->flying[kind];
			from->flying[kind] = 0;
		}
		ledger_unlock(old);
		ledger_unlock(ledger);
	}
	budget->ledger = ledger;
	count_anew(budget);
	ledger_close(old, now);
}

static struct budget_window *new_window(struct budget *budget,
					const struct limit_window *rule)
{
	struct budget_window *window = &budget->windows[budget->nr];

	if (budget->nr == BUDGET_WINDOWS)
		BUG("more than %d windows", BUDGET_WINDOWS);
	budget->nr++;
	memset(window, 0, sizeof(*window));
	window->rule = *rule;
	return window;
}

void budget_add_window(struct budget *budget, const struct limit_window *rule)
{
	struct budget_window *window = new_window(budget, rule);

	window->limit = floor(rule->count * (1 - budget->reserve) + 1e-9);
	if (window->limit < 1)
		window->limit = 1;
}

static bool only_these(const struct limit_window *rule, unsigned draws)
{
	enum draw_kind kind;

	for (kind = 0; kind < DRAW_KINDS; kind++)
		if (rule->cost[kind] && !(draws & 1u << kind))
			return false;
	return true;
}

#define PER(what) { what " a second, as you set", what " a minute, as you set", \
		    what " an hour, as you set", what " a day, as you set" }

static const char *rate_name(enum draw_kind kind, double seconds, bool one)
{
	static const char *const names[DRAW_KINDS][4] = {
		[KIND_READ] = PER("reads"), [KIND_WRITE] = PER("writes"),
		[KIND_CONTENT] = PER("pull requests and comments"),
		[KIND_SEARCH] = PER("searches"),
		[KIND_GRAPHQL] = PER("GraphQL queries"),
		[KIND_GIT] = PER("git transfers")
	};

	static const char *const ones[DRAW_KINDS][4] = {
		[KIND_READ] = PER("read"), [KIND_WRITE] = PER("write"),
		[KIND_CONTENT] = PER("pull request or comment"),
		[KIND_SEARCH] = PER("search"),
		[KIND_GRAPHQL] = PER("GraphQL query"),
		[KIND_GIT] = PER("git transfer")
	};

	return (one ? ones : names)[kind][seconds <= 1 ? 0 : seconds <= 60 ? 1 :
			   seconds <= 3600 ? 2 : 3];
}

void budget_set_rate(struct budget *budget, unsigned draws, double count,
		     double seconds)
{
	struct limit_window rule = { .count = count, .seconds = seconds };
	enum draw_kind kind;
	size_t i, kept = 0;

	for (i = 0; i < budget->nr; i++)
		if (!only_these(&budget->windows[i].rule, draws) ||
		    (count > 0 && !budget->windows[i].yours &&
		     budget->windows[i].rule.seconds > seconds))
			budget->windows[kept++] = budget->windows[i];
	budget->nr = kept;
	for (kind = DRAW_KINDS; kind-- > 0;)
		if (draws & 1u << kind) {
			budget->spacing[kind] = 0;
			memset(rule.cost, 0, sizeof(rule.cost));
			rule.cost[kind] = 1;
			rule.name = rate_name(kind, seconds, count == 1);
		}
	if (count > 0) {
		struct budget_window *window = new_window(budget, &rule);

		window->limit = count >= 1 ? count : 1;
		window->yours = true;
	}
}

void budget_copy(struct budget *copy, struct budget *budget, double now)
{
	*copy = *budget;
	copy->ledger = ledger_copy(budget->ledger, now);
	count_anew(copy);
}

/* ---- all together --------------------------------------------------------------- */
static void later(struct bound *bound, double until, int which,
		  enum draw_kind kind)
{
	if (until <= bound->until)
		return;
	bound->until = until;
	bound->which = which;
	bound->kind = kind;
}

struct bound budget_bound(struct budget *budget, unsigned draws,
			       double now)
{
	struct bound bound = { .until = now, .which = BY_NOTHING };
	const struct ledger_data *data = budget->ledger->data;
	enum draw_kind kind;
	size_t i;

	for (kind = 0; kind < DRAW_KINDS; kind++) {
		if (!(draws & 1u << kind))
			continue;
		later(&bound, data->kinds[kind].frozen_until, BY_FREEZE, kind);
		later(&bound, data->kinds[kind].begun + budget->spacing[kind],
		      BY_SPACING, kind);
	}
	later(&bound, pace_ready_at(budget->ledger, draws), BY_PACE, 0);
	later(&bound, told_reads_at(budget, draws, now), BY_READS, KIND_READ);
	if (bound.until > now)
		ledger_reap(budget->ledger, now);
	for (i = 0; i < budget->nr; i++)
		later(&bound, window_ready_at(budget, &budget->windows[i],
					      draws, now), (int)i, 0);
	return bound;
}

double budget_ready_at(struct budget *budget, unsigned draws, double now)
{
	struct bound bound;

	if (!draws)
		return 0;
	if (!ledger_lock(budget->ledger))
		return budget_soon(now);
	bound = budget_bound(budget, draws, now);
	if (bound.until > now)
		ledger_reap(budget->ledger, now);
	ledger_unlock(budget->ledger);
	return bound.until > now ? bound.until : 0;
}

double budget_begin(struct budget *budget, unsigned draws, double now)
{
	struct ledger_data *data = budget->ledger->data;
	struct bound bound;
	enum draw_kind kind;

	if (!draws)
		return 0;
	if (!ledger_lock(budget->ledger))
		return budget_soon(now);
	bound = budget_bound(budget, draws, now);
	if (bound.until <= now) {
		for (kind = 0; kind < DRAW_KINDS; kind++)
			if (draws & 1u << kind) {
				struct ledger_user *us =
					&data->users[budget->ledger->user];

				us->flying[kind]++;
				us->planned[kind] -= us->planned[kind] > 0;
				data->kinds[kind].begun = now;
			}
		pace_begin(budget->ledger, draws, now);
		told_begin(budget, draws, now);
	} else {
		ledger_reap(budget->ledger, now);
	}
	ledger_unlock(budget->ledger);
	return bound.until > now ? bound.until : 0;
}

void budget_end(struct budget *budget, unsigned draws, double now, bool ran)
{
	struct ledger_user *us = &budget->ledger->data->
				 users[budget->ledger->user];
	bool locked;
	enum draw_kind kind;

	if (!draws)
		return;
	locked = ledger_lock(budget->ledger);
	for (kind = 0; kind < DRAW_KINDS; kind++) {
		if (!(draws & 1u << kind))
			continue;
		/* counted before it no longer flies: we may be killed here */
		if (ran)
			ledger_append(budget->ledger, kind, 1, now);
		if (us->flying[kind])
			us->flying[kind]--;
	}
	if (!ran)
		told_undo(budget, draws);
	if (locked)
		ledger_unlock(budget->ledger);
}

void budget_freeze(struct budget *budget, unsigned draws, double until,
		   const char *why)
{
	enum draw_kind kind;

	if (!ledger_lock(budget->ledger))
		return;
	for (kind = 0; kind < DRAW_KINDS; kind++) {
		struct ledger_kind *of = &budget->ledger->data->kinds[kind];

		if (!(draws & 1u << kind) || until <= of->frozen_until)
			continue;
		of->frozen_until = until;
		memset(of->frozen_why, 0, sizeof(of->frozen_why));
		strncpy(of->frozen_why, why ? why : "",
			sizeof(of->frozen_why) - 1);
	}
	ledger_unlock(budget->ledger);
}

void budget_clean(struct budget *budget, unsigned draws, double begun)
{
	if (!ledger_lock(budget->ledger))
		return;
	pace_clean(budget->ledger, draws, begun);
	ledger_unlock(budget->ledger);
}

unsigned budget_refused(struct budget *budget, unsigned draws, double begun,
			double now)
{
	unsigned nr;

	if (!ledger_lock(budget->ledger))
		return 1;
	nr = pace_refused(budget->ledger, draws, begun, now);
	ledger_unlock(budget->ledger);
	return nr;
}

void budget_told(struct budget *budget, enum told told, double limit,
		 double remaining, double reset_in, double now)
{
	if (!ledger_lock(budget->ledger))
		return;
	told_learn(budget, told, limit, remaining, reset_in, now);
	ledger_unlock(budget->ledger);
}
