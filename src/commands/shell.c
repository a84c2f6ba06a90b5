/* SPDX-License-Identifier: MIT */
/*
 * git multi shell: in a repository's kept tree, with the environment that the
 * command gets, to see why it failed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/report.h"
#include "campaign/answer.h"
#include "commands/choose.h"
#include "commands/commands.h"
#include "git/git.h"
#include "steps/process.h"

static char *campaign_name, *text;

static const struct opt options[] = {
	{ .kind = OPT_STRING, .letter = 'c', .name = "command",
	  .value = &text, .argument = "CMD",
	  .help = "let the shell run CMD and end" },
	{ .kind = OPT_STRING, .name = "campaign", .value = &campaign_name,
	  .argument = "NAME", .complete = "campaign",
	  .help = "the campaign, where there are several" },
	{ .kind = OPT_END }
};

static bool tree_is_there(const struct task *task, struct strbuf *path)
{
	strbuf_reset(path);
	task_tree_path(task, path);
	return file_is_directory(path->buf);
}

static bool keeps_trees(const struct campaign *c)
{
	struct strbuf path = STRBUF_INIT;
	bool found = false;
	size_t i;

	for (i = 0; i < c->nr && !found; i++)
		found = tree_is_there(c->tasks[i], &path);
	strbuf_release(&path);
	return found;
}

static struct campaign *the_campaign(void)
{
	struct strbuf err = STRBUF_INIT;
	char *name = choose_campaign(campaign_name, keeps_trees,
				     "with kept trees");
	struct campaign *c = campaign_read(name, &err);

	if (!c)
		die("%s", err.buf);
	strbuf_release(&err);
	free(name);
	return c;
}

static void no_tree(const struct task *task)
{
	error("no tree of '%s' is kept", task->key);
	hint("multiShell", "trees of failed repositories are kept, at most as "
	     "many as multi.keepFailed says\ngit multi retry %s %s  keeps it "
	     "if it fails again", task->campaign->name, task->key);
	exit(EXIT_FATAL);
}

/* What is written there is read by nobody: it is taken away with the rest. */
static void give_answer(const struct task *task, struct strvec *env)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;

	answer_folder(task, &path);
	if (file_make_directories(path.buf, 0700, &err) < 0)
		warning("%s", err.buf);
	strbuf_reset(&path);
	answer_path(task, &path);
	strvec_env_set(env, "GIT_MULTI_ANSWER", path.buf);
	strbuf_release(&err);
	strbuf_release(&path);
}

/* Does not return: the shell takes our place. */
static void become_shell(const struct task *task, const char *tree)
{
	const char *shell = getenv("SHELL");
	const char *argv[] = { NULL, text ? "-c" : NULL, text, NULL };
	struct strvec env = STRVEC_INIT;

	if (!shell || !*shell)
		shell = "/bin/sh";
	argv[0] = shell;
	git_command_environment(&env);
	process_variables(task, &env);
	give_answer(task, &env);
	/* such a process would be ended by the next resume */
	strvec_env_set(&env, "GIT_MULTI_ATTEMPT", NULL);
	strvec_env_set(&env, "PWD", tree);
	if (chdir(tree) < 0)
		die("cannot go to '%s': %s", tree, strerror(errno));
	if (!text)
		say("in %s; 'exit' leaves it", tree);
	execvpe(shell, (char *const *)argv, env.v);
	die("cannot run the shell '%s': %s", shell, strerror(errno));
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec words = STRVEC_INIT;
	struct strbuf tree = STRBUF_INIT;
	struct campaign *c;
	struct task *task;

	command_options(command, argc, argv, &words);
	if (words.nr != 1)
		command_usage(command, words.nr ? "one repository at a time"
						: "which repository?");
	command_setup();
	c = the_campaign();
	task = choose_task(c, words.v[0]);
	if (!tree_is_there(task, &tree))
		no_tree(task);
	become_shell(task, tree.buf);
	return EXIT_FATAL;
}

static const char *const usage[] = {
	"git multi shell [options] REPO", NULL
};

const struct command cmd_shell = {
	.name = "shell",
	.summary = "a shell in a repository's kept tree",
	.phase = PHASE_CHANGE,
	.usage = usage,
	.options = options,
	.run = run,
};
