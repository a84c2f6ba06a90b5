/* SPDX-License-Identifier: MIT */
/*
 * The pull request: found, opened, described. An open whose answer never came
 * may have been carried out: it is looked for before it is sent again.
 */
#include <stdlib.h>
#include <string.h>

#include "base/report.h"
#include "campaign/answer.h"
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

/* answer: the command's own text, as it is; NULL: it gave none. */
static const char *filled(struct strbuf *out, const char *answer,
			  const char *text, const struct task *task)
{
	if (answer || !text)
		return answer;
	template_fill(out, text, task);
	return out->buf;
}

/* Which part it is of, where nothing else says so. */
static const char *of_part(struct strbuf *out, const char *title,
			   const struct task *task)
{
	const struct definition *definition = task_definition(task);

	if (!task->part || !definition->split_by.nr || !title ||
	    (definition->title && template_has(definition->title, "part")))
		return title;
	if (title != out->buf)
		strbuf_addstr(out, title);
	strbuf_addf(out, " (%s)", task->part);
	return out->buf;
}

/* Of one that is to be opened. */
static void add_words(const struct task *task, struct strbuf *title,
		      struct strbuf *body, struct pull_query *query)
{
	const struct definition *definition = task_definition(task);
	const struct answer *answer = task->facts.answer;

	query->title = filled(title, answer ? answer->title : NULL,
			      definition->title, task);
	query->title = of_part(title, query->title, task);
	query->body = filled(body, answer ? answer->body : NULL,
			     definition->body, task);
}

int pull_send(struct task *task, pull_ask *ask, struct strbuf *err)
{
	struct pull_fields fields = PULL_FIELDS_INIT;
	struct pull_query query = pull_query_of(task, &fields);
	struct forge_site site = host_site(task->host);
	struct strbuf title = STRBUF_INIT, body = STRBUF_INIT;
	int ret;

	query.notes = &task->notes;
	if (!task->campaign->talking)
		add_words(task, &title, &body, &query);
	ret = ask(&site, &query, &task->slot->request, err);
	strbuf_release(&body);
	strbuf_release(&title);
	pull_fields_release(&fields);
	return ret < 0 ? -1 : task_send(task, err);
}

bool pull_may_open(const struct task *task)
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
	struct pull_fields fields = PULL_FIELDS_INIT;
	struct pull_query query = pull_query_of(task, &fields);
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
	pull_fields_release(&fields);
	return verdict;
}

static bool find_needed(const struct task *task)
{
	return pull_may_open(task) && task->facts.open_begun &&
	       task->facts.pull.state == PULL_NONE;
}

/* ---- open ------------------------------------------------------------------ */

/* task->phase of open; the last: since the forge says that there is one */
enum { OPEN, FIND_FIRST, FIND_EXISTING };

static bool open_needed(const struct task *task)
{
	return pull_may_open(task) && task->facts.pull.state == PULL_NONE;
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
	if (task->phase != FIND_EXISTING)
		task->phase = task->facts.open_begun ? FIND_FIRST : OPEN;
	return task->phase == OPEN ? send_open(task, err)
				   : send_find(task, err);
}

static enum verdict opened(struct task *task, struct strbuf *why)
{
	struct verdict_of_reply said = { .failure = FAILURE_NONE };
	enum verdict verdict = reply_settle(task, &said, why);
	struct pull_fields fields = PULL_FIELDS_INIT;
	struct pull_query query = pull_query_of(task, &fields);
	struct strbuf lost = STRBUF_INIT;

	query.lost = &lost;
	query.notes = &task->notes;
	task->facts.open_begun = said.maybe_done || said.exists;
	if (said.exists) {
		/* ours, where a refusal before it was none after all */
		task->phase = FIND_EXISTING - 1;
		verdict = VERDICT_AGAIN;
	}
	if (verdict == VERDICT_NEXT &&
	    task->host->forge->open_read(&task->slot->transfer.reply, &query,
					 &task->facts.pull, why) < 0) {
		task->facts.open_begun = true;
		verdict = task_retry(task, FAILURE_FORGE);
	}
	if (verdict == VERDICT_NEXT)
		task->facts.opened = clock_now();
	if (verdict == VERDICT_NEXT && lost.len)
		warning("%s: %s", task->key, lost.buf);
	strbuf_release(&lost);
	pull_fields_release(&fields);
	return verdict;
}

