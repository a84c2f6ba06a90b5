/* SPDX-License-Identifier: MIT */
/*
 * The records that the turn writes.
 */
#include "campaign/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "campaign/answer.h"
#include "campaign/splitting.h"
#include "campaign/template.h"
#include "engine/clock.h"

/* What is only asked again and again would fill the journal. */
static bool is_poll(const struct task *task)
{
	return task->campaign->plan[task->step]->polls;
}

static struct json_writer *start(struct campaign *c, const struct task *task,
				 const char *event)
{
	struct json_writer *w;

	if (c->journal.fd < 0)
		return NULL;
	w = journal_begin(&c->journal, clock_now(), task ? task->key : NULL,
			  event);
	if (w && task && c->talking)
		json_put_int(w, "talk", c->talk.number);
	return w;
}

static void finish(struct campaign *c)
{
	struct strbuf err = STRBUF_INIT;

	if (journal_end(&c->journal, &err) < 0 && !c->unavailable)
		c->unavailable = strbuf_detach(&err);
	strbuf_release(&err);
}

static void put(struct json_writer *w, const char *key, const char *value)
{
	if (value)
		json_put(w, key, value);
}

static void put_list(struct json_writer *w, const char *key,
		     const struct strvec *list)
{
	size_t i;

	json_begin_array(w, key);
	for (i = 0; i < list->nr; i++)
		json_put(w, NULL, list->v[i]);
	json_end_array(w);
}

static void put_pull(struct json_writer *w, const struct pull *pull)
{
	if (pull->state == PULL_NONE)
		return;
	json_begin_object(w, "pull");
	json_put_int(w, "number", pull->number);
	put(w, "url", pull->url);
	json_put(w, "state", pull_state_name(pull->state));
	put(w, "head", pull->head);
	put(w, "id", pull->id);
	json_end_object(w);
}

/* Where its branch goes, and what that branch was at. */
static void put_fork(struct json_writer *w, const struct facts *facts)
{
	json_begin_object(w, "fork");
	json_put(w, "owner", facts->fork.owner);
	json_put(w, "name", facts->fork.name);
	put(w, "id", facts->fork.id);
	json_end_object(w);
	put(w, "branch_commit", facts->branch_commit);
}

static const char *step_name(const struct task *task)
{
	return task->campaign->plan[task->step]->name;
}

static void put_step(struct json_writer *w, const struct task *task)
{
	json_put(w, "step", step_name(task));
	json_put_int(w, "attempt", task->tries);
}

/* As long as its answer is not known, a merge found later may be ours. */
static void put_sent(struct json_writer *w, const struct task *task)
{
	if (task->facts.merge_sent)
		json_put_bool(w, "merge_sent", true);
	if (task->campaign->talking && task->talk_since > 0)
		json_put_bool(w, "sent", true);
}

void record_add(struct task *task)
{
	struct json_writer *w = start(task->campaign, task, "add");

	if (!w)
		return;
	json_put(w, "url", task->remote.url);
	if (task->settings.nr)
		put_list(w, "settings", &task->settings);
	finish(task->campaign);
}

static void put_commit(struct json_writer *w, const struct facts *facts)
{
	put(w, "commit", facts->commit);
	if (facts->commits > 1) {
		json_put_int(w, "commits", facts->commits);
		put(w, "made_on", facts->made_on);
	}
	if (facts->bundled) {
		json_put_bool(w, "bundle", true);
		put(w, "base_commit", facts->bundle_base);
	}
}

void record_again(struct task *task)
{
	struct json_writer *w = start(task->campaign, task, "again");

	if (!w)
		return;
	if (task->closes && !task->campaign->talking)
		json_put_bool(w, "close", true);
	if (task->refreshes)
		json_put_bool(w, "refresh", true);
	if (task->publishes)
		json_put_bool(w, "publish", true);
	if (task->campaign->adopting)
		json_put_bool(w, "adopt", true);
	finish(task->campaign);
}

void record_drop(struct task *task)
{
	if (start(task->campaign, task, task->dropped ? "drop" : "undrop"))
		finish(task->campaign);
}

void record_begin(struct task *task)
{
	struct json_writer *w = is_poll(task) ? NULL
				: start(task->campaign, task, "begin");

	if (!w)
		return;
	put_step(w, task);
	json_put_int(w, "life", task->attempt);
	json_put_int(w, "definition", task->definition);
	if (task->campaign->plan[task->step]->lasting) {
		put(w, "commit", task->facts.commit);
		put(w, "branch", task_branch(task));
	}
	if (!strcmp(step_name(task), "push") && task->facts.replaces)
		put(w, "lease", task->facts.branch_commit);
	if (!strcmp(step_name(task), "upload")) {
		put(w, "tree", task->facts.upload_tree);
		put(w, "parent", task->facts.upload_parent);
	}
	finish(task->campaign);
}

