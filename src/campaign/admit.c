/* SPDX-License-Identifier: MIT */
/*
 * One rule lets both kinds of work in, processes and requests: the next step
 * names a lane and buckets; it begins when the lane has a place and every
 * bucket a drop. Tasks near their end go first, and no more repositories take
 * a place on disk than the next steps can use soon (design.md part 9).
 */
#include <stdlib.h>
#include <string.h>

#include "base/report.h"
#include "campaign/record.h"
#include "campaign/slots.h"
#include "campaign/steer.h"
#include "campaign/turn.h"
#include "campaign/watch.h"
#include "engine/clock.h"

#define BUSY_SECONDS 0.25	/* real: when to ask for a lock again */

#define PAUSE_SECONDS 10.0

/* What a turn is about to begin, journalled together. */
struct round {
	struct slot *first, **last;
	bool lasting;
	double again;		/* when something may be let in; 0: unknown */
};

static void look_again(struct round *round, double when)
{
	if (when > 0 && (round->again <= 0 || when < round->again))
		round->again = when;
}

static enum lane_kind lane_of(const struct step *step,
			      const struct task *task)
{
	return step->lane_of ? step->lane_of(task) : step->lane;
}

static struct lane *lane_at(struct campaign *c, struct host *host,
			    enum lane_kind kind)
{
	return kind == LANE_LOCAL ? &c->local : &host->lanes[kind];
}

/*
 * Trees on disk, a host: what its lanes can use, and as many again, so that
 * the next is there when a place is free.
 */
static bool disk_has_place(const struct campaign *c, const struct host *host,
			   const struct task *task)
{
	return task->counted ||
	       (c->begun < c->locks_max &&
		host->begun < 2 * (size_t)c->local.limit +
			      host->lanes[LANE_NET].limit);
}

/* Not to look long before the answer is used: it would be stale by then. */
static bool may_look(const struct campaign *c, const struct host *host,
		     size_t step)
{
	size_t max = host->look_max ? host->look_max : 50;

	if (!c->plan[step]->begin_batch)
		return true;
	return step + 1 >= c->plan_nr || host->waiting[step + 1].nr < max;
}

static void put_in(struct round *round, struct slot *slot,
		   const struct step *step)
{
	slot->since = clock_now();
	slot->next = NULL;
	*round->last = slot;
	round->last = &slot->next;
	round->lasting |= step->lasting;
}

static void begin_record(struct task *task)
{
	task->tries++;
	if (!task->definition)
		task->definition = (unsigned)task->campaign->definitions_nr;
	record_begin(task);
	watch_state(task, TASK_RUNNING);
	task->state = TASK_RUNNING;
}

static void fill_batch(struct slot *slot, struct queue *queue,
		       const struct step *step, struct host *host)
{
	size_t max = host->look_max ? host->look_max : 1;
	struct batch *batch = batch_new(step, host, slot, max);

	while (batch->nr < max && queue->first &&
	       step->batched(queue->first)) {
		struct task *task = queue_pop(queue);

		task->slot = slot;
		batch->tasks[batch->nr++] = task;
		begin_record(task);
	}
	host->batch_runs = true;
}

static void fill_slot(struct slot *slot, struct queue *queue,
		      const struct step *step)
{
	struct task *task = queue_pop(queue);

	slot->task = task;
	task->slot = slot;
	if (step->opens)
		task_count(task);
	begin_record(task);
}

/* The pace of one after the other is none that a task is given up for. */
static bool is_too_late(const struct step *step, const struct task *task,
			double ready, double now)
{
	double until = step->not_after ? step->not_after(task) : 0;

	return until > 0 && ready > until && ready - now > PAUSE_SECONDS;
}

static void end_late(struct queue *queue, double seconds)
{
	struct task *task = queue_pop(queue);
	struct strbuf why = STRBUF_INIT;

	strbuf_addf(&why, "a limit of its host lasts %.0f s more, longer "
		    "than it is to be waited for", seconds);
	task->failure = FAILURE_LIMIT;
	task_judge(task, task_end(task, RESULT_WAITING), &why);
	strbuf_release(&why);
}

/* Lets one in from the queue of this host and step; false: not now. */
static bool let_in(struct campaign *c, struct round *round,
		   struct host *host, size_t index, double now)
{
	const struct step *step = c->plan[index];
	struct queue *queue = &host->waiting[index];
	struct task *task = queue->first;
	bool batched;
	unsigned draws;
	struct lane *lane;
	struct slot *slot;
	double ready;

