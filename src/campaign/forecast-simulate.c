/* SPDX-License-Identifier: MIT */
/*
 * The pool in fast motion. Each turn lets in what lanes and budgets allow,
 * the last steps first, then goes to the next moment at which something ends
 * or may begin.
 */
#include "campaign/forecast-run.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "campaign/forecast.h"

#define NEVER 1e18
#define LIMIT_SHARE 4	/* a limit this much shorter than a lane is named */
#define TINY 1e-6	/* a time must go on */

/* ---- events ----------------------------------------------------------------- */

void sim_push_event(struct sim_run *run, struct sim_event event)
{
	size_t i = run->nr;

	GROW(run->heap, run->nr, run->alloc);
	run->nr++;
	for (; i && run->heap[(i - 1) / 2].at > event.at; i = (i - 1) / 2)
		run->heap[i] = run->heap[(i - 1) / 2];
	run->heap[i] = event;
}

static struct sim_event event_pop(struct sim_run *run)
{
	struct sim_event first = run->heap[0], last = run->heap[--run->nr];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < run->nr) {
		if (child + 1 < run->nr &&
		    run->heap[child + 1].at < run->heap[child].at)
			child++;
		if (last.at <= run->heap[child].at)
			break;
		run->heap[i] = run->heap[child];
		i = child;
	}
	run->heap[i] = last;
	return first;
}

/* ---- queues ----------------------------------------------------------------- */

static void push(struct sim_run *run, struct sim_queue *queue, size_t task,
		 bool first)
{
	struct sim_task *tasks = run->sim->tasks;

	tasks[task - 1].next = first ? queue->first : 0;
	if (first || !queue->nr)
		queue->first = task;
	if (!first && queue->nr)
		tasks[queue->last - 1].next = task;
	if (!first || !queue->nr)
		queue->last = task;
	queue->nr++;
}

size_t sim_pop(struct sim_run *run, struct sim_queue *queue)
{
	size_t task = queue->first;

	queue->first = run->sim->tasks[task - 1].next;
	queue->nr--;
	return task;
}

/* ---- a task's way ----------------------------------------------------------- */

static void finish(struct sim_run *run, struct sim_task *task)
{
	struct sim_host *host = &run->sim->hosts[task->host];

	if (task->counted)
		host->begun--;
	host->left--;
	host->done = run->now;
}

/* A share of many, exactly: what is over is kept for the next. */
static unsigned whole(double share, double *over)
{
	unsigned number;

	*over += share;
	number = (unsigned)(*over + TINY);
	*over -= number;
	return number;
}

static void go_to(struct sim_run *run, size_t number, size_t step)
{
	struct sim_task *task = &run->sim->tasks[number - 1];
	struct sim_stage *stage;

	while (step < run->sim->steps && !(task->steps & 1u << step))
		step++;
	task->step = step;
	if (step == run->sim->steps) {
		finish(run, task);
		return;
	}
	stage = &run->sim->hosts[task->host].stages[step];
	task->left = whole(stage->times > 0 ? stage->times : 1,
			   &stage->times_over);
	if (!task->left)
		task->left = 1;
	if (stage->beat > 0)
		sim_push_event(run, (struct sim_event){
			.at = (floor(run->now / stage->beat) + 1) *
			      stage->beat,
			.first = number, .host = task->host, .step = step });
	else
		push(run, &stage->waiting, number, false);
}

static void stage_over(struct sim_run *run, size_t number)
{
	struct sim_task *task = &run->sim->tasks[number - 1];
	struct sim_stage *stage =
		&run->sim->hosts[task->host].stages[task->step];

	if (!stage->batch && --task->left)
		push(run, &stage->waiting, number, true);
	else if (whole(stage->ends, &stage->ends_over))
		finish(run, task);
	else
		go_to(run, number, task->step + 1);
}

/* ---- time ------------------------------------------------------------------- */

static double next_moment(const struct sim_run *run)
{
	double next = run->nr ? run->heap[0].at : NEVER;
	size_t host, step;

	for (host = 0; host < run->sim->hosts_nr; host++)
		for (step = 0; step < run->sim->steps; step++) {
			const struct sim_stage *stage =
				&run->sim->hosts[host].stages[step];

			if (stage->waiting.nr && stage->blocked > run->now &&
			    stage->blocked < next)
				next = stage->blocked;
		}
	return next;
}

