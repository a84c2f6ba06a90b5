/* SPDX-License-Identifier: MIT */
/*
 * Pushes the commit to its branch, which must not exist yet, or hold a commit
 * of ours by an earlier definition: the question and the deed are one request
 * pair. The same commit again is "up to date";
 * another one is refused by the lease, so nobody's work is overwritten.
 */
#include <string.h>

#include "base/alloc.h"
#include "base/file.h"
#include "campaign/bundle.h"
#include "campaign/campaign.h"
#include "campaign/template.h"
#include "engine/clock.h"
#include "git/diagnose.h"
#include "git/git.h"
#include "steps/api-commit.h"
#include "steps/process.h"
#include "steps/repository.h"
#include "steps/restore.h"
#include "steps/steps.h"

/*
 * After so long the base may have moved on: the push then asks first what the
 * server has, or a shallow repository would send the whole tree. Real
 * seconds: it is other people who move it.
 */
#define NEGOTIATE_AFTER 300.0

enum { LFS, PUSH, ASK };		/* task->phase */

/* Where a commit that was reviewed has its objects; false: there are none. */
static bool kept_lfs(const struct task *task, struct strbuf *path)
{
	bundle_lfs_path(task, path);
	return bundle_is_current(task) && file_is_directory(path->buf);
}

static bool has_lfs(const struct task *task)
{
	struct strbuf path = STRBUF_INIT;
	bool has = kept_lfs(task, &path);

	strbuf_reset(&path);
	has = has || repository_lfs_path(task, &path);
	strbuf_release(&path);
	return has;
}

static void lfs_words(const struct task *task, struct strvec *argv)
{
	struct strbuf path = STRBUF_INIT;

	if (kept_lfs(task, &path)) {
		strvec_push(argv, "-c");
		strvec_pushf(argv, "lfs.storage=%s", path.buf);
	}
	strbuf_release(&path);
	strvec_pushl(argv, "lfs", "push", task_push_url(task),
		     task->facts.commit, NULL);
}

static void push_words(const struct task *task, struct strvec *argv)
{
	const struct strvec *options = &task_definition(task)->push_options;
	const char *branch = task_branch(task);
	size_t i;

	strvec_pushl(argv, "push", "--porcelain", "--no-verify",
		     "--no-recurse-submodules", NULL);
	strvec_pushf(argv, "--force-with-lease=refs/heads/%s:%s", branch,
		     task->facts.replaces ? task->facts.branch_commit : "");
	for (i = 0; i < options->nr; i++)
		strvec_pushf(argv, "--push-option=%s", options->v[i]);
	strvec_pushl(argv, "--", task_push_url(task), NULL);
	strvec_pushf(argv, "%s:refs/heads/%s", task->facts.commit, branch);
}

/* The lease did not hold: what is there now? */
static void ask_words(const struct task *task, struct strvec *argv)
{
	strvec_pushl(argv, "ls-remote", "--", task_push_url(task), NULL);
	strvec_pushf(argv, "refs/heads/%s", task_branch(task));
}

static int push_begin(struct task *task, struct strbuf *err)
{
	bool late = clock_real(clock_now() - task->facts.looked) >
		    NEGOTIATE_AFTER || bundle_base_moved(task);
	struct strbuf path = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret = -1;

	if (repository_path(task, &path, err) < 0)
		goto out;
	git_words(&argv, false);
	strvec_pushf(&argv, "--git-dir=%s", path.buf);
	if (late)
		strvec_pushl(&argv, "-c", "push.negotiate=true", NULL);
	if (task->phase == LFS && !has_lfs(task))
		task->phase = PUSH;
	if (task->phase == LFS)
		lfs_words(task, &argv);
	else if (task->phase == PUSH)
		push_words(task, &argv);
	else
		ask_words(task, &argv);
	task_sends(task);
	ret = process_git_net(task, &argv, "/", task_push_url(task), err);
out:
	strvec_clear(&argv);
	strbuf_release(&path);
	return ret;
}

/*
 * A push of an earlier attempt may have arrived after its sender was killed
 * and we had looked: then the branch holds a commit of ours.
 */
static enum verdict asked(struct task *task, struct strbuf *why)
{
	const char *branch = task_branch(task);
	struct strbuf text = STRBUF_INIT;
	enum verdict verdict = VERDICT_NEXT;

	child_output(&task->slot->child.out, &text);
	strbuf_setlen(&text, strcspn(text.buf, "\t"));
	if (task_made_now(task, text.buf)) {
		replace_string(&task->facts.commit, text.buf);
	} else if (task_definition(task)->direct) {
		strbuf_addf(why, "'%s' got another commit meanwhile; 'git "
			    "multi retry' makes the change on that", branch);
		verdict = task_fail(task, FAILURE_CONFLICT);
	} else if (!strcmp(task_definition(task)->if_exists, "skip") &&
		   !task->refreshes) {
		strbuf_addf(why, "branch '%s' appeared meanwhile", branch);
		verdict = task_end(task, RESULT_SKIPPED);
	} else {
		strbuf_addf(why, "branch '%s' appeared meanwhile and holds "
			    "%s, which this campaign did not make", branch,
			    text.len ? text.buf : "nothing");
		verdict = task_fail(task, FAILURE_CONFLICT);
	}
	strbuf_release(&text);
	return verdict;
}

static bool is_stale(const struct task *task)
{
	const struct child *child = &task->slot->child;
	struct diagnosis diagnosis = { .stale = false };
	struct strbuf text = STRBUF_INIT, why = STRBUF_INIT;

	if (!child->status || child->timed_out)
		return false;
	child_output(&child->err, &text);
	child_output(&child->out, &text);
	diagnose("push", child->status, text.buf, &diagnosis, &why);
	strbuf_release(&text);
	strbuf_release(&why);
	return diagnosis.stale;
}

/*
 * What a reviewed commit stands on would have to be sent, too: its base was
 * part of the branch when it was fetched, and is not any more.
 */
static bool is_off_base(const struct task *task)
{
	return bundle_is_current(task) &&
	       process_said(task, "shallow update not allowed");
}

static enum verdict push_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict;

	if (task->phase == PUSH && is_stale(task))
		return VERDICT_MORE;
	if (task->phase == PUSH && is_off_base(task)) {
		task_log(task, "push", &task->slot->child);
		return restore_no_base(task, why);
	}
	verdict = process_settle(task, "push", why);
	if (verdict == VERDICT_NEXT && task->phase == LFS)
		return VERDICT_MORE;
	if (verdict == VERDICT_NEXT && task->phase == ASK)
		verdict = asked(task, why);
	if (verdict != VERDICT_NEXT)
		return verdict;
	task->facts.pushed = true;
	task->facts.pushed_of = task->definition;
	replace_string(&task->facts.pushed_on, bundle_is_current(task)
		       ? task->facts.bundle_base : task->facts.base_commit);
	repository_leave(task);
	return VERDICT_NEXT;
}

static bool push_needed(const struct task *task)
{
	return repository_push_needed(task) && !upload_needed(task);
}

static void push_foresee(struct task *copy)
{
	copy->facts.pushed = true;
}

const struct step step_push = {
	.name = "push",
	.lane = LANE_NET,
	.draws = DRAW_GIT,
	.lasting = true,
	.needed = push_needed,
	.foresee = push_foresee,
	.begin = push_begin,
	.end = push_end,
};
