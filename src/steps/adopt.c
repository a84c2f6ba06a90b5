/* SPDX-License-Identifier: MIT */
/*
 * Takes a pull request that others made into the campaign, as it is now: its
 * head is what may be merged or closed from here on; what comes behind that
 * was not meant.
 */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "campaign/campaign.h"
#include "campaign/template.h"
#include "steps/look.h"
#include "steps/steps.h"

static enum verdict skip(struct task *task)
{
	return task_end(task, RESULT_SKIPPED);
}

/* A server lists those of forks, too: the look leaves them out. */
static enum verdict not_for_us(struct task *task, const struct pull *pull,
			       struct strbuf *why)
{
	const struct task *same = campaign_canonical(task->campaign, task);
	const char *base = look_base(task);

	if (same != task) {
		strbuf_addf(why, "same as %s", same->key);
		return skip(task);
	}
	if (pull->state == PULL_NONE) {
		strbuf_addf(why, "it has no pull request of branch '%s'",
			    task_branch(task));
		return skip(task);
	}
	if (pull->state == PULL_CLOSED && !task->facts.pull.number) {
		strbuf_addf(why, "its pull request of branch '%s' is closed",
			    task_branch(task));
		return skip(task);
	}
	if (base && pull->base && strcmp(base, pull->base) != 0) {
		strbuf_addf(why, "its pull request of branch '%s' goes to "
			    "'%s'", task_branch(task), pull->base);
		return skip(task);
	}
	return VERDICT_NEXT;
}

static enum verdict judge(struct task *task, const struct look_answer *answer,
			  struct strbuf *why)
{
	struct facts *facts = &task->facts;
	struct strbuf key = STRBUF_INIT;
	enum verdict verdict;

	look_learn(task, answer);
	strbuf_addf(&key, "%s/%s/%s", task->remote.host, answer->owner,
		    answer->name);
	replace_string(&facts->canonical, key.buf);
	strbuf_release(&key);
	verdict = not_for_us(task, &answer->pull, why);
	if (verdict != VERDICT_NEXT)
		return verdict;
	pull_copy(&facts->pull, &answer->pull);
	replace_string(&facts->base, answer->pull.base);
	task_adopt(task);
	return VERDICT_NEXT;
}

static enum verdict adopt_end(struct task *task, struct strbuf *why)
{
	const struct look_answer *answer;
	enum verdict verdict = look_end(task, &answer, why);

	if (verdict != VERDICT_NEXT)
		return verdict;
	verdict = judge(task, answer, why);
	task_forget_look(task);
	return verdict;
}

static int adopt_begin(struct task *task, struct strbuf *err)
{
	if (look_has_api(task))
		return look_begin(task, err);
	strbuf_addf(err, "'%s' has no API to ask for pull requests",
		    task->host->name);
	task->failure = FAILURE_FORGE;
	return -1;
}

static bool adopt_needed(const struct task *task)
{
	return !task->facts.adopted;
}

const struct step step_adopt = {
	.name = "adopt",
	.lane_of = look_lane,
	.draws_of = look_draws,
	.needed = adopt_needed,
	.begin = adopt_begin,
	.end = adopt_end,
	.batched = look_batched,
	.begin_batch = look_begin_batch,
	.read_batch = look_read_batch,
};
