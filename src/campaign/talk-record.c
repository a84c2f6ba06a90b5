/* SPDX-License-Identifier: MIT */
/*
 * A comment or an edit in the journal: what it says, and how far it is with
 * each task, told apart from the task's own life by its number in the records.
 */
#include <stdlib.h>

#include "campaign/campaign.h"
#include "campaign/record.h"
#include "campaign/replay.h"
#include "engine/clock.h"

/* ---- written ------------------------------------------------------------- */

/* All in one record: whoever is killed right behind it has asked for all. */
static void put_tasks(const struct campaign *c, struct json_writer *w)
{
	size_t i;

	json_begin_array(w, "tasks");
	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected)
			json_put(w, NULL, c->tasks[i]->key);
	json_end_array(w);
}

static void record(struct campaign *c)
{
	struct strbuf err = STRBUF_INIT;
	struct json_writer *w;

	if (c->journal.fd < 0)
		return;
	w = journal_begin(&c->journal, clock_now(), NULL, "talk");
	json_put_int(w, "talk", c->talk.number);
	talk_write(&c->talk, w);
	put_tasks(c, w);
	if (journal_end(&c->journal, &err) < 0 && !c->unavailable)
		c->unavailable = strbuf_detach(&err);
	strbuf_release(&err);
}

void campaign_talk(struct campaign *c)
{
	c->talking = true;
}

static void forget_of(struct task *const *tasks, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		tasks[i]->talk = TALK_NONE;
		tasks[i]->talk_since = tasks[i]->talk_sent = 0;
	}
}

static void forget(struct campaign *c)
{
	forget_of(c->tasks, c->nr);
	forget_of(c->dropped, c->dropped_nr);
}

int campaign_say(struct campaign *c, struct strbuf *err)
{
	c->talk.number++;
	forget(c);
	record(c);
	campaign_talk(c);
	if (c->unavailable) {
		strbuf_addstr(err, c->unavailable);
		return -1;
	}
	return 0;
}

/* ---- read ------------------------------------------------------------------ */

void replay_talk(struct campaign *c, const struct json *doc)
{
	int node;

	talk_release(&c->talk);
	talk_read(&c->talk, doc, 0);
	c->talk.number = (unsigned)json_int(doc, json_get(doc, 0, "talk"), 0);
	forget(c);
	for (node = json_first(doc, json_get(doc, 0, "tasks")); node >= 0;
	     node = json_next(doc, node)) {
		char *key = json_copy(doc, node);
		struct task *task = key ? campaign_find(c, key) : NULL;

		if (task)
			task->talk = TALK_LEFT;
		free(key);
	}
}

/* What is begun may have been carried out. */
static void begun(struct task *task, const struct json *doc)
{
	if (!json_equals(doc, json_get(doc, 0, "step"), "comment"))
		return;
	task->talk_sent = replay_time(doc);
	if (task->talk_since <= 0)
		task->talk_since = task->talk_sent;
}

static void heed_sent(struct task *task, const struct json *doc)
{
	if (!json_bool(doc, json_get(doc, 0, "sent"), false))
		task->talk_since = task->talk_sent = 0;
}

/* Whether its comment was made, or its edit was the last request. */
static bool is_done(const struct json *doc)
{
	int step = json_get(doc, 0, "step");

	return json_equals(doc, json_get(doc, 0, "event"), "ok") &&
	       (json_equals(doc, step, "comment") ||
		json_equals(doc, step, "edit"));
}

static enum talk_state state_of(const struct json *doc)
{
	char *name = json_copy(doc, json_get(doc, 0, "result"));
	enum result result = result_by_name(name ? name : "");

	free(name);
	if (result == RESULT_FAILED)
		return TALK_FAILED;
	return result == RESULT_NONE || result == RESULT_WAITING ||
	       result == RESULT_CANCELLED ? TALK_LEFT : TALK_OVER;
}

bool replay_said(struct task *task, const struct json *doc)
{
	int number = json_get(doc, 0, "talk");
	int event = json_get(doc, 0, "event");
	long long said = json_int(doc, json_get(doc, 0, "comment"), 0);

	if (number < 0 || json_equals(doc, event, "drop") ||
	    json_equals(doc, event, "undrop"))
		return false;
	if (said > task->said)
		task->said = said;
	replay_pull(&task->facts.pull, doc);
	if (json_int(doc, number, 0) != (long long)task->campaign->talk.number)
		return true;
	if (json_equals(doc, event, "again"))
		task->talk = TALK_LEFT;
	else if (json_equals(doc, event, "begin"))
		begun(task, doc);
	else if (json_equals(doc, event, "end"))
		task->talk = state_of(doc);
	else if (is_done(doc))
		task->talk = TALK_OVER;
	if (json_equals(doc, event, "later") ||
	    json_equals(doc, event, "end") || is_done(doc))
		heed_sent(task, doc);
	return true;
}
