/* SPDX-License-Identifier: MIT */
/*
 * What the parts of a turn share: queues and the states of a task.
 */
#ifndef CAMPAIGN_TURN_H
#define CAMPAIGN_TURN_H

#include "campaign/campaign.h"

/* Puts a task in its step's queue, behind the others or before them. */
void task_wait(struct task *task, bool first);

/* Sleeping until task->not_before. */
void task_sleep(struct task *task);

/* Puts those whose time has come at the head of their queues. */
void sleepers_wake(struct campaign *c, double now);

/*
 * Over steps that have nothing to do to the next that has; into its queue, or
 * finished as done.
 */
void task_advance(struct task *task);

/* From the first step of the plan: a new attempt. */
void task_start(struct task *task);

/* Takes one that waits or sleeps out of its queue, or the heap. */
void task_leave(struct task *task);

/* Its result is set (task_end(), task_fail()): journalled, cleaned up. */
void task_finish(struct task *task);

/* Not finished and not running any more: for a later resume. */
void task_interrupt(struct task *task);

/* Journals and sleeps, or finishes, as the verdict says; not MORE. */
void task_judge(struct task *task, enum verdict verdict, struct strbuf *why);

/* How many can run at once, by all lanes together. */
size_t campaign_places(const struct campaign *c);

/* Begins all that lanes, buckets and slots allow; when to look again. */
double admit(struct campaign *c, double now);

/* The step's begin() for a task in its slot, and what follows from it. */
void task_begin(struct task *task);

/* Nothing more is asked of a host that does not answer or take our token. */
void host_give_up(struct campaign *c, struct host *host,
		  enum failure failure, const char *reason);

#endif
