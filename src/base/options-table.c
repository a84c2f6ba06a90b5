/* SPDX-License-Identifier: MIT */
/*
 * The names of a table's options, as getopt_long wants them.
 */
#include "base/options-table.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"

bool options_is_option(const struct opt *opt)
{
	return opt->kind != OPT_GROUP;
}

bool options_has_argument(const struct opt *opt)
{
	switch (opt->kind) {
	case OPT_STRING:
	case OPT_LIST:
	case OPT_INT:
	case OPT_DURATION:
	case OPT_CHOICE:
		return true;
	case OPT_CALL:
		return !(opt->flags & OPT_NOARG);
	default:
		return false;
	}
}

static int getopt_argument(const struct opt *opt)
{
	if (opt->kind == OPT_LATER)
		return optional_argument;
	if ((opt->flags & OPT_OPTARG) && opt->kind != OPT_CALL)
		BUG("the option '%s' must have a value", opt->name);
	if (!options_has_argument(opt))
		return no_argument;
	return opt->flags & OPT_OPTARG ? optional_argument
				       : required_argument;
}

/* A bool has its opposite: --no-X of --X, and --X of --no-X. */
static bool has_no(const struct opt *opt)
{
	return opt->kind == OPT_BOOL && !(opt->flags & OPT_NONEG);
}

size_t options_count(const struct opt *table)
{
	size_t nr = 0;

	while (table[nr].kind != OPT_END)
		nr++;
	return nr;
}

static void add_letter(struct strbuf *letters, const struct opt *opt)
{
	if (!opt->letter)
		return;
	strbuf_addch(letters, opt->letter);
	if (getopt_argument(opt) == required_argument)
		strbuf_addch(letters, ':');
	else if (getopt_argument(opt) == optional_argument)
		strbuf_addstr(letters, "::");
}

static void add_long(struct options_tables *to, size_t *n, const char *name,
		     int has_arg, int val)
{
	struct option *option = &to->longs[(*n)++];

	option->name = name;
	option->has_arg = has_arg;
	option->val = val;
}

static const char *opposite(struct options_tables *to, const char *name)
{
	if (starts_with(name, "no-"))
		return strvec_push(&to->names, name + 3);
	return strvec_pushf(&to->names, "no-%s", name);
}

/* The opposites come last: getopt takes the first of two equal names. */
void options_tables_init(struct options_tables *to, const struct opt *table)
{
	size_t nr = options_count(table), i, n = 0;

	to->longs = xcalloc(2 * nr + 2, sizeof(*to->longs));
	strvec_init(&to->names);
	strbuf_init(&to->letters);
	strbuf_addstr(&to->letters, "+:h");
	for (i = 0; i < nr; i++) {
		if (!options_is_option(&table[i]))
			continue;
		add_long(to, &n, table[i].name, getopt_argument(&table[i]),
			 LONG_FIRST + (int)i);
		add_letter(&to->letters, &table[i]);
	}
	for (i = 0; i < nr; i++)
		if (options_is_option(&table[i]) && has_no(&table[i]))
			add_long(to, &n, opposite(to, table[i].name),
				 no_argument, NO_FIRST + (int)i);
	add_long(to, &n, "help", no_argument, HELP_VALUE);
}

void options_tables_release(struct options_tables *tables)
{
	free(tables->longs);
	strvec_clear(&tables->names);
	strbuf_release(&tables->letters);
}

/* The option behind one of getopt's values; NULL: --help. */
const struct opt *options_by_value(const struct opt *table, int value)
{
	if (value >= HELP_VALUE)
		return NULL;
	return &table[value - (value >= NO_FIRST ? NO_FIRST : LONG_FIRST)];
}

/* What getopt finds: the name itself, else the only one that begins so. */
const struct option *options_find_long(const struct options_tables *tables,
				      const char *word, size_t len)
{
	const struct option *o, *found = NULL;
	size_t nr = 0;

	for (o = tables->longs; o->name; o++) {
		if (strncmp(o->name, word, len))
			continue;
		if (!o->name[len])
			return o;
		found = o;
		nr++;
	}
	return nr == 1 ? found : NULL;
}

const struct opt *options_find(const struct opt *table, const char *word)
{
	const struct option *found = NULL;
	const struct opt *opt = NULL;
	struct options_tables tables;
	size_t len;

	if (!starts_with(word, "--"))
		return NULL;
	len = strcspn(word + 2, "=");
	options_tables_init(&tables, table);
	if (len)
		found = options_find_long(&tables, word + 2, len);
	if (found)
		opt = options_by_value(table, found->val);
	options_tables_release(&tables);
	return opt;
}

bool options_takes_word(const struct opt *opt, const char *word)
{
	return !strchr(word, '=') && options_has_argument(opt) &&
	       !(opt->flags & OPT_OPTARG);
}
