/* SPDX-License-Identifier: MIT */
/*
 * The user's test, behind the change and, with --test-baseline, before it too:
 * so what was broken already is told from what the change broke.
 */
#include "campaign/campaign.h"
#include "git/git.h"
#include "steps/change.h"
#include "steps/process.h"
#include "steps/repository.h"
#include "steps/steps.h"

static int run_test(struct task *task, struct strbuf *err)
{
	struct strvec argv = STRVEC_INIT;
	int ret;

	strvec_pushl(&argv, "sh", "-c", task_definition(task)->test, NULL);
	ret = change_run(task, &argv, NULL, err);
	strvec_clear(&argv);
	return ret;
}

/* ---- before the change --------------------------------------------------- */

enum { RUN, RESET, CLEAN };		/* task->phase of baseline */

static bool baseline_needed(const struct task *task)
{
	return repository_change_needed(task) &&
	       task_definition(task)->test_baseline;
}

/*
 * The change begins with the tree as it was. In a clone of the user's there
 * may be ignored files that are his.
 */
static int baseline_begin(struct task *task, struct strbuf *err)
{
	struct strbuf tree = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret;

	if (task->phase == RUN)
		return run_test(task, err);
	git_words(&argv, false);
	if (task->phase == RESET)
		strvec_pushl(&argv, "reset", "-q", "--hard",
			     task->facts.base_commit, NULL);
	else
		strvec_pushl(&argv, "clean", task_definition(task)->clone_to
			     ? "-ffdq" : "-ffdxq", NULL);
	task_tree_path(task, &tree);
	ret = process_git(task, &argv, tree.buf, NULL, err);
	strvec_clear(&argv);
	strbuf_release(&tree);
	return ret;
}

static enum verdict baseline_end(struct task *task, struct strbuf *why)
{
	struct strbuf ignored = STRBUF_INIT;
	enum verdict verdict;

	if (task->phase == RUN) {
		verdict = change_judge(task, "test before the change",
				       FAILURE_TEST, &ignored);
		task->facts.baseline = verdict == VERDICT_NEXT
			? BASELINE_PASSED : BASELINE_FAILED;
		strbuf_release(&ignored);
		task->result = RESULT_NONE;
		task->failure = FAILURE_NONE;
		return VERDICT_MORE;
	}
	verdict = process_settle(task, "tree", why);
	if (verdict == VERDICT_NEXT && task->phase == RESET)
		return VERDICT_MORE;
	return verdict;
}

/* ---- behind it ------------------------------------------------------------ */

static bool test_needed(const struct task *task)
{
	return repository_change_needed(task) && task_definition(task)->test;
}

static enum verdict test_end(struct task *task, struct strbuf *why)
{
	struct strbuf said = STRBUF_INIT;
	enum verdict verdict = change_judge(task, "test", FAILURE_TEST,
					    &said);

	if (verdict == VERDICT_END && task_definition(task)->test_baseline)
		strbuf_addstr(why, task->facts.baseline == BASELINE_FAILED
			      ? "was failing before the change, too: "
			      : "broken by the change: ");
	strbuf_add(why, said.buf, said.len);
	strbuf_release(&said);
	return verdict;
}

const struct step step_baseline = {
	.name = "baseline",
	.lane = LANE_LOCAL,
	.needed = baseline_needed,
	.begin = baseline_begin,
	.end = baseline_end,
};

const struct step step_test = {
	.name = "test",
	.lane = LANE_LOCAL,
	.needed = test_needed,
	.begin = run_test,
	.end = test_end,
};
