/* SPDX-License-Identifier: MIT */
/*
 * Undoes what another campaign made, by git revert. Where that is in conflict
 * with what came since, the files keep git's marks, and the pull request says
 * which they are: a draft, for people to finish.
 */
#include "steps/undo.h"

#include <string.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/answer.h"
#include "campaign/campaign.h"
#include "git/cache.h"
#include "git/git.h"
#include "steps/change.h"
#include "steps/fetch.h"
#include "steps/process.h"
#include "steps/repository.h"
#include "steps/restore.h"
#include "steps/steps.h"

/* ---- the commit, where this machine does not have it any more ------------- */

enum { BY_ID, BY_PULL };		/* task->phase of recall */

static bool is_missing(const struct task *task)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;
	bool missing = task_cache_path(task, &path, &err) < 0 ||
		       !restore_has(path.buf, task_setting(task, "revert"));

	strbuf_release(&err);
	strbuf_release(&path);
	return missing;
}

static bool recall_needed(const struct task *task)
{
	return repository_change_needed(task) &&
	       task_definition(task)->reverts && is_missing(task);
}

/* By its id, or by the ref that its forge keeps of a pull request. */
static void add_refspec(const struct task *task, struct strvec *argv)
{
	const char *commit = task_setting(task, "revert");
	const char *url = task_setting(task, "revert_url");
	const char *number = url ? strrchr(url, '/') : NULL;
	struct strbuf ref = STRBUF_INIT;

	restore_ref(commit, &ref);
	if (task->phase == BY_ID || !number)
		strvec_pushf(argv, "+%s:%s", commit, ref.buf);
	else
		strvec_pushf(argv, "+%s%s/head:%s",
			     task->host->forge->pull_refs, number, ref.buf);
	strbuf_release(&ref);
}

static int recall_begin(struct task *task, struct strbuf *err)
{
	const char *url = task->remote.fetch_url;
	struct strbuf path = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret = -1;

	if (task_cache_path(task, &path, err) < 0 ||
	    cache_create(path.buf, task->remote.url, err) < 0)
		goto out;
	repository_fetch_words(&argv, path.buf);
	strvec_pushl(&argv, "--no-tags", task_setting(task, "revert_on")
		     ? "--depth=100" : "--depth=2", "--", url, NULL);
	add_refspec(task, &argv);
	ret = process_git_net(task, &argv, "/", url, err);
out:
	strvec_clear(&argv);
	strbuf_release(&path);
	return ret;
}

static enum verdict recall_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict;

	if (task->phase == BY_ID && fetch_wants_name(task) &&
	    task->host->forge->pull_refs)
		return VERDICT_MORE;
	verdict = process_settle(task, "fetch", why);
	if (verdict != VERDICT_NEXT || !is_missing(task))
		return verdict;
	strbuf_addf(why, "neither this machine nor the server has commit "
		    "%.12s any more", task_setting(task, "revert"));
	return task_fail(task, FAILURE_MISSING);
}

const struct step step_recall = {
	.name = "recall",
	.lane = LANE_NET,
	.draws = DRAW_GIT,
	.needed = recall_needed,
	.begin = recall_begin,
	.end = recall_end,
};

/* ---- the change ------------------------------------------------------------ */

enum { REVERT, CONFLICTS };		/* task->phase of change */

int undo_begin(struct task *task, struct strbuf *err)
{
	const char *commit = task_setting(task, "revert");
	const char *on = task_setting(task, "revert_on");
	struct strbuf tree = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret;

	git_words(&argv, false);
	if (task->phase == REVERT) {
		strvec_clear(&task->notes);
		answer_take(task, NULL);
		strvec_pushl(&argv, "revert", "--no-commit", NULL);
		if (on)
			strvec_pushf(&argv, "%s..%s", on, commit);
		else
			strvec_push(&argv, commit);
	} else {
		strvec_pushl(&argv, "diff", "--name-only", "-z",
			     "--diff-filter=U", NULL);
	}
	task_tree_path(task, &tree);
	ret = process_git(task, &argv, tree.buf, NULL, err);
	strvec_clear(&argv);
	strbuf_release(&tree);
	return ret;
}

/* As git and forges word it. conflicts: names, each with a NUL, or nothing. */
static void give_words(struct task *task, const struct strbuf *conflicts)
{
	const char *title = task_setting(task, "revert_title");
	const char *url = task_setting(task, "revert_url"), *p;
	struct answer *answer = answer_new();
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "Revert \"%s\"", title ? title : "");
	answer->title = xstrdup(text.buf);
	strbuf_addf(&text, "\n\nThis reverts commit %s.\n",
		    task_setting(task, "revert"));
	answer->message = strbuf_detach(&text);
	strbuf_addf(&text, "Reverts %s\n", url ? url : "");
	if (conflicts->len) {
		strbuf_addstr(&text, "\nThis is in conflict with what came "
			      "since. git's marks are in:\n\n");
		for (p = conflicts->buf; p < conflicts->buf + conflicts->len;
		     p += strlen(p) + 1)
			strbuf_addf(&text, "- `%s`\n", p);
		answer->drafts = answer->draft = true;
	}
	answer->body = strbuf_detach(&text);
	answer_take(task, answer);
	strbuf_release(&text);
}

static void say_conflicts(const struct task *task,
			  const struct strbuf *conflicts)
{
	struct strbuf names = STRBUF_INIT;
	const char *p;

	for (p = conflicts->buf; p < conflicts->buf + conflicts->len;
	     p += strlen(p) + 1) {
		strbuf_addstr(&names, names.len ? ", '" : "'");
		text_clean(&names, p, strlen(p), false);
		strbuf_addch(&names, '\'');
	}
	warning("%s: the revert is in conflict with what came since: %s",
		task->key, names.buf);
	strbuf_release(&names);
}

static enum verdict reverted(struct task *task, struct strbuf *why)
{
	const struct child *child = &task->slot->child;
	struct strbuf none = STRBUF_INIT, said = STRBUF_INIT;

	if (!child->status && !child->timed_out) {
		give_words(task, &none);
		return VERDICT_NEXT;
	}
	task_log(task, "revert", child);
	if (child->timed_out || task_setting(task, "revert_on")) {
		strbuf_addstr(why, "git cannot revert its commits");
		change_last_line(&child->err, why);
		return task_fail(task, FAILURE_CONFLICT);
	}
	change_last_line(&child->err, &said);
	strvec_push(&task->notes, said.buf);
	strbuf_release(&said);
	return VERDICT_MORE;
}

enum verdict undo_end(struct task *task, struct strbuf *why)
{
	struct strbuf conflicts = STRBUF_INIT;
	enum verdict verdict;

	if (task->phase == REVERT)
		return reverted(task, why);
	verdict = process_settle(task, "commit", why);
	if (verdict != VERDICT_NEXT)
		return verdict;
	child_output(&task->slot->child.out, &conflicts);
	if (conflicts.len) {
		say_conflicts(task, &conflicts);
		give_words(task, &conflicts);
	} else {
		strbuf_addf(why, "git cannot revert its commit%s",
			    task->notes.nr ? task->notes.v[0] : "");
		verdict = task_fail(task, FAILURE_CONFLICT);
	}
	strvec_clear(&task->notes);
	strbuf_release(&conflicts);
	return verdict;
}
