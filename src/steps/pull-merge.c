/* SPDX-License-Identifier: MIT */
/*
 * Merges the head that the last look saw, and nothing else: the forge refuses
 * a head that has moved. What is not known to have been done is looked at
 * again first (the step before).
 */
#include "base/alloc.h"
#include "campaign/campaign.h"
#include "campaign/template.h"
#include "steps/branch.h"
#include "steps/pull.h"
#include "steps/reply.h"
#include "steps/steps.h"
#include "steps/wait.h"

#define BACKS_MAX 4		/* answers that never came, in a row */
#define BACK_SECONDS 2.0

enum { MERGE, DELETE };			/* task->phase */

/* "; it allows --method=merge or --method=rebase" */
static void add_allowed(unsigned methods, struct strbuf *err)
{
	const char *between = "; it allows";
	unsigned i;

	for (i = METHOD_MERGE; merge_method_names[i]; i++) {
		if (!(methods & 1u << i))
			continue;
		strbuf_addf(err, "%s --method=%s", between,
			    merge_method_names[i]);
		between = " or";
	}
}

/* Refused before it is sent: -1 and err. */
static int check_method(struct task *task, struct strbuf *err)
{
	const struct forge *forge = task->host->forge;
	enum merge_method method = task->campaign->goal.method;
	unsigned allowed = task->facts.methods;

	if (method == METHOD_FORGE)
		return 0;
	task->failure = FAILURE_FORGE;
	if (!(forge->methods & 1u << method)) {
		strbuf_addf(err, "%s cannot be asked for --method=%s: it is "
			    "a setting of the repository there", forge->name,
			    merge_method_names[method]);
		return -1;
	}
	if (allowed && !(allowed & 1u << method)) {
		strbuf_addf(err, "the repository does not allow --method=%s",
			    merge_method_names[method]);
		add_allowed(forge->methods & allowed, err);
		return -1;
	}
	task->failure = FAILURE_NONE;
	return 0;
}

static int merge_begin(struct task *task, struct strbuf *err)
{
	if (task->facts.pull.state == PULL_MERGED)
		task->phase = DELETE;
	if (task->phase == DELETE)
		return branch_delete(task, err);
	if (check_method(task, err) < 0)
		return -1;
	task->facts.merge_sent = true;
	return pull_send(task, task->host->forge->merge_ask, err);
}

static enum verdict refused(struct task *task, enum verdict verdict,
			    const struct verdict_of_reply *said,
			    struct strbuf *why)
{
	task->facts.merge_sent = said->maybe_done;
	if (said->moved) {
		strbuf_reset(why);
		strbuf_addf(why, "branch '%s' got another commit after it was "
			    "looked at: not merged",
			    task_branch(task));
		return task_fail(task, FAILURE_CONFLICT);
	}
	if (said->blocked) {
		task->result = RESULT_NONE;
		task->failure = FAILURE_NONE;
		return wait_longer(task, WAITING_FOR_PEOPLE, VERDICT_BACK);
	}
	if (said->maybe_done && ++task->backs < BACKS_MAX) {
		task->result = RESULT_NONE;
		task->failure = FAILURE_NONE;
		return task_back(task, BACK_SECONDS);
	}
	return verdict;
}

static enum verdict merged(struct task *task, struct strbuf *why)
{
	struct pull_fields fields = PULL_FIELDS_INIT;
	struct pull_query query = pull_query_of(task, &fields);
	struct pull *pull = &task->facts.pull;
	int got = task->host->forge->merge_read(
		&task->slot->transfer.reply, &query, pull, why);

	pull_fields_release(&fields);
	if (got < 0 && ++task->backs < BACKS_MAX)
		return task_back(task, BACK_SECONDS);
	if (got < 0)
		return task_fail(task, FAILURE_FORGE);
	task->backs = 0;
	task->facts.merge_sent = false;
	if (pull->state != PULL_MERGED) {
		strbuf_addstr(why, "its forge merges it when it is ready");
		task->queued = pull->ready.queue;
		return task->campaign->goal.auto_merge
			? task_end(task, RESULT_DONE)
			: wait_longer(task, WAITING_FOR_CHECKS, VERDICT_BACK);
	}
	if (query.delete_branch)
		branch_is_gone(task);
	return branch_is_left(task) ? VERDICT_AGAIN : VERDICT_NEXT;
}

static enum verdict merge_end(struct task *task, struct strbuf *why)
{
	struct verdict_of_reply said = { .failure = FAILURE_NONE };
	enum verdict verdict;

	if (task->phase == DELETE) {
		verdict = branch_deleted(task, why);
		return verdict == VERDICT_NEXT ? task_end(task, RESULT_DONE)
					       : verdict;
	}
	verdict = reply_settle(task, &said, why);
	return verdict == VERDICT_NEXT ? merged(task, why)
				       : refused(task, verdict, &said, why);
}

/* Merged already, by us before a crash: then only its branch is left. */
static bool merge_needed(const struct task *task)
{
	const struct goal *goal = &task->campaign->goal;
	const struct pull *pull = &task->facts.pull;

	if (!goal->merge || goal->dry_run)
		return false;
	return pull->state == PULL_OPEN ||
	       (pull->state == PULL_MERGED && branch_is_left(task));
}

static void merge_foresee(struct task *copy)
{
	copy->facts.pull.state = PULL_MERGED;
}

static bool deletes(const struct task *task)
{
	return task->phase == DELETE ||
	       task->facts.pull.state == PULL_MERGED;
}

static enum lane_kind merge_lane(const struct task *task)
{
	return deletes(task) ? branch_lane(task) : LANE_WRITE;
}

static unsigned merge_draws(const struct task *task)
{
	return deletes(task) ? branch_draws(task)
			     : DRAW_WRITE | DRAW_CONTENT;
}

const struct step step_merge = {
	.name = "merge",
	.lane_of = merge_lane,
	.draws_of = merge_draws,
	.not_after = wait_until,
	.lasting = true,
	.needed = merge_needed,
	.foresee = merge_foresee,
	.begin = merge_begin,
	.end = merge_end,
};
