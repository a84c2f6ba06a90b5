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

static void put_task(struct json_writer *w, const struct task *task)
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
	if (task->wanted)
		json_put(w, "ends", result_name(task->wanted));
	json_end_object(w);
}

/* What runs first, then what sleeps, then what waits for a place. */
static void put_tasks(struct json_writer *w, const struct campaign *c)
{
	static const int order[] = { TASK_RUNNING, TASK_SLEEPING,
				     TASK_WAITING };
	size_t state, i;

	json_begin_array(w, "tasks");
	for (state = 0; state < sizeof(order) / sizeof(*order); state++)
		for (i = 0; i < c->nr; i++)
			if (c->tasks[i]->selected &&
			    (int)c->tasks[i]->state == order[state])
				put_task(w, c->tasks[i]);
	json_end_array(w);
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
