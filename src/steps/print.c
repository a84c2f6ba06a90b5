/* SPDX-License-Identifier: MIT */
/*
 * For `git multi exec`: a command whose output is what is wanted. What it
 * changes in its tree goes away with it.
 */
#include "campaign/campaign.h"
#include "engine/child.h"
#include "git/git.h"
#include "steps/process.h"
#include "steps/steps.h"

#define OUTPUT_MAX ((size_t)64 << 20)

static int exec_begin(struct task *task, struct strbuf *err)
{
	const struct definition *definition = task_definition(task);
	struct strbuf tree = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT, env = STRVEC_INIT;
	struct child_spec spec = {
		.keep = KEEP_HEAD, .max = OUTPUT_MAX,
		.timeout = definition->timeout, .whole = true
	};
	int ret;

	if (definition->sh)
		strvec_pushl(&argv, "sh", "-c", definition->sh, NULL);
	else
		definition_argv(definition, task->campaign->folder, &argv);
	task_tree_path(task, &tree);
	git_command_environment(&env);
	process_variables(task, &env);
	spec.dir = tree.buf;
	spec.argv = (const char *const *)argv.v;
	ret = task_spawn(task, &spec, &env, err);
	if (ret == -1)
		task->failure = FAILURE_SCRIPT;
	strvec_clear(&env);
	strvec_clear(&argv);
	strbuf_release(&tree);
	return ret;
}

static void add_cut(const struct child_stream *stream, struct strbuf *why)
{
	if (stream->total > OUTPUT_MAX)
		strbuf_addf(why, "%sit printed more than %zu MiB, which was "
			    "cut", why->len ? "; " : "", OUTPUT_MAX >> 20);
}

static enum verdict exec_end(struct task *task, struct strbuf *why)
{
	const struct child *child = &task->slot->child;

	child_output(&child->out, &task->output);
	child_output(&child->err, &task->errors);
	task->code = child->status;
	if (child->timed_out) {
		strbuf_addf(why, "the command did not end within %g s",
			    task_definition(task)->timeout);
		return task_fail(task, FAILURE_TIMEOUT);
	}
	if (child->status > 128)
		strbuf_addf(why, "the command was ended by signal %d",
			    child->status - 128);
	else if (child->status)
		strbuf_addf(why, "the command exited with %d",
			    child->status);
	add_cut(&child->out, why);
	add_cut(&child->err, why);
	return why->len ? task_fail(task, FAILURE_SCRIPT) : VERDICT_NEXT;
}

const struct step step_exec = {
	.name = "exec",
	.lane = LANE_LOCAL,
	.begin = exec_begin,
	.end = exec_end,
};
