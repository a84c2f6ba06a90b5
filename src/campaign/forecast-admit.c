/* SPDX-License-Identifier: MIT */
/*
 * Who is let in, in the order that admit.c has, and what the others wait for.
 */
#include <string.h>

#include "base/alloc.h"
#include "campaign/forecast-run.h"

static bool lane_has_room(const struct sim_run *run, const struct sim_host *host,
			  enum lane_kind lane)
{
	if (lane == LANE_LOCAL)
		return run->local < run->sim->local;
	return lane == LANE_NONE || host->running[lane] < host->lanes[lane];
}

void sim_enter(struct sim_run *run, struct sim_host *host,
		  enum lane_kind lane, int change)
{
	unsigned *running = lane == LANE_LOCAL ? &run->local
					       : &host->running[lane];

	*running = (unsigned)((int)*running + change);
}

/* As in admit.c: places on disk, and looks that would be stale. */
static bool is_held(const struct sim_run *run, const struct sim_host *host,
		    size_t step)
{
	const struct sim_stage *stage = &host->stages[step];

	if (stage->batch)
		return stage->batch_runs ||
		       (step + 1 < run->sim->steps &&
			host->stages[step + 1].waiting.nr >= stage->batch);
	return stage->opens &&
	       !run->sim->tasks[stage->waiting.first - 1].counted &&
	       host->begun >= 2 * (size_t)run->sim->local +
			      host->lanes[LANE_NET];
}

static void because(struct sim_host *host, const char *text, bool limit)
{
	size_t i;

	for (i = 0; i < host->causes_nr; i++)
		if (!strcmp(host->causes[i].text, text))
			break;
	if (i == SIM_CAUSES)
		i--;
	else if (i == host->causes_nr)
		host->causes[host->causes_nr++] = (struct sim_cause){
			.text = xstrdup(text), .limit = limit };
	host->cause = i + 1;
}

static void because_of_lane(struct sim_run *run, struct sim_host *host,
			    enum lane_kind lane)
{
	struct strbuf text = STRBUF_INIT;
	unsigned places = host->lanes[lane];

	if (lane == LANE_LOCAL)
		strbuf_addf(&text, "%u local process%s at once",
			    run->sim->local, run->sim->local == 1 ? "" : "es");
	else
		strbuf_addf(&text, "%u %s%s at once", places,
			    lane == LANE_NET ? "git transfer" :
			    lane == LANE_WRITE ? "write" : "request",
			    places == 1 ? "" : "s");
	because(host, text.buf, false);
	strbuf_release(&text);
}

static void because_of_budget(struct sim_run *run, struct sim_host *host,
			      unsigned draws)
{
	struct strbuf text = STRBUF_INIT;
	enum draw_kind kind;

	for (kind = 0; kind < DRAW_KINDS; kind++)
		if ((draws & 1u << kind) &&
		    budget_frozen(host->budget, kind, run->now, NULL) > 0) {
			because(host, "it rests after a refusal", true);
			return;
		}
	budget_why(host->budget, draws, run->now, &text);
	if (text.len)
		because(host, text.buf, true);
	strbuf_release(&text);
}

static void begin(struct sim_run *run, size_t number, size_t step)
{
	struct sim_host *host = &run->sim->hosts[number];
	struct sim_stage *stage = &host->stages[step];
	size_t first = sim_pop(run, &stage->waiting), task = first, nr = 1;
	struct sim_task *tasks = run->sim->tasks;

	for (; nr < stage->batch && stage->waiting.nr; nr++) {
		tasks[task - 1].next = sim_pop(run, &stage->waiting);
		task = tasks[task - 1].next;
	}
	tasks[task - 1].next = 0;
	if (stage->opens && !tasks[first - 1].counted) {
		tasks[first - 1].counted = true;
		host->begun++;
	}
	stage->batch_runs = stage->batch > 0;
	stage->begun++;
	sim_enter(run, host, stage->lane, 1);
	sim_push_event(run, (struct sim_event){
		.at = run->now + stage->seconds, .first = first,
		.host = number, .step = step, .ends = true, .drew = true });
}

static bool let_in(struct sim_run *run, size_t number, size_t step)
{
	struct sim_host *host = &run->sim->hosts[number];
	struct sim_stage *stage = &host->stages[step];
	double ready;

	if (!stage->waiting.nr || is_held(run, host, step))
		return false;
	if (!lane_has_room(run, host, stage->lane)) {
		if (!host->cause)
			because_of_lane(run, host, stage->lane);
		return false;
	}
	ready = stage->blocked > run->now ? stage->blocked :
		budget_begin(host->budget, stage->draws, run->now);
	if (ready > run->now) {
		stage->blocked = ready;
		if (!host->cause)
			because_of_budget(run, host, stage->draws);
		return false;
	}
	begin(run, number, step);
	run->turn = number + 1;
	return true;
}

void sim_admit(struct sim_run *run)
{
	struct simulation *sim = run->sim;
	size_t step, host, first;
	bool any;

	for (host = 0; host < sim->hosts_nr; host++)
		sim->hosts[host].cause = 0;
	for (step = sim->steps; step-- > 0;)
		do {
			any = false;
			first = run->turn;
			for (host = 0; host < sim->hosts_nr; host++)
				any |= let_in(run, (first + host) %
					      sim->hosts_nr, step);
		} while (any);
}
