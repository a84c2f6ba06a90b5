/* SPDX-License-Identifier: MIT */
/*
 * What will be asked, and how long it will take: which steps each task still
 * needs, by the steps' own word, then the pool in fast motion.
 */
#include "campaign/forecast.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "campaign/forecast-simulate.h"
#include "campaign/speed.h"
#include "engine/clock.h"
#include "engine/loop.h"
#include "engine/planned.h"

#define OTHERS_MAX 100000	/* draws of other processes */
#define BEAT 15.0	/* between two looks at what waits: forge-apis 9 */
#define PARTS 3.0	/* of a look at a pull request, where it has some */
#define LEAST 0.05	/* share of a step that is left when it is overdue */

#define PIECE 3000		/* moments: a few milliseconds */

struct draft {
	struct forecast forecast;
	struct campaign *c;
	struct simulation sim;
	struct host **hosts;	/* of the simulation's, in order */
	struct budget *budgets;
	size_t tasks_alloc;
	size_t own;		/* hosts; behind them other processes */
	bool running;
	double now;
};

/* ---- stages ----------------------------------------------------------------- */

static double guess_times(const struct step *step, const struct task *task)
{
	if (!step->begin_batch || !task->host->forge->look_part)
		return 1;
	return task->facts.pull.number || task->facts.sent.nr ||
	       task->facts.pushed ? PARTS : 1;
}

static bool sleeps_first(const struct step *step, const struct task *task,
			 double now)
{
	return step->not_before && step->not_before(task) > now;
}

static void fill_stage(struct draft *draft, struct sim_stage *stage,
		       const struct step *step, const struct task *task)
{
	struct speed speed = speeds_of(campaign_speeds(draft->c), step, task);

	stage->lane = step->lane_of ? step->lane_of(task) : step->lane;
	stage->draws = step->draws_of ? step->draws_of(task) : step->draws;
	stage->opens = step->opens;
	stage->seconds = speed.seconds * clock_factor();
	stage->times = speed.times > 0 ? speed.times
				       : guess_times(step, task);
	if (draft->running)
		stage->ends = speed.ends;
	if (step->batched && step->batched(task))
		stage->batch = task->host->look_max ? task->host->look_max
						    : 1;
	if (sleeps_first(step, task, draft->now))
		stage->beat = BEAT;
	stage->known = true;
	draft->forecast.guessed |= speed.guessed;
	draft->forecast.waits |= step->polls;
}

/* ---- hosts ------------------------------------------------------------------ */

static size_t host_index(struct draft *draft, struct host *host)
{
	struct simulation *sim = &draft->sim;
	struct sim_host *made;
	enum lane_kind kind;
	size_t i;

	for (i = 0; i < sim->hosts_nr; i++)
		if (draft->hosts[i] == host)
			return i;
	draft->hosts[i] = host;
	made = &sim->hosts[sim->hosts_nr++];
	budget_copy(&draft->budgets[i], &host->budget, draft->now);
	made->budget = &draft->budgets[i];
	for (kind = 0; kind < LANE_KINDS; kind++)
		made->lanes[kind] = host->lanes[kind].limit;
	return i;
}

static void make_room(struct draft *draft, size_t tasks)
{
	const struct host *host;
	size_t hosts = 0;

	for (host = draft->c->hosts; host; host = host->next)
		hosts++;
	draft->hosts = xcalloc(hosts + 1, sizeof(*draft->hosts));
	draft->budgets = xcalloc(hosts + 1, sizeof(*draft->budgets));
	/* each with the other processes that draw on the same */
	draft->sim.hosts = xcalloc(2 * hosts + 1, sizeof(*draft->sim.hosts));
	draft->sim.tasks = xcalloc(tasks + 1, sizeof(*draft->sim.tasks));
}

/* ---- tasks ------------------------------------------------------------------ */

/*
 * Which steps it still needs, were each of them to end well: asked of a copy
 * of the task, whose facts every step changes as it will.
 */
static unsigned steps_of(struct draft *draft, const struct task *task,
			 struct sim_host *host)
{
	const struct forecast *forecast = &draft->forecast;
	struct task ghost = *task;
	size_t i = draft->running ? task->step : 0;
	size_t stands = draft->running ? i : STEPS_MAX;
	unsigned steps = 0;

