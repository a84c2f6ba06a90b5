/* SPDX-License-Identifier: MIT */
/*
 * What may stand at the end of a command line: from the commands' option
 * tables and usage lines, so that a new one is completed without a word here.
 */
#include "commands/complete-line.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/complete-values.h"

/* What is typed, and what is known of the words before it. */
struct line {
	const char *word;		/* as typed */
	const struct command *command;
	struct strvec places;		/* words that are no options */
	const struct opt *option;	/* whose argument the word is */
	bool dashes;			/* "--" stood before */
};

static void say(const struct line *line, const char *value, const char *what)
{
	if (starts_with(value, line->word))
		printf("%s\t%s\n", value, what);
}

/* ---- values ---------------------------------------------------------- */

/* before: "--option=", which stands in the same word. */
static void say_list(const struct line *line, const char *before,
		     const struct strvec *list)
{
	struct strbuf value = STRBUF_INIT;
	size_t i;

	for (i = 0; i < list->nr; i++) {
		strbuf_reset(&value);
		strbuf_addf(&value, "%s%s", before, list->v[i]);
		say(line, value.buf, "");
	}
	strbuf_release(&value);
}

/* Only a run that is at work hears ctl. */
static bool speaks_to_runs(const struct line *line)
{
	return line->command && !strcmp(line->command->name, "ctl");
}

/* A kind of value as tables name it; others are of no use here. */
static void say_kind(const struct line *line, const char *before,
		     const char *kind)
{
	const char *campaign = line->places.nr ? line->places.v[0] : NULL;
	struct strvec list = STRVEC_INIT;

	if (speaks_to_runs(line) && !strcmp(kind, "campaign"))
		complete_running(&list);
	else if (speaks_to_runs(line) &&
		 (!strcmp(kind, "repo") || !strcmp(kind, "host")))
		complete_of_run(campaign ? campaign : "", line->word,
				!strcmp(kind, "host"), &list);
	else if (!strcmp(kind, "rate"))
		complete_rates(&list);
	else if (!strcmp(kind, "campaign"))
		complete_campaigns(&list);
	else if (!strcmp(kind, "class"))
		complete_classes(&list);
	else if (!strcmp(kind, "repo"))
		complete_repositories(campaign, &list);
	else if (!strcmp(kind, "host"))
		complete_hosts(&list);
	else if (!strcmp(kind, "owner"))
		complete_owners(&list);
	else if (!strcmp(kind, "outcome"))
		complete_outcomes(&list);
	else if (!strcmp(kind, "visibility"))
		complete_visibilities(&list);
	else
		printf(":%s\n", kind);
	say_list(line, before, &list);
	strvec_clear(&list);
}

static void say_values(const struct line *line, const char *before,
		       const struct opt *option)
{
	struct strvec list = STRVEC_INIT;

	if (option->choices)
		strvec_pushv(&list, option->choices);
	say_list(line, before, &list);
	if (option->complete)
		say_kind(line, before, option->complete);
	/* -r takes a list as well, --from a file of rows */
	if (option->complete && strchr(option->argument, '|'))
		puts(":file");
	strvec_clear(&list);
}

/* ---- options --------------------------------------------------------- */

static const struct opt *by_letter(const struct opt *table, char letter)
{
	for (; table->kind != OPT_END; table++)
		if (table->letter == letter && table->kind != OPT_LATER)
			return table;
	return NULL;
}

/* The option that the word ends with, if the next word is its argument. */
static const struct opt *awaiting(const struct opt *table, const char *word)
{
	const struct opt *option = NULL;
	size_t i;

	if (starts_with(word, "--")) {
		option = options_find(table, word);
		return option && options_takes_word(option, word) ? option
								  : NULL;
	}
	for (i = 1; word[i]; i++) {
		option = by_letter(table, word[i]);
		if (option && options_takes_word(option, "--x"))
			return word[i + 1] ? NULL : option;
	}
	return NULL;
}

