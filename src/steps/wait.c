/* SPDX-License-Identifier: MIT */
/*
 * Waits until a pull request is ready to be merged (design.md part 8): asked
 * in batches, not faster than every 15 s, slower as time goes on. All of a
 * host wake at the same beats of the clock, so that they share a request.
 */
#include "steps/wait.h"

#include "campaign/campaign.h"
#include "engine/clock.h"
#include "steps/branch.h"
#include "steps/look.h"
#include "steps/steps.h"

#define NO_CHECKS_SECONDS 120.0	/* so long after it was opened some may begin */
#define FORGE_SECONDS 30.0	/* to compute what it computes */
#define CHECKS_SECONDS 3600.0	/* where no time was named */
#define HUGE_WAIT 1e12

/* Engine seconds between two questions, by how long it has waited. */
static double interval(double waited)
{
	if (waited < 120)
		return 15;
	if (waited < 600)
		return 30;
	return waited < 3600 ? 60 : 300;
}

static double next_beat(double now, double waited)
{
	double beat = interval(waited);

	return ((double)(long long)(now / beat) + 1) * beat;
}

/* What was only just opened is not ready yet. */
static double wait_not_before(const struct task *task)
{
	double now = clock_now();

	if (now - task->facts.opened < interval(0))
		return next_beat(now, 0);
	return 0;
}

/* By then at the latest it merges, or is left; 0: no time was named. */
double wait_until(const struct task *task)
{
	double wait = task->campaign->goal.wait, since = task->wait_since;

	if (wait <= 0)
		return 0;
	return (since > 0 ? since : clock_now()) + wait;
}

/* How long in all: of the goal, or what is bearable where it says nothing. */
static double patience(const struct goal *goal, enum waiting_for what)
{
	if (goal->wait > 0)
		return goal->wait;
	if (goal->wait <= GOAL_WAIT_EVER && goal->wait > GOAL_WAIT_CHECKS)
		return HUGE_WAIT;
	if (what == WAITING_FOR_FORGE)
		return FORGE_SECONDS;
	if (goal->wait <= GOAL_WAIT_CHECKS && what == WAITING_FOR_CHECKS)
		return CHECKS_SECONDS;
	return 0;
}

enum verdict wait_longer(struct task *task, enum waiting_for what,
			 enum verdict verdict)
{
	double now = clock_now(), waited;

	if (task->wait_since <= 0)
		task->wait_since = now;
	waited = now - task->wait_since;
	if (waited >= patience(&task->campaign->goal, what))
		return task_end(task, RESULT_WAITING);
	task_later(task, next_beat(now, waited) - now);
	return verdict;
}

static enum verdict hold(struct task *task, enum waiting_for what,
			 const char *reason, struct strbuf *why)
{
	strbuf_addstr(why, reason);
	return wait_longer(task, what, VERDICT_LATER);
}

/* Waits for what comes by itself, unless the forge is to do that. */
static enum verdict hold_or_leave(struct task *task, enum waiting_for what,
				  const char *reason, struct strbuf *why)
{
	if (task->campaign->goal.auto_merge &&
	    task->host->forge->auto_merges)
		return VERDICT_NEXT;
	return hold(task, what, reason, why);
}

static enum verdict without_checks(struct task *task, struct strbuf *why)
{
	const struct goal *goal = &task->campaign->goal;
	double now = clock_now(), since = task->facts.opened;

	if (goal->no_checks == NO_CHECKS_MERGE)
		return VERDICT_NEXT;
	if (since <= 0)
		since = task->wait_since;
	if (goal->no_checks == NO_CHECKS_WAIT &&
	    now - since < NO_CHECKS_SECONDS)
		return hold(task, WAITING_FOR_CHECKS, "nothing checks it yet",
			    why);
	strbuf_addstr(why, "nothing checks it: merged only with "
		      "--no-checks=merge");
	return task_fail(task, FAILURE_TEST);
}

/* It was asked for already, by us or a person. */
static enum verdict by_itself(struct task *task, struct strbuf *why)
{
	static const char reason[] = "its forge merges it when it is ready";

	if (!task->campaign->goal.auto_merge)
		return hold(task, WAITING_FOR_CHECKS, reason, why);
	strbuf_addstr(why, reason);
	return task_end(task, RESULT_DONE);
}

