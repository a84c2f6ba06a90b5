/* SPDX-License-Identifier: MIT */
/*
 * Runs the user's command in the work tree: without a token, a terminal or
 * git's own variables.
 */
#include <string.h>

#include "base/text.h"
#include "campaign/campaign.h"
#include "git/credential.h"
#include "git/git.h"
#include "steps/apply.h"
#include "steps/change.h"
#include "steps/process.h"
#include "steps/repository.h"
#include "steps/steps.h"
#include "steps/undo.h"

enum { CHANGE, ANSWER };		/* task->phase of change */

int change_run(struct task *task, const struct strvec *argv,
	       const char *answer, struct strbuf *err)
{
	struct strbuf tree = STRBUF_INIT;
	struct strvec env = STRVEC_INIT;
	struct child_spec spec = {
		.argv = (const char *const *)argv->v, .merge = true,
		.keep = KEEP_TAIL, .timeout = task_definition(task)->timeout,
		.whole = true
	};
	int ret;

	task_tree_path(task, &tree);
	spec.dir = tree.buf;
	git_command_environment(&env);
	process_variables(task, &env);
	strvec_env_set(&env, "GIT_MULTI_ANSWER", answer);
	ret = task_spawn(task, &spec, &env, err);
	strvec_clear(&env);
	strbuf_release(&tree);
	return ret;
}

static int change_begin(struct task *task, struct strbuf *err)
{
	const struct definition *definition = task_definition(task);
	struct strbuf answer = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret = -1;

	if (definition->patch)
		return apply_begin(task, err);
	if (definition->reverts)
		return undo_begin(task, err);
	if (task->phase == ANSWER)
		return change_answer_begin(task, err);
	if (definition->sh)
		strvec_pushl(&argv, "sh", "-c", definition->sh, NULL);
	else
		definition_argv(definition, task->campaign->folder, &argv);
	if (change_answer_expect(task, &answer, err) < 0)
		goto out;
	ret = change_run(task, &argv, answer.buf, err);
	if (ret == -1)
		task->failure = FAILURE_SCRIPT;
out:
	strvec_clear(&argv);
	strbuf_release(&answer);
	return ret;
}

/* The last line that says anything: most tools end with what went wrong. */
void change_last_line(const struct child_stream *stream, struct strbuf *why)
{
	struct strbuf text = STRBUF_INIT, clean = STRBUF_INIT;
	const char *line;

	child_output(stream, &text);
	credential_redact(&text);
	text_clean(&clean, text.buf, text.len, true);
	strbuf_rtrim(&clean);
	line = strrchr(clean.buf, '\n');
	line = line ? line + 1 : clean.buf;
	line += strspn(line, " \t");
	if (*line)
		strbuf_addf(why, ": %.200s", line);
	strbuf_release(&clean);
	strbuf_release(&text);
}

enum verdict change_judge(struct task *task, const char *what,
			  enum failure failure, struct strbuf *why)
{
	const struct child *child = &task->slot->child;

	task_log(task, what, child);
	if (child->timed_out) {
		strbuf_addf(why, "the %s did not end within %g s", what,
			    task_definition(task)->timeout);
		return task_fail(task, FAILURE_TIMEOUT);
	}
	if (!child->status)
		return VERDICT_NEXT;
	if (child->status > 128)
		strbuf_addf(why, "the %s was ended by signal %d", what,
			    child->status - 128);
	else
		strbuf_addf(why, "the %s exited with %d", what,
			    child->status);
	change_last_line(&child->out, why);
	return task_fail(task, failure);
}

static enum verdict change_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict;

	if (task_definition(task)->patch)
		return apply_end(task, why);
	if (task_definition(task)->reverts)
		return undo_end(task, why);
	if (task->phase == ANSWER) {
		verdict = change_answer_end(task, why);
	} else {
		verdict = change_judge(task, "command", FAILURE_SCRIPT, why);
		if (verdict == VERDICT_NEXT && change_answer_is_there(task))
			return VERDICT_MORE;
	}
	change_answer_remove(task);
	return verdict;
}

const struct step step_change = {
	.name = "change",
	.lane = LANE_LOCAL,
	.needed = repository_change_needed,
	.begin = change_begin,
	.end = change_end,
};
