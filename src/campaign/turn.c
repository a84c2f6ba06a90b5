/* SPDX-License-Identifier: MIT */
/*
 * The heart: callbacks only put a slot on the list of what is over; here every
 * task is moved on, the waiting are let in, and the one wake-up is set.
 */
#include "campaign/turn.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"
#include "campaign/janitor.h"
#include "campaign/slots.h"
#include "campaign/speed.h"
#include "campaign/splitting.h"
#include "campaign/steer.h"
#include "campaign/view.h"
#include "campaign/watch.h"
#include "engine/clock.h"
#include "engine/descriptors.h"
#include "engine/loop.h"
#include "git/config.h"

#define SLOTS_MAX 256

/* ---- what is over --------------------------------------------------------- */

static bool was_cancelled(const struct slot *slot)
{
	if (slot->kind == SLOT_CHILD)
		return slot->child.cancelled;
	return slot->transfer.reply.error == TRANSFER_CANCELLED;
}

/*
 * For forecasts: what it took, and whether the task went on. What a person or
 * a server cut short tells neither.
 */
static void learn(const struct slot *slot, const struct task *task,
		  enum verdict verdict, bool first)
{
	struct campaign *c = task->campaign;
	const struct step *step = c->plan[task->step];
	bool over = verdict == VERDICT_NEXT || verdict == VERDICT_END;

	if (first && (over || verdict == VERDICT_AGAIN || step->polls))
		speeds_ran(campaign_speeds(c), step, task,
			   clock_real(clock_now() - slot->since));
	if (over)
		speeds_passed(campaign_speeds(c), step, task,
			      verdict == VERDICT_END);
}

static void judge_batch(struct campaign *c, struct slot *slot)
{
	struct batch *batch = slot->batch;
	bool cancelled = c->ending && was_cancelled(slot);
	size_t i;

	batch->host->batch_runs = false;
	if (!cancelled)
		batch->step->read_batch(batch);
	for (i = 0; i < batch->nr; i++) {
		struct task *task = batch->tasks[i];
		struct strbuf why = STRBUF_INIT;

		if (cancelled) {
			task->slot = NULL;
			task_interrupt(task);
		} else {
			enum verdict verdict = batch->step->end(task, &why);

			learn(slot, task, verdict, !i);
			task_judge(task, verdict, &why);
			steer_end(task);
		}
		strbuf_release(&why);
	}
	slot_give(c, slot);
}

/* It ended before its end. */
static void judge_cut(struct campaign *c, struct slot *slot)
{
	struct task *task = slot->task;

	task->slot = NULL;
	slot_give(c, slot);
	if (task->wanted)
		steer_end(task);
	else
		task_interrupt(task);
}

static void judge_task(struct campaign *c, struct slot *slot)
{
	struct task *task = slot->task;
	struct strbuf why = STRBUF_INIT;
	enum verdict verdict;
	bool ends = c->ending || task->wanted;

	if (ends && was_cancelled(slot)) {
		judge_cut(c, slot);
		return;
	}
	verdict = c->plan[task->step]->end(task, &why);
	if (verdict == VERDICT_MORE && ends) {
		judge_cut(c, slot);
	} else if (verdict == VERDICT_MORE) {
		slot_clear(slot);
		task->phase++;
		task_begin(task);
	} else {
		learn(slot, task, verdict, true);
		slot_give(c, slot);
		task_judge(task, verdict, &why);
		steer_end(task);
	}
	strbuf_release(&why);
}

static void judge(struct campaign *c)
{
	struct slot *slot;

	while ((slot = c->over)) {
		c->over = slot->next;
		slot->next = NULL;
		if (slot->batch)
			judge_batch(c, slot);
		else
			judge_task(c, slot);
	}
}

/* ---- start, stop, turn ------------------------------------------------------ */

size_t campaign_places(const struct campaign *c)
{
	const struct host *host;
	size_t nr = c->local.limit;

	for (host = c->hosts; host; host = host->next)
		nr += host->lanes[LANE_NET].limit +
		      host->lanes[LANE_API].limit +
		      host->lanes[LANE_WRITE].limit;
	return nr < SLOTS_MAX ? nr : SLOTS_MAX;
}

/*
 * Trees that a killed run had no time to take away: those of finished tasks
 * go now, an open task's goes when it is made again, or with its end.
 */
