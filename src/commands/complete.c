/* SPDX-License-Identifier: MIT */
/*
 * What the shells' completions ask.
 */
#include "commands/complete.h"

#include <stdio.h>
#include <string.h>

#include "base/report.h"
#include "commands/commands.h"
#include "commands/complete-line.h"
#include "commands/complete-values.h"

static void say_commands(void)
{
	size_t i;

	for (i = 0; commands[i]; i++)
		printf("%s\t%s\n", commands[i]->name, commands[i]->summary);
	printf("help\tthe manual of a command\n"
	       "version\tversion of the program\n");
}

static void say_options(const char *name)
{
	const struct command *command = command_by_name(name ? name : "run");
	struct strbuf text = STRBUF_INIT;

	if (command)
		options_list(&text, command->options);
	fputs(text.buf, stdout);
	strbuf_release(&text);
}

static void say_names(const char *what, const char *word)
{
	struct strvec names = STRVEC_INIT;
	size_t i;

	if (!strcmp(what, "campaign"))
		complete_campaigns(&names);
	else if (!strcmp(what, "class"))
		complete_classes(&names);
	else if (!strcmp(what, "host"))
		complete_hosts(&names);
	else if (!strcmp(what, "repo"))
		complete_repositories(word, &names);
	for (i = 0; i < names.nr; i++)
		puts(names.v[i]);
	strvec_clear(&names);
}

int complete(int argc, const char *const *words)
{
	const char *what = argc > 0 ? words[0] : "";
	const char *word = argc > 1 ? words[1] : NULL;

	if (!strcmp(what, "line"))
		complete_line((size_t)argc - 1, words + 1);
	else if (!strcmp(what, "commands"))
		say_commands();
	else if (!strcmp(what, "options"))
		say_options(word);
	else
		say_names(what, word);
	return command_done(EXIT_FINE);
}
