/* SPDX-License-Identifier: MIT */
/*
 * A campaign as the display sees it: counted anew for each frame, at most ten
 * times a second.
 */
#include "campaign/view.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "campaign/campaign.h"
#include "engine/clock.h"

#define ETA_AFTER 3		/* finished tasks before we dare to guess */

struct view {
	struct progress_view shown;
	struct progress_running *running;
	struct progress_wait *waits;
	struct strbuf *texts;
	size_t hosts;
};

void view_free(struct view *view)
{
	size_t i;

	if (!view)
		return;
	for (i = 0; i < view->hosts; i++)
		strbuf_release(&view->texts[i]);
	free(view->texts);
	free(view->waits);
	free(view->running);
	free(view);
}

static struct view *view_of(struct campaign *c)
{
	struct view *view = c->view;
	struct host *host;
	size_t i;

	if (view)
		return view;
	view = c->view = xcalloc(1, sizeof(*view));
	for (host = c->hosts; host; host = host->next)
		view->hosts++;
	view->running = xcalloc(c->slots_nr + 1, sizeof(*view->running));
	view->waits = xcalloc(view->hosts + 1, sizeof(*view->waits));
	view->texts = xcalloc(view->hosts + 1, sizeof(*view->texts));
	for (i = 0; i < view->hosts; i++)
		strbuf_init(&view->texts[i]);
	return view;
}

static void count(const struct campaign *c, struct progress_view *shown)
{
	size_t i;

	for (i = 0; i < c->nr; i++) {
		const struct task *task = c->tasks[i];

		if (!task->selected)
			continue;
		shown->total++;
		shown->finished += task->state == TASK_FINISHED ||
				   (task->result &&
				    task->state == TASK_IDLE);
		shown->done += task->result == RESULT_DONE;
		shown->unchanged += task->result == RESULT_UNCHANGED;
		shown->skipped += task->result == RESULT_SKIPPED;
		shown->failed += task->result == RESULT_FAILED;
		shown->waiting += task->result == RESULT_WAITING;
		shown->cancelled += task->result == RESULT_CANCELLED;
	}
}

static void list_running(const struct campaign *c, struct view *view,
			 double now)
{
	size_t i;

	for (i = 0; i < c->slots_nr; i++) {
		const struct slot *slot = &c->slots[i];
		const struct task *task = slot->batch ? slot->batch->tasks[0]
						      : slot->task;
		struct progress_running *line =
			&view->running[view->shown.running_nr];

		if (slot->kind == SLOT_FREE || !task)
			continue;
		line->task = slot->batch ? task->host->name : task->key;
		line->step = c->plan[task->step]->name;
		line->seconds = now - slot->since;
		view->shown.running_nr++;
	}
}

/* What a host's tasks wait for: a freeze, or the pace of its bucket. */
static void list_waits(const struct campaign *c, struct view *view,
		       double now)
{
	const struct host *host;
	size_t i, nr = 0;

	for (host = c->hosts; host; host = host->next, nr++) {
		struct progress_wait *wait =
			&view->waits[view->shown.waits_nr];
		const struct bucket *longest = NULL;
		double until = now;
		size_t waiting = 0;

		for (i = 0; i < c->plan_nr; i++)
			waiting += host->waiting[i].nr;
		for (i = 0; i < DRAW_KINDS; i++)
			if (host->buckets[i].frozen_until > until) {
				longest = &host->buckets[i];
				until = longest->frozen_until;
			}
		if (!waiting || !longest)
			continue;
		strbuf_reset(&view->texts[nr]);
		strbuf_addf(&view->texts[nr], "%s: %s", host->name,
			    longest->frozen_why ? longest->frozen_why
						: "limit");
		wait->what = view->texts[nr].buf;
		wait->tasks = waiting;
		wait->seconds = until - now;
		view->shown.waits_nr++;
	}
}

const struct progress_view *campaign_view(struct campaign *c)
{
	struct view *view = view_of(c);
	double now = clock_now(), each;
	size_t begun;

	memset(&view->shown, 0, sizeof(view->shown));
	view->shown.title = c->name;
	view->shown.running = view->running;
	view->shown.waits = view->waits;
	view->shown.ending = c->ending;
	view->shown.eta = -1;
	count(c, &view->shown);
	list_running(c, view, now);
	list_waits(c, view, now);
	begun = view->shown.total - c->left;
	if (view->shown.finished > ETA_AFTER && begun && c->left) {
		each = (now - c->started) / (double)begun;
		view->shown.eta = each * (double)c->left;
	}
	return &view->shown;
}
