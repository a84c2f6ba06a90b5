/* SPDX-License-Identifier: MIT */
/*
 * The journal read back: a fold of its records over the campaign. Events and
 * members that are not known are passed over, so that a newer program of the
 * same format can add some.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/answer.h"
#include "campaign/decide.h"
#include "campaign/record.h"
#include "campaign/replay.h"
#include "campaign/template.h"

/* A string member stored over *p; what is not there leaves it alone. */
static void take(char **p, const struct json *doc, const char *name)
{
	char *value = json_copy(doc, json_get(doc, 0, name));

	if (value) {
		free(*p);
		*p = value;
	}
}

static void take_list(struct strvec *list, const struct json *doc,
		      const char *name)
{
	int array = json_get(doc, 0, name), node;

	strvec_clear(list);
	for (node = json_first(doc, array); node >= 0;
	     node = json_next(doc, node)) {
		char *word = json_copy(doc, node);

		if (word)
			strvec_push(list, word);
		free(word);
	}
}

void replay_pull(struct pull *pull, const struct json *doc)
{
	int node = json_get(doc, 0, "pull");
	char *state;

	if (node < 0)
		return;
	state = json_copy(doc, json_get(doc, node, "state"));
	pull->state = pull_state_by_name(state);
	pull->number = json_int(doc, json_get(doc, node, "number"), 0);
	take(&pull->url, doc, "pull.url");
	take(&pull->head, doc, "pull.head");
	take(&pull->id, doc, "pull.id");
	free(state);
}

/* When the record was written, on the engine's clock; 0: unknown. */
double replay_time(const struct json *doc)
{
	char *text = json_copy(doc, json_get(doc, 0, "time"));
	double time = text ? date_parse_iso(text) : 0;

	free(text);
	return time > 0 ? time : 0;
}

static int replay_define(struct campaign *c, const struct json *doc)
{
	struct definition *definition;

	GROW(c->definitions, c->definitions_nr, c->definitions_alloc);
	definition = &c->definitions[c->definitions_nr++];
	definition_init(definition);
	definition_read(definition, doc, 0);
	definition->number = (unsigned)c->definitions_nr;
	if (definition->number == 1)
		c->defined = replay_time(doc);
	return 0;
}

static int replay_add(struct campaign *c, const struct json *doc,
		      const char *key, struct strbuf *err)
{
	char *url = json_copy(doc, json_get(doc, 0, "url"));
	struct task *task = campaign_find(c, key);
	int ret = -1;

	if (!url) {
		strbuf_addstr(err, "a task without 'url'");
		return -1;
	}
	if (!task)
		task = campaign_insert(c, key);
	remote_release(&task->remote);
	if (remote_parse(url, &task->remote, err) < 0)
		goto out;
	take_list(&task->settings, doc, "settings");
	ret = 0;
out:
	free(url);
	return ret;
}

static void replay_begin(struct task *task, const struct json *doc)
{
	int step = json_get(doc, 0, "step");
	long long life = json_int(doc, json_get(doc, 0, "life"), 0);

	task->definition = (unsigned)json_int(
		doc, json_get(doc, 0, "definition"), task->definition);
	if (life > (long long)task->attempt)
		task->attempt = (unsigned)life;
	if (json_equals(doc, step, "baseline") ||
	    json_equals(doc, step, "change"))
		task->mid_change = true;
	if (json_equals(doc, step, "change"))
		answer_take(task, NULL);
	if (json_get(doc, 0, "branch") >= 0) {
		take(&task->branch, doc, "branch");
		task->branch_of = task->definition;
	}
	if (json_equals(doc, step, "push")) {
		take(&task->facts.commit, doc, "commit");
		replace_string(&task->facts.lease, NULL);
		take(&task->facts.lease, doc, "lease");
		task->facts.lease_of = task->definition;
		task->facts.unheard = true;
		task_sends(task);
	}
	if (json_equals(doc, step, "upload")) {
		take(&task->facts.upload_tree, doc, "tree");
		take(&task->facts.upload_parent, doc, "parent");
		task->facts.unclaimed = true;
	}
	if (json_equals(doc, step, "open"))
		task->facts.open_begun = true;
	if (json_equals(doc, step, "merge"))
		task->facts.merge_sent = true;
}

/* The commit is kept to be reviewed, and was not pushed yet. */
static void replay_bundle(struct task *task, const struct json *doc)
{
	struct facts *facts = &task->facts;

	take(&facts->bundled, doc, "commit");
	take(&facts->bundle_base, doc, "base_commit");
	facts->bundle_definition = task->definition;
	facts->bundle_spoilt = facts->pushed = false;
}

static void replay_made(struct task *task, const struct json *doc)
{
	struct facts *facts = &task->facts;

	task->mid_change = false;
	facts->commits = (unsigned)json_int(doc, json_get(doc, 0, "commits"),
					    1);
	take(&facts->made_on, doc, "made_on");
	if (json_bool(doc, json_get(doc, 0, "bundle"), false))
		replay_bundle(task, doc);
}

static void replay_fork(struct task *task, const struct json *doc)
{
	int node = json_get(doc, 0, "fork");
	struct forge_fork fork = {
		.owner = json_copy(doc, json_get(doc, node, "owner")),
		.name = json_copy(doc, json_get(doc, node, "name")),
		.id = json_copy(doc, json_get(doc, node, "id"))
	};

	if (fork.owner && fork.name)
		task_set_fork(task, &fork);
	forge_fork_release(&fork);
}