	if (!draft->running)
		ghost.definition = task_next_definition(task);
	for (; i < forecast->plan_nr; i++) {
		const struct step *step = forecast->plan[i];

		ghost.step = i;
		ghost.phase = i == stands ? task->phase : 0;
		if (i != stands && step->needed && !step->needed(&ghost))
			continue;
		steps |= 1u << i;
		if (!host->stages[i].known)
			fill_stage(draft, &host->stages[i], step, &ghost);
		if (step->foresee)
			step->foresee(&ghost);
	}
	return steps;
}

static size_t next_step(unsigned steps, size_t step)
{
	unsigned later = steps & ~((2u << step) - 1);

	return later ? (size_t)__builtin_ctz(later) : STEPS_MAX;
}

/* Where it stands now; a batch that runs is over for all at once. */
static bool place(struct draft *draft, const struct task *task,
		  struct sim_task *sim)
{
	const struct sim_stage *stage;
	double rest;

	sim->step = task->step;
	sim->counted = task->counted;
	if (task->state == TASK_SLEEPING)
		sim->asleep = task->not_before > draft->now ?
			      task->not_before - draft->now : 0;
	if (task->state != TASK_RUNNING || !task->slot)
		return true;
	stage = &draft->sim.hosts[sim->host].stages[task->step];
	rest = task->slot->since + stage->seconds - draft->now;
	if (rest < LEAST * stage->seconds)
		rest = LEAST * stage->seconds;
	if (!stage->batch) {
		sim->busy = rest;
		return true;
	}
	sim->step = next_step(sim->steps, task->step);
	sim->asleep = rest;
	return sim->step < STEPS_MAX;
}

static void add_task(struct draft *draft, const struct task *task)
{
	struct sim_task *sim = &draft->sim.tasks[draft->sim.tasks_nr];

	sim->host = host_index(draft, task->host);
	sim->steps = steps_of(draft, task, &draft->sim.hosts[sim->host]);
	if (!sim->steps)
		return;
	if (!draft->running)
		sim->step = 0;
	else if (!place(draft, task, sim))
		return;
	draft->sim.tasks_nr++;
}

static bool is_on_its_way(const struct task *task)
{
	return task->state == TASK_WAITING || task->state == TASK_SLEEPING ||
	       task->state == TASK_RUNNING;
}

/* ---- other processes -------------------------------------------------------- */

/*
 * They take their turns at the same budget. Of what they do only what is
 * scarce everywhere is told: pull requests and comments.
 */
static void add_others(struct draft *draft, size_t number, size_t draws)
{
	struct simulation *sim = &draft->sim;
	struct sim_host *own = &sim->hosts[number];
	struct sim_host *others = &sim->hosts[sim->hosts_nr];
	size_t step = draft->forecast.plan_nr;

	while (step-- > 0)
		if (own->stages[step].draws & DRAW_CONTENT)
			break;
	if (step >= draft->forecast.plan_nr)
		return;		/* nothing that would stand in its way */
	if (draws > OTHERS_MAX)
		draws = OTHERS_MAX;
	others->budget = own->budget;
	memcpy(others->lanes, own->lanes, sizeof(own->lanes));
	others->stages[step] = own->stages[step];
	others->stages[step].ends = 0;
	sim->tasks = xrealloc(sim->tasks, sim->tasks_nr + draws,
			      sizeof(*sim->tasks));
	memset(sim->tasks + sim->tasks_nr, 0, draws * sizeof(*sim->tasks));
	while (draws--) {
		sim->tasks[sim->tasks_nr].host = sim->hosts_nr;
		sim->tasks[sim->tasks_nr].step = step;
		sim->tasks[sim->tasks_nr++].steps = 1u << step;
	}
	sim->hosts_nr++;
}

static void add_all_others(struct draft *draft, size_t hosts)
{
	size_t i, draws;

	for (i = 0; i < hosts; i++) {
		draws = planned_by_others(&draft->hosts[i]->budget,
					  KIND_CONTENT, draft->now);
		if (draws)
			add_others(draft, i, draws);
	}
}

/* ---- the result ------------------------------------------------------------- */

