/* SPDX-License-Identifier: MIT */
/*
 * git multi diff --interactive, its key e: a person edits the diff of a group,
 * and each of its repositories gets a commit of that.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"
#include "campaign/bundle.h"
#include "campaign/decide.h"
#include "campaign/paths.h"
#include "commands/aside.h"
#include "commands/diff-review.h"
#include "git/editor.h"
#include "git/signing.h"
#include "steps/rework.h"
#include "steps/steps.h"

#define DIFF_MAX ((size_t)256 << 20)

static const struct step *const plan_rework[] = { &step_rework, NULL };

static const char guide[] =
	"# ---\n"
	"# A line with '-' stays when the sign becomes a space; one with '+' is\n"
	"# not added when the line is deleted. Numbers of lines need no care.\n"
	"# A hunk or file whose lines are all deleted is not changed. Lines\n"
	"# that begin with '#' do not count. With nothing left, all stays as it\n"
	"# was: to drop the change there is the key n.\n";

/* ---- the editor ------------------------------------------------------------- */

static int write_text(const char *path, const struct strbuf *text,
		      struct strbuf *err)
{
	struct strbuf whole = STRBUF_INIT;
	int ret;

	strbuf_add(&whole, text->buf, text->len);
	strbuf_addstr(&whole, guide);
	ret = file_write(path, whole.buf, whole.len, 0600, err);
	strbuf_release(&whole);
	return ret;
}

static int read_text(const char *path, struct strbuf *text,
		     struct strbuf *err)
{
	struct strbuf whole = STRBUF_INIT;
	const char *p, *end;
	int ret = file_read(path, DIFF_MAX, &whole, err);

	strbuf_reset(text);
	for (p = whole.buf; !ret && *p; p = end) {
		end = strchr(p, '\n');
		end = end ? end + 1 : p + strlen(p);
		if (*p != '#')
			strbuf_add(text, p, (size_t)(end - p));
	}
	strbuf_release(&whole);
	return ret;
}

/* A file of that name, so that the editor knows what it is. */
static int edit_text(const struct campaign *c, struct strbuf *text)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;
	int ret;

	strbuf_addf(&path, "%s/edit.diff", c->folder);
	ret = write_text(path.buf, text, &err);
	if (!ret)
		ret = editor_open(path.buf, &err);
	if (!ret)
		ret = read_text(path.buf, text, &err);
	if (ret)
		error("%s", err.buf);
	unlink(path.buf);
	strbuf_release(&err);
	strbuf_release(&path);
	return ret;
}

static bool is_blank(const struct strbuf *text)
{
	return !text->buf[strspn(text->buf, " \t\r\n")];
}

/* ---- the commits ------------------------------------------------------------ */

/* Once: a passphrase may be asked for, and in the pool none can. */
static bool can_sign(void)
{
	static bool tried;
	struct strbuf cache = STRBUF_INIT, err = STRBUF_INIT;
	bool can = tried || (!paths_cache(&cache, &err) &&
			     !signing_try(cache.buf, isatty(STDIN_FILENO) &&
					  isatty(STDERR_FILENO), &err));

	tried = can;
	if (!can)
		error("%s", err.buf);
	strbuf_release(&err);
	strbuf_release(&cache);
	return can;
}

static void say_failed(const struct task *task, const char *why)
{
	error("%s: %s", task->key, why);
}

/* The item's repositories, and no others, in what is only read. */
static void select_item(struct reviewing *review,
			const struct review_item *item)
{
	size_t i;

	for (i = 0; i < review->seen->nr; i++)
		review->seen->tasks[i]->selected = false;
	for (i = 0; i < item->nr; i++)
		item->changes[i]->task->selected = true;
}

/* All of them, or none. */
static bool make_commits(struct reviewing *review,
			 const struct review_item *item,
			 struct rework *reworks)
{
	struct aside *aside;
	size_t i;

	select_item(review, item);
	aside = aside_set(review->seen);
	for (i = 0; i < item->nr; i++) {
		item->changes[i]->task->data = &reworks[i];
		task_reopen(item->changes[i]->task);
	}
	review->seen->finished = NULL;
	work_pool(review->seen, plan_rework, review->options);
	work_heed_signal(review->seen);
	return aside_back(review->seen, aside, say_failed);
}

static void take_commits(struct reviewing *review,
			 const struct review_item *item,
			 const struct rework *reworks)
{
	struct strbuf err = STRBUF_INIT;
	size_t i;

	for (i = 0; i < item->nr; i++) {
		const char *commit = reworks[i].commit.buf;

		if (decide_edit(item->tasks[i], commit, &err) < 0)
			die("%s", err.buf);
		decide_take(item->changes[i]->task, commit);
	}
	select_item(review, item);
	changes_renew(&review->changes, review->seen, review->options);
}

static bool apply(struct reviewing *review, const struct review_item *item,
		  const struct strbuf *edited, const struct strbuf *shown)
{
	struct rework *reworks = xcalloc(item->nr, sizeof(*reworks));
	bool made;
	size_t i;

	for (i = 0; i < item->nr; i++) {
		reworks[i].edited = edited->buf;
		reworks[i].shown = shown->buf;
		strbuf_init(&reworks[i].commit);
	}
	made = make_commits(review, item, reworks);
	if (made)
		take_commits(review, item, reworks);
	for (i = 0; i < item->nr; i++)
		strbuf_release(&reworks[i].commit);
	free(reworks);
	return made;
}

/* ---- the key ---------------------------------------------------------------- */

static bool keep(const struct review_item *item)
{
	struct strbuf err = STRBUF_INIT;
	size_t i;

	for (i = 0; i < item->nr; i++)
		if (decide_keep(item->tasks[i], &err) < 0)
			die("%s", err.buf);
	return true;
}

static bool again(struct reviewing *review)
{
	struct strbuf answer = STRBUF_INIT;
	bool yes;

	say("nothing was changed in any of them");
	yes = review_ask(review, "edit it again, or leave it as it was "
			 "[y/n]?", &answer) &&
	      (*answer.buf == 'y' || *answer.buf == 'Y');
	strbuf_release(&answer);
	return yes;
}

static bool edit(struct reviewing *review, const struct review_item *item,
		 const struct strbuf *shown, struct strbuf *text)
{
	strbuf_add(text, shown->buf, shown->len);
	do {
		if (edit_text(review->c, text) < 0)
			return false;
		if (is_blank(text)) {
			say("nothing is left of it: it stays as it was");
			return false;
		}
		if (!strcmp(text->buf, shown->buf))
			return keep(item);
		if (!can_sign())
			return false;
		if (apply(review, item, text, shown))
			return true;
	} while (again(review));
	return false;
}

bool review_edit(struct reviewing *review, struct review_item *item)
{
	struct strbuf shown = STRBUF_INIT, text = STRBUF_INIT;
	bool edited = false;

	if (diff_text(item->changes[0], &shown) < 0)
		goto out;
	if (strlen(shown.buf) != shown.len)
		error("%s: its diff holds NUL bytes, which no editor keeps",
		      item->tasks[0]->key);
	else
		edited = edit(review, item, &shown, &text);
out:
	strbuf_release(&text);
	strbuf_release(&shown);
	return edited;
}
