/* SPDX-License-Identifier: MIT */
/*
 * What is asked of a forge: many repositories in one request, or one in as
 * many requests as the forge needs for it; and what the replies mean for the
 * host.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "campaign/account.h"
#include "campaign/answer.h"
#include "campaign/campaign.h"
#include "campaign/probe.h"
#include "campaign/slots.h"
#include "campaign/template.h"
#include "git/refname.h"
#include "steps/look.h"
#include "steps/process.h"
#include "steps/reply.h"
#include "steps/steps.h"

#define BATCH_LEAST 10		/* a batch that is too heavy is halved to this */

bool look_has_api(const struct task *task)
{
	return task->host->forge->look_ask != NULL;
}

/* What its fields gave may be nothing that git takes. */
static bool is_misnamed(const struct task *task)
{
	const char *branch = task_branch(task);

	return branch && !refname_is_branch(branch);
}

bool look_batched(const struct task *task)
{
	return look_has_api(task) && !task->host->forge->look_part &&
	       !is_misnamed(task);
}

enum lane_kind look_lane(const struct task *task)
{
	return look_has_api(task) ? LANE_API : LANE_NET;
}

unsigned look_draws(const struct task *task)
{
	return look_has_api(task) ? task->host->forge->look_draws : DRAW_GIT;
}

/* It goes on with a branch that is there: the push's lease is too late. */
static bool wants_branch(const struct task *task)
{
	const struct definition *definition = task_definition(task);

	if (definition && definition->adopted)
		return true;
	return definition && definition->if_exists &&
	       (!strcmp(definition->if_exists, "append") ||
		!strcmp(definition->if_exists, "replace"));
}

static struct look_query query_of(const struct task *task)
{
	const struct facts *facts = &task->facts;
	struct look_query query = {
		.owner = task->remote.owner, .name = task->remote.name,
		.branch = task_branch(task), .base = look_base(task),
		.target = facts->answer ? facts->answer->base : NULL,
		.fork = task_fork(task),
		.pushed = facts->sent.nr || facts->pull.number ||
			  wants_branch(task)
	};

	if (task->campaign->plan[task->step] == &step_base) {
		query.branch = NULL;
		if (query.target)
			query.base = query.target;
		query.pushed = false;
		query.base_checks = true;
		return query;
	}
	if (task->campaign->plan[task->step] == &step_adopt)
		return query;
	/* what the first look of a life does not need */
	if (task->campaign->plan[task->step] != &step_look) {
		query.merge = !task->campaign->talking;
		query.pull = facts->pull.number;
	} else if (facts->pull.state == PULL_MERGED) {
		/* it stays so: one request tells all, on every forge */
		query.pull = facts->pull.number;
	}
	return query;
}

/* ---- what a reply tells of the server ---------------------------------------- */

static void learn_common(struct host *host, const struct look_common *common)
{
	if (common->login)
		account_is(host, common->login);
	if (common->no_login)
		host->no_login = true;
	if (common->lacks & ~host->lacks) {
		host->lacks |= common->lacks;
		probe_remember(host);
	}
	if (common->look_max)
		host->look_max = common->look_max;
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
	const struct look_common *common = &batch->common;
	size_t i;

	if (common->no_login || common->lacks || common->look_max)
		return false;
	for (i = 0; batch->answers && i < batch->nr; i++)
		if (batch->answers[i].later)
			return true;
	return batch->verdict.later &&
	       (reply->status == 502 || reply->status == 504 ||
		reply->status == 200 || reply->error == TRANSFER_TIMEOUT);
}

/* ---- many at once ------------------------------------------------------------- */

static struct look_query *queries_of(const struct batch *batch)
{
	struct look_query *queries = xcalloc(batch->nr, sizeof(*queries));
	size_t i;

	for (i = 0; i < batch->nr; i++)
		queries[i] = query_of(batch->tasks[i]);
	return queries;
}

