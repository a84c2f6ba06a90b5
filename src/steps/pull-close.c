/* SPDX-License-Identifier: MIT */
/*
 * Closes the pull request, and takes its branch away.
 */
#include "base/alloc.h"
#include "campaign/campaign.h"
#include "campaign/template.h"
#include "steps/branch.h"
#include "steps/look.h"
#include "steps/pull.h"
#include "steps/reply.h"
#include "steps/steps.h"

enum { CLOSE, DELETE };			/* task->phase */

/* What a person put on it is theirs, and may be nowhere else. */
static bool is_ours(const struct task *task)
{
	return task_made(task, task->facts.branch_commit);
}

static bool deletes(const struct task *task)
{
	return task->phase == DELETE ||
	       task->facts.pull.state != PULL_OPEN;
}

/* ---- look: what there is to close ---------------------------------------- */

static void say_kept(const struct task *task, struct strbuf *why)
{
	strbuf_addf(why, "branch '%s' was not deleted: it holds a commit that "
		    "this campaign did not make",
		    task_branch(task));
}

static enum verdict judge_closed(struct task *task, struct strbuf *why)
{
	if (!task->facts.branch_commit)
		branch_is_gone(task);
	if (task->facts.branch_gone || !task->campaign->goal.delete_branch ||
	    (branch_is_left(task) && is_ours(task)))
		return VERDICT_NEXT;
	say_kept(task, why);
	return task_end(task, RESULT_DONE);
}

static enum verdict recheck_end(struct task *task, struct strbuf *why)
{
	const struct look_answer *answer;
	enum verdict verdict = look_end(task, &answer, why);

	if (verdict != VERDICT_NEXT)
		return verdict;
	look_learn(task, answer);
	if (look_pull_is_ours(task, &answer->pull))
		pull_copy(&task->facts.pull, &answer->pull);
	if (answer->archived && look_note(task, true, why))
		verdict = task_fail(task, FAILURE_PERMISSION);
	else if (task->facts.pull.state == PULL_CLOSED)
		verdict = judge_closed(task, why);
	task_forget_look(task);
	return verdict;
}

/* ---- close --------------------------------------------------------------- */

static int close_begin(struct task *task, struct strbuf *err)
{
	if (deletes(task)) {
		task->phase = DELETE;
		return branch_delete(task, err);
	}
	return pull_send(task, task->host->forge->close_ask, err);
}

static enum verdict closed(struct task *task, struct strbuf *why)
{
	struct pull_fields fields = PULL_FIELDS_INIT;
	struct pull_query query = pull_query_of(task, &fields);
	int got = task->host->forge->close_read(
		&task->slot->transfer.reply, &query, &task->facts.pull, why);

	pull_fields_release(&fields);
	if (got < 0)
		return task_fail(task, FAILURE_FORGE);
	if (branch_is_left(task) && is_ours(task))
		return VERDICT_AGAIN;
	if (branch_is_left(task))
		say_kept(task, why);
	return task_end(task, RESULT_DONE);
}

static enum verdict close_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict;

	if (task->phase == DELETE) {
		verdict = branch_deleted(task, why);
		return verdict == VERDICT_NEXT ? task_end(task, RESULT_DONE)
					       : verdict;
	}
	/* closing what is closed changes nothing: it may be sent twice */
	verdict = reply_settle(task, NULL, why);
	return verdict == VERDICT_NEXT ? closed(task, why) : verdict;
}

/* Of a merged one only a person takes the branch away, or merge did. */
static bool close_needed(const struct task *task)
{
	enum pull_state state = task->facts.pull.state;

	return look_has_api(task) &&
	       (state == PULL_OPEN ||
		(state == PULL_CLOSED && branch_is_left(task) &&
		 is_ours(task)));
}

static enum lane_kind close_lane(const struct task *task)
{
	return deletes(task) ? branch_lane(task) : LANE_WRITE;
}

static unsigned close_draws(const struct task *task)
{
	return deletes(task) ? branch_draws(task) : DRAW_WRITE;
}

const struct step step_recheck = {
	.name = "look",
	.lane_of = look_lane,
	.draws_of = look_draws,
	.needed = look_has_api,
	.begin = look_begin,
	.end = recheck_end,
	.batched = look_batched,
	.begin_batch = look_begin_batch,
	.read_batch = look_read_batch,
};

const struct step step_close = {
	.name = "close",
	.lane_of = close_lane,
	.draws_of = close_draws,
	.lasting = true,
	.needed = close_needed,
	.begin = close_begin,
	.end = close_end,
};
