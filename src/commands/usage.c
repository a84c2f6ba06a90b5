/* SPDX-License-Identifier: MIT */
/*
 * A command's options, its -h, its manual, and bad usage.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/report.h"
#include "commands/commands.h"
#include "git/git.h"

extern char **environ;

static void print_usage(FILE *file, const struct command *command)
{
	size_t i;

	for (i = 0; command->usage[i]; i++)
		fprintf(file, "%s %s\n", i ? "   or:" : "usage:",
			command->usage[i]);
}

void command_help(const struct command *command)
{
	struct strbuf text = STRBUF_INIT;

	if (command) {
		options_help(&text, command->usage, command->options);
	} else {
		strbuf_addstr(&text, "usage: git multi [--version] [-h] "
			      "[--no-pager] [--color[=WHEN]]\n"
			      "                 COMMAND [ARG...]\n\n");
		commands_overview(&text, true);
	}
	fwrite(text.buf, 1, text.len, stdout);
	strbuf_release(&text);
	exit(command_done(EXIT_FINE));
}

static int run_program(const char *const *argv, const struct strvec *env,
		       bool silent)
{
	posix_spawn_file_actions_t actions;
	int status = -1, got;
	pid_t pid;

	fflush(stdout);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
					 O_WRONLY, 0);
	if (silent)
		posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO,
						 "/dev/null", O_WRONLY, 0);
	got = posix_spawnp(&pid, argv[0], &actions, NULL, (char **)argv,
			   env ? env->v : environ);
	posix_spawn_file_actions_destroy(&actions);
	if (got)
		return -1;
	while (waitpid(pid, &status, 0) < 0)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int command_run_quietly(const char *const *argv, const struct strvec *env)
{
	return run_program(argv, env, false);
}

bool command_succeeds(const char *const *argv)
{
	return !run_program(argv, NULL, true);
}

/*
 * `git help git-multi-X`, which finds the page as git finds its own. What it
 * says where there is no man, or no such page, would only be noise.
 */
static void show_page(const char *page)
{
	const char *argv[] = { "git", "help", page, NULL };

	git_forget_tokens();
	if (!command_run_quietly(argv, NULL))
		exit(EXIT_FINE);
}

void command_manual(const struct command *command)
{
	char page[64];

	snprintf(page, sizeof(page), "git-multi%s%s", command ? "-" : "",
		 command ? command->name : "");
	show_page(page);
	command_help(command);
}

const struct guide command_guides[] = {
	{ "tutorial", "gitmulti-tutorial", "a first campaign, step by step" },
	{ "config", "git-multi-config", "the settings" },
	{ "environment", "gitmulti-environment", "environment variables" },
	{ "exit-codes", "gitmulti-exit-codes", "what exit codes mean" },
	{ "json", "gitmulti-json", "the fields of results" },
	{ NULL, NULL, NULL }
};

const struct guide *guide_by_name(const char *name)
{
	const struct guide *guide;

	for (guide = command_guides; guide->name; guide++)
		if (!strcmp(guide->name, name))
			return guide;
	return NULL;
}

void command_guide(const struct guide *guide)
{
	show_page(guide->page);
	die("git cannot show '%s': is the manual installed, and man?",
	    guide->page);
}

void command_asked_help(const struct command *command, int argc,
			const char *const *argv)
{
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--"); i++)
		if (!strcmp(argv[i], "--help"))
			command_manual(command);
	command_help(command);
}

void command_options(const struct command *command, int argc,
		     const char *const *argv, struct strvec *rest)
{
	struct strbuf err = STRBUF_INIT;
	bool dashes;
	int ret = options_parse(command->options, argc, argv, false, rest,
				&dashes, &err);

	if (ret > 0)
		command_asked_help(command, argc, argv);
	if (ret < 0)
		command_usage(command, "%s", err.buf);
	strbuf_release(&err);
}

void command_usage(const struct command *command, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	error("%s", text.buf);
	print_usage(stderr, command);
	strbuf_release(&text);
	exit(EXIT_USAGE);
}
