/* SPDX-License-Identifier: MIT */
/*
 * The pool in fast motion: tasks go through stages in the order that admit.c
 * has, by the same budgets and lanes, with nothing but the clock's hands
 * moving. For forecasts; pure arithmetic.
 */
#ifndef CAMPAIGN_FORECAST_SIMULATE_H
#define CAMPAIGN_FORECAST_SIMULATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "campaign/host.h"
#include "engine/budget.h"
#include "engine/lane.h"

#define SIM_CAUSES 12

struct sim_queue {
	size_t first, last, nr;		/* indices of tasks, plus 1 */
};

/* A step of the plan at one host; what is not given is 0. */
struct sim_stage {
	enum lane_kind lane;
	unsigned draws;
	double seconds;		/* engine, of one process or request */
	double times;		/* of them a task, one after another; 0: 1 */
	double ends;		/* share of the tasks that go no further */
	double beat;		/* > 0: begins at the clock's next multiple */
	size_t batch;		/* so many tasks a request, one at a time */
	bool opens;		/* see struct step */
	bool known;		/* it is filled; the maker's own */

	/* what came of it */
	size_t begun;		/* processes or requests */

	/* the simulation's own */
	struct sim_queue waiting;
	double blocked;		/* not before, by the budget */
	double times_over, ends_over;
	bool batch_runs;
};

/* What tasks waited for, and how long in all. */
struct sim_cause {
	char *text;
	double seconds;
	bool limit;		/* of the server or the user; else a lane's */
};

struct sim_host {
	struct budget *budget;	/* a copy, which the simulation draws on */
	unsigned lanes[LANE_KINDS];	/* places; LOCAL: see below */
	struct sim_stage stages[STEPS_MAX];
	size_t left;		/* tasks */

	double done;		/* when the last one ended; 0: there was none */
	struct sim_cause causes[SIM_CAUSES];
	size_t causes_nr;

	unsigned running[LANE_KINDS];
	size_t begun;		/* tasks with a place on disk */
	size_t cause;		/* of now, plus 1; 0: nothing waits */
};

struct sim_task {
	unsigned steps;		/* bits 1 << step that it needs */
	size_t host;
	size_t step;		/* where it stands */
	double busy;		/* > 0: its step runs, so long still */
	double asleep;		/* > 0: it sleeps, so long still */

	size_t next;
	unsigned left;		/* times of its step */
	bool counted;
};

struct simulation {
	struct sim_host *hosts;
	size_t hosts_nr;
	struct sim_task *tasks;
	size_t tasks_nr;
	size_t steps;		/* of the plan */
	unsigned local;		/* places of the local lane */
	struct sim_run *run;	/* while it runs */
};

/*
 * In pieces of so many moments, so that a loop is not held up by it: begins;
 * goes on, true when all is done; ends (also before that), and returns when
 * all is done, or the now that it was begun with, where nothing was to do.
 */
void sim_begin(struct simulation *sim, double now);
bool sim_go_on(struct simulation *sim, size_t moments);
double sim_end(struct simulation *sim);

/* All of that. */
double simulate(struct simulation *sim, double now);

/* What a host waited for most; NULL: it did not. */
const char *sim_bound(const struct sim_host *host);

/* Frees what simulate() made. */
void sim_release(struct simulation *sim);

#endif