static void replay_ok(struct task *task, const struct json *doc)
{
	int step = json_get(doc, 0, "step");
	struct facts *facts = &task->facts;

	take(&facts->canonical, doc, "canonical");
	if (facts->canonical && !task->canonical)
		campaign_canonical(task->campaign, task);
	take(&facts->base, doc, "base");
	take(&facts->base_commit, doc, "base_commit");
	take(&facts->branch_commit, doc, "branch_commit");
	take(&facts->commit, doc, "commit");
	replay_pull(&facts->pull, doc);
	if (json_get(doc, 0, "fork") >= 0)
		replay_fork(task, doc);
	if (json_get(doc, 0, "answer") >= 0)
		answer_take(task, answer_read(doc,
					      json_get(doc, 0, "answer")));
	if (json_equals(doc, step, "commit") ||
	    json_equals(doc, step, "split"))
		replay_made(task, doc);
	take(&facts->pushed_on, doc, "on");
	if (json_equals(doc, step, "owners")) {
		take_list(&facts->reviewers, doc, "reviewers");
		take_list(&facts->teams, doc, "teams");
		facts->chosen = task->definition;
	}
	if (json_equals(doc, step, "push")) {
		facts->pushed = true;
		facts->pushed_of = task->definition;
		facts->unheard = false;
	}
	if ((json_equals(doc, step, "upload") ||
	     json_equals(doc, step, "claim")) &&
	    json_get(doc, 0, "commit") >= 0) {
		task_sends(task);
		facts->pushed = true;
		facts->unclaimed = false;
	}
	if (json_equals(doc, step, "open"))
		facts->opened = replay_time(doc);
	if (json_equals(doc, step, "adopt"))
		task_adopt(task);
	if (json_equals(doc, step, "describe"))
		facts->described = task->definition;
}

/* A merge that was refused was not carried out; without an answer it may be. */
static void replay_sent(struct task *task, const struct json *doc)
{
	task->facts.merge_sent = json_bool(doc, json_get(doc, 0, "merge_sent"),
					   false);
}

static void replay_end(struct task *task, const struct json *doc)
{
	char *result = json_copy(doc, json_get(doc, 0, "result"));
	char *class = json_copy(doc, json_get(doc, 0, "class"));
	char *time = json_copy(doc, json_get(doc, 0, "time"));

	task->result = result_by_name(result);
	if (task->result != RESULT_CANCELLED)
		task->mid_change = false;
	task->failure = failure_by_name(class ? class : "");
	replace_string(&task->reason, NULL);
	take(&task->reason, doc, "reason");
	take(&task->facts.base, doc, "base");
	take(&task->facts.commit, doc, "commit");
	if (json_get(doc, 0, "commit") >= 0)
		task->facts.pushed = true;
	replay_pull(&task->facts.pull, doc);
	task->facts.branch_gone =
		!json_bool(doc, json_get(doc, 0, "branch_left"), true);
	if (task->result != RESULT_FAILED && task->result != RESULT_WAITING &&
	    task->result != RESULT_CANCELLED)
		task->closes = false;
	replay_sent(task, doc);
	task->facts.unheard = false;
	task->facts.bundle_spoilt |=
		!json_bool(doc, json_get(doc, 0, "bundle"), true);
	task->ended = time ? date_parse_iso(time) : -1;
	free(result);
	free(class);
	free(time);
}

static void replay_again(struct task *task, const struct json *doc)
{
	task_reopen(task);
	task->closes = json_bool(doc, json_get(doc, 0, "close"), false);
	task->refreshes = json_bool(doc, json_get(doc, 0, "refresh"), false);
	task->publishes = json_bool(doc, json_get(doc, 0, "publish"), false);
	if (json_bool(doc, json_get(doc, 0, "adopt"), false))
		task->facts.adopted = false;
}

int record_replay(void *data, const struct json *doc, struct strbuf *err)
{
	struct campaign *c = data;
	int event = json_get(doc, 0, "event");
	struct strbuf key = STRBUF_INIT;
	struct task *task;
	struct goal goal;
	int ret = 0;

	if (json_equals(doc, event, "define"))
		return replay_define(c, doc);
	if (json_equals(doc, event, "goal")) {
		goal_read(&goal, doc, 0);
		*(goal.close ? &c->closing : &c->goal) = goal;
		return 0;
	}
	if (json_equals(doc, event, "talk")) {
		replay_talk(c, doc);
		return 0;
	}
	if (json_string(doc, json_get(doc, 0, "task"), &key) < 0)
		return 0;
	if (json_equals(doc, event, "add")) {
		ret = replay_add(c, doc, key.buf, err);
		goto out;
	}
	task = campaign_find(c, key.buf);
	if (!task || replay_said(task, doc))
		goto out;
	if (json_equals(doc, event, "begin"))
		replay_begin(task, doc);
	else if (json_equals(doc, event, "ok"))
		replay_ok(task, doc);
	else if (json_equals(doc, event, "end"))
		replay_end(task, doc);
	else if (json_equals(doc, event, "later"))
		replay_sent(task, doc);
	else if (json_equals(doc, event, "again"))
		replay_again(task, doc);
	else if (json_equals(doc, event, "review"))
		replay_review(task, doc);
	else if (json_equals(doc, event, "drop"))
		campaign_move(c, task, true);
	else if (json_equals(doc, event, "undrop"))
		campaign_move(c, task, false);
out:
	strbuf_release(&key);
	return ret;
}
