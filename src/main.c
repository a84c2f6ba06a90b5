/* SPDX-License-Identifier: MIT */
/*
 * argv → subcommand → exit code.
 */
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/complete.h"

/*
 * A descriptor that is closed would be the next socket's number, and what we
 * print would go there.
 */
static void open_standard_descriptors(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
		if (fd < 0)
			_exit(EXIT_FATAL);
	} while (fd <= STDERR_FILENO);
	close(fd);
}

static int print(const struct strbuf *text)
{
	fwrite(text->buf, 1, text->len, stdout);
	return command_done(EXIT_FINE);
}

static int overview(void)
{
	struct strbuf text = STRBUF_INIT;
	int code;

	commands_overview(&text, false);
	code = print(&text);
	strbuf_release(&text);
	return code;
}

static int version(int argc, const char *const *argv)
{
	struct strbuf text = STRBUF_INIT;
	bool build = argc > 1 && !strcmp(argv[1], "--build-options");
	int code;

	if (argc > 1 + build) {
		error("'%s' is nothing that version takes (there is "
		      "--build-options)", argv[1 + build]);
		return EXIT_USAGE;
	}
	commands_version(&text, build);
	code = print(&text);
	strbuf_release(&text);
	return code;
}

static bool is_later(const char *name)
{
	size_t i;

	for (i = 0; commands_later[i]; i++)
		if (!strcmp(commands_later[i], name))
			return true;
	return false;
}

/* Says what was meant, most likely; the guess is never run. */
static int unknown_command(const char *name, bool for_help)
{
	struct strvec names = STRVEC_INIT;
	const struct guide *guide;
	const char *near;
	size_t i;

	if (is_later(name)) {
		error("'%s' is not there yet", name);
		return EXIT_USAGE;
	}
	for (i = 0; commands[i]; i++)
		strvec_push(&names, commands[i]->name);
	strvec_pushv(&names, commands_later);
	for (guide = command_guides; for_help && guide->name; guide++)
		strvec_push(&names, guide->name);
	near = text_nearest(name, (const char *const *)names.v);
	error("'%s' is no command of git multi%s", name,
	      for_help ? " and no guide" : "");
	if (near)
		hint("multiCommand", "did you mean 'git multi %s%s'?",
		     for_help ? "help " : "", near);
	if (!for_help)
		hint("multiCommand", "to run a program in repositories: "
		     "git multi run -r REPO -- %s", name);
	strvec_clear(&names);
	return EXIT_USAGE;
}

static int help(int argc, const char *const *argv)
{
	const struct command *command = NULL;

	if (argc > 1) {
		const struct guide *guide = guide_by_name(argv[1]);

		if (guide)
			command_guide(guide);
		command = command_by_name(argv[1]);
		if (!command)
			return unknown_command(argv[1], true);
	}
	command_manual(command);
}

/* Without its word: options first, so it is run's. */
static int run_left_out(int argc, const char *const *argv)
{
	const struct command *run = command_by_name("run");
	const char **words = xcalloc((size_t)argc + 2, sizeof(*words));
	int i, code;

	words[0] = run->name;
	for (i = 0; i < argc; i++)
		words[i + 1] = argv[i];
	code = run->run(run, argc + 1, words);
	free(words);
	return code;
}

static int dispatch(int argc, const char *const *argv)
{
	const struct command *command;

	if (!argc)
		return overview();
	if (argv[0][0] == '-')
		return run_left_out(argc, argv);
	command = command_by_name(argv[0]);
	if (command)
		return command->run(command, argc, argv);
	if (!strcmp(argv[0], "version"))
		return version(argc, argv);
	if (!strcmp(argv[0], "help"))
		return help(argc, argv);
	return unknown_command(argv[0], false);
}

/*
 * An option for all commands. 1: it was one, 0: it was not, else the program
 * ends here.
 */
static int global_option(int argc, const char *const *argv)
{
	struct strbuf err = STRBUF_INIT;
	const char *word = argv[0];
	int ret = 1;

	if (!strcmp(word, "-h"))
		command_help(NULL);
	if (!strcmp(word, "--help"))
		command_manual(NULL);
	if (!strcmp(word, "--version"))
		exit(version(argc, argv));
	if (!strcmp(word, "--complete"))
		exit(complete(argc - 1, argv + 1));
	if (!strcmp(word, "--no-pager"))
		command_screen.no_pager = true;
	else if (!strcmp(word, "--color"))
		ret += command_color(NULL, NULL, &err);
	else if (starts_with(word, "--color="))
		ret += command_color(NULL, strchr(word, '=') + 1, &err);
	else
		return 0;
	if (err.len) {
		error("%s", err.buf);
		exit(EXIT_USAGE);
	}
	strbuf_release(&err);
	return ret;
}

int main(int argc, char **argv)
{
	const char *const *words = (const char *const *)argv;
	int code;

	open_standard_descriptors();
	setlocale(LC_CTYPE, "");
	if (argc > 0) {
		argc--;
		words++;
	}
	while (argc > 0 && global_option(argc, words)) {
		argc--;
		words++;
	}
	code = dispatch(argc, words);
	replace_string(&command_screen.color, NULL);
	return code;
}