static void say_option(const struct line *line, const struct opt *option)
{
	struct strbuf name = STRBUF_INIT;
	bool optional = option->flags & OPT_OPTARG;
	bool takes = options_takes_word(option, "--x");

	strbuf_addf(&name, "--%s%s", option->name, takes ? "=" : "");
	say(line, name.buf, option->help);
	if (optional) {
		strbuf_addch(&name, '=');
		say(line, name.buf, option->help);
	}
	strbuf_reset(&name);
	strbuf_addf(&name, "--no-%s", option->name);
	/* only when it is looked for: it would double the list */
	if (option->kind == OPT_BOOL && !(option->flags & OPT_NONEG) &&
	    starts_with(line->word, "--no-") &&
	    !starts_with(option->name, "no-"))
		say(line, name.buf, option->help);
	strbuf_release(&name);
}

static void say_options(const struct line *line, const struct opt *table)
{
	for (; table->kind != OPT_END; table++)
		if (table->kind != OPT_GROUP && table->kind != OPT_LATER &&
		    !(table->flags & OPT_HIDDEN))
			say_option(line, table);
	say(line, "--help", "the manual");
}

/* "--name=" is typed already. */
static void say_rest_of_option(const struct line *line)
{
	const char *equals = strchr(line->word, '=');
	char *before = xstrndup(line->word,
				(size_t)(equals + 1 - line->word));
	const struct opt *option = options_find(line->command->options,
						line->word);

	if (option)
		say_values(line, before, option);
	free(before);
}

/* ---- what usage lines tell of the places behind the options ----------- */

/* "[CAMPAIGN" of "git multi retry [options] [CAMPAIGN [REPO...]]". */
static bool is_place(const char *word)
{
	return strcmp(word, "options") && strcmp(word, "SELECTION") &&
	       *word != '-';
}

/* An option's argument is no place: "--group ID", but "[--force] NAME". */
static bool takes_next(const char *raw)
{
	const char *word = raw + (*raw == '[');

	return *word == '-' && strcmp(word, "--") && strcmp(word, "--]") &&
	       !ends_with(raw, "]");
}

static void strip(const char *raw, struct strbuf *out)
{
	strbuf_reset(out);
	raw += strspn(raw, "[");
	strbuf_add(out, raw, strcspn(raw, "].\n"));
}

/* The places of a usage line; *more: the last may come again and again. */
static void read_usage(const char *usage, struct strvec *places, bool *more)
{
	struct strvec words = STRVEC_INIT;
	struct strbuf word = STRBUF_INIT;
	size_t i;

	*more = false;
	strvec_split(&words, usage, ' ');
	for (i = 3; i < words.nr; i++) {
		strip(words.v[i], &word);
		if (is_place(word.buf)) {
			strvec_push(places, word.buf);
			*more = strstr(words.v[i], "...") != NULL;
		}
		if (takes_next(words.v[i]))
			i++;
	}
	strvec_clear(&words);
	strbuf_release(&word);
}

/* A word to be typed as it stands: "show". */
static bool is_literal(const char *place)
{
	return islower((unsigned char)*place);
}

/* Whether what was typed goes with the places before this one. */
static bool fits(const struct line *line, const struct strvec *places)
{
	size_t i;

	for (i = 0; i < line->places.nr && i < places->nr; i++)
		if (is_literal(places->v[i]) &&
		    strcmp(places->v[i], line->places.v[i]))
			return false;
	return true;
}

static void say_place(const struct line *line, const char *place)
{
	static const struct { const char *place, *kind; } kinds[] = {
		{ "CAMPAIGN", "campaign" }, { "NAME", "campaign" },
		{ "OLD", "campaign" }, { "REPO", "repo" }, { "HOST", "host" },
		{ "COMMAND", "command" }, { "ARG", "file" }
	};
	size_t i;

	if (is_literal(place))
		say(line, place, "");
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kinds[i].place, place))
			say_kind(line, "", kinds[i].kind);
}

