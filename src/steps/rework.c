/* SPDX-License-Identifier: MIT */
/*
 * For `git multi diff --interactive`: a commit that waits to be published is
 * made once more, with what a person edited, on the same base and with its
 * message and author. It goes into a bundle of its own; the old one stays what
 * it is until the journal says otherwise. Nothing of this step is journalled.
 */
#include "steps/rework.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "campaign/bundle.h"
#include "campaign/campaign.h"
#include "git/cache.h"
#include "git/git.h"
#include "git/patchfit.h"
#include "steps/process.h"
#include "steps/repository.h"
#include "steps/steps.h"

#define DIFF_MAX ((size_t)256 << 20)

enum { DIFF, TREE, APPLY, COMMIT, BUNDLE };	/* task->phase */

static void diff_words(const struct task *task, const char *cache,
		       struct strvec *argv)
{
	struct strbuf old = STRBUF_INIT;

	task_made_on(task, &old);
	strvec_pushf(argv, "--git-dir=%s", cache);
	strvec_pushl(argv, "diff-tree", "-r", "-p", "-M", "--binary",
		     "--full-index", "--no-color", "--no-ext-diff",
		     "--no-textconv", old.buf, task->facts.commit, NULL);
	strbuf_release(&old);
}

static int tree_words(struct task *task, const char *cache, const char *tree,
		      struct strvec *argv, struct strbuf *err)
{
	task->failure = FAILURE_DISK;
	if (file_remove_tree(tree, err) < 0 ||
	    repository_parent(tree, err) < 0)
		return -1;
	task->failure = FAILURE_NONE;
	task->has_tree = true;
	strvec_pushf(argv, "--git-dir=%s", cache);
	strvec_pushl(argv, "worktree", "add", "-q", "--detach", "--force",
		     "--force", tree, task->facts.bundle_base, NULL);
	return 0;
}

/* The user's own hooks run, as they did for the first commit. */
static void commit_words(const struct task *task, struct strvec *argv)
{
	git_template_hooks(argv);
	strvec_pushl(argv, "commit", "-q", "-C", task->facts.commit, NULL);
	if (task_definition(task)->no_verify)
		strvec_push(argv, "--no-verify");
}

static void part_path(const struct task *task, struct strbuf *out)
{
	bundle_other_path(task, out);
	strbuf_addstr(out, ".part");
}

static void bundle_words(const struct task *task, struct strvec *argv)
{
	struct strbuf part = STRBUF_INIT;

	part_path(task, &part);
	strvec_pushl(argv, "bundle", "create", "-q", part.buf, "HEAD", NULL);
	strvec_pushf(argv, "^%s", task->facts.bundle_base);
	strbuf_release(&part);
}

static int start(struct task *task, const char *cache, const char *tree,
		 struct strbuf *err)
{
	struct strvec argv = STRVEC_INIT;
	const char *input = NULL;
	int ret = 0;

	git_words(&argv, task->phase == COMMIT);
	switch (task->phase) {
	case DIFF:
		diff_words(task, cache, &argv);
		break;
	case TREE:
		ret = tree_words(task, cache, tree, &argv, err);
		break;
	case APPLY:
		strvec_pushl(&argv, "apply", "--index", "--recount",
			     "--whitespace=nowarn", "-", NULL);
		input = task->notes.v[0];
		break;
	case COMMIT:
		commit_words(task, &argv);
		break;
	default:
		bundle_words(task, &argv);
	}
	if (!ret)
		ret = process_git_answer(task, &argv,
					 task->phase <= TREE ? "/" : tree,
					 input, task->phase == DIFF ? DIFF_MAX
								    : 0, err);
	strvec_clear(&argv);
	return ret;
}

static int rework_begin(struct task *task, struct strbuf *err)
{
	struct strbuf cache = STRBUF_INIT, tree = STRBUF_INIT;
	int ret = repository_lock(task, err);

	if (ret)
		return ret;
	task->own_tree = true;	/* never in a clone of the user's */
	task_tree_path(task, &tree);
	ret = task_cache_path(task, &cache, err);
	if (!ret)
		ret = start(task, cache.buf, tree.buf, err);
	if (ret)
		repository_unlock(task);
	strbuf_release(&tree);
	strbuf_release(&cache);
	return ret;
}

