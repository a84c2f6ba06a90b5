/* SPDX-License-Identifier: MIT */
/*
 * What a running campaign is at: the tasks that are not finished.
 */
#include <unistd.h>

#include "base/date.h"
#include "campaign/slots.h"
#include "campaign/steer-word.h"
#include "engine/clock.h"

static const char *state_of(const struct task *task)
{
	switch (task->state) {
	case TASK_RUNNING:
		return "running";
	case TASK_SLEEPING:
		return "sleeping";
	default:
		return "waiting";
	}
}

static void put_date(struct json_writer *w, const char *key, double when)
{
	struct strbuf date = STRBUF_INIT;

	date_iso(&date, when);
	json_put(w, key, date.buf);
	strbuf_release(&date);
}

static unsigned draws_of(const struct task *task, const struct step *step)
{
	return step->draws_of ? step->draws_of(task) : step->draws;
}

/* What keeps all that wait for such a step at this host, in admit.c's order. */
static void find_reason(const struct task *task, enum lane_kind kind,
			struct strbuf *out)
{
	struct campaign *c = task->campaign;
	struct host *host = task->host;
	struct lane *lane = kind == LANE_LOCAL ? &c->local
					       : &host->lanes[kind];
	double now = clock_now();

	if (steer_holds(c, host, kind)) {
		strbuf_addstr(out, "resume");
		return;
	}
	if (kind != LANE_NONE && !lane_has_place(lane, now))
		strbuf_addf(out, "a place in lane %s", lane_name(kind));
	else
		budget_why(&host->budget,
			   draws_of(task, task->campaign->plan[task->step]),
			   now, out);
	if (!out->len)
		strbuf_addstr(out, "its turn");
}

/* The reason of the task before, which mostly is this one's, too. */
struct reason {
	const struct host *host;
	size_t step;
	enum lane_kind lane;
	unsigned draws;
	struct strbuf text;
};

static const char *reason_of(struct reason *reason, const struct task *task)
{
	const struct step *step = task->campaign->plan[task->step];
	enum lane_kind lane = step->lane_of ? step->lane_of(task) : step->lane;
	unsigned draws = draws_of(task, step);

	if (task->state == TASK_SLEEPING)
		return task->tries && !step->polls ? "another try"
						   : "another look";
	if (reason->host == task->host && reason->step == task->step &&
	    reason->lane == lane && reason->draws == draws)
		return reason->text.buf;
	reason->host = task->host;
	reason->step = task->step;
	reason->lane = lane;
	reason->draws = draws;
	strbuf_reset(&reason->text);
	find_reason(task, lane, &reason->text);
	return reason->text.buf;
}

static void put_task(struct json_writer *w, struct reason *reason,
		     const struct task *task)
{
	json_begin_object(w, NULL);
	json_put(w, "task", task->key);
	json_put(w, "state", state_of(task));
	json_put(w, "step", task->campaign->plan[task->step]->name);
	json_put_int(w, "attempt", task->tries);
	if (task->state == TASK_RUNNING && task->slot)
		put_date(w, "since", task->slot->since);
	if (task->state == TASK_SLEEPING)
		put_date(w, "not_before", task->not_before);
	if (task->state != TASK_RUNNING)
		json_put(w, "waits_for", reason_of(reason, task));
	if (task->wanted)
		json_put(w, "ends", result_name(task->wanted));
	json_end_object(w);
}

/* What runs first, then what sleeps, then what waits for a place. */
static void put_tasks(struct json_writer *w, const struct campaign *c)
{
	static const int order[] = { TASK_RUNNING, TASK_SLEEPING,
				     TASK_WAITING };
	struct reason reason = { .text = STRBUF_INIT };
	size_t state, i;

	json_begin_array(w, "tasks");
	for (state = 0; state < sizeof(order) / sizeof(*order); state++)
		for (i = 0; i < c->nr; i++)
			if (c->tasks[i]->selected &&
			    (int)c->tasks[i]->state == order[state])
				put_task(w, &reason, c->tasks[i]);
	json_end_array(w);
	strbuf_release(&reason.text);
}

static size_t count_selected(const struct campaign *c)
{
	size_t i, nr = 0;

	for (i = 0; i < c->nr; i++)
		nr += c->tasks[i]->selected;
	return nr;
}

void steer_tasks(struct campaign *c, const struct steer_request *request,
		 struct steer_answer *answer)
{
	struct json_writer *w = answer->w;

	(void)request;
	json_put_int(w, "pid", getpid());
	put_date(w, "time", clock_now());
	json_put_int(w, "total", (long long)count_selected(c));
	json_put_int(w, "left", (long long)c->left);
	json_put_int(w, "jobs", c->local.limit);
	json_put_bool(w, "stopping", c->ending);
	json_put(w, "paused", steer_paused(c));
	put_tasks(w, c);
}
