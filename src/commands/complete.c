/* SPDX-License-Identifier: MIT */
/*
 * What the shells' completions ask. They must not be disturbed by messages:
 * what fails gives nothing.
 */
#include "commands/complete.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/failure.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/paths.h"
#include "commands/commands.h"

static void say_commands(const char *word)
{
	size_t i;

	(void)word;
	for (i = 0; commands[i]; i++)
		printf("%s\t%s\n", commands[i]->name, commands[i]->summary);
	printf("help\tthe manual of a command\n"
	       "version\tversion of the program\n");
}

static void say_options(const char *word)
{
	const struct command *command = command_by_name(word ? word : "run");
	struct strbuf text = STRBUF_INIT;

	if (command)
		options_list(&text, command->options);
	fputs(text.buf, stdout);
	strbuf_release(&text);
}

static void say_campaigns(const char *word)
{
	struct strvec names = STRVEC_INIT;
	struct strbuf err = STRBUF_INIT;
	size_t i;

	(void)word;
	if (!campaign_names(&names, &err))
		for (i = 0; i < names.nr; i++)
			puts(names.v[i]);
	strvec_clear(&names);
	strbuf_release(&err);
}

static void say_classes(const char *word)
{
	size_t i;

	(void)word;
	for (i = 0; failure_names[i]; i++)
		puts(failure_names[i]);
}

/* A key again of the path that paths_task() made of it. */
static void print_key(const char *path, size_t len)
{
	struct strbuf key = STRBUF_INIT;
	char digits[3] = "";
	size_t i;

	for (i = 0; i < len; i++) {
		if (path[i] != '%' || i + 2 >= len ||
		    !isxdigit((unsigned char)path[i + 1]) ||
		    !isxdigit((unsigned char)path[i + 2])) {
			strbuf_addch(&key, path[i]);
			continue;
		}
		memcpy(digits, path + i + 1, 2);
		strbuf_addch(&key, (int)strtol(digits, NULL, 16));
		i += 2;
	}
	puts(key.buf);
	strbuf_release(&key);
}

static void keys_below(struct strbuf *path, size_t root)
{
	size_t len = path->len;
	DIR *dir = opendir(path->buf);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.' ||
		    ends_with(entry->d_name, ".lock"))
			continue;
		strbuf_addf(path, "/%s", entry->d_name);
		if (ends_with(entry->d_name, ".git"))
			print_key(path->buf + root, path->len - root - 4);
		else
			keys_below(path, root);
		strbuf_setlen(path, len);
	}
	if (dir)
		closedir(dir);
}

/* Those that a campaign has worked on: they are in the cache. */
static void say_repositories(const char *word)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;

	(void)word;
	if (!paths_cache(&path, &err)) {
		strbuf_addstr(&path, "/repos");
		keys_below(&path, path.len + 1);
	}
	strbuf_release(&path);
	strbuf_release(&err);
}

static const struct subject {
	const char *name;
	void (*say)(const char *word);
} subjects[] = {
	{ "commands", say_commands }, { "options", say_options },
	{ "campaign", say_campaigns }, { "repo", say_repositories },
	{ "class", say_classes }, { NULL, NULL }
};

int complete(int argc, const char *const *words)
{
	const struct subject *subject;

	for (subject = subjects; argc > 0 && subject->name; subject++)
		if (!strcmp(subject->name, words[0]))
			subject->say(argc > 1 ? words[1] : NULL);
	return command_done(EXIT_FINE);
}
