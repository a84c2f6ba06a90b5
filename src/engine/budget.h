/* SPDX-License-Identifier: MIT */
/*
 * How much of a server an account may use, and when: windows counted as the
 * server counts them, spacing, freezes, and a learned pace where the server
 * names no limit. The facts are the ledger's, perhaps shared with other
 * processes; the rules are this process' own. Pure arithmetic in the engine's
 * seconds: every function takes the time as an argument.
 *
 * A draw begins when it is let in and ends when its answer came. A window
 * counts it from its begin until its length after the end: the server counted
 * it at some moment between, so no window of the server's is ever exceeded,
 * however late a request arrives.
 */
#ifndef ENGINE_BUDGET_H
#define ENGINE_BUDGET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "engine/ledger.h"
#include "engine/request.h"

#define BUDGET_WINDOWS 12

struct budget_window {
	struct limit_window rule;
	double limit;		/* the count less the reserve, at least 1 */
	bool yours;		/* a rate that the user set */
	uint64_t tail[DRAW_KINDS];	/* first event within the span */
	uint64_t base[DRAW_KINDS];	/* total before it */
};

struct budget {
	struct ledger *ledger;
	struct budget_window windows[BUDGET_WINDOWS];
	size_t nr;
	double spacing[DRAW_KINDS];	/* from one begin to the next */
	double reserve;			/* share of a documented window */
};

/* A budget without limits, on a ledger in memory. */
void budget_init(struct budget *budget);
void budget_release(struct budget *budget, double now);

/*
 * From now on with that ledger, which it then owns. What flies by the old one
 * must be none; how much it drew is added, as of now.
 */
void budget_use(struct budget *budget, struct ledger *ledger, double now);

/* Adds a rule; its reserve (a share, 0.05) is the budget's. */
void budget_add_window(struct budget *budget,
		       const struct limit_window *rule);

/*
 * The user's own rate for these kinds: their spacing goes, and so do the
 * windows up to that span that no other kind draws on; one of count in so
 * many seconds stands for them. Longer windows stay: 30 a minute is no answer
 * to 500 an hour. count 0: all go, and none comes.
 */
void budget_set_rate(struct budget *budget, unsigned draws, double count,
		     double seconds);

/*
 * 0: a draw on all of these is allowed now; else the earliest time at which
 * one may be (later than now). budget_begin() also draws, in one with the
 * question: another process may be quicker.
 */
double budget_ready_at(struct budget *budget, unsigned draws, double now);
double budget_begin(struct budget *budget, unsigned draws, double now);

/* It ended; ran: something may have reached the server. */
void budget_end(struct budget *budget, unsigned draws, double now, bool ran);

/* An answer that went well, for what was begun then: the pace may grow. */
void budget_clean(struct budget *budget, unsigned draws, double now);

/*
 * A limit answer: no draw on these before that time. An earlier freeze that
 * lasts longer stays. why: one sentence for people.
 */
void budget_freeze(struct budget *budget, unsigned draws, double until,
		   const char *why);

/*
 * The server refused what was begun at that time, and named no limit: the
 * pace is cut by half, once for all that was begun before the last cut.
 * Returns how many refusals that makes in a row.
 */
unsigned budget_refused(struct budget *budget, unsigned draws, double begun,
			double now);

/* Headers: the server's own counter; reset_in in seconds, < 0: unknown. */
void budget_told(struct budget *budget, enum told told, double limit,
		 double remaining, double reset_in, double now);

/*
 * The same rules on a copy of the facts, to try out what would be: begin and
 * end draws at times of one's own choice, which may lie in the future.
 */
void budget_copy(struct budget *copy, struct budget *budget, double now);

/* ---- to be shown --------------------------------------------------------- */

/* What holds a draw on these back until budget_ready_at(), in words. */
void budget_why(struct budget *budget, unsigned draws, double now,
		struct strbuf *out);

/* One line of `git multi limits`: a window, a spacing, a pace. */
struct budget_row {
	const char *name;	/* "pull requests and comments an hour" */
	unsigned kinds;		/* enum draw: who draws on it */
	double limit;		/* draws of cost 1 in seconds … */
	double seconds;
	double used;		/* … and how many are used now */
	double free_at;		/* when the next draw may be; 0: now */
	double full_at;		/* when all of it is free again; 0: it is */
	bool told;		/* counted by the server's headers */
	bool spacing;		/* seconds from one to the next, no count */
};
bool budget_row(struct budget *budget, size_t i, double now,
		struct budget_row *row);	/* false: no more */

/* Until when a kind is frozen, and why (valid until the next call); 0. */
double budget_frozen(const struct budget *budget, enum draw_kind kind,
		     double now, const char **why);

const char *draw_kind_name(enum draw_kind kind);	/* "read" … */

#endif
