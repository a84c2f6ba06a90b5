/* SPDX-License-Identifier: MIT */
/*
 * What a campaign will ask of every server, and how long it will take: before
 * it starts, and at any moment of it.
 */
#ifndef CAMPAIGN_FORECAST_H
#define CAMPAIGN_FORECAST_H

#include <stdbool.h>
#include <stddef.h>

#include "campaign/campaign.h"

/*
 * Seconds: nothing is foreseen beyond a year. Who waits longer waits for what
 * a damaged ledger, or a server, says of a far time.
 */
#define FORECAST_MOST 31536000.0

struct forecast_host {
	struct host *host;
	size_t tasks;
	size_t requests[STEPS_MAX];	/* or processes, by step of the plan */
	unsigned draws[STEPS_MAX];	/* of each */
	double seconds;		/* engine, from now to the last one's end */
	char *bound;		/* what is waited for most; NULL: nothing */
};

struct forecast {
	const struct step *const *plan;
	size_t plan_nr;
	struct forecast_host *hosts;	/* those with something to do */
	size_t nr;
	size_t tasks;
	double seconds;		/* until all is done */
	bool guessed;		/* not learned from earlier runs */
	bool waits;		/* for people and checks, in addition */
};

#define FORECAST_INIT { .plan = NULL }

/*
 * Of the selected, unfinished tasks, whose hosts must be prepared: before
 * campaign_start() all of them (or the first so many), with this plan and so
 * many local jobs.
 */
void forecast_start(struct forecast *forecast, struct campaign *c,
		    const struct step *const *plan, unsigned jobs,
		    size_t first, double now);

/*
 * While it runs: of what is left, as it is when this is begun; in pieces that
 * take a few milliseconds each. forecast_go_on() fills the forecast and frees
 * the draft when it returns true.
 */
struct draft;
struct draft *forecast_rest(struct campaign *c, double now);
bool forecast_go_on(struct draft *draft, struct forecast *forecast);
void forecast_drop(struct draft *draft);	/* NULL is fine */

/* How much of the budgets other processes are going to draw as well. */
size_t forecast_others(const struct forecast *forecast, double now);

/* Tells them what this one is going to. */
void forecast_tell(const struct forecast *forecast);

void forecast_release(struct forecast *forecast);

#endif
