/* SPDX-License-Identifier: MIT */
/*
 * Asks the server what it knows of a repository. Whoever has nothing left to
 * do ends here, before anything is fetched.
 */
#include "steps/look.h"

#include "base/alloc.h"
#include "campaign/campaign.h"
#include "steps/steps.h"

static enum verdict decide(struct task *task, struct strbuf *why)
{
	const struct look_answer *answer;
	enum verdict verdict = look_end(task, &answer, why);

	if (verdict != VERDICT_NEXT)
		return verdict;
	verdict = look_decide(task, answer, why);
	task_forget_look(task);
	return verdict;
}

/* ---- status: the same question, only to show the answer -------------------- */

static enum verdict show(struct task *task, struct strbuf *why)
{
	const struct look_answer *answer;
	enum verdict verdict = look_end(task, &answer, why);

	if (verdict != VERDICT_NEXT)
		return verdict;
	look_learn(task, answer);
	if (look_pull_is_ours(task, &answer->pull))
		pull_copy(&task->facts.pull, &answer->pull);
	task_forget_look(task);
	return VERDICT_NEXT;
}

const struct step step_look = {
	.name = "look",
	.lane_of = look_lane,
	.draws_of = look_draws,
	.begin = look_begin,
	.end = decide,
	.batched = look_batched,
	.begin_batch = look_begin_batch,
	.read_batch = look_read_batch,
};

const struct step step_ask = {
	.name = "look",
	.lane_of = look_lane,
	.draws_of = look_draws,
	.needed = look_has_api,
	.begin = look_begin,
	.end = show,
	.batched = look_batched,
	.begin_batch = look_begin_batch,
	.read_batch = look_read_batch,
};