static void say_next(const struct line *line, const struct strvec *places,
		     bool more, struct strvec *said)
{
	size_t at = line->places.nr;
	const char *place = NULL;

	if (!fits(line, places) || !places->nr)
		return;
	if (at < places->nr)
		place = places->v[at];
	else if (more)
		place = places->v[places->nr - 1];
	if (place && !strvec_has(said, place)) {
		strvec_push(said, place);
		say_place(line, place);
	}
}

/* "[CAMPAIGN] pause": the first place may be left out. */
static bool may_leave_out(const struct strvec *places)
{
	return places->nr > 1 && !is_literal(places->v[0]) &&
	       is_literal(places->v[1]);
}

/* Whether what was typed first is a word of such a usage line. */
static bool left_out(const struct line *line)
{
	const char *const *usage = line->command->usage;
	struct strvec places = STRVEC_INIT;
	bool found = false, more;

	for (; *usage && line->places.nr && !found; usage++) {
		strvec_clear(&places);
		read_usage(*usage, &places, &more);
		found = may_leave_out(&places) &&
			!strcmp(places.v[1], line->places.v[0]);
	}
	strvec_clear(&places);
	return found;
}

/* Each place once, whichever usage lines have it. */
static void say_places(const struct line *line)
{
	const char *const *usage = line->command->usage;
	struct strvec places = STRVEC_INIT, said = STRVEC_INIT;
	bool more, without = left_out(line);

	for (; *usage; usage++) {
		strvec_clear(&places);
		read_usage(*usage, &places, &more);
		if (!without)
			say_next(line, &places, more, &said);
		if (!may_leave_out(&places) || (line->places.nr && !without))
			continue;
		strvec_remove(&places, 0);
		say_next(line, &places, more, &said);
	}
	strvec_clear(&places);
	strvec_clear(&said);
}

/* ---- the whole ------------------------------------------------------- */

static void say_commands(const struct line *line)
{
	size_t i;

	for (i = 0; commands[i]; i++)
		say(line, commands[i]->name, commands[i]->summary);
	say(line, "help", "the manual of a command");
	say(line, "version", "version of the program");
}

static void say_guides(const struct line *line)
{
	const struct guide *guide;

	for (guide = command_guides; guide->name; guide++)
		say(line, guide->name, guide->summary);
}

/* Whether options may still come: a command's own words are its own. */
static bool runs_commands(const struct command *command)
{
	return strstr(command->usage[0], "COMMAND") != NULL;
}

static void read_words(struct line *line, size_t nr,
		       const char *const *words)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		const char *word = words[i];

		if (line->option)
			line->option = NULL;
		else if (!line->dashes && !strcmp(word, "--"))
			line->dashes = true;
		else if (!line->dashes && *word == '-' &&
			 !(runs_commands(line->command) && line->places.nr))
			line->option = awaiting(line->command->options, word);
		else
			strvec_push(&line->places, word);
	}
}

static void say_word(const struct line *line)
{
	bool options = !line->dashes && *line->word == '-';

	if (line->option)
		say_values(line, "", line->option);
	else if (options && strchr(line->word, '='))
		say_rest_of_option(line);
	else if (options)
		say_options(line, line->command->options);
	else
		say_places(line);
}

void complete_line(size_t nr, const char *const *words)
{
	struct line line = { .word = nr ? words[nr - 1] : "" };
	const char *first = nr > 1 ? words[0] : "";

	if (nr < 2 && *line.word != '-') {
		say_commands(&line);
		return;
	}
	strvec_init(&line.places);
	if (nr > 1 && *first != '-') {
		line.command = command_by_name(first);
		words++;
		nr--;
		if (!line.command && !strcmp(first, "help") && nr == 1) {
			say_commands(&line);
			say_guides(&line);
		}
	} else {
		line.command = command_by_name("run");
	}
	if (line.command) {
		read_words(&line, nr - 1, words);
		say_word(&line);
	}
	strvec_clear(&line.places);
}
