/* SPDX-License-Identifier: MIT */
/*
 * Brings the base commit into the cached repository, under its lock, or with
 * --clone-to into an ordinary clone.
 */
#include "steps/fetch.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/file.h"
#include "campaign/bundle.h"
#include "campaign/campaign.h"
#include "campaign/template.h"
#include "git/cache.h"
#include "git/git.h"
#include "steps/look.h"
#include "steps/process.h"
#include "steps/repository.h"
#include "steps/restore.h"
#include "steps/steps.h"

/* The branch that the change begins on; NULL: the default one. */
static const char *start_of(const struct task *task)
{
	return task->facts.appends ? task_branch(task) : task->facts.base;
}

/* And where that is: what a fork's branch has, the fork. */
static const char *url_of(const struct task *task)
{
	return task->facts.appends ? task_branch_url(task)
				   : task->remote.fetch_url;
}

void fetch_base_ref(const struct task *task, struct strbuf *ref)
{
	const char *base = start_of(task) ? start_of(task) : "HEAD";

	strbuf_addf(ref, "refs/multi/base/%s", base);
}

static bool is_there(const struct task *task, const char *path,
		     const char *ref)
{
	const struct definition *definition = task_definition(task);
	struct strbuf id = STRBUF_INIT;
	bool there;

	there = definition->depth == 1 && !definition->tags &&
		task->facts.base_commit && cache_ref(path, ref, &id) &&
		!strcmp(id.buf, task->facts.base_commit);
	strbuf_release(&id);
	return there;
}

/* A clone that has its whole history would lose it from sight. */
static bool is_whole_clone(const struct task *task, const char *path)
{
	struct strbuf shallow = STRBUF_INIT;
	bool whole;

	strbuf_addf(&shallow, "%s/shallow", path);
	whole = task_definition(task)->clone_to &&
		!file_is_regular(shallow.buf);
	strbuf_release(&shallow);
	return whole;
}

static void fetch_words(const struct task *task, const char *path,
			const char *ref, struct strvec *argv)
{
	const struct definition *definition = task_definition(task);

	repository_fetch_words(argv, path);
	strvec_push(argv, definition->tags ? "--tags" : "--no-tags");
	if (!is_whole_clone(task, path))
		strvec_pushf(argv, "--depth=%d", definition->depth
				? definition->depth : FETCH_WHOLE);
	strvec_pushl(argv, "--", url_of(task), NULL);
	if (task->phase && start_of(task))
		strvec_pushf(argv, "+refs/heads/%s:%s", start_of(task), ref);
	else if (task->phase)
		strvec_pushf(argv, "+HEAD:%s", ref);
	else
		strvec_pushf(argv, "+%s:%s", task->facts.base_commit, ref);
}

static int fetch_cached(struct task *task, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT, ref = STRBUF_INIT;
	struct strbuf tree = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret = -1;

	task->failure = FAILURE_DISK;
	if (repository_path(task, &path, err) < 0 ||
	    cache_create(path.buf, task->remote.url, err) < 0)
		goto out;
	task->failure = FAILURE_NONE;
	fetch_base_ref(task, &ref);
	cache_remove_stale(path.buf, ref.buf);
	task_tree_path(task, &tree);
	cache_forget_refs(path.buf, tree.buf);
	if (is_there(task, path.buf, ref.buf)) {
		ret = STEP_NOTHING;
		goto out;
	}
	fetch_words(task, path.buf, ref.buf, &argv);
	ret = process_git_net(task, &argv, "/", url_of(task), err);
out:
	strvec_clear(&argv);
	strbuf_release(&tree);
	strbuf_release(&ref);
	strbuf_release(&path);
	return ret;
}

/* Where a clone grows until it is whole. */
static void unfinished_path(const struct task *task, struct strbuf *path)
{
	task_tree_path(task, path);
	strbuf_addstr(path, ".part");
}

/* The first time: a clone as the user would make it, nothing checked out. */
static int clone_new(struct task *task, struct strbuf *err)
{
	const struct definition *definition = task_definition(task);
	struct strbuf path = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret = -1;

	unfinished_path(task, &path);
	task->failure = FAILURE_DISK;
	if (repository_parent(path.buf, err) < 0 ||
	    file_remove_tree(path.buf, err) < 0)
		goto out;
	task->failure = FAILURE_NONE;
	git_words(&argv, false);
	strvec_pushl(&argv, "clone", "-q", "--no-checkout",
		     "--no-recurse-submodules", NULL);
	if (!definition->tags)
		strvec_push(&argv, "--no-tags");
	if (definition->depth)
		strvec_pushf(&argv, "--depth=%d", definition->depth);
	if (start_of(task))
		strvec_pushf(&argv, "--branch=%s", start_of(task));
	strvec_pushl(&argv, "--", task->remote.url, path.buf, NULL);
	ret = process_git_net(task, &argv, "/", task->remote.fetch_url, err);
out:
	strvec_clear(&argv);
	strbuf_release(&path);
	return ret;
}

