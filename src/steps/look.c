/* SPDX-License-Identifier: MIT */
/*
 * Asks the server what it knows of a repository. Whoever has nothing left to
 * do ends here, before anything is fetched.
 */
#include "steps/look.h"

#include "base/alloc.h"
#include "campaign/campaign.h"
#include "campaign/template.h"
#include "steps/steps.h"

/*
 * A branch that is named after its base is asked for when that is known. Of
 * a repository that has none nothing more is asked.
 */
static bool is_named_now(struct task *task, const struct look_answer *answer)
{
	if (!task_has_branch(task) || task_branch(task) || !answer->base)
		return false;
	replace_string(&task->facts.base, answer->base);
	task_name_branch(task);
	return task_branch(task) != NULL;
}

static enum verdict decide(struct task *task, struct strbuf *why)
{
	const struct look_answer *answer;
	enum verdict verdict = look_end(task, &answer, why);

	if (verdict != VERDICT_NEXT)
		return verdict;
	if (is_named_now(task, answer)) {
		task->phase = task->tries = 0;
		strbuf_addstr(why, "its branch is named after its base");
		verdict = task_later(task, 0);
	} else {
		verdict = look_decide(task, answer, why);
	}
	task_forget_look(task);
	return verdict;
}

/* ---- status: the same question, only to show the answer -------------------- */

static enum verdict show(struct task *task, struct strbuf *why)
{
	struct strbuf note = STRBUF_INIT;
	const struct look_answer *answer;
	enum verdict verdict = look_end(task, &answer, why);

	if (verdict != VERDICT_NEXT)
		return verdict;
	look_learn(task, answer);
	if (look_pull_is_ours(task, &answer->pull))
		pull_copy(&task->facts.pull, &answer->pull);
	if (look_note(task, answer->archived, &note))
		replace_string(&task->reason, note.buf);
	strbuf_release(&note);
	task_forget_look(task);
	return VERDICT_NEXT;
}

/* ---- between waves: its base branch's checks, where it was merged ---------- */

static enum verdict heard(struct task *task, struct strbuf *why)
{
	const struct look_answer *answer;
	enum verdict verdict = look_end(task, &answer, why);

	if (verdict != VERDICT_NEXT)
		return verdict;
	task->facts.base_checks = answer->base_checks;
	task_forget_look(task);
	return VERDICT_NEXT;
}

const struct step step_base = {
	.name = "look",
	.lane_of = look_lane,
	.draws_of = look_draws,
	.needed = look_has_api,
	.begin = look_begin,
	.end = heard,
	.batched = look_batched,
	.begin_batch = look_begin_batch,
	.read_batch = look_read_batch,
};

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
