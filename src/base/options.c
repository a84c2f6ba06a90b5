/* SPDX-License-Identifier: MIT */
/*
 * Command lines by a table, read by getopt_long.
 */
#include "base/options.h"

#include <ctype.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/options-table.h"
#include "base/report.h"
#include "base/text.h"

static void add_name(struct strbuf *out, const struct opt *opt)
{
	strbuf_addf(out, "option '--%s': ", opt->name);
}

static int take_int(const struct opt *opt, const char *argument,
		    struct strbuf *err)
{
	char *end;
	long number = strtol(argument, &end, 10);

	if (!isdigit((unsigned char)*argument) || *end) {
		add_name(err, opt);
		strbuf_addf(err, "'%s' is no number of 0 or more", argument);
		return -1;
	}
	if (number > INT_MAX) {
		add_name(err, opt);
		strbuf_addf(err, "'%s' is too large; at most %d", argument,
			    INT_MAX);
		return -1;
	}
	*(int *)opt->value = (int)number;
	return 0;
}

static int take_duration(const struct opt *opt, const char *argument,
			 struct strbuf *err)
{
	struct strbuf why = STRBUF_INIT;
	int ret = date_parse_duration(argument, opt->value, &why);

	if (ret < 0) {
		add_name(err, opt);
		strbuf_addstr(err, why.buf);
	}
	strbuf_release(&why);
	return ret;
}

/* The callee knows the value only; what it says is of this option. */
static int take_call(const struct opt *opt, const char *argument,
		     struct strbuf *err)
{
	struct strbuf why = STRBUF_INIT;
	int ret = opt->call(opt, argument, &why);

	if (ret < 0) {
		add_name(err, opt);
		strbuf_addstr(err, why.buf);
	}
	strbuf_release(&why);
	return ret;
}

static int take_choice(const struct opt *opt, const char *argument,
		       struct strbuf *err)
{
	const char *near;
	size_t i;

	for (i = 0; opt->choices[i]; i++)
		if (!strcmp(opt->choices[i], argument)) {
			*(const char **)opt->value = opt->choices[i];
			return 0;
		}
	add_name(err, opt);
	strbuf_addf(err, "'%s' is none of", argument);
	for (i = 0; opt->choices[i]; i++)
		strbuf_addf(err, "%s %s", i ? "," : "", opt->choices[i]);
	near = text_nearest(argument, opt->choices);
	if (near)
		strbuf_addf(err, "; did you mean '%s'", near);
	return -1;
}

static int take(const struct opt *opt, const char *argument,
		struct strbuf *err)
{
	switch (opt->kind) {
	case OPT_BOOL:
		*(bool *)opt->value = true;
		return 0;
	case OPT_COUNT:
		++*(int *)opt->value;
		return 0;
	case OPT_STRING:
		replace_string(opt->value, argument);
		return 0;
	case OPT_LIST:
		strvec_push(opt->value, argument);
		return 0;
	case OPT_INT:
		return take_int(opt, argument, err);
	case OPT_DURATION:
		return take_duration(opt, argument, err);
	case OPT_CHOICE:
		return take_choice(opt, argument, err);
	case OPT_CALL:
		return take_call(opt, argument, err);
	case OPT_LATER:
		strbuf_addf(err, "'--%s' is not there yet", opt->name);
		return -1;
	default:
		BUG("an option of kind %d", (int)opt->kind);
	}
}

static const struct opt *by_letter(const struct opt *table, int letter)
{
	for (; table->kind != OPT_END; table++)
		if (options_is_option(table) && table->letter == letter)
			return table;
	return NULL;
}

static const char *nearest_name(const struct opt *table,
				const struct options_tables *tables,
				const char *word)
{
	size_t nr = 2 * options_count(table) + 2, n = 0;
	const char **names = xcalloc(nr, sizeof(*names));
	const struct option *o;
	const char *near;

	for (o = tables->longs; o->name; o++) {
		const struct opt *opt = options_by_value(table, o->val);

		if (!opt || opt->kind != OPT_LATER)
			names[n++] = o->name;
	}
	near = text_nearest(word, names);
	free(names);
	return near;
}

