/* SPDX-License-Identifier: MIT */
/*
 * The end of a run.
 */
#include "commands/summary.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/bundle.h"
#include "commands/fields.h"
#include "git/credential.h"
#include "terminal/progress.h"

#define GROUP_LEAST 5		/* rows that are alike */

/* The server's or the token's fault: the same sentence for very many. */
static bool is_common(const struct task *task)
{
	return task->result == RESULT_FAILED && task->reason &&
	       task->facts.pull.state == PULL_NONE &&
	       (task->failure == FAILURE_NETWORK ||
		task->failure == FAILURE_AUTH ||
		task->failure == FAILURE_PERMISSION);
}

/* Of the failures for which a host was given up the first ones were shown. */
static bool was_said(const struct task *task)
{
	const struct host *host = task->host;

	return host->dead && is_common(task) &&
	       !strcmp(task->reason, host->dead_reason);
}

void summary_task(struct task *task)
{
	struct strbuf line = STRBUF_INIT;

	if (was_said(task))
		return;
	strbuf_addf(&line, "%s %s", result_name(task->result), task->key);
	if (task->facts.pull.url && task->result == RESULT_DONE)
		strbuf_addf(&line, " %s", task->facts.pull.url);
	if (task->reason)
		strbuf_addf(&line, ": %s", task->reason);
	progress_task(line.buf);
	strbuf_release(&line);
}

/* Failures last, those of one class and reason together; else as added. */
static int by_outcome(const void *a, const void *b)
{
	const struct task *one = *(struct task *const *)a;
	const struct task *two = *(struct task *const *)b;
	bool failed_one = one->result == RESULT_FAILED;
	bool failed_two = two->result == RESULT_FAILED;
	int order;

	if (failed_one != failed_two)
		return failed_one - failed_two;
	if (failed_one && one->failure != two->failure)
		return one->failure < two->failure ? -1 : 1;
	if (failed_one) {
		order = strcmp(one->reason ? one->reason : "",
			       two->reason ? two->reason : "");
		if (order)
			return order;
	}
	return strcmp(one->key, two->key);
}

struct task **summary_order(const struct campaign *c, size_t *nr, bool sorted)
{
	struct task **list = xcalloc(c->nr + 1, sizeof(struct task *));
	size_t i;

	*nr = 0;
	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected)
			list[(*nr)++] = c->tasks[i];
	if (sorted)
		qsort(list, *nr, sizeof(*list), by_outcome);
	return list;
}

static bool failed_alike(const struct task *one, const struct task *two)
{
	return is_common(two) && one->failure == two->failure &&
	       !strcmp(one->reason, two->reason) &&
	       !strcmp(one->remote.host, two->remote.host);
}

/* How many, from the list's first on, are said in one row. */
static size_t group_of(struct task *const *list, size_t nr)
{
	size_t same = 1;

	if (is_common(*list))
		while (same < nr && failed_alike(*list, list[same]))
			same++;
	return same < GROUP_LEAST ? 1 : same;
}

static void add_rows(const struct campaign *c, struct rows *rows)
{
	bool table = row_format_is_table(rows->format);
	size_t nr, i, same;
	struct task **list = summary_order(c, &nr, table);

	for (i = 0; i < nr; i += same) {
		same = table ? group_of(list + i, nr - i) : 1;
		if (same > 1)
			task_group_row(rows, list[i], same - 1);
		else
			task_row(rows, list[i]);
	}
	rows_end(rows);
	free(list);
}

void summary_rows(const struct campaign *c, const struct row_format *format)
{
	struct rows rows;

	task_rows_begin(&rows, format);
	add_rows(c, &rows);
}

void summary_states(const struct campaign *c, const struct row_format *format,
		    bool ages)
{
	struct rows rows;

	status_rows_begin(&rows, format, ages);
	add_rows(c, &rows);
}

/* ---- words ------------------------------------------------------------------- */

void summary_counts(const struct campaign *c, struct strbuf *out)
{
	size_t counts[RESULT_CANCELLED + 1] = { 0 }, i;

	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected)
			counts[c->tasks[i]->result]++;
	for (i = RESULT_DONE; i <= RESULT_CANCELLED; i++)
		if (counts[i])
			strbuf_addf(out, "%s%zu %s", out->len ? ", " : "",
				    counts[i],
				    result_name((enum result)i));
	if (counts[RESULT_NONE])
		strbuf_addf(out, "%s%zu not finished", out->len ? ", " : "",
			    counts[RESULT_NONE]);
}

