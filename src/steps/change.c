/* SPDX-License-Identifier: MIT */
/*
 * Runs the user's command in the work tree, and then the test: without a
 * token, a terminal or git's own variables.
 */
#include <string.h>

#include "base/text.h"
#include "campaign/campaign.h"
#include "git/credential.h"
#include "git/git.h"
#include "steps/process.h"
#include "steps/repository.h"
#include "steps/steps.h"

static int run(struct task *task, const struct strvec *argv,
	       struct strbuf *err)
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
	ret = task_spawn(task, &spec, &env, err);
	strvec_clear(&env);
	strbuf_release(&tree);
	return ret;
}

static int change_begin(struct task *task, struct strbuf *err)
{
	const struct definition *definition = task_definition(task);
	struct strvec argv = STRVEC_INIT;
	int ret;

	if (definition->sh)
		strvec_pushl(&argv, "sh", "-c", definition->sh, NULL);
	else
		definition_argv(definition, task->campaign->folder, &argv);
	ret = run(task, &argv, err);
	if (ret == -1)
		task->failure = FAILURE_SCRIPT;
	strvec_clear(&argv);
	return ret;
}

static int test_begin(struct task *task, struct strbuf *err)
{
	struct strvec argv = STRVEC_INIT;
	int ret;

	strvec_pushl(&argv, "sh", "-c", task_definition(task)->test, NULL);
	ret = run(task, &argv, err);
	strvec_clear(&argv);
	return ret;
}

/* The last line that says anything: most tools end with what went wrong. */
static void add_last_line(const struct child *child, struct strbuf *why)
{
	struct strbuf text = STRBUF_INIT, clean = STRBUF_INIT;
	const char *line;

	child_output(&child->out, &text);
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

static enum verdict judge(struct task *task, const char *what,
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
	add_last_line(child, why);
	return task_fail(task, failure);
}

static enum verdict change_end(struct task *task, struct strbuf *why)
{
	return judge(task, "command", FAILURE_SCRIPT, why);
}

static enum verdict test_end(struct task *task, struct strbuf *why)
{
	return judge(task, "test", FAILURE_TEST, why);
}

static bool test_needed(const struct task *task)
{
	return repository_change_needed(task) && task_definition(task)->test;
}

const struct step step_change = {
	.name = "change",
	.lane = LANE_LOCAL,
	.needed = repository_change_needed,
	.begin = change_begin,
	.end = change_end,
};

const struct step step_test = {
	.name = "test",
	.lane = LANE_LOCAL,
	.needed = test_needed,
	.begin = test_begin,
	.end = test_end,
};
