/* SPDX-License-Identifier: MIT */
/*
 * The campaign's branch taken away, with a guard.
 */
#include "steps/branch.h"

#include <string.h>

#include "base/alloc.h"
#include "campaign/campaign.h"
#include "campaign/template.h"
#include "git/cache.h"
#include "git/git.h"
#include "steps/process.h"
#include "steps/pull.h"
#include "steps/reply.h"
#include "steps/repository.h"

bool branch_is_left(const struct task *task)
{
	const struct facts *facts = &task->facts;

	return task->campaign->goal.delete_branch && facts->branch_commit &&
	       facts->pull.head &&
	       !strcmp(facts->branch_commit, facts->pull.head);
}

void branch_is_gone(struct task *task)
{
	replace_string(&task->facts.branch_commit, NULL);
	task->facts.branch_gone = true;
}

bool branch_is_uncertain(const struct task *task)
{
	const struct facts *facts = &task->facts;

	return facts->unheard &&
	       (!facts->lease || strcmp(facts->lease, facts->branch_commit));
}

enum verdict branch_uncertain(struct task *task, struct strbuf *why)
{
	strbuf_addf(why, "'%s' got another commit since a push to it was "
		    "killed, which may have come before: where %.12s is not "
		    "there 'git multi retry' makes the change anew, else "
		    "'git multi drop' leaves it", task_branch(task),
		    task->facts.commit ? task->facts.commit : "its commit");
	task->facts.unheard = false;
	return task_fail(task, FAILURE_CONFLICT);
}

static bool by_forge(const struct task *task)
{
	const struct forge_fork *fork = task_fork(task);

	return task->host->forge->delete_ask &&
	       (fork ? fork->id : task->facts.id);
}

enum lane_kind branch_lane(const struct task *task)
{
	return by_forge(task) ? LANE_WRITE : LANE_NET;
}

unsigned branch_draws(const struct task *task)
{
	return by_forge(task) ? DRAW_WRITE : DRAW_GIT;
}

/* From the cached repository; where that is gone an empty one does as well. */
static int delete_by_git(struct task *task, struct strbuf *err)
{
	const char *branch = task_branch(task);
	struct strbuf path = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret = repository_lock(task, err);

	if (ret)
		return ret;
	ret = -1;
	if (task_cache_path(task, &path, err) < 0 ||
	    cache_create(path.buf, task->remote.url, err) < 0)
		goto out;
	git_words(&argv, false);
	strvec_pushf(&argv, "--git-dir=%s", path.buf);
	strvec_pushl(&argv, "push", "--porcelain", "--no-verify", NULL);
	strvec_pushf(&argv, "--force-with-lease=refs/heads/%s:%s", branch,
		     task->facts.pull.head);
	strvec_pushl(&argv, "--", task_push_url(task), NULL);
	strvec_pushf(&argv, ":refs/heads/%s", branch);
	ret = process_git_net(task, &argv, "/", task_push_url(task), err);
out:
	strvec_clear(&argv);
	strbuf_release(&path);
	return ret;
}

int branch_delete(struct task *task, struct strbuf *err)
{
	if (by_forge(task))
		return pull_send(task, task->host->forge->delete_ask, err);
	return delete_by_git(task, err);
}

static bool was_gone(const struct task *task)
{
	struct strbuf text = STRBUF_INIT;
	bool gone;

	child_output(&task->slot->child.err, &text);
	child_output(&task->slot->child.out, &text);
	gone = strstr(text.buf, "remote ref does not exist") != NULL;
	strbuf_release(&text);
	return gone;
}

static enum verdict judge(struct task *task, struct strbuf *why)
{
	struct pull_fields fields = PULL_FIELDS_INIT;
	struct pull_query query;
	enum verdict verdict;

	if (!by_forge(task))
		return was_gone(task) ? VERDICT_NEXT
				      : process_settle(task, "push", why);
	verdict = reply_settle(task, NULL, why);
	if (verdict == VERDICT_NEXT) {
		query = pull_query_of(task, &fields);
		if (task->host->forge->delete_read(
			&task->slot->transfer.reply, &query, why) < 0)
			verdict = task_fail(task, FAILURE_FORGE);
		pull_fields_release(&fields);
	}
	return verdict;
}

enum verdict branch_deleted(struct task *task, struct strbuf *why)
{
	struct strbuf reason = STRBUF_INIT;
	enum verdict verdict = judge(task, &reason);

	repository_unlock(task);
	if (verdict == VERDICT_LATER) {
		strbuf_addstr(why, reason.buf);
	} else if (verdict == VERDICT_NEXT) {
		branch_is_gone(task);
	} else {
		task->result = RESULT_NONE;
		task->failure = FAILURE_NONE;
		strbuf_addf(why, "branch '%s' was not deleted: %s",
			    task_branch(task), reason.buf);
		verdict = VERDICT_NEXT;
	}
	strbuf_release(&reason);
	return verdict;
}
