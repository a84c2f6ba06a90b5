/* SPDX-License-Identifier: MIT */
/*
 * The pull request: found, opened, described. An open whose answer never came
 * may have been carried out: it is looked for before it is sent again.
 */
#include <stdlib.h>
#include <string.h>

#include "campaign/campaign.h"
#include "campaign/template.h"
#include "engine/clock.h"
#include "steps/pull.h"
#include "steps/reply.h"
#include "steps/steps.h"

bool pull_is_ready(const struct pull *pull)
{
	const struct readiness *ready = &pull->ready;

	return !pull->draft && !ready->queue &&
	       ready->mergeable == MERGEABLE_YES &&
	       ready->checks != CHECKS_PENDING;
}

struct pull_query pull_query_of(const struct task *task,
				struct strvec *labels)
{
	const struct definition *definition = task_definition(task);
	const struct goal *goal = &task->campaign->goal;
	struct pull_query query = {
		.owner = task->remote.owner, .name = task->remote.name,
		.branch = task_branch(task), .base = task->facts.base,
		.draft = definition->draft, .labels = labels,
		.pull = &task->facts.pull,
		.repository = task->facts.id, .part = task->phase,
		.method = goal->method ? goal->method : task->facts.method,
		.delete_branch = goal->delete_branch &&
				 task->host->forge->merge_deletes,
		.auto_merge = !pull_is_ready(&task->facts.pull)
	};
	const char *own = task_setting(task, "label");
	size_t i;

	for (i = 0; i < definition->labels.nr; i++)
		strvec_push(labels, definition->labels.v[i]);
	if (own)
		strvec_split(labels, own, ',');
	return query;
}

static const char *filled(struct strbuf *out, const char *text,
			  const struct task *task)
{
	if (!text)
		return NULL;
	template_fill(out, text, task);
	return out->buf;
}

int pull_send(struct task *task, pull_ask *ask, struct strbuf *err)
{
	struct strvec labels = STRVEC_INIT;
	struct pull_query query = pull_query_of(task, &labels);
	struct forge_site site = host_site(task->host);
	struct strbuf title = STRBUF_INIT, body = STRBUF_INIT;
	int ret;

	query.notes = &task->notes;
	query.title = filled(&title, task_definition(task)->title, task);
	query.body = filled(&body, task_definition(task)->body, task);
	ret = ask(&site, &query, &task->slot->request, err);
	strbuf_release(&body);
	strbuf_release(&title);
	strvec_clear(&labels);
	return ret < 0 ? -1 : task_send(task, err);
}

static bool opens_pulls(const struct task *task)
{
	return task->host->forge->open_ask &&
	       !task_definition(task)->push_only &&
	       !task->campaign->goal.dry_run;
}

/* ---- find ------------------------------------------------------------------ */

static int send_find(struct task *task, struct strbuf *err)
{
	return pull_send(task, task->host->forge->find_ask, err);
}

static enum verdict read_find(struct task *task, struct strbuf *why)
{
	enum verdict verdict = reply_settle(task, NULL, why);
	struct strvec labels = STRVEC_INIT;
	struct pull_query query = pull_query_of(task, &labels);
	struct pull pull = { .state = PULL_NONE };

	if (verdict == VERDICT_NEXT &&
	    task->host->forge->find_read(&task->slot->transfer.reply, &query,
					 &pull, why) < 0)
		verdict = task_fail(task, FAILURE_FORGE);
	if (verdict == VERDICT_NEXT) {
		task->facts.open_begun = false;
		if (task_made(task, pull.head))
			pull_copy(&task->facts.pull, &pull);
	}
	pull_release(&pull);
	strvec_clear(&labels);
	return verdict;
}

static bool find_needed(const struct task *task)
{
	return opens_pulls(task) && task->facts.open_begun &&
	       task->facts.pull.state == PULL_NONE;
}

/* ---- open ------------------------------------------------------------------ */

enum { OPEN, FIND_FIRST };		/* task->phase of open */

static bool open_needed(const struct task *task)
{
	return opens_pulls(task) && task->facts.pull.state == PULL_NONE;
}