/* How many long options begin so, and which. */
static size_t beginnings(const struct options_tables *tables, const char *word,
			 size_t len, struct strbuf *list)
{
	const struct option *o;
	size_t nr = 0;

	for (o = tables->longs; len && o->name; o++)
		if (!strncmp(o->name, word, len))
			strbuf_addf(list, "%s'--%s'", nr++ ? ", " : "",
				    o->name);
	return nr;
}

static void bad_long(const struct opt *table,
		     const struct options_tables *tables, const char *word,
		     struct strbuf *err)
{
	size_t len = strcspn(word, "=");
	struct strbuf name = STRBUF_INIT, list = STRBUF_INIT;
	const struct option *o = options_find_long(tables, word, len);
	const char *near;

	strbuf_add(&name, word, len);
	if (o && word[len]) {
		strbuf_addf(err, "option '--%s' takes no value", o->name);
	} else if (beginnings(tables, word, len, &list) > 1) {
		strbuf_addf(err, "option '--%s' is ambiguous: %s", name.buf,
			    list.buf);
	} else {
		near = nearest_name(table, tables, name.buf);
		strbuf_addf(err, "unknown option '--%s'", name.buf);
		if (near)
			strbuf_addf(err, ", did you mean '--%s'", near);
	}
	strbuf_release(&name);
	strbuf_release(&list);
}

/* optopt: the letter, or a long option's value in getopt's table, or 0. */
static int refuse(const struct opt *table, const struct options_tables *tables,
		  int got, const char *word, struct strbuf *err)
{
	bool letter = word[1] != '-';

	if (got == ':' && letter)
		strbuf_addf(err, "option '-%c' needs a value", optopt);
	else if (got == ':')
		strbuf_addf(err, "option '--%s' needs a value",
			    options_by_value(table, optopt)->name);
	else if (!letter)
		bad_long(table, tables, word + 2, err);
	else if (optopt > ' ' && optopt < 0x7f)
		strbuf_addf(err, "unknown option '-%c'", optopt);
	else
		strbuf_addf(err, "unknown option '%s'", word);
	return -1;
}

static int take_one(const struct opt *table,
		    const struct options_tables *tables, int got,
		    const char *word, struct strbuf *err)
{
	const struct opt *opt;

	if (got == 'h' || got == HELP_VALUE)
		return 1;
	if (got == '?' || got == ':')
		return refuse(table, tables, got, word, err);
	if (got < LONG_FIRST)
		return take(by_letter(table, got), optarg, err);
	opt = options_by_value(table, got);
	if (got < NO_FIRST)
		return take(opt, optarg, err);
	*(bool *)opt->value = false;
	return 0;
}

/*
 * getopt stops at each word that is no option ("+"): so it tells "--" from a
 * value that reads "--", and POSIXLY_CORRECT changes nothing.
 */
static int parse(const struct opt *table, int argc, char **words,
		 bool stop_early, struct strvec *rest, bool *dashes,
		 struct strbuf *err)
{
	struct options_tables tables;
	int ret = 0;

	options_tables_init(&tables, table);
	opterr = 0;
	optind = 0;		/* glibc and musl: start anew */
	while (!ret) {
		int at = optind ? optind : 1;
		int got = getopt_long(argc, words, tables.letters.buf,
				      tables.longs, NULL);

		if (got >= 0) {
			ret = take_one(table, &tables, got, words[at], err);
			continue;
		}
		*dashes = optind > at;
		if (*dashes || stop_early || optind >= argc)
			break;
		strvec_push(rest, words[optind++]);
	}
	options_tables_release(&tables);
	return ret;
}

int options_parse(const struct opt *table, int argc, const char *const *argv,
		  bool stop_early, struct strvec *rest, bool *saw_dashes,
		  struct strbuf *err)
{
	char **words = xcalloc((size_t)argc + 1, sizeof(*words));
	bool dashes = false;
	int i, ret;

	for (i = 0; i < argc; i++)	/* getopt may sort its array */
		words[i] = (char *)argv[i];
	ret = parse(table, argc, words, stop_early, rest, &dashes, err);
	if (saw_dashes)
		*saw_dashes = dashes;
	for (i = optind; !ret && i < argc; i++)
		strvec_push(rest, words[i]);
	free(words);
	return ret;
}