static void take_host(struct draft *draft, size_t number)
{
	const struct sim_host *sim = &draft->sim.hosts[number];
	struct forecast *forecast = &draft->forecast;
	struct forecast_host *host = &forecast->hosts[forecast->nr++];
	size_t i;

	host->host = draft->hosts[number];
	for (i = 0; i < draft->sim.tasks_nr; i++)
		host->tasks += draft->sim.tasks[i].host == number;
	forecast->tasks += host->tasks;
	for (i = 0; i < forecast->plan_nr; i++) {
		host->requests[i] = sim->stages[i].begun;
		host->draws[i] = sim->stages[i].draws;
	}
	host->seconds = sim->done > draft->now ? sim->done - draft->now : 0;
	if (host->seconds > forecast->seconds)
		forecast->seconds = host->seconds;
	host->bound = xstrdup_or_null(sim_bound(sim));
}

static void release(struct draft *draft)
{
	size_t i;

	sim_release(&draft->sim);
	for (i = 0; i < draft->own; i++)
		budget_release(&draft->budgets[i], draft->now);
	free(draft->sim.hosts);
	free(draft->sim.tasks);
	free(draft->budgets);
	free(draft->hosts);
}

static void set_off(struct draft *draft)
{
	draft->own = draft->sim.hosts_nr;
	draft->sim.steps = draft->forecast.plan_nr;
	add_all_others(draft, draft->own);
	sim_begin(&draft->sim, draft->now);
}

/* What was foreseen is the caller's now. */
static void conclude(struct draft *draft, struct forecast *forecast)
{
	size_t i;

	sim_end(&draft->sim);
	draft->forecast.hosts = xcalloc(draft->own + 1,
					sizeof(*draft->forecast.hosts));
	for (i = 0; i < draft->own; i++)
		take_host(draft, i);
	*forecast = draft->forecast;
	release(draft);
}

static void begin(struct draft *draft, struct campaign *c,
		  const struct step *const *plan, unsigned jobs, double now)
{
	*draft = (struct draft){ .c = c, .now = now, .sim.local = jobs };
	draft->forecast.plan = plan;
	while (plan[draft->forecast.plan_nr])
		draft->forecast.plan_nr++;
	make_room(draft, c->nr);
}

void forecast_start(struct forecast *forecast, struct campaign *c,
		    const struct step *const *plan, unsigned jobs,
		    size_t first, double now)
{
	struct draft draft;
	size_t i, left = first ? first : c->nr;

	begin(&draft, c, plan, jobs, now);
	for (i = 0; i < c->nr && left; i++)
		if (task_is_open(c->tasks[i])) {
			add_task(&draft, c->tasks[i]);
			left--;
		}
	set_off(&draft);
	while (!sim_go_on(&draft.sim, PIECE))
		if (loop_was_interrupted())
			break;	/* its caller heeds it */
	conclude(&draft, forecast);
}

struct draft *forecast_rest(struct campaign *c, double now)
{
	struct draft *draft = xmalloc(sizeof(*draft));
	size_t i;

	begin(draft, c, c->plan, c->local.limit, now);
	draft->running = true;
	for (i = 0; i < c->nr; i++)
		if (is_on_its_way(c->tasks[i]))
			add_task(draft, c->tasks[i]);
	set_off(draft);
	return draft;
}

bool forecast_go_on(struct draft *draft, struct forecast *forecast)
{
	if (!sim_go_on(&draft->sim, PIECE))
		return false;
	conclude(draft, forecast);
	free(draft);
	return true;
}

void forecast_drop(struct draft *draft)
{
	if (!draft)
		return;
	sim_end(&draft->sim);
	release(draft);
	free(draft);
}

size_t forecast_others(const struct forecast *forecast, double now)
{
	size_t draws = 0, i;

	for (i = 0; i < forecast->nr; i++)
		draws += planned_by_others(&forecast->hosts[i].host->budget,
					   KIND_CONTENT, now);
	return draws;
}

void forecast_tell(const struct forecast *forecast)
{
	size_t i, step, draws;

	for (i = 0; i < forecast->nr; i++) {
		const struct forecast_host *host = &forecast->hosts[i];

		for (step = draws = 0; step < forecast->plan_nr; step++)
			if (host->draws[step] & DRAW_CONTENT)
				draws += host->requests[step];
		planned_set(&host->host->budget, KIND_CONTENT, draws);
	}
}

void forecast_release(struct forecast *forecast)
{
	size_t i;

	for (i = 0; i < forecast->nr; i++)
		free(forecast->hosts[i].bound);
	free(forecast->hosts);
	memset(forecast, 0, sizeof(*forecast));
}