static void open_foresee(struct task *copy)
{
	copy->facts.pull.state = PULL_OPEN;
	copy->facts.opened = clock_now();
	copy->facts.open_begun = false;
}

static int send_open(struct task *task, struct strbuf *err)
{
	task->facts.open_begun = true;
	return pull_send(task, task->host->forge->open_ask, err);
}

static int open_begin(struct task *task, struct strbuf *err)
{
	task->phase = task->facts.open_begun ? FIND_FIRST : OPEN;
	return task->phase == OPEN ? send_open(task, err)
				   : send_find(task, err);
}

static enum verdict opened(struct task *task, struct strbuf *why)
{
	struct verdict_of_reply said = { .failure = FAILURE_NONE };
	enum verdict verdict = reply_settle(task, &said, why);
	struct strvec labels = STRVEC_INIT;
	struct pull_query query = pull_query_of(task, &labels);

	task->facts.open_begun = said.maybe_done || said.exists;
	if (said.exists)
		verdict = task_retry(task, FAILURE_CONFLICT);
	if (verdict == VERDICT_NEXT &&
	    task->host->forge->open_read(&task->slot->transfer.reply, &query,
					 &task->facts.pull, why) < 0) {
		task->facts.open_begun = true;
		verdict = task_retry(task, FAILURE_FORGE);
	}
	if (verdict == VERDICT_NEXT)
		task->facts.opened = clock_now();
	strvec_clear(&labels);
	return verdict;
}

static enum verdict open_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict;

	if (task->phase == OPEN)
		return opened(task, why);
	verdict = read_find(task, why);
	if (verdict == VERDICT_NEXT && open_needed(task)) {
		strbuf_addstr(why, "it was not opened");
		return task_later(task, 0);
	}
	return verdict;
}

/* ---- describe --------------------------------------------------------------- */

static bool describe_needed(const struct task *task)
{
	struct strvec labels = STRVEC_INIT;
	struct pull_query query;
	bool needed;

	if (!opens_pulls(task) || task->facts.described ||
	    task->facts.pull.state != PULL_OPEN)
		return false;
	query = pull_query_of(task, &labels);
	needed = task->host->forge->describe_needed &&
		 task->host->forge->describe_needed(&query);
	strvec_clear(&labels);
	return needed;
}

static int describe_begin(struct task *task, struct strbuf *err)
{
	if (!task->phase)
		strvec_clear(&task->notes);
	return pull_send(task, task->host->forge->describe_ask, err);
}

static enum verdict describe_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict = reply_settle(task, NULL, why);
	struct strvec labels = STRVEC_INIT;
	struct pull_query query = pull_query_of(task, &labels);
	int got = 0;

	query.notes = &task->notes;
	if (verdict == VERDICT_NEXT)
		got = task->host->forge->describe_read(
			&task->slot->transfer.reply, &query, why);
	if (got == FORGE_MORE)
		verdict = VERDICT_AGAIN;
	else if (got < 0)
		verdict = task_fail(task, FAILURE_FORGE);
	else if (verdict == VERDICT_NEXT)
		task->facts.described = true;
	strvec_clear(&labels);
	return verdict;
}

const struct step step_find = {
	.name = "find",
	.lane = LANE_API,
	.draws = DRAW_READ,
	.needed = find_needed,
	.begin = send_find,
	.end = read_find,
};

const struct step step_open = {
	.name = "open",
	.lane = LANE_WRITE,
	.draws = DRAW_WRITE | DRAW_CONTENT,
	.lasting = true,
	.needed = open_needed,
	.foresee = open_foresee,
	.begin = open_begin,
	.end = open_end,
};

/* Labels may count as content: forge-apis 1.2 advises to take it so. */
const struct step step_describe = {
	.name = "describe",
	.lane = LANE_WRITE,
	.draws = DRAW_WRITE | DRAW_CONTENT,
	.lasting = true,
	.needed = describe_needed,
	.begin = describe_begin,
	.end = describe_end,
};
