/* SPDX-License-Identifier: MIT */
/*
 * A fresh, detached work tree on the base commit; with --clone-to the
 * campaign's branch in the clone, which must be clean.
 */
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/report.h"
#include "campaign/campaign.h"
#include "campaign/template.h"
#include "campaign/janitor.h"
#include "git/cache.h"
#include "git/git.h"
#include "steps/process.h"
#include "steps/repository.h"
#include "steps/steps.h"

/*
 * --force twice: an attempt that was killed may have left its registration,
 * and that locked where git was still making it.
 */
static int add_tree(struct task *task, struct strbuf *err)
{
	struct strbuf tree = STRBUF_INIT, path = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret = -1;

	task_tree_path(task, &tree);
	if (janitor_has(task->campaign->janitor, tree.buf)) {
		ret = STEP_BUSY;	/* that of an earlier attempt */
		goto out;
	}
	task->failure = FAILURE_DISK;
	if (file_remove_tree(tree.buf, err) < 0 ||
	    repository_parent(tree.buf, err) < 0 ||
	    repository_path(task, &path, err) < 0)
		goto out;
	task->failure = FAILURE_NONE;
	task->has_tree = true;
	git_words(&argv, false);
	strvec_pushf(&argv, "--git-dir=%s", path.buf);
	strvec_pushl(&argv, "worktree", "add", "-q", "--detach", "--force",
		     "--force", tree.buf, task->facts.base_commit, NULL);
	ret = process_git(task, &argv, "/", NULL, err);
out:
	strvec_clear(&argv);
	strbuf_release(&path);
	strbuf_release(&tree);
	return ret;
}

/* ---- clones of the user's ------------------------------------------------- */

enum { CHECK, CLEAN, SWITCH };		/* task->phase */

static bool was_never_checked_out(const struct task *task)
{
	struct strbuf index = STRBUF_INIT;
	bool never;

	task_tree_path(task, &index);
	strbuf_addstr(&index, "/.git/index");
	never = !file_is_regular(index.buf);
	strbuf_release(&index);
	return never;
}

/*
 * What lies there was left by a run that was killed: in a clone that it made
 * and never filled, or while its command was at work.
 */
static bool is_our_dirt(const struct task *task)
{
	return task->mid_change || was_never_checked_out(task);
}

static void remove_index_lock(const struct task *task)
{
	struct strbuf path = STRBUF_INIT;

	task_tree_path(task, &path);
	strbuf_addstr(&path, "/.git/index.lock");
	if (!unlink(path.buf))
		warning("removed '%s', which a killed git had left",
			path.buf);
	strbuf_release(&path);
}

static void clone_words(const struct task *task, struct strvec *argv)
{
	git_words(argv, false);
	if (task->phase == CHECK) {
		strvec_pushl(argv, "status", "--porcelain", NULL);
	} else if (task->phase == CLEAN) {
		strvec_pushl(argv, "clean", "-ffdq", NULL);
	} else {
		strvec_pushl(argv, "checkout", "-q", "--no-track", NULL);
		if (is_our_dirt(task))
			strvec_push(argv, "--force");
		strvec_pushl(argv, "-B", task_branch(task),
			     task->facts.base_commit, "--", NULL);
	}
}

static int use_clone(struct task *task, struct strbuf *err)
{
	struct strbuf tree = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret;

	if (task->phase == CHECK && is_our_dirt(task)) {
		remove_index_lock(task);
		task->phase = CLEAN;
	}
	task_tree_path(task, &tree);
	clone_words(task, &argv);
	ret = process_git(task, &argv, tree.buf, NULL, err);
	strvec_clear(&argv);
	strbuf_release(&tree);
	return ret;
}

/* A branch of that name with commits that are not ours would be lost. */
static bool has_foreign_branch(const struct task *task)
{
	struct strbuf path = STRBUF_INIT, ref = STRBUF_INIT;
	struct strbuf id = STRBUF_INIT;
	bool foreign;

	task_tree_path(task, &path);
	strbuf_addstr(&path, "/.git");
	strbuf_addf(&ref, "refs/heads/%s", task_branch(task));
	foreign = cache_ref(path.buf, ref.buf, &id) &&
		  strcmp(id.buf, task->facts.base_commit) &&
		  !task_made(task, id.buf);
	strbuf_release(&id);
	strbuf_release(&ref);
	strbuf_release(&path);
	return foreign;
}

static enum verdict checked(struct task *task, struct strbuf *why)
{
	struct strbuf tree = STRBUF_INIT;
	bool dirty = task->slot->child.out.total;

	task_tree_path(task, &tree);
	if (dirty)
		strbuf_addf(why, "'%s' has changes that are not committed; "
			    "commit or stash them", tree.buf);
	else if (has_foreign_branch(task))
		strbuf_addf(why, "'%s' has a branch '%s' with commits that "
			    "this campaign did not make; rename or delete it",
			    tree.buf, task_branch(task));
	strbuf_release(&tree);
	task->phase = SWITCH - 1;
	return why->len ? task_fail(task, FAILURE_CONFLICT) : VERDICT_MORE;
}

/* ---- the step -------------------------------------------------------------- */

static int tree_begin(struct task *task, struct strbuf *err)
{
	int ret = repository_lock(task, err);

	if (ret)
		return ret;
	if (task_definition(task)->clone_to)
		return use_clone(task, err);
	return add_tree(task, err);
}

static enum verdict tree_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict = process_settle(task, "tree", why);

	if (verdict == VERDICT_NEXT && task_definition(task)->clone_to) {
		if (task->phase == CHECK)
			verdict = checked(task, why);
		else if (task->phase == CLEAN)
			verdict = VERDICT_MORE;
	}
	if (verdict != VERDICT_MORE)
		repository_unlock(task);
	return verdict;
}

const struct step step_tree = {
	.name = "tree",
	.lane = LANE_LOCAL,
	.needed = repository_change_needed,
	.begin = tree_begin,
	.end = tree_end,
};
