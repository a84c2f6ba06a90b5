/* SPDX-License-Identifier: MIT */
/*
 * The states of a task, and how it moves between them. Called by the turn
 * only.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/janitor.h"
#include "campaign/record.h"
#include "campaign/slots.h"
#include "campaign/splitting.h"
#include "campaign/template.h"
#include "campaign/turn.h"
#include "campaign/upload.h"
#include "campaign/watch.h"
#include "engine/clock.h"

/* A host that answered before may fail so often in a row. */
#define FAILURES_IN_A_ROW 5
#define DISK_FAILURES_IN_A_ROW 3
#define AUTH_FAILURES_IN_A_ROW 3	/* GitLab bans soon after: forge-apis 9 */

static const struct step *step_of(const struct task *task)
{
	return task->campaign->plan[task->step];
}

/* ---- waiting and sleeping ------------------------------------------------ */

void task_wait(struct task *task, bool first)
{
	struct queue *queue = &task->host->waiting[task->step];

	watch_state(task, TASK_WAITING);
	task->state = TASK_WAITING;
	if (first)
		queue_push_front(queue, task);
	else
		queue_push(queue, task);
}

static void heap_set(struct campaign *c, size_t i, struct task *task)
{
	c->sleeping[i] = task;
	task->heap = i + 1;
}

static void heap_up(struct campaign *c, size_t i, struct task *task)
{
	while (i) {
		struct task *parent = c->sleeping[(i - 1) / 2];

		if (parent->not_before <= task->not_before)
			break;
		heap_set(c, i, parent);
		i = (i - 1) / 2;
	}
	heap_set(c, i, task);
}

static void heap_down(struct campaign *c, size_t i, struct task *task)
{
	size_t child;

	while ((child = 2 * i + 1) < c->sleeping_nr) {
		if (child + 1 < c->sleeping_nr &&
		    c->sleeping[child + 1]->not_before <
		    c->sleeping[child]->not_before)
			child++;
		if (task->not_before <= c->sleeping[child]->not_before)
			break;
		heap_set(c, i, c->sleeping[child]);
		i = child;
	}
	heap_set(c, i, task);
}

void task_sleep(struct task *task)
{
	struct campaign *c = task->campaign;

	watch_state(task, TASK_SLEEPING);
	task->state = TASK_SLEEPING;
	GROW(c->sleeping, c->sleeping_nr, c->sleeping_alloc);
	heap_up(c, c->sleeping_nr++, task);
}

static struct task *heap_take(struct campaign *c, size_t i)
{
	struct task *taken = c->sleeping[i];
	struct task *last = c->sleeping[--c->sleeping_nr];

	if (i < c->sleeping_nr) {
		heap_up(c, i, last);
		heap_down(c, last->heap - 1, last);
	}
	taken->heap = 0;
	return taken;
}

static void queue_take(struct queue *queue, const struct task *task)
{
	struct queue rest = { .nr = 0 };
	struct task *one;

	while ((one = queue_pop(queue)))
		if (one != task)
			queue_push(&rest, one);
	*queue = rest;
}

void task_leave(struct task *task)
{
	if (task->state == TASK_SLEEPING)
		heap_take(task->campaign, task->heap - 1);
	else if (task->state == TASK_WAITING)
		queue_take(&task->host->waiting[task->step], task);
	watch_state(task, TASK_IDLE);
	task->state = TASK_IDLE;
}

void sleepers_wake(struct campaign *c, double now)
{
	while (c->sleeping_nr && c->sleeping[0]->not_before <= now)
		task_wait(heap_take(c, 0), true);
}

/* ---- the end of a task --------------------------------------------------- */

static void unlock(struct task *task)
{
	if (task->lock >= 0)
		close(task->lock);
	task->lock = -1;
}

/* The trees of some failed tasks stay, to be looked at (part 10). */
static void keep_or_drop_tree(struct task *task)
{
	struct campaign *c = task->campaign;

	if (!task->has_tree)
		return;
	if (task->result == RESULT_FAILED && c->kept < c->keep_failed) {
		c->kept++;
		task_keep_tree(task);
	} else {
		task_drop_tree(task);
	}
}

/*
 * A disk that is full is full for all, though one repository may just be too
 * large for it: then what is left stays for a resume.
 */
static void heed_disk(struct campaign *c, const struct task *task)
{
	if (task->failure != FAILURE_DISK) {
		c->disk_failures = 0;
		return;
	}
	if (++c->disk_failures >= DISK_FAILURES_IN_A_ROW && c->left &&
	    !c->unavailable)
		c->unavailable = xstrdup(task->reason ? task->reason : "");
}

void task_finish(struct task *task)
{
	struct campaign *c = task->campaign;

	watch_state(task, TASK_FINISHED);
	task->state = TASK_FINISHED;
	task->ended = clock_now();
	record_end(task);
	unlock(task);
	task_uncount(task);
	upload_free(task->upload);
	task->upload = NULL;
	keep_or_drop_tree(task);
	split_settle(task);
	split_free(task->split);
	task->split = NULL;
	c->left--;
	heed_disk(c, task);
	if (c->finished)
		c->finished(task);
}