/* Where to look: the first failures' trees and logs, as far as there are. */
static void failure_paths(const struct campaign *c)
{
	struct strbuf path = STRBUF_INIT;
	size_t nr, i;
	struct task **list = summary_order(c, &nr, true);

	for (i = 0; i < nr; i += group_of(list + i, nr - i)) {
		if (list[i]->result != RESULT_FAILED)
			continue;
		strbuf_reset(&path);
		task_log_path(list[i], &path);
		if (file_is_regular(path.buf))
			say("%s: log %s", list[i]->key, path.buf);
		strbuf_reset(&path);
		task_tree_path(list[i], &path);
		if (file_is_directory(path.buf))
			say("%s: tree %s", list[i]->key, path.buf);
	}
	free(list);
	strbuf_release(&path);
}

static void token_hint(const struct host *host)
{
	struct strbuf variable = STRBUF_INIT;

	credential_variable(host->name, &variable);
	if (host->token.source)
		hint("multiToken", "the token for '%s' came from %s",
		     host->name, host->token.source);
	else
		hint("multiToken", "a token for '%s' is taken from %s or "
		     "from git's credential helpers", host->name,
		     variable.buf);
	strbuf_release(&variable);
}

/* Who is refused over HTTP needs another token; each server is named once. */
static void token_hints(const struct campaign *c)
{
	const struct host *host;
	size_t i;

	for (host = c->hosts; host; host = host->next)
		for (i = 0; i < c->nr; i++) {
			const struct task *task = c->tasks[i];

			if (task->selected && task->host == host &&
			    task->result == RESULT_FAILED &&
			    task->failure == FAILURE_AUTH &&
			    starts_with(task->remote.fetch_url, "http")) {
				token_hint(host);
				break;
			}
		}
}

struct outcome {
	size_t failed, taken, left, open, merged, closed, bundles;
};

static struct outcome outcome_of(const struct campaign *c)
{
	struct outcome outcome = { 0 };
	size_t i;

	for (i = 0; i < c->nr; i++) {
		const struct task *task = c->tasks[i];
		enum result result = task->result;

		if (!task->selected)
			continue;
		outcome.failed += result == RESULT_FAILED;
		outcome.taken += result == RESULT_FAILED &&
				 task->failure == FAILURE_CONFLICT &&
				 task->facts.pull.state == PULL_NONE &&
				 !task->facts.bundle_spoilt;
		outcome.bundles += bundle_waits(task);
		outcome.left += result == RESULT_NONE ||
				result == RESULT_WAITING;
		outcome.open += task->facts.pull.state == PULL_OPEN;
		outcome.closed += task->facts.pull.state == PULL_CLOSED;
		outcome.merged += task->facts.pull.state == PULL_MERGED;
	}
	return outcome;
}

/* Of open pull requests, and of closed ones. */
static void pull_commands(const struct campaign *c,
			  const struct outcome *outcome)
{
	if (outcome->open)
		hint("multiStatus", "see the pull requests: 'git multi "
		     "status %s'", c->name);
	if (outcome->open && !c->goal.merge && !c->goal.close)
		hint("multiMerge", "merge them: 'git multi merge %s'; take "
		     "them back: 'git multi close %s'", c->name, c->name);
	if (c->goal.close && outcome->closed)
		hint("multiClose", "see what was done: 'git multi log %s'; to "
		     "take it back %smake the change again under another "
		     "name (--campaign)", c->name, c->goal.delete_branch
		     ? "" : "open them again on their forge, or ");
}

/* What may come next, and what takes it back. */
static void next_commands(const struct campaign *c,
			  const struct outcome *outcome)
{
	if (outcome->left)
		hint("multiResume", "go on with 'git multi resume %s'",
		     c->name);
	if (outcome->taken)
		hint("multiBranch", "where the branch is taken: "
		     "--if-exists=skip leaves the repository out, --branch "
		     "takes another name");
	if (outcome->failed)
		hint("multiRetry", "when the reasons are mended: 'git multi "
		     "retry %s'", c->name);
	if (outcome->bundles)
		hint("multiPublish", "nothing was sent to any server; see "
		     "what would be: 'git multi diff %s'\nsend it as it is: "
		     "'git multi publish %s'\ntake repositories out: 'git "
		     "multi drop %s REPO'", c->name, c->name, c->name);
	pull_commands(c, outcome);
}

void summary_words(const struct campaign *c)
{
	struct outcome outcome = outcome_of(c);
	struct strbuf counts = STRBUF_INIT;

	failure_paths(c);
	summary_counts(c, &counts);
	if (outcome.merged)
		strbuf_addf(&counts, " (%zu merged)", outcome.merged);
	say("campaign '%s': %s", c->name, counts.buf);
	token_hints(c);
	next_commands(c, &outcome);
	strbuf_release(&counts);
}