/* ---- its ends ------------------------------------------------------------ */

static enum verdict fit(struct task *task, struct strbuf *why)
{
	const struct rework *rework = task->data;
	const struct child_stream *out = &task->slot->child.out;
	struct strbuf own = STRBUF_INIT, fitting = STRBUF_INIT;
	int ret;

	if (out->total > DIFF_MAX) {
		strbuf_addf(why, "the diff is larger than %zu MiB",
			    DIFF_MAX >> 20);
		return task_fail(task, FAILURE_GIT);
	}
	child_output(out, &own);
	ret = patch_fit(rework->edited, rework->shown, own.buf, &fitting, why);
	strvec_clear(&task->notes);
	strvec_push(&task->notes, fitting.buf);
	strbuf_release(&fitting);
	strbuf_release(&own);
	return ret < 0 ? task_fail(task, FAILURE_CONFLICT) : VERDICT_MORE;
}

/* git's own words: they name the file and the line. */
static enum verdict applied(struct task *task, struct strbuf *why)
{
	const struct child *child = &task->slot->child;
	struct strbuf text = STRBUF_INIT;
	const char *said;

	strvec_clear(&task->notes);
	if (!child->status)
		return VERDICT_MORE;
	child_output(&child->err, &text);
	said = starts_with(text.buf, "error: ") ? text.buf + 7 : text.buf;
	strbuf_addf(why, "%.*s", (int)strcspn(said, "\n"), said);
	strbuf_release(&text);
	return task_fail(task, FAILURE_CONFLICT);
}

static enum verdict committed(struct task *task, struct strbuf *why)
{
	struct rework *rework = task->data;
	struct strbuf tree = STRBUF_INIT, text = STRBUF_INIT;
	bool nothing, known;

	child_output(&task->slot->child.out, &text);
	nothing = task->slot->child.status == 1 &&
		  strstr(text.buf, "nothing to commit");
	strbuf_release(&text);
	if (nothing) {
		strbuf_addstr(why, "nothing of the change is left");
		return task_fail(task, FAILURE_CONFLICT);
	}
	if (task->slot->child.status)
		return process_settle(task, "commit", why);
	strbuf_reset(&rework->commit);
	task_tree_path(task, &tree);
	known = cache_head(tree.buf, &rework->commit);
	strbuf_release(&tree);
	if (known)
		return VERDICT_MORE;
	strbuf_addstr(why, "a hook left the detached HEAD");
	return task_fail(task, FAILURE_SCRIPT);
}

static enum verdict bundled(struct task *task, struct strbuf *why)
{
	enum verdict verdict = process_settle(task, "bundle", why);
	struct strbuf part = STRBUF_INIT, path = STRBUF_INIT;

	if (verdict != VERDICT_NEXT)
		return verdict;
	part_path(task, &part);
	bundle_other_path(task, &path);
	if (file_take(part.buf, path.buf, 0600, why) < 0)
		verdict = task_fail(task, FAILURE_DISK);
	strbuf_release(&path);
	strbuf_release(&part);
	return verdict;
}

static enum verdict judge(struct task *task, struct strbuf *why)
{
	enum verdict verdict;

	if (task->phase == APPLY)
		return applied(task, why);
	if (task->phase == COMMIT)
		return committed(task, why);
	if (task->phase == BUNDLE)
		return bundled(task, why);
	verdict = process_settle(task, task->phase == TREE ? "tree" : "diff",
				 why);
	if (verdict != VERDICT_NEXT)
		return verdict;
	return task->phase == DIFF ? fit(task, why) : VERDICT_MORE;
}

static enum verdict rework_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict = judge(task, why);

	if (verdict == VERDICT_MORE)
		return verdict;
	repository_leave(task);
	repository_unlock(task);
	return verdict;
}

const struct step step_rework = {
	.name = "commit",
	.lane = LANE_LOCAL,
	.begin = rework_begin,
	.end = rework_end,
};
