/* SPDX-License-Identifier: MIT */
/*
 * The pool as it can be watched: lines of GIT_MULTI_TRACE, and the file of
 * --trace. What moves calls in here, one branch each where nobody watches.
 */
#ifndef CAMPAIGN_WATCH_H
#define CAMPAIGN_WATCH_H

#include <stdbool.h>

#include "campaign/campaign.h"
#include "engine/clock.h"

extern bool watch_on;

/*
 * GIT_MULTI_TRACE as git reads GIT_TRACE (what cannot be used is a warning),
 * and file, or NULL, for a trace in Chrome's format; -1 and err where that
 * cannot be made. Early: a descriptor is looked at before it can be ours.
 */
int watch_open(const char *file, struct strbuf *err);

/* What still runs, or waits, ends in the trace now; fine twice. */
void watch_close(void);

/* Implementation; call the functions below. */
void watched_state(const struct task *task, int state);
void watched_verdict(const struct task *task, enum verdict verdict,
		     const char *why);
void watched_spawn(const struct slot *slot, const char *const *argv);
void watched_over(const struct slot *slot);
void watched_left(const struct campaign *c, const struct slot *slot);
void watched_hold(const struct campaign *c, struct host *host, size_t step,
		  unsigned draws, double ready, double now);
void watched_let_in(const struct campaign *c, const struct host *host,
		    size_t step);
void watched_turn(struct campaign *c, double now);
void watched_round(double began, double shown, double woken);

/* The task is about to get this state. */
static inline void watch_state(const struct task *task, int state)
{
	if (watch_on)
		watched_state(task, state);
}

/* … because of this; its state is the next that is told of it. */
static inline void watch_verdict(const struct task *task,
				 enum verdict verdict, const char *why)
{
	if (watch_on)
		watched_verdict(task, verdict, why);
}

/* A process (argv) or request (NULL) has begun in the slot, and is over. */
static inline void watch_spawn(const struct slot *slot,
			       const char *const *argv)
{
	if (watch_on)
		watched_spawn(slot, argv);
}

static inline void watch_over(const struct slot *slot)
{
	if (watch_on)
		watched_over(slot);
}

/* The slot leaves its lane. */
static inline void watch_left(const struct campaign *c,
			      const struct slot *slot)
{
	if (watch_on)
		watched_left(c, slot);
}

/* The buckets hold a step of a host until ready, or let one in. */
static inline void watch_draw(const struct campaign *c, struct host *host,
			      size_t step, unsigned draws, double ready,
			      double now)
{
	if (watch_on && ready > 0)
		watched_hold(c, host, step, draws, ready, now);
	else if (watch_on)
		watched_let_in(c, host, step);
}

/* At the end of each turn: freezes, buckets, queues. */
static inline void watch_turn(struct campaign *c, double now)
{
	if (watch_on)
		watched_turn(c, now);
}

/*
 * One round of the loop, by watch_clock() when it began, when the display was
 * drawn, and when it had waited; a long one is told.
 */
static inline double watch_clock(void)
{
	return watch_on ? clock_monotonic() : 0;
}

static inline void watch_round(double began, double shown, double woken)
{
	if (watch_on)
		watched_round(began, shown, woken);
}

#endif