	if (!task || (step->opens && !disk_has_place(c, host, task)) ||
	    !may_look(c, host, index) ||
	    steer_holds(c, host, lane_of(step, task)))
		return false;
	batched = step->batched && step->batched(task);
	if (batched && host->batch_runs)
		return false;
	lane = lane_at(c, host, lane_of(step, task));
	draws = step->draws_of ? step->draws_of(task) : step->draws;
	if (!lane_has_place(lane, now)) {
		look_again(round, lane->squeeze ? lane->squeezed_until : 0);
		return false;
	}
	if (!c->free_slots)
		return false;
	ready = budget_begin(&host->budget, draws, now);
	watch_draw(c, host, index, draws, ready, now);
	if (is_too_late(step, task, ready, now)) {
		end_late(queue, ready - now);
		return true;
	}
	if (ready > 0) {
		look_again(round, ready);
		return false;
	}
	slot = slot_take(c);
	slot->host = host;
	slot->draws = draws;
	lane_enter(lane);
	slot->entered = lane;
	if (batched)
		fill_batch(slot, queue, step, host);
	else
		fill_slot(slot, queue, step);
	put_in(round, slot, step);
	return true;
}

/* Each host in turn, another one first every time. */
static void let_in_step(struct campaign *c, struct round *round, size_t step,
			double now)
{
	struct host *host;
	unsigned hosts = 0, skip;
	bool any = true;

	for (host = c->hosts; host; host = host->next)
		hosts++;
	while (any) {
		any = false;
		skip = hosts ? c->turns % hosts : 0;
		for (host = c->hosts; host; host = host->next)
			if (skip)
				skip--;
			else
				any |= let_in(c, round, host, step, now);
		skip = hosts ? c->turns % hosts : 0;
		for (host = c->hosts; skip; host = host->next, skip--)
			any |= let_in(c, round, host, step, now);
	}
}

static void begin_batch(struct campaign *c, struct slot *slot)
{
	struct batch *batch = slot->batch;
	struct strbuf err = STRBUF_INIT;
	size_t i;

	if (!batch->step->begin_batch(batch, &err))
		goto out;
	batch->host->batch_runs = false;
	c->redo = true;
	for (i = 0; i < batch->nr; i++)
		task_judge(batch->tasks[i],
			   task_fail(batch->tasks[i], FAILURE_INTERNAL), &err);
	slot_give(c, slot);
out:
	strbuf_release(&err);
}

/* Tasks whose begin was journalled but could not be synced go back. */
static void put_back(struct campaign *c, struct round *round)
{
	struct slot *slot;
	size_t i;

	while ((slot = round->first)) {
		round->first = slot->next;
		if (slot->batch) {
			slot->batch->host->batch_runs = false;
			for (i = 0; i < slot->batch->nr; i++) {
				slot->batch->tasks[i]->slot = NULL;
				task_interrupt(slot->batch->tasks[i]);
			}
		} else {
			slot->task->slot = NULL;
			task_interrupt(slot->task);
		}
		slot_give(c, slot);
	}
}

void task_begin(struct task *task)
{
	struct campaign *c = task->campaign;
	struct slot *slot = task->slot;
	struct strbuf err = STRBUF_INIT;
	int got = c->plan[task->step]->begin(task, &err);

	if (!got)
		goto out;
	slot_give(c, slot);
	c->redo = true;
	if (got == STEP_BUSY) {
		task->slot = NULL;
		task->tries--;
		task->not_before = clock_now() +
				   BUSY_SECONDS * clock_factor();
		task_sleep(task);
		goto out;
	}
	if (got == STEP_NOTHING) {
		task_judge(task, VERDICT_NEXT, &err);
		goto out;
	}
	if (!task->failure)
		task->failure = FAILURE_INTERNAL;
	task_judge(task, task_fail(task, task->failure), &err);
out:
	strbuf_release(&err);
}

double admit(struct campaign *c, double now)
{
	struct round round = { .first = NULL };
	struct strbuf err = STRBUF_INIT;
	struct slot *slot;
	size_t step;

	round.last = &round.first;
	c->turns++;
	for (step = c->plan_nr; step-- > 0;)
		let_in_step(c, &round, step, now);
	if (round.lasting && journal_sync(&c->journal, &err) < 0 &&
	    !c->unavailable)
		c->unavailable = strbuf_detach(&err);
	strbuf_release(&err);
	if (c->unavailable)
		put_back(c, &round);
	while ((slot = round.first)) {
		round.first = slot->next;
		slot->next = NULL;
		if (slot->batch)
			begin_batch(c, slot);
		else
			task_begin(slot->task);
	}
	return round.again;
}
