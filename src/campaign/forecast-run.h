/* SPDX-License-Identifier: MIT */
/*
 * What the two halves of the simulation share: forecast-simulate.c, where time
 * goes on, and forecast-admit.c, which lets in.
 */
#ifndef CAMPAIGN_FORECAST_RUN_H
#define CAMPAIGN_FORECAST_RUN_H

#include "campaign/forecast-simulate.h"

struct sim_event {
	double at;
	size_t first;		/* task plus 1; more of them by next */
	size_t host, step;
	bool ends, drew;	/* something that ran; with a draw */
};

struct sim_run {
	struct simulation *sim;
	struct sim_event *heap;
	size_t nr, alloc;
	unsigned local;		/* running */
	size_t turn;		/* the host that is first: by turns */
	double began, now;
};

void sim_push_event(struct sim_run *run, struct sim_event event);

/* The first of a queue's tasks, which is not empty. */
size_t sim_pop(struct sim_run *run, struct sim_queue *queue);

/* A lane has one more, or less, that runs. */
void sim_enter(struct sim_run *run, struct sim_host *host,
	       enum lane_kind lane, int change);

/* All that lanes and budgets allow now, the last steps first. */
void sim_admit(struct sim_run *run);

#endif