static bool has_clone(const struct task *task)
{
	struct strbuf tree = STRBUF_INIT;
	bool there;

	task_tree_path(task, &tree);
	there = file_is_directory(tree.buf);
	strbuf_release(&tree);
	return there;
}

static int fetch_clone(struct task *task, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT, ref = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret = -1;

	if (!has_clone(task))
		return clone_new(task, err);
	if (!repository_path(task, &path, err)) {
		fetch_base_ref(task, &ref);
		fetch_words(task, path.buf, ref.buf, &argv);
		ret = process_git_net(task, &argv, "/", url_of(task), err);
	}
	strvec_clear(&argv);
	strbuf_release(&ref);
	strbuf_release(&path);
	return ret;
}

static int take_clone(const struct task *task, struct strbuf *why)
{
	struct strbuf from = STRBUF_INIT, to = STRBUF_INIT;
	int ret;

	unfinished_path(task, &from);
	task_tree_path(task, &to);
	ret = rename(from.buf, to.buf);
	if (ret)
		strbuf_addf(why, "cannot rename '%s' to '%s': %s", from.buf,
			    to.buf, strerror(errno));
	strbuf_release(&to);
	strbuf_release(&from);
	return ret;
}

static int fetch_begin(struct task *task, struct strbuf *err)
{
	int ret = repository_lock(task, err);

	if (ret)
		return ret;
	if (bundle_is_current(task))
		return review_begin(task, err);
	/* not every forge's look tells the commit */
	if (!task->facts.base_commit)
		task->phase = 1;
	if (task_definition(task)->clone_to)
		return fetch_clone(task, err);
	return fetch_cached(task, err);
}

bool fetch_wants_name(const struct task *task)
{
	struct strbuf text = STRBUF_INIT;
	bool wants;

	child_output(&task->slot->child.err, &text);
	wants = task->slot->child.status &&
		(strstr(text.buf, "not our ref") ||
		 strstr(text.buf, "unadvertised object"));
	strbuf_release(&text);
	return wants;
}

void fetch_take_base(struct task *task)
{
	struct strbuf path = STRBUF_INIT, ref = STRBUF_INIT;
	struct strbuf id = STRBUF_INIT, err = STRBUF_INIT;

	fetch_base_ref(task, &ref);
	if (repository_path(task, &path, &err) < 0)
		goto out;
	if (!cache_ref(path.buf, ref.buf, &id)) {
		/* a clone that was just made */
		strbuf_reset(&ref);
		strbuf_addf(&ref, "refs/remotes/origin/%s",
			    start_of(task) ? start_of(task) : "HEAD");
		cache_ref(path.buf, ref.buf, &id);
	}
	if (id.len)
		replace_string(&task->facts.base_commit, id.buf);
out:
	strbuf_release(&err);
	strbuf_release(&id);
	strbuf_release(&ref);
	strbuf_release(&path);
}

/* To be replaced where it is empty, which only the fetch could tell. */
static bool is_others(const struct task *task)
{
	const struct facts *facts = &task->facts;

	return facts->unproven &&
	       (!facts->base_commit ||
		strcmp(facts->branch_commit, facts->base_commit) != 0);
}

static enum verdict reviewed(struct task *task, struct strbuf *why)
{
	enum verdict verdict = review_end(task, why);

	return verdict == VERDICT_NEXT && is_others(task)
		? look_branch_is_others(task, why) : verdict;
}

static enum verdict fetch_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict;

	if (bundle_is_current(task))
		return reviewed(task, why);
	if (!task->phase && fetch_wants_name(task))
		return VERDICT_MORE;
	verdict = process_settle(task, "fetch", why);
	if (verdict == VERDICT_NEXT && task_definition(task)->clone_to &&
	    !has_clone(task) && take_clone(task, why) < 0)
		verdict = task_fail(task, FAILURE_DISK);
	if (verdict != VERDICT_NEXT)
		repository_unlock(task);
	else if (task->phase)
		fetch_take_base(task);
	if (verdict == VERDICT_NEXT && !task->facts.base_commit) {
		repository_unlock(task);
		strbuf_addf(why, "it has no branch '%s'",
			    start_of(task) ? start_of(task) : "HEAD");
		verdict = task_fail(task, FAILURE_MISSING);
	}
	if (verdict == VERDICT_NEXT && is_others(task)) {
		repository_unlock(task);
		verdict = look_branch_is_others(task, why);
	}
	if (verdict == VERDICT_NEXT && look_is_fresh(task, why)) {
		repository_unlock(task);
		verdict = VERDICT_END;
	}
	return verdict;
}

const struct step step_fetch = {
	.name = "fetch",
	.lane = LANE_NET,
	.draws = DRAW_GIT,
	.opens = true,
	.needed = repository_needed,
	.begin = fetch_begin,
	.end = fetch_end,
};
