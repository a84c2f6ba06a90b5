/* SPDX-License-Identifier: MIT */
/*
 * What becomes of single tasks: retry, skip, cancel.
 */
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "campaign/match.h"
#include "campaign/steer-join.h"
#include "campaign/steer-word.h"
#include "campaign/turn.h"

/* The task that a word means; NULL: none, which is said. */
static struct task *find(const struct campaign *c, const char *word,
			 struct steer_answer *answer)
{
	size_t nr;
	struct task *task = match_task(c, word, &nr);

	if (nr > 1)
		steer_refuse(answer, word, "'%s' could be any of %zu "
			     "repositories", word, nr);
	else if (!task)
		steer_refuse(answer, word, "there is no '%s' in campaign "
			     "'%s'", word, c->name);
	return task;
}

/* ---- cancel and skip -------------------------------------------------------- */

/* A command that was at work in a clone of the user's has left its traces. */
static void note_traces(struct task *task)
{
	const struct campaign *c = task->campaign;
	bool changes = false;
	size_t i;

	for (i = 0; i <= task->step && i < c->plan_nr; i++) {
		changes |= !strcmp(c->plan[i]->name, "change");
		if (i < task->step && !strcmp(c->plan[i]->name, "commit"))
			changes = false;
	}
	task->mid_change |= changes;
}

void steer_end(struct task *task)
{
	enum result result = task->wanted;

	task->wanted = RESULT_NONE;
	if (!result || task->state == TASK_FINISHED)
		return;
	task_leave(task);
	task_end(task, result);
	if (result == RESULT_CANCELLED)
		note_traces(task);
	replace_string(&task->reason, "by ctl");
	task_finish(task);
}

static void cut(struct slot *slot)
{
	/* a request for many goes on, for the others */
	if (slot->batch)
		return;
	if (slot->kind == SLOT_CHILD)
		child_cancel(&slot->child);
	else if (slot->kind == SLOT_REQUEST)
		http_cancel(&slot->transfer);
}

static void end_task(struct task *task, enum result result,
		     struct steer_answer *answer)
{
	const char *step;

	switch (task->state) {
	case TASK_RUNNING:
		step = task->campaign->plan[task->step]->name;
		task->wanted = result;
		cut(task->slot);
		steer_done(answer, task, "%s: %s, '%s' is ended", task->key,
			   result_name(result), step);
		break;
	case TASK_WAITING:
	case TASK_SLEEPING:
		task->wanted = result;
		steer_end(task);
		steer_done(answer, task, "%s: %s", task->key,
			   result_name(result));
		break;
	case TASK_FINISHED:
		steer_refuse(answer, task->key, "%s is finished already: %s",
			     task->key, result_name(task->result));
		break;
	case TASK_IDLE:
		steer_refuse(answer, task->key, "%s has no part in this run",
			     task->key);
	}
}

static void end_tasks(struct campaign *c, const struct steer_request *request,
		      enum result result, struct steer_answer *answer)
{
	const struct strvec *words = &request->arguments;
	struct task *task;
	size_t i;

	for (i = 0; i < words->nr; i++) {
		task = find(c, words->v[i], answer);
		if (task)
			end_task(task, result, answer);
	}
}

void steer_cancel(struct campaign *c, const struct steer_request *request,
		  struct steer_answer *answer)
{
	end_tasks(c, request, RESULT_CANCELLED, answer);
}

void steer_skip(struct campaign *c, const struct steer_request *request,
		struct steer_answer *answer)
{
	end_tasks(c, request, RESULT_SKIPPED, answer);
}

/* ---- retry ------------------------------------------------------------------ */

static void wake(struct task *task, struct steer_answer *answer)
{
	task_leave(task);
	task->not_before = 0;
	task_wait(task, true);
	steer_done(answer, task, "%s: goes on at once", task->key);
}

static void retry(struct task *task, struct steer_answer *answer)
{
	bool over = task->result == RESULT_DONE ||
		    task->result == RESULT_UNCHANGED;
	struct strbuf why = STRBUF_INIT;

	if (task->state == TASK_SLEEPING)
		wake(task, answer);
	else if (task->state == TASK_RUNNING || task->state == TASK_WAITING)
		steer_refuse(answer, task->key, "%s is at work already",
			     task->key);
	else if (over)
		steer_refuse(answer, task->key, "%s is finished already: %s",
			     task->key, result_name(task->result));
	else if (steer_join(task, &why) < 0)
		steer_refuse(answer, task->key, "%s: %s", task->key, why.buf);
	else
		steer_done(answer, task, "%s: begins again", task->key);
	strbuf_release(&why);
}

/* One that failed, or that sleeps because something did. */
static bool is_to_retry(const struct task *task)
{
	if (!task->selected)
		return false;
	if (task->state == TASK_SLEEPING)
		return task->tries &&
		       !task->campaign->plan[task->step]->polls;
	return task->state == TASK_FINISHED && task->result == RESULT_FAILED;
}

/* What a person ended begins again only by name. */
static void none_to_retry(const struct campaign *c,
			  struct steer_answer *answer)
{
	const struct task *ended = NULL;
	size_t i;

	for (i = 0; i < c->nr && !ended; i++)
		if (c->tasks[i]->selected &&
		    c->tasks[i]->state == TASK_FINISHED &&
		    (c->tasks[i]->result == RESULT_CANCELLED ||
		     c->tasks[i]->result == RESULT_SKIPPED))
			ended = c->tasks[i];
	if (ended)
		steer_done(answer, NULL, "nothing to retry; what was cancelled "
			   "or skipped begins again by its name: 'git multi "
			   "ctl %s retry %s'", c->name, ended->key);
	else
		steer_done(answer, NULL, "nothing to retry");
}

void steer_retry(struct campaign *c, const struct steer_request *request,
		 struct steer_answer *answer)
{
	const struct strvec *words = &request->arguments;
	struct task *task;
	size_t i;

	for (i = 0; i < words->nr; i++) {
		task = find(c, words->v[i], answer);
		if (task)
			retry(task, answer);
	}
	for (i = 0; !words->nr && i < c->nr; i++)
		if (is_to_retry(c->tasks[i]))
			retry(c->tasks[i], answer);
	if (!answer->done.len && !answer->refused.len)
		none_to_retry(c, answer);
}
