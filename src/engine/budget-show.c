/* SPDX-License-Identifier: MIT */
/*
 * A budget as it is shown: its rows, and what holds a draw back, in words.
 */
#include <string.h>

#include "engine/bound.h"
#include "engine/pace.h"
#include "engine/told.h"
#include "engine/window.h"

const char *draw_kind_name(enum draw_kind kind)
{
	static const char *const names[DRAW_KINDS] = {
		[KIND_READ] = "read", [KIND_WRITE] = "write",
		[KIND_CONTENT] = "content", [KIND_SEARCH] = "search",
		[KIND_GRAPHQL] = "graphql", [KIND_GIT] = "git"
	};

	return names[kind];
}

static void say_bound(struct budget *budget, const struct bound *bound,
		      struct strbuf *out)
{
	const struct ledger_data *data = budget->ledger->data;
	const struct budget_window *window;

	switch (bound->which) {
	case BY_NOTHING:
		return;
	case BY_FREEZE:
		strbuf_addstr(out, data->kinds[bound->kind].frozen_why[0] ?
			      data->kinds[bound->kind].frozen_why : "limit");
		return;
	case BY_SPACING:
		strbuf_addf(out, "%s: %g s from one to the next",
			    draw_kind_name(bound->kind),
			    budget->spacing[bound->kind]);
		return;
	case BY_PACE:
		strbuf_addstr(out, "the pace that the server was found to "
			      "bear");
		return;
	case BY_READS:
		strbuf_addstr(out, "little is left of the server's budget");
		return;
	}
	window = &budget->windows[bound->which];
	if (told_replaces(budget, &window->rule))
		strbuf_addstr(out, "the server's budget is used up");
	else
		strbuf_addf(out, "%.0f %s", window_limit(budget, window),
			    window->rule.name);
}

void budget_why(struct budget *budget, unsigned draws, double now,
		struct strbuf *out)
{
	struct bound bound;

	if (!ledger_lock(budget->ledger))
		return;
	bound = budget_bound(budget, draws, now);
	say_bound(budget, &bound, out);
	ledger_unlock(budget->ledger);
}

static unsigned kinds_of(const struct limit_window *rule)
{
	unsigned kinds = 0;
	enum draw_kind kind;

	for (kind = 0; kind < DRAW_KINDS; kind++)
		kinds |= rule->cost[kind] ? 1u << kind : 0;
	return kinds;
}

static void window_row(struct budget *budget, struct budget_window *window,
		       double now, struct budget_row *row)
{
	row->name = window->rule.name;
	row->kinds = kinds_of(&window->rule);
	row->seconds = window->rule.seconds;
	if (told_replaces(budget, &window->rule)) {
		told_row(budget, &window->rule, now, row);
		return;
	}
	window_slide(budget, window, now);
	row->limit = window_limit(budget, window);
	row->used = window_used(budget, window);
	row->free_at = row->used + 1 <= row->limit ? 0 :
		       window_free_at(budget, window, row->used + 1 - row->limit,
			       now);
	row->full_at = row->used <= 0 ? 0 : window_flies(budget, window) ?
		       now + window->rule.seconds :
		       window_free_at(budget, window, row->used, now);
}

/* Where there is nothing to count: one at a time, so many seconds apart. */
static void spacing_row(struct budget *budget, enum draw_kind kind,
			double now, struct budget_row *row)
{
	double at = budget->ledger->data->kinds[kind].begun +
		    budget->spacing[kind];

	row->name = "from one to the next";
	row->spacing = true;
	row->kinds = 1u << kind;
	row->limit = 1;
	row->seconds = budget->spacing[kind];
	row->used = at > now;
	row->free_at = row->full_at = at > now ? at : 0;
}

static bool find_row(struct budget *budget, size_t i, double now,
		     struct budget_row *row)
{
	enum draw_kind kind;
	size_t pace;

	for (size_t nr = 0; nr < budget->nr; nr++)
		if (window_counts(budget, &budget->windows[nr].rule) && !i--) {
			window_row(budget, &budget->windows[nr], now, row);
			return true;
		}
	for (kind = 0; kind < DRAW_KINDS; kind++)
		if (budget->spacing[kind] > 0 && !i--) {
			spacing_row(budget, kind, now, row);
			return true;
		}
	for (pace = 0; pace < PACE_NR; pace++)
		if (budget->ledger->data->paces[pace].rate > 0 && !i--) {
			pace_row(budget->ledger, pace, now, row);
			return true;
		}
	return false;
}

bool budget_row(struct budget *budget, size_t i, double now,
		struct budget_row *row)
{
	bool found;

	memset(row, 0, sizeof(*row));
	if (!ledger_lock(budget->ledger))
		return false;
	found = find_row(budget, i, now, row);
	ledger_unlock(budget->ledger);
	return found;
}

double budget_frozen(const struct budget *budget, enum draw_kind kind,
		     double now, const char **why)
{
	const struct ledger_kind *of = &budget->ledger->data->kinds[kind];

	if (why)
		*why = of->frozen_why[0] ? of->frozen_why : "limit";
	return of->frozen_until > now ? of->frozen_until : 0;
}
