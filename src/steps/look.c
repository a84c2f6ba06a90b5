/* SPDX-License-Identifier: MIT */
/*
 * Asks the server what it knows of a repository: by the forge's API for many
 * at once, or git's own ls-remote where there is none. Whoever has nothing
 * left to do ends here, before anything is fetched.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "campaign/campaign.h"
#include "campaign/slots.h"
#include "steps/look.h"
#include "steps/process.h"
#include "steps/reply.h"
#include "steps/steps.h"

#define BATCH_LEAST 10		/* a batch that is too heavy is halved to this */

static bool has_api(const struct task *task)
{
	return task->host->forge->look_ask != NULL;
}

static enum lane_kind look_lane(const struct task *task)
{
	return has_api(task) ? LANE_API : LANE_NET;
}

static unsigned look_draws(const struct task *task)
{
	return has_api(task) ? DRAW_GRAPHQL : DRAW_GIT;
}

/* ---- by the forge's API ---------------------------------------------------- */

static struct look_query *queries_of(const struct batch *batch)
{
	struct look_query *queries = xcalloc(batch->nr, sizeof(*queries));
	size_t i;

	for (i = 0; i < batch->nr; i++) {
		const struct task *task = batch->tasks[i];

		queries[i].owner = task->remote.owner;
		queries[i].name = task->remote.name;
		queries[i].branch = look_branch(task);
		queries[i].base = look_base(task);
	}
	return queries;
}

static int look_begin_batch(struct batch *batch, struct strbuf *err)
{
	struct look_query *queries = queries_of(batch);
	struct forge_site site = host_site(batch->host);
	int ret = batch->host->forge->look_ask(&site, queries, batch->nr,
					       &batch->slot->request, err);

	free(queries);
	return ret < 0 ? -1 : batch_send(batch, err);
}

/* Too much at once for the server: less the next time (forge-apis 9). */
static void lighten(struct host *host)
{
	host->look_max /= 2;
	if (host->look_max < BATCH_LEAST)
		host->look_max = BATCH_LEAST;
}

static bool too_heavy(const struct batch *batch, const struct reply *reply)
{
	size_t i;

	for (i = 0; batch->answers && i < batch->nr; i++)
		if (batch->answers[i].later)
			return true;
	return batch->verdict.later &&
	       (reply->status == 502 || reply->status == 504 ||
		reply->status == 200 || reply->error == TRANSFER_TIMEOUT);
}

static void look_read_batch(struct batch *batch)
{
	struct slot *slot = batch->slot;
	const struct reply *reply = &slot->transfer.reply;
	struct look_query *queries;

	reply_learn(batch->host, &slot->request, reply, &batch->verdict,
		    &batch->why);
	batch->failed = batch->verdict.failure != FAILURE_NONE;
	if (batch->failed) {
		if (too_heavy(batch, reply))
			lighten(batch->host);
		return;
	}
	queries = queries_of(batch);
	batch->answers = xcalloc(batch->nr, sizeof(*batch->answers));
	if (batch->host->forge->look_read(reply, queries, batch->nr,
					  batch->answers, &batch->common,
					  &batch->why) < 0) {
		batch->failed = true;
		batch->verdict.failure = FAILURE_FORGE;
	}
	if (batch->common.login)
		replace_string(&batch->host->account, batch->common.login);
	if (batch->common.no_login && !batch->host->no_login)
		batch->host->no_login = true;
	else if (too_heavy(batch, reply))
		lighten(batch->host);
	free(queries);
}

static enum verdict batch_verdict(struct task *task, struct strbuf *why)
{
	const struct batch *batch = task->slot->batch;

	strbuf_addstr(why, batch->why.buf);
	if (batch->verdict.freeze != FREEZE_NOTHING)
		return reply_limited(task);
	if (batch->verdict.later)
		return task_retry(task, batch->verdict.failure);
	return task_fail(task, batch->verdict.failure);
}

/* ---- the verdict ----------------------------------------------------------- */

static enum verdict one_answer(struct task *task,
			       const struct look_answer *answer,
			       struct strbuf *why)
{
	if (answer->failure == FAILURE_NONE)
		return look_decide(task, answer, why);
	strbuf_addstr(why, answer->reason ? answer->reason : "");
	if (answer->later)
		return task_retry(task, answer->failure);
	return task_fail(task, answer->failure);
}

static enum verdict look_end(struct task *task, struct strbuf *why)
{
	struct look_answer answer = { .failure = FAILURE_NONE };
	enum verdict verdict;

	if (task->slot->batch)
		return task->slot->batch->failed
			? batch_verdict(task, why)
			: one_answer(task, task_answer(task), why);
	verdict = process_settle(task, "look", why);
	if (verdict != VERDICT_NEXT)
		return verdict;
	look_refs_read(task, &answer);
	verdict = one_answer(task, &answer, why);
	look_answer_release(&answer);
	return verdict;
}

/* ---- status: the same question, only to show the answer -------------------- */

static void show(struct task *task, const struct look_answer *answer)
{
	if (look_pull_is_ours(task, &answer->pull))
		pull_copy(&task->facts.pull, &answer->pull);
	replace_string(&task->facts.branch_commit, answer->branch_commit);
}

static enum verdict ask_end(struct task *task, struct strbuf *why)
{
	const struct batch *batch = task->slot->batch;
	const struct look_answer *answer;

	if (batch->failed)
		return batch_verdict(task, why);
	answer = task_answer(task);
	if (answer->failure != FAILURE_NONE) {
		strbuf_addstr(why, answer->reason ? answer->reason : "");
		return answer->later ? task_retry(task, answer->failure)
				     : task_fail(task, answer->failure);
	}
	show(task, answer);
	return task_end(task, RESULT_DONE);
}

const struct step step_look = {
	.name = "look",
	.lane_of = look_lane,
	.draws_of = look_draws,
	.begin = look_refs_begin,
	.end = look_end,
	.batched = has_api,
	.begin_batch = look_begin_batch,
	.read_batch = look_read_batch,
};

const struct step step_ask = {
	.name = "look",
	.lane = LANE_API,
	.draws = DRAW_GRAPHQL,
	.needed = has_api,
	.end = ask_end,
	.batched = has_api,
	.begin_batch = look_begin_batch,
	.read_batch = look_read_batch,
};
