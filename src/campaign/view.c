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
#include "campaign/forecast.h"
#include "campaign/steer.h"
#include "engine/clock.h"

/*
 * A forecast looks at every task and every draw to come: a new one in so many
 * real seconds, made in pieces that take so much of the time at most.
 */
#define ETA_EVERY 2.0
#define ETA_SHARE 0.05

#define WORTH_SAYING 5.0		/* engine seconds of a wait */

struct view {
	struct progress_view shown;
	struct progress_running *running;
	struct progress_wait *waits;
	struct strbuf *texts;
	size_t hosts;
	struct draft *draft;	/* of the forecast that is being made */
	double began;		/* engine clock, of that */
	double done;		/* engine clock: when all will be; 0 */
	double again;		/* monotonic: the next piece is due */
};

void view_free(struct view *view)
{
	size_t i;

	if (!view)
		return;
	forecast_drop(view->draft);
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

/* When the first that waits at this step may begin; 0: when it has a place. */
static double ready_at(struct host *host, const struct step *step, size_t i,
		       double now, struct strbuf *why)
{
	const struct task *task = host->waiting[i].first;
	unsigned draws;
	double at;

	if (!task)
		return 0;
	draws = step->draws_of ? step->draws_of(task) : step->draws;
	at = budget_ready_at(&host->budget, draws, now);
	if (at > now + WORTH_SAYING)
		budget_why(&host->budget, draws, now, why);
	return why->len ? at : 0;
}

/*
 * What a host's tasks wait for: a freeze, or a full window. The step that
 * waits longest is named, with all that wait for the same host.
 */
static void list_waits(const struct campaign *c, struct view *view,
		       double now)
{
	struct host *host;
	size_t i, nr = 0;

	for (host = c->hosts; host; host = host->next, nr++) {
		struct progress_wait *wait =
			&view->waits[view->shown.waits_nr];
		struct strbuf *text = &view->texts[nr];
		double until = 0;

		strbuf_reset(text);
		wait->tasks = 0;
		for (i = 0; i < c->plan_nr; i++) {
			struct strbuf why = STRBUF_INIT;
			double at = ready_at(host, c->plan[i], i, now, &why);

			wait->tasks += host->waiting[i].nr;
			if (at > until) {
				until = at;
				strbuf_reset(text);
				strbuf_addf(text, "%s: %s", host->name,
					    why.buf);
			}
			strbuf_release(&why);
		}
		if (until <= 0)
			continue;
		wait->what = text->buf;
		wait->seconds = until - now;
		view->shown.waits_nr++;
	}
}

/* A piece of a new forecast, or the beginning of one. */
static void go_on(struct campaign *c, struct view *view, double now)
{
	struct forecast forecast;

	if (!view->draft) {
		view->began = now;
		view->draft = forecast_rest(c, now);
	} else if (forecast_go_on(view->draft, &forecast)) {
		view->draft = NULL;
		view->done = view->began + forecast.seconds;
		forecast_tell(&forecast);
		forecast_release(&forecast);
	}
}

/* Seconds until all is done, as the forecast has it; negative: unknown. */
static double eta_of(struct campaign *c, struct view *view, double now)
{
	double began = clock_monotonic(), took;

	if (c->ending || !c->left || steer_paused(c))
		return -1;
	if (began >= view->again) {
		go_on(c, view, now);
		took = clock_monotonic() - began;
		view->again = clock_monotonic() + took / ETA_SHARE;
		if (!view->draft && took / ETA_SHARE < ETA_EVERY)
			view->again = began + ETA_EVERY;
	}
	if (view->done <= 0)
		return -1;
	return view->done > now ? view->done - now : 0;
}

const struct progress_view *campaign_view(struct campaign *c)
{
	struct view *view = view_of(c);
	double now = clock_now();

	memset(&view->shown, 0, sizeof(view->shown));
	view->shown.title = c->name;
	view->shown.running = view->running;
	view->shown.waits = view->waits;
	view->shown.ending = c->ending;
	view->shown.paused = steer_paused(c);
	view->shown.eta = eta_of(c, view, now);
	count(c, &view->shown);
	list_running(c, view, now);
	list_waits(c, view, now);
	return &view->shown;
}
