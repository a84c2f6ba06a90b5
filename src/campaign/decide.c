/* SPDX-License-Identifier: MIT */
/*
 * Decisions on commits that wait to be published.
 */
#include "campaign/decide.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "campaign/bundle.h"
#include "engine/clock.h"

/* As journalled: never renamed. */
static const char *const names[] = {
	[DECIDED_NOTHING] = "", [DECIDED_KEEP] = "keep",
	[DECIDED_EDIT] = "edit", [DECIDED_DROP] = "drop"
};

const char *decision_name(enum decision decision)
{
	return names[decision];
}

enum decision task_decision(const struct task *task)
{
	const struct facts *facts = &task->facts;

	if (task->dropped)
		return DECIDED_DROP;
	if (!facts->reviewed || !facts->commit ||
	    strcmp(facts->reviewed, facts->commit) != 0)
		return DECIDED_NOTHING;
	return facts->edited ? DECIDED_EDIT : DECIDED_KEEP;
}

bool decide_may(const struct task *task)
{
	return bundle_waits(task) || bundle_failed(task);
}

size_t decide_left(const struct campaign *c)
{
	size_t i, nr = 0;

	for (i = 0; c->reviewed && i < c->nr; i++)
		nr += decide_may(c->tasks[i]) &&
		      task_decision(c->tasks[i]) == DECIDED_NOTHING;
	return nr;
}

/* ---- what it changes ------------------------------------------------------ */

static void take(struct task *task, enum decision decision,
		 const char *commit)
{
	struct facts *facts = &task->facts;

	task->campaign->reviewed = true;
	campaign_move(task->campaign, task, decision == DECIDED_DROP);
	if (decision == DECIDED_DROP || !commit)
		return;
	if (!facts->reviewed || strcmp(facts->reviewed, commit) != 0)
		facts->edited = decision == DECIDED_EDIT;
	replace_string(&facts->reviewed, commit);
}

void decide_take(struct task *task, const char *commit)
{
	struct facts *facts = &task->facts;

	replace_string(&facts->commit, commit);
	replace_string(&facts->bundled, commit);
	facts->bundle_other = !facts->bundle_other;
	take(task, DECIDED_EDIT, commit);
}

/* ---- the journal ---------------------------------------------------------- */

static int record(struct task *task, enum decision decision,
		  const char *commit, struct strbuf *err)
{
	struct journal *journal = &task->campaign->journal;
	struct json_writer *w = journal_begin(journal, clock_now(), task->key,
					      "review");

	json_put(w, "decision", decision_name(decision));
	if (commit)
		json_put(w, "commit", commit);
	if (journal_end(journal, err) < 0)
		return -1;
	return journal_sync(journal, err);
}

static int decide(struct task *task, enum decision decision,
		  struct strbuf *err)
{
	if (record(task, decision, task->facts.commit, err) < 0)
		return -1;
	take(task, decision, task->facts.commit);
	return 0;
}

int decide_keep(struct task *task, struct strbuf *err)
{
	return decide(task, DECIDED_KEEP, err);
}

int decide_drop(struct task *task, struct strbuf *err)
{
	return decide(task, DECIDED_DROP, err);
}

int decide_edit(struct task *task, const char *commit, struct strbuf *err)
{
	struct strbuf old = STRBUF_INIT;

	if (record(task, DECIDED_EDIT, commit, err) < 0)
		return -1;
	bundle_path(task, &old);
	decide_take(task, commit);
	unlink(old.buf);	/* nobody looks there any more */
	strbuf_release(&old);
	return 0;
}

void replay_review(struct task *task, const struct json *doc)
{
	int decision = json_get(doc, 0, "decision");
	char *commit = json_copy(doc, json_get(doc, 0, "commit"));

	if (json_equals(doc, decision, "edit") && commit)
		decide_take(task, commit);
	else if (json_equals(doc, decision, "keep"))
		take(task, DECIDED_KEEP, commit);
	else if (json_equals(doc, decision, "drop"))
		take(task, DECIDED_DROP, commit);
	free(commit);
}
