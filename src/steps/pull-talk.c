/* SPDX-License-Identifier: MIT */
/*
 * A comment on a pull request that is there. One whose answer never came may
 * have been made: it is looked for before it is sent again.
 */
#include "campaign/campaign.h"
#include "engine/clock.h"
#include "steps/look.h"
#include "steps/pull.h"
#include "steps/reply.h"
#include "steps/steps.h"

/* A server may still be at it when its sender is gone, or was told nothing. */
#define ON_ITS_WAY 30.0

/* ---- look: whether it is still what is meant ----------------------------- */

static enum verdict judge(struct task *task, const struct look_answer *answer,
			  struct strbuf *why)
{
	const struct talk *talk = &task->campaign->talk;
	enum pull_state state = task->facts.pull.state;

	if (answer->pull.number != task->facts.pull.number) {
		strbuf_addf(why, "pull request %lld is not there any more",
			    task->facts.pull.number);
		return task_fail(task, FAILURE_MISSING);
	}
	if (answer->archived) {
		strbuf_addstr(why, "the repository is archived");
		return task_fail(task, FAILURE_PERMISSION);
	}
	if (talk->states & 1u << state)
		return VERDICT_NEXT;
	strbuf_addf(why, "its pull request is %s", pull_state_name(state));
	return task_end(task, RESULT_SKIPPED);
}

static enum verdict regard_end(struct task *task, struct strbuf *why)
{
	const struct look_answer *answer;
	enum verdict verdict = look_end(task, &answer, why);

	if (verdict != VERDICT_NEXT)
		return verdict;
	look_learn(task, answer);
	if (answer->pull.number == task->facts.pull.number)
		pull_copy(&task->facts.pull, &answer->pull);
	verdict = judge(task, answer, why);
	task_forget_look(task);
	return verdict;
}

/* ---- comment ------------------------------------------------------------- */

static bool may_be_there(const struct task *task)
{
	return task->talk_since > 0;
}

static void was_sent(struct task *task)
{
	task->talk_sent = clock_now();
	if (task->talk_since <= 0)
		task->talk_since = task->talk_sent;
}

static void was_not_sent(struct task *task)
{
	task->talk_since = task->talk_sent = 0;
}

static void was_said(struct task *task, long long id)
{
	if (id > task->said)
		task->said = id;
	was_not_sent(task);
}

static int comment_begin(struct task *task, struct strbuf *err)
{
	const struct forge *forge = task->host->forge;
	bool looks = may_be_there(task);

	if (!task->phase)
		strvec_clear(&task->notes);
	if (!looks)
		was_sent(task);
	return pull_send(task, looks ? forge->said_ask : forge->comment_ask,
			 err);
}

static enum verdict made(struct task *task, struct strbuf *why)
{
	struct verdict_of_reply said = { .failure = FAILURE_NONE };
	enum verdict verdict = reply_settle(task, &said, why);
	struct pull_fields fields = PULL_FIELDS_INIT;
	struct pull_query query = pull_query_of(task, &fields);
	long long id = 0;

	if (verdict == VERDICT_NEXT &&
	    task->host->forge->comment_read(&task->slot->transfer.reply,
					    &query, &id, why) < 0)
		verdict = task_retry(task, FAILURE_FORGE);
	else if (verdict == VERDICT_NEXT)
		was_said(task, id);
	else if (!said.maybe_done)
		was_not_sent(task);
	pull_fields_release(&fields);
	return verdict;
}

/* It was not made: now or, while it may be on its way, soon. */
static enum verdict not_there(struct task *task, struct strbuf *why)
{
	double wait = task->talk_sent + ON_ITS_WAY - clock_now();

	strvec_clear(&task->notes);
	if (wait > 0) {
		strbuf_addstr(why, "the comment is not there yet");
		return task_later(task, wait);
	}
	was_not_sent(task);
	return VERDICT_AGAIN;
}

static enum verdict looked_for(struct task *task, struct strbuf *why)
{
	enum verdict verdict = reply_settle(task, NULL, why);
	struct pull_fields fields = PULL_FIELDS_INIT;
	struct pull_query query = pull_query_of(task, &fields);
	long long id = 0;
	int got = 0;

	query.notes = &task->notes;
	if (verdict == VERDICT_NEXT)
		got = task->host->forge->said_read(
			&task->slot->transfer.reply, &query, &id, why);
	if (got == FORGE_MORE)
		verdict = VERDICT_AGAIN;
	else if (got < 0)
		verdict = task_fail(task, FAILURE_FORGE);
	else if (verdict == VERDICT_NEXT && id)
		was_said(task, id);
	else if (verdict == VERDICT_NEXT)
		verdict = not_there(task, why);
	pull_fields_release(&fields);
	return verdict;
}

static enum verdict comment_end(struct task *task, struct strbuf *why)
{
	return task->slot->request.draws & DRAW_WRITE ? made(task, why)
						      : looked_for(task, why);
}

static bool comment_needed(const struct task *task)
{
	return task->host->forge->comment_ask != NULL;
}

static enum lane_kind comment_lane(const struct task *task)
{
	return may_be_there(task) ? LANE_API : LANE_WRITE;
}

static unsigned comment_draws(const struct task *task)
{
	return may_be_there(task) ? DRAW_READ : DRAW_WRITE | DRAW_CONTENT;
}

const struct step step_regard = {
	.name = "look",
	.lane_of = look_lane,
	.draws_of = look_draws,
	.needed = look_has_api,
	.begin = look_begin,
	.end = regard_end,
	.batched = look_batched,
	.begin_batch = look_begin_batch,
	.read_batch = look_read_batch,
};

const struct step step_comment = {
	.name = "comment",
	.lane_of = comment_lane,
	.draws_of = comment_draws,
	.lasting = true,
	.needed = comment_needed,
	.begin = comment_begin,
	.end = comment_end,
};
