/* SPDX-License-Identifier: MIT */
/*
 * The branch that a command wants its pull request to go to (pull.base of its
 * answer): whether it is there, before anything is pushed for it.
 */
#include "campaign/answer.h"
#include "campaign/campaign.h"
#include "git/git.h"
#include "steps/process.h"
#include "steps/steps.h"

static bool target_needed(const struct task *task)
{
	const struct facts *facts = &task->facts;

	return facts->answer && facts->answer->base && !facts->pushed &&
	       task->host->forge->open_ask &&
	       !task_definition(task)->push_only;
}

static int target_begin(struct task *task, struct strbuf *err)
{
	const char *url = task->remote.fetch_url;
	struct strvec argv = STRVEC_INIT;
	int ret;

	git_words(&argv, false);
	strvec_pushl(&argv, "ls-remote", "--", url, NULL);
	strvec_pushf(&argv, "refs/heads/%s", task->facts.answer->base);
	ret = process_git_net(task, &argv, "/", url, err);
	strvec_clear(&argv);
	return ret;
}

static enum verdict target_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict = process_settle(task, "fetch", why);

	if (verdict != VERDICT_NEXT || task->slot->child.out.total)
		return verdict;
	strbuf_addf(why, "it has no branch '%s', to which the command wants "
		    "its pull request to go", task->facts.answer->base);
	return task_fail(task, FAILURE_MISSING);
}

const struct step step_target = {
	.name = "target",
	.lane = LANE_NET,
	.draws = DRAW_GIT,
	.needed = target_needed,
	.begin = target_begin,
	.end = target_end,
};