static void find_old_trees(struct campaign *c)
{
	struct strbuf tree = STRBUF_INIT;
	size_t i;

	for (i = 0; i < c->nr && c->folder; i++) {
		struct task *task = c->tasks[i];

		strbuf_reset(&tree);
		task_tree_path(task, &tree);
		task->has_tree = file_is_directory(tree.buf);
		if (!task->has_tree)
			continue;
		if (task->result == RESULT_FAILED)
			c->kept++;
		else if (task->result)
			task_drop_tree(task);
	}
	strbuf_release(&tree);
}

void campaign_start(struct campaign *c, const struct step *const *plan,
		    unsigned jobs)
{
	size_t wanted, places, i;

	c->plan = plan;
	for (c->plan_nr = 0; plan[c->plan_nr];)
		c->plan_nr++;
	if (c->plan_nr > STEPS_MAX)
		BUG("a plan of %zu steps", c->plan_nr);
	c->local.limit = jobs;
	c->started = clock_now();
	view_free(c->view);
	c->view = NULL;
	wanted = campaign_places(c);
	places = descriptors_places(wanted);
	/* jobs may become more while it runs */
	slots_init(c, places == wanted && c->steer ? SLOTS_MAX : places);
	c->locks_max = places < wanted ? places : SIZE_MAX;
	if (c->lock >= 0)
		find_old_trees(c);
	split_hold(c);
	for (i = 0; i < c->nr; i++)
		c->left += task_is_open(c->tasks[i]) && !c->tasks[i]->held;
	if (c->first && c->left > c->first)
		c->left = c->first;
	c->first = c->left;
	for (i = 0; i < c->nr && c->first; i++) {
		struct task *task = c->tasks[i];

		if (!task_is_open(task) || task->held)
			continue;
		c->first--;
		task_start(task);
	}
}

bool campaign_busy(const struct campaign *c)
{
	size_t i;

	if (janitor_busy(c->janitor))
		return true;
	if (!c->ending)
		return c->left > 0;
	for (i = 0; i < c->slots_nr; i++)
		if (c->slots[i].kind != SLOT_FREE)
			return true;
	return false;
}

void campaign_wind_down(struct campaign *c)
{
	c->ending = c->winding_down = true;
}

void campaign_stop(struct campaign *c, bool kill)
{
	size_t i;

	c->winding_down = false;
	c->ending = true;
	for (i = 0; i < c->slots_nr; i++) {
		struct slot *slot = &c->slots[i];

		if (slot->over)
			continue;
		if (slot->kind == SLOT_CHILD && kill)
			child_kill(&slot->child);
		else if (slot->kind == SLOT_CHILD)
			child_cancel(&slot->child);
		else if (slot->kind == SLOT_REQUEST)
			http_cancel(&slot->transfer);
	}
}

static void give_up_dead(struct campaign *c)
{
	struct host *host;

	for (host = c->hosts; host; host = host->next)
		if (host->dead)
			host_give_up(c, host, host->dead, host->dead_reason);
}

static bool anything_runs(const struct campaign *c)
{
	size_t i;

	for (i = 0; i < c->slots_nr; i++)
		if (c->slots[i].kind != SLOT_FREE)
			return true;
	return janitor_busy(c->janitor);
}

void campaign_turn(struct campaign *c)
{
	static bool inside;
	double now = clock_now(), wake, again;

	if (inside)
		BUG("a turn within a turn");
	inside = true;
	judge(c);
	steer_turn(c);
	do {
		sleepers_wake(c, now);
		give_up_dead(c);
		c->redo = false;
		again = c->ending ? 0 : admit(c, now);
	} while (c->redo);
	wake = c->sleeping_nr ? c->sleeping[0]->not_before : 0;
	if (again > 0 && (wake <= 0 || again < wake))
		wake = again;
	if (c->unavailable && !c->ending)
		campaign_stop(c, false);
	janitor_turn(c->janitor);
	watch_turn(c, now);
	c->wake = wake;
	loop_wake_at(wake);
	if (!c->ending && c->left && wake <= 0 && !anything_runs(c) &&
	    !steer_paused(c))
		BUG("%zu tasks left, and nothing that could wake us",
		    c->left);
	inside = false;
}
