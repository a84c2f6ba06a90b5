/* SPDX-License-Identifier: MIT */
/*
 * For `git multi diff`: a commit that this campaign made, brought here where
 * the cache does not have it any more, and what it changes. Nothing of this
 * is journalled.
 */
#include <string.h>

#include "campaign/bundle.h"
#include "campaign/campaign.h"
#include "campaign/template.h"
#include "git/cache.h"
#include "git/git.h"
#include "steps/fetch.h"
#include "steps/process.h"
#include "steps/repository.h"
#include "steps/restore.h"
#include "steps/steps.h"

#define DIFF_MAX ((size_t)256 << 20)

static bool has_bundle(const struct task *task)
{
	const struct facts *facts = &task->facts;

	return facts->bundled && facts->bundle_base &&
	       !strcmp(facts->bundled, facts->commit);
}

static bool is_missing(const struct task *task)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;
	bool missing = task_cache_path(task, &path, &err) < 0 ||
		       !restore_has(path.buf, task->facts.commit);

	strbuf_release(&err);
	strbuf_release(&path);
	return missing;
}

/* ---- from the server ---------------------------------------------------- */

enum { BY_ID, BY_BRANCH };		/* task->phase */

/* With the commit before it, or before the first of several, to compare. */
static int fetch_commit(struct task *task, struct strbuf *err)
{
	const char *commit = task->facts.commit;
	unsigned commits = task->facts.commits;
	struct strbuf path = STRBUF_INIT, ref = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret = -1;

	if (task_cache_path(task, &path, err) < 0 ||
	    cache_create(path.buf, task->remote.url, err) < 0)
		goto out;
	restore_ref(commit, &ref);
	cache_remove_stale(path.buf, ref.buf);
	repository_fetch_words(&argv, path.buf);
	strvec_push(&argv, "--no-tags");
	strvec_pushf(&argv, "--depth=%u", commits > 1 ? commits + 1 : 2);
	strvec_pushl(&argv, "--", task_branch_url(task), NULL);
	if (task->phase == BY_ID)
		strvec_pushf(&argv, "+%s:%s", commit, ref.buf);
	else
		strvec_pushf(&argv, "+refs/heads/%s:%s",
			     task_branch(task), ref.buf);
	ret = process_git_net(task, &argv, "/", task_branch_url(task), err);
out:
	strvec_clear(&argv);
	strbuf_release(&ref);
	strbuf_release(&path);
	return ret;
}

static bool branch_is_gone(const struct task *task)
{
	struct strbuf text = STRBUF_INIT;
	bool gone;

	child_output(&task->slot->child.err, &text);
	gone = task->phase == BY_BRANCH && task->slot->child.status &&
	       strstr(text.buf, "couldn't find remote ref");
	strbuf_release(&text);
	return gone;
}

static enum verdict fetched(struct task *task, struct strbuf *why)
{
	enum verdict verdict = VERDICT_NEXT;

	if (task->phase == BY_ID && fetch_wants_name(task))
		return VERDICT_MORE;
	if (!branch_is_gone(task))
		verdict = process_settle(task, "fetch", why);
	if (verdict != VERDICT_NEXT || !is_missing(task))
		return verdict;
	strbuf_addf(why, "neither this machine nor the server has commit "
		    "%.12s any more", task->facts.commit);
	return task_fail(task, FAILURE_MISSING);
}

static int obtain_begin(struct task *task, struct strbuf *err)
{
	int ret = repository_lock(task, err);

	if (ret)
		return ret;
	ret = has_bundle(task) ? restore_begin(task, err)
			       : fetch_commit(task, err);
	if (ret)
		repository_unlock(task);
	return ret;
}

static enum verdict obtain_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict = has_bundle(task) ? restore_end(task, why)
						: fetched(task, why);

	if (verdict != VERDICT_MORE)
		repository_unlock(task);
	return verdict;
}

/* ---- the diff ---------------------------------------------------- */

static int diff_begin(struct task *task, struct strbuf *err)
{
	struct child_spec spec = {
		.dir = "/", .keep = KEEP_HEAD, .max = DIFF_MAX,
		.timeout = LOCAL_GIT_TIMEOUT
	};
	struct strbuf path = STRBUF_INIT, old = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT, env = STRVEC_INIT;
	int ret = -1;

	if (task_cache_path(task, &path, err) < 0)
		goto out;
	git_words(&argv, false);
	strvec_pushf(&argv, "--git-dir=%s", path.buf);
	strvec_pushl(&argv, "diff-tree", "-r", "-p", "-M", "--numstat",
		     "--full-index", "--no-color", "--no-ext-diff",
		     "--no-textconv", NULL);
	task_made_on(task, &old);
	strvec_pushl(&argv, old.buf, task->facts.commit, NULL);
	strbuf_release(&old);
	git_environment(&env);
	spec.argv = (const char *const *)argv.v;
	ret = task_spawn(task, &spec, &env, err);
out:
	strvec_clear(&env);
	strvec_clear(&argv);
	strbuf_release(&path);
	return ret;
}

static enum verdict diff_end(struct task *task, struct strbuf *why)
{
	const struct child_stream *out = &task->slot->child.out;
	enum verdict verdict = process_settle(task, "diff", why);

	if (verdict != VERDICT_NEXT)
		return verdict;
	if (out->total > DIFF_MAX) {
		strbuf_addf(why, "the diff is larger than %zu MiB",
			    DIFF_MAX >> 20);
		return task_fail(task, FAILURE_GIT);
	}
	strbuf_reset(&task->output);
	child_output(out, &task->output);
	return VERDICT_NEXT;
}

const struct step step_obtain = {
	.name = "fetch",
	.lane = LANE_NET,
	.draws = DRAW_GIT,
	.needed = is_missing,
	.begin = obtain_begin,
	.end = obtain_end,
};

const struct step step_diff = {
	.name = "diff",
	.lane = LANE_LOCAL,
	.begin = diff_begin,
	.end = diff_end,
};