static enum verdict judge_open(struct task *task, struct strbuf *why)
{
	const struct pull *pull = &task->facts.pull;
	const struct readiness *ready = &pull->ready;

	if (pull->draft)
		return hold(task, WAITING_FOR_PEOPLE, "it is a draft", why);
	if (ready->mergeable == MERGEABLE_CONFLICT) {
		strbuf_addf(why, "it is in conflict with its base '%s'",
			    pull->base ? pull->base : "");
		return task_fail(task, FAILURE_CONFLICT);
	}
	if (ready->checks == CHECKS_FAILED) {
		strbuf_addstr(why, "its checks failed");
		return task_fail(task, FAILURE_TEST);
	}
	if (ready->auto_merge)
		return by_itself(task, why);
	if (task->queued) {
		strbuf_addstr(why, "its forge took it out of the queue "
			      "without merging it; look there for the reason");
		return task_fail(task, FAILURE_TEST);
	}
	if (ready->checks == CHECKS_PENDING)
		return hold_or_leave(task, WAITING_FOR_CHECKS,
				     "its checks have not ended", why);
	if (ready->mergeable == MERGEABLE_UNKNOWN)
		return hold(task, WAITING_FOR_FORGE, "its forge has not said "
			    "yet whether it can be merged", why);
	if (ready->mergeable == MERGEABLE_BLOCKED)
		return hold_or_leave(task, WAITING_FOR_PEOPLE,
				     ready->blocked ? ready->blocked :
				     "a rule of the repository stands "
				     "against it", why);
	if (ready->checks == CHECKS_NONE)
		return without_checks(task, why);
	if (ready->checks == CHECKS_UNKNOWN)
		return hold(task, WAITING_FOR_FORGE,
			    "its checks are not known yet", why);
	return VERDICT_NEXT;
}

/* What only a person can change: waiting does not help. */
static enum verdict stands_against(struct task *task, bool archived,
				   struct strbuf *why)
{
	if (!look_note(task, archived, why))
		return VERDICT_NEXT;
	return task_fail(task, archived ? FAILURE_PERMISSION
					: FAILURE_CONFLICT);
}

static enum verdict judge(struct task *task, const struct look_answer *answer,
			  struct strbuf *why)
{
	const struct pull *pull = &answer->pull;
	enum verdict verdict;

	if (pull->state == PULL_NONE) {
		strbuf_addf(why, "pull request %lld is no longer there",
			    task->facts.pull.number);
		return task_fail(task, FAILURE_MISSING);
	}
	pull_copy(&task->facts.pull, pull);
	if (pull->state == PULL_OPEN) {
		verdict = stands_against(task, answer->archived, why);
		return verdict == VERDICT_NEXT ? judge_open(task, why)
					       : verdict;
	}
	if (pull->state == PULL_MERGED && branch_is_left(task))
		return VERDICT_NEXT;
	if (pull->state == PULL_CLOSED)
		strbuf_addstr(why, "its pull request was closed meanwhile");
	return task_end(task, RESULT_DONE);
}

static enum verdict wait_end(struct task *task, struct strbuf *why)
{
	const struct look_answer *answer;
	enum verdict verdict = look_end(task, &answer, why);

	if (verdict != VERDICT_NEXT)
		return verdict;
	look_learn(task, answer);
	if (task->wait_since <= 0)
		task->wait_since = clock_now();
	verdict = judge(task, answer, why);
	task_forget_look(task);
	if (verdict == VERDICT_LATER)
		task->phase = task->tries = 0;
	return verdict;
}

static bool wait_needed(const struct task *task)
{
	return task->campaign->goal.merge && !task->campaign->goal.dry_run &&
	       task->facts.pull.state == PULL_OPEN;
}

const struct step step_wait = {
	.name = "wait",
	.polls = true,
	.lane_of = look_lane,
	.draws_of = look_draws,
	.not_before = wait_not_before,
	.not_after = wait_until,
	.needed = wait_needed,
	.begin = look_begin,
	.end = wait_end,
	.batched = look_batched,
	.begin_batch = look_begin_batch,
	.read_batch = look_read_batch,
};