void record_spawned(struct task *task)
{
	struct json_writer *w = start(task->campaign, task, "spawned");
	pid_t pid = task->slot->child.pid;

	if (!w)
		return;
	put_step(w, task);
	json_put_int(w, "pid", pid);
	json_put_int(w, "start", (long long)child_start_time(pid));
	finish(task->campaign);
}

/* It is known from the change on; a commit of the command's adds to it. */
static void put_answer(struct json_writer *w, const struct answer *answer)
{
	if (!answer)
		return;
	json_begin_object(w, "answer");
	answer_write(answer, w);
	json_end_object(w);
}

void record_ok(struct task *task)
{
	struct json_writer *w = start(task->campaign, task, "ok");
	const struct facts *facts = &task->facts;
	const char *step;

	if (!w)
		return;
	step = step_name(task);
	put_step(w, task);
	if (!strcmp(step, "look")) {
		put(w, "canonical", facts->canonical);
		put(w, "base", facts->base);
		put(w, "base_commit", facts->base_commit);
		put(w, "branch_commit", facts->branch_commit);
	}
	if (!strcmp(step, "adopt")) {
		put(w, "canonical", facts->canonical);
		put(w, "base", facts->base);
		put(w, "branch_commit", facts->branch_commit);
	}
	if (!strcmp(step, "fork") && facts->fork.owner)
		put_fork(w, facts);
	if (!strcmp(step, "baseline"))
		json_put_bool(w, "passed",
			      facts->baseline == BASELINE_PASSED);
	if (!strcmp(step, "change") || !strcmp(step, "commit"))
		put_answer(w, facts->answer);
	/* what is the repository's alone is known when it is split */
	if (!strcmp(step, split_is_due(task) ? "split" : "commit"))
		put_commit(w, facts);
	if (!strcmp(step, "push"))
		put(w, "commit", facts->commit);
	if ((!strcmp(step, "upload") || !strcmp(step, "claim")) &&
	    facts->pushed)
		put(w, "commit", facts->commit);
	if (!strcmp(step, "push") || !strcmp(step, "upload") ||
	    !strcmp(step, "claim"))
		put(w, "on", facts->pushed_on);
	if (!strcmp(step, "owners")) {
		put_list(w, "reviewers", &facts->reviewers);
		put_list(w, "teams", &facts->teams);
	}
	if (!strcmp(step, "comment") && task->said)
		json_put_int(w, "comment", task->said);
	put_pull(w, &facts->pull);
	finish(task->campaign);
}

void record_made(struct task *task)
{
	struct json_writer *w = start(task->campaign, task, "begin");

	if (!w)
		return;
	json_put(w, "step", "commit");
	json_put_int(w, "definition", task->definition);
	finish(task->campaign);
	w = start(task->campaign, task, "ok");
	if (!w)
		return;
	json_put(w, "step", "commit");
	put_answer(w, task->facts.answer);
	put_commit(w, &task->facts);
	finish(task->campaign);
}

void record_later(struct task *task, const char *why)
{
	struct json_writer *w = is_poll(task) ? NULL
				: start(task->campaign, task, "later");

	if (!w)
		return;
	put_step(w, task);
	json_put(w, "why", why);
	put_sent(w, task);
	if (task->not_before > 0) {
		struct strbuf date = STRBUF_INIT;

		date_iso(&date, task->not_before);
		json_put(w, "not_before", date.buf);
		strbuf_release(&date);
	}
	finish(task->campaign);
}

void record_end(struct task *task)
{
	struct json_writer *w = start(task->campaign, task, "end");
	const struct facts *facts = &task->facts;

	if (!w)
		return;
	if (task->step < task->campaign->plan_nr)
		json_put(w, "step", step_name(task));
	json_put(w, "result", result_name(task->result));
	if (task->failure)
		json_put(w, "class", failure_name(task->failure));
	put(w, "reason", task->reason);
	put(w, "base", facts->base);
	put(w, "commit", facts->pushed ? facts->commit : NULL);
	if (facts->bundle_spoilt)
		json_put_bool(w, "bundle", false);
	if (facts->branch_gone)
		json_put_bool(w, "branch_left", false);
	put_sent(w, task);
	put_pull(w, &facts->pull);
	finish(task->campaign);
}

void record_define(struct campaign *c, const struct definition *definition)
{
	struct json_writer *w = start(c, NULL, "define");

	if (!w)
		return;
	json_put_int(w, "definition", definition->number);
	definition_write(definition, w);
	finish(c);
}

void record_goal(struct campaign *c, const struct goal *goal)
{
	struct json_writer *w = start(c, NULL, "goal");

	if (!w)
		return;
	goal_write(goal, w);
	finish(c);
}