/* A step that nothing holds takes its own time: that is this lane's. */
static void attribute(struct sim_run *run, double seconds)
{
	size_t i;

	for (i = 0; i < run->sim->hosts_nr; i++) {
		struct sim_host *host = &run->sim->hosts[i];

		if (host->left && host->cause)
			host->causes[host->cause - 1].seconds += seconds;
	}
}

static void end(struct sim_run *run, const struct sim_event *event)
{
	struct sim_host *host = &run->sim->hosts[event->host];
	struct sim_stage *stage = &host->stages[event->step];
	size_t task = event->first, next, i;

	if (!event->ends) {
		push(run, &stage->waiting, task, true);
		return;
	}
	sim_enter(run, host, stage->lane, -1);
	stage->batch_runs = false;
	if (event->drew)
		budget_end(host->budget, stage->draws, run->now, true);
	for (i = 0; i < run->sim->steps; i++)
		host->stages[i].blocked = 0;
	for (; task; task = next) {
		next = run->sim->tasks[task - 1].next;
		stage_over(run, task);
	}
}

/* What runs, sleeps and waits as it begins. */
static void set_up(struct sim_run *run)
{
	size_t i;

	for (i = 0; i < run->sim->tasks_nr; i++)
		run->sim->hosts[run->sim->tasks[i].host].left++;
	for (i = 0; i < run->sim->tasks_nr; i++) {
		struct sim_task *task = &run->sim->tasks[i];
		struct sim_host *host = &run->sim->hosts[task->host];
		struct sim_event event = {
			.at = run->now + task->asleep, .first = i + 1,
			.host = task->host, .step = task->step
		};

		task->left = 1;
		if (task->busy > 0) {
			event.at = run->now + task->busy;
			event.ends = true;
			sim_enter(run, host, host->stages[task->step].lane, 1);
		}
		if (task->counted)
			host->begun++;
		if (task->busy > 0 || task->asleep > 0)
			sim_push_event(run, event);
		else
			go_to(run, i + 1, task->step);
	}
}

void sim_begin(struct simulation *sim, double now)
{
	struct sim_run *run = xcalloc(1, sizeof(*run));

	run->sim = sim;
	run->began = run->now = now;
	sim->run = run;
	set_up(run);
}

/* In small steps from a far time on, it would never come to its end. */
static void give_up(struct sim_run *run)
{
	size_t i;

	run->now = run->began + FORECAST_MOST;
	for (i = 0; i < run->sim->hosts_nr; i++)
		if (run->sim->hosts[i].left)
			run->sim->hosts[i].done = run->now;
}

bool sim_go_on(struct simulation *sim, size_t moments)
{
	struct sim_run *run = sim->run;
	double next;

	while (moments--) {
		sim_admit(run);
		next = next_moment(run);
		if (next >= NEVER)
			return true;
		if (next >= run->began + FORECAST_MOST) {
			give_up(run);
			return true;
		}
		if (next < run->now + TINY)
			next = run->now + TINY;
		attribute(run, next - run->now);
		run->now = next;
		while (run->nr && run->heap[0].at <= run->now) {
			struct sim_event event = event_pop(run);

			end(run, &event);
		}
	}
	return false;
}

double sim_end(struct simulation *sim)
{
	double now = sim->run->now;

	free(sim->run->heap);
	free(sim->run);
	sim->run = NULL;
	return now;
}

double simulate(struct simulation *sim, double now)
{
	sim_begin(sim, now);
	while (!sim_go_on(sim, SIZE_MAX))
		;
	return sim_end(sim);
}

const char *sim_bound(const struct sim_host *host)
{
	const struct sim_cause *most = NULL, *limit = NULL, *cause;
	size_t i;

	for (i = 0; i < host->causes_nr; i++) {
		cause = &host->causes[i];
		if (cause->seconds > 0 &&
		    (!most || cause->seconds > most->seconds))
			most = cause;
		if (cause->seconds > 0 && cause->limit &&
		    (!limit || cause->seconds > limit->seconds))
			limit = cause;
	}
	/* who uses up a window in one go waits for places, then for it */
	if (limit && limit->seconds * LIMIT_SHARE >= most->seconds)
		most = limit;
	return most ? most->text : NULL;
}

void sim_release(struct simulation *sim)
{
	size_t i, k;

	for (i = 0; i < sim->hosts_nr; i++) {
		struct sim_host *host = &sim->hosts[i];

		for (k = 0; k < host->causes_nr; k++)
			free(host->causes[k].text);
		host->causes_nr = 0;
	}
}