void task_interrupt(struct task *task)
{
	watch_state(task, TASK_IDLE);
	task->state = TASK_IDLE;
	task->not_before = 0;
	record_later(task, "interrupted");
	/* while nobody else may add a tree to its repository */
	if (task->has_tree)
		task_drop_tree(task);
	unlock(task);
	task_uncount(task);
}

void task_advance(struct task *task)
{
	struct campaign *c = task->campaign;

	while (task->step < c->plan_nr && step_of(task)->needed &&
	       !step_of(task)->needed(task))
		task->step++;
	task->phase = task->tries = 0;
	if (task->step == c->plan_nr) {
		task_end(task, RESULT_DONE);
		task_finish(task);
		return;
	}
	task->not_before = step_of(task)->not_before
				? step_of(task)->not_before(task) : 0;
	if (task->not_before > clock_now())
		task_sleep(task);
	else
		task_wait(task, false);
}

/* Nothing of an earlier attempt is left, but what is known. */
void task_start(struct task *task)
{
	task->result = RESULT_NONE;
	task->failure = FAILURE_NONE;
	task->wanted = RESULT_NONE;
	task->definition = task_next_definition(task);
	task_name_branch(task);
	task->attempt++;
	task->step = 0;
	task->backs = 0;
	task->wait_since = 0;
	task->queued = false;
	task_forget_look(task);
	strvec_clear(&task->notes);
	task_advance(task);
}

/* Its next request is let in like any other, before those of others. */
static void go_on(struct task *task)
{
	task->phase++;
	task->tries--;
	task_wait(task, true);
}

static void go_back(struct task *task)
{
	if (!task->step)
		BUG("%s: no step before the first", task->key);
	task->step--;
	task->phase = task->tries = 0;
	task_sleep(task);
}

/* ---- hosts that do not answer -------------------------------------------- */

static void give_up_queue(struct host *host, struct queue *queue)
{
	struct task *task;

	while ((task = queue_pop(queue))) {
		replace_string(&task->reason, host->dead_reason);
		if (host->dead == FAILURE_LIMIT) {
			/* for a resume when it is free again */
			task->failure = FAILURE_LIMIT;
			task_end(task, RESULT_WAITING);
		} else {
			task_fail(task, host->dead);
		}
		task_finish(task);
	}
}

void host_give_up(struct campaign *c, struct host *host,
		  enum failure failure, const char *reason)
{
	size_t i;

	if (!host->dead) {
		host->dead = failure;
		host->dead_reason = xstrdup(reason);
	}
	for (i = 0; i < c->plan_nr; i++)
		give_up_queue(host, &host->waiting[i]);
}

/* Whether the server, not the repository, seems to be what is wrong. */
static void count_failure(struct task *task)
{
	struct host *host = task->host;
	unsigned bearable = host->answered ? FAILURES_IN_A_ROW : 1;

	if (task->failure != FAILURE_NETWORK &&
	    task->failure != FAILURE_AUTH) {
		host->failures = 0;
		return;
	}
	if (task->failure == FAILURE_AUTH)
		bearable = AUTH_FAILURES_IN_A_ROW;
	if (++host->failures >= bearable)
		host_give_up(task->campaign, host, task->failure,
			     task->reason ? task->reason : "");
}

/* ---- a verdict ------------------------------------------------------------ */

/*
 * A sentence may quote a server or a command, and is shown in many places, a
 * CI's log among them.
 */
static void make_harmless(struct strbuf *why)
{
	struct strbuf clean = STRBUF_INIT;

	text_clean_log(&clean, why->buf, why->len);
	strbuf_reset(why);
	strbuf_add(why, clean.buf, clean.len);
	strbuf_release(&clean);
}

void task_judge(struct task *task, enum verdict verdict, struct strbuf *why)
{
	task->slot = NULL;
	make_harmless(why);
	watch_verdict(task, verdict, why->buf);
	if (task->split && task->split->done) {
		/* before the repository's own record: a run that is killed
		   between them splits it again, and finds them */
		split_take(task);
		task->split->done = false;
	}
	switch (verdict) {
	case VERDICT_NEXT:
		if (step_of(task)->lane != LANE_LOCAL) {
			task->host->answered = true;
			task->host->failures = 0;
		}
		record_ok(task);
		task->step++;
		task_advance(task);
		break;
	case VERDICT_LATER:
		record_later(task, why->buf);
		task_sleep(task);
		break;
	case VERDICT_AGAIN:
		go_on(task);
		break;
	case VERDICT_BACK:
		record_later(task, why->buf);
		go_back(task);
		break;
	case VERDICT_END:
		replace_string(&task->reason, why->len ? why->buf : NULL);
		task_finish(task);
		if (task->result == RESULT_FAILED)
			count_failure(task);
		break;
	case VERDICT_MORE:
		BUG("%s: a batch cannot go on", task->key);
	}
}