static enum verdict open_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict;

	if (task->phase == OPEN)
		return opened(task, why);
	verdict = read_find(task, why);
	if (verdict != VERDICT_NEXT || !open_needed(task))
		return verdict;
	if (task->phase == FIND_EXISTING) {
		task->phase = OPEN;
		strbuf_addstr(why, "there is a pull request for this branch "
			      "that is not this campaign's");
		return task_retry(task, FAILURE_CONFLICT);
	}
	strbuf_addstr(why, "it was not opened");
	return task_later(task, 0);
}

/* ---- describe --------------------------------------------------------------- */

static bool is_described(const struct task *task)
{
	return task->facts.described &&
	       task->facts.described == task->definition;
}

static bool describe_needed(const struct task *task)
{
	struct pull_fields fields = PULL_FIELDS_INIT;
	struct pull_query query;
	bool needed;

	if (!pull_may_open(task) || is_described(task) ||
	    task->facts.pull.state != PULL_OPEN)
		return false;
	query = pull_query_of(task, &fields);
	needed = task->host->forge->describe_needed &&
		 task->host->forge->describe_needed(&query);
	pull_fields_release(&fields);
	return needed;
}

/* Labels may count as content: forge-apis 1.2 advises to take it so. */
static unsigned describe_draws(const struct task *task)
{
	const struct forge *forge = task->host->forge;
	struct pull_fields fields = PULL_FIELDS_INIT;
	struct pull_query query;
	struct strvec notes = task->notes, none = STRVEC_INIT;
	unsigned draws = DRAW_WRITE | DRAW_CONTENT;

	if (!forge->describe_draws)
		return draws;
	query = pull_query_of(task, &fields);
	query.notes = task->phase || task->campaign->talking ? &notes : &none;
	draws = forge->describe_draws(&query);
	pull_fields_release(&fields);
	return draws;
}

static int describe_begin(struct task *task, struct strbuf *err)
{
	int ret;

	/* an edit goes on with the names that were told before it */
	if (!task->phase && !task->campaign->talking)
		strvec_clear(&task->notes);
	task->failure = FAILURE_FORGE;
	ret = pull_send(task, task->host->forge->describe_ask, err);
	if (!ret)
		task->failure = FAILURE_NONE;
	return ret;
}

static enum verdict describe_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict = reply_settle(task, NULL, why);
	struct pull_fields fields = PULL_FIELDS_INIT;
	struct pull_query query = pull_query_of(task, &fields);
	int got = 0;

	query.notes = &task->notes;
	if (verdict == VERDICT_NEXT)
		got = task->host->forge->describe_read(
			&task->slot->transfer.reply, &query, why);
	if (got == FORGE_MORE)
		verdict = VERDICT_AGAIN;
	else if (got < 0)
		verdict = task_fail(task, got == FORGE_REFUSED ?
				    FAILURE_PERMISSION : FAILURE_FORGE);
	else if (got == FORGE_LACKS)
		verdict = task_fail(task, FAILURE_MISSING);
	else if (verdict == VERDICT_NEXT && !task->campaign->talking)
		task->facts.described = task->definition;
	pull_fields_release(&fields);
	return verdict;
}

/* The same of one that is there: what an edit changes (campaign/talk.h). */
static bool edit_needed(const struct task *task)
{
	struct pull_fields fields = PULL_FIELDS_INIT;
	struct pull_query query;
	bool needed;

	if (!task->host->forge->describe_needed)
		return false;
	query = pull_query_of(task, &fields);
	needed = task->host->forge->describe_needed(&query);
	pull_fields_release(&fields);
	return needed;
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

const struct step step_describe = {
	.name = "describe",
	.lane = LANE_WRITE,
	.draws = DRAW_WRITE | DRAW_CONTENT,
	.draws_of = describe_draws,
	.lasting = true,
	.needed = describe_needed,
	.begin = describe_begin,
	.end = describe_end,
};

const struct step step_edit = {
	.name = "edit",
	.lane = LANE_WRITE,
	.draws = DRAW_WRITE | DRAW_CONTENT,
	.draws_of = describe_draws,
	.lasting = true,
	.needed = edit_needed,
	.begin = describe_begin,
	.end = describe_end,
};