int look_begin_batch(struct batch *batch, struct strbuf *err)
{
	struct look_query *queries = queries_of(batch);
	struct forge_site site = host_site(batch->host);
	int ret = batch->host->forge->look_ask(&site, queries, batch->nr,
					       &batch->slot->request, err);

	free(queries);
	return ret < 0 ? -1 : batch_send(batch, err);
}

void look_read_batch(struct batch *batch)
{
	struct slot *slot = batch->slot;
	const struct reply *reply = &slot->transfer.reply;
	struct look_query *queries;

	reply_learn(batch->host, slot, &batch->verdict, &batch->why);
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
	learn_common(batch->host, &batch->common);
	if (too_heavy(batch, reply))
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

/* ---- one, in parts ------------------------------------------------------------ */

static struct look_query part_of(const struct task *task)
{
	const struct forge *forge = task->host->forge;
	struct forge_site site = host_site(task->host);
	struct look_query query = query_of(task);

	if (forge->look_part)
		query.part = forge->look_part(&site, &query, task->look,
					      task->asked);
	query.known = task->look;
	return query;
}

int look_begin(struct task *task, struct strbuf *err)
{
	const struct forge *forge = task->host->forge;
	struct forge_site site = host_site(task->host);
	struct look_query query;

	if (is_misnamed(task)) {
		strbuf_addf(err, "'%s' is not a name for a branch",
			    task_branch(task));
		task->failure = FAILURE_GIT;
		return -1;
	}
	if (!look_has_api(task))
		return look_refs_begin(task, err);
	if (!task->phase)
		task_forget_look(task);
	if (!task->look)
		task->look = xcalloc(1, sizeof(*task->look));
	query = part_of(task);
	if (forge->look_ask(&site, &query, 1, &task->slot->request, err) < 0)
		return -1;
	return task_send(task, err);
}

/* What is not there (404) may be only the branch: the forge's own to say. */
static enum verdict part_end(struct task *task, struct strbuf *why)
{
	const struct forge *forge = task->host->forge;
	const struct reply *reply = &task->slot->transfer.reply;
	struct look_query query = part_of(task);
	struct look_common common = { .login = NULL };
	struct verdict_of_reply said = { .failure = FAILURE_NONE };
	struct strbuf words = STRBUF_INIT;
	enum verdict verdict = reply_settle(task, &said, &words);

	if (verdict != VERDICT_NEXT && (said.failure != FAILURE_MISSING ||
					said.later)) {
		strbuf_addstr(why, words.buf);
		goto out;
	}
	task->result = RESULT_NONE;
	task->failure = FAILURE_NONE;
	if (forge->look_read(reply, &query, 1, task->look, &common,
			     why) < 0) {
		verdict = task_fail(task, FAILURE_FORGE);
		goto out;
	}
	learn_common(task->host, &common);
	task->asked |= 1u << query.part;
	verdict = task->look->failure == FAILURE_NONE && part_of(task).part
			? VERDICT_AGAIN : VERDICT_NEXT;
out:
	free(common.login);
	strbuf_release(&words);
	return verdict;
}

static enum verdict refs_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict = process_settle(task, "look", why);

	if (verdict != VERDICT_NEXT)
		return verdict;
	task_forget_look(task);
	task->look = xcalloc(1, sizeof(*task->look));
	look_refs_read(task, task->look);
	return VERDICT_NEXT;
}

enum verdict look_end(struct task *task, const struct look_answer **answer,
		      struct strbuf *why)
{
	const struct batch *batch = task->slot->batch;
	enum verdict verdict = VERDICT_NEXT;

	if (batch && batch->failed)
		return batch_verdict(task, why);
	if (!batch)
		verdict = look_has_api(task) ? part_end(task, why)
					     : refs_end(task, why);
	if (verdict != VERDICT_NEXT)
		return verdict;
	*answer = batch ? task_answer(task) : task->look;
	if ((*answer)->failure == FAILURE_NONE)
		return VERDICT_NEXT;
	strbuf_addstr(why, (*answer)->reason ? (*answer)->reason : "");
	if ((*answer)->later)
		return task_retry(task, (*answer)->failure);
	return task_fail(task, (*answer)->failure);
}
