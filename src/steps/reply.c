/* SPDX-License-Identifier: MIT */
/*
 * What a reply means for the task and its host.
 */
#include "steps/reply.h"

#include "engine/clock.h"

#define LIMITS_MAX 5		/* then the rest is left to a later resume */

void reply_learn(struct host *host, const struct slot *slot,
		 struct verdict_of_reply *verdict, struct strbuf *why)
{
	const struct request *request = &slot->request;
	const struct reply *reply = &slot->transfer.reply;
	struct limits limits = { .limit = -1 };
	double now = clock_now();

	host->forge->judge(request, reply, verdict, why);
	host->forge->read_limits(request, reply, &limits);
	host_learn(host, &limits, now);
	host_judge(host, request->draws, slot->since, verdict, why->buf, now);
}

enum verdict reply_limited(struct task *task)
{
	task->failure = FAILURE_LIMIT;
	if (task->tries > LIMITS_MAX)
		return task_end(task, RESULT_WAITING);
	return task_later(task, 0);
}

enum verdict reply_settle(struct task *task, struct verdict_of_reply *verdict,
			  struct strbuf *why)
{
	const struct slot *slot = task->slot;
	struct verdict_of_reply own = { .failure = FAILURE_NONE };

	if (!verdict)
		verdict = &own;
	reply_learn(task->host, slot, verdict, why);
	if (verdict->failure == FAILURE_NONE)
		return VERDICT_NEXT;
	if (verdict->freeze != FREEZE_NOTHING)
		return reply_limited(task);
	if (verdict->later)
		return task_retry(task, verdict->failure);
	return task_fail(task, verdict->failure);
}
