/* SPDX-License-Identifier: MIT */
/*
 * Options after the command's words.
 */
#include "commands/run-words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"

/* The words as they should have been written, short enough to be read. */
static void add_right_way(const struct strvec *rest, struct strbuf *err)
{
	size_t i, start = err->len;

	strbuf_addstr(err, "-- ");
	for (i = 0; i < rest->nr && err->len - start < 60; i++) {
		if (i)
			strbuf_addch(err, ' ');
		text_shell_quote(err, rest->v[i]);
	}
	if (i < rest->nr)
		strbuf_addstr(err, " ...");
}

static int ask_for_dashes(const struct strvec *rest, const char *word,
			  struct strbuf *err)
{
	strbuf_addf(err, "'%s' behind the command's words is not taken for "
		    "an option of git multi; if it is the command's, write "
		    "'--' before the command: ", word);
	add_right_way(rest, err);
	return -1;
}

static bool has_space(const char *s)
{
	for (; s && *s; s++)
		if (isspace((unsigned char)*s))
			return true;
	return false;
}

/* A long option of ours by its whole name: a beginning may be another's. */
static const struct opt *whole_name(const struct opt *table, const char *word)
{
	const struct opt *opt = options_find(table, word);
	size_t len = strcspn(word + 2, "="), n;

	if (!opt)
		return NULL;
	n = strlen(opt->name);
	if (len == n && !strncmp(word + 2, opt->name, n))
		return opt;
	if (len == n + 3 && starts_with(word, "--no-") &&
	    !strncmp(word + 5, opt->name, n))
		return opt;
	if (len + 3 == n && starts_with(opt->name, "no-") &&
	    !strncmp(word + 2, opt->name + 3, len))
		return opt;
	return NULL;
}

/*
 * How many words the option at rest->v[i] is; 0: none of ours. *last: what
 * follows it is not looked at.
 */
static size_t option_words(const struct opt *table, const struct strvec *rest,
			   size_t i, bool *last)
{
	const char *word = rest->v[i];
	const struct opt *opt;

	*last = false;
	if (starts_with(word, "-m") && has_space(word))
		return 1;
	if (!strcmp(word, "-m"))
		return i + 1 < rest->nr && has_space(rest->v[i + 1]) ? 2 : 0;
	if (!starts_with(word, "--") || !word[2])
		return 0;
	opt = whole_name(table, word);
	if (!opt)
		return 0;
	/* refused by name, whatever its argument would have been */
	*last = opt->kind == OPT_LATER;
	return options_takes_word(opt, word) && !*last &&
	       i + 1 < rest->nr ? 2 : 1;
}

static int take_options(const struct opt *table, const struct strvec *rest,
			size_t i, struct strvec *options, struct strbuf *err)
{
	bool last = false;

	while (i < rest->nr && !last) {
		size_t nr = option_words(table, rest, i, &last);

		if (!nr)
			return ask_for_dashes(rest, rest->v[i], err);
		while (nr--)
			strvec_push(options, rest->v[i++]);
	}
	return 0;
}

int run_words_split(const struct opt *table, const struct strvec *rest,
		    bool saw_dashes, struct strvec *words,
		    struct strvec *options, struct strbuf *err)
{
	size_t i = 0;

	while (i < rest->nr && (saw_dashes || rest->v[i][0] != '-' ||
				!rest->v[i][1]))
		strvec_push(words, rest->v[i++]);
	return take_options(table, rest, i, options, err);
}

static void parse(const struct command *command, int argc,
		  const char *const *argv, struct strvec *rest, bool *dashes)
{
	struct strbuf err = STRBUF_INIT;
	int ret = options_parse(command->options, argc, argv, true, rest,
				dashes, &err);

	if (ret > 0)
		command_asked_help(command, argc, argv);
	if (ret < 0)
		command_usage(command, "%s", err.buf);
	strbuf_release(&err);
}

void run_words(const struct command *command, int argc,
	       const char *const *argv, struct strvec *words)
{
	struct strvec rest = STRVEC_INIT, options = STRVEC_INIT;
	struct strbuf err = STRBUF_INIT;
	bool dashes = false;

	parse(command, argc, argv, &rest, &dashes);
	strvec_push(&options, argv[0]);
	if (run_words_split(command->options, &rest, dashes, words, &options,
			    &err) < 0)
		command_usage(command, "%s", err.buf);
	strvec_clear(&rest);
	parse(command, (int)options.nr, (const char *const *)options.v, &rest,
	      &dashes);
	strvec_clear(&rest);
	strvec_clear(&options);
	strbuf_release(&err);
}
