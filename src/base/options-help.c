/* SPDX-License-Identifier: MIT */
/*
 * What a table of options looks like: -h for people, a list for completion.
 */
#include <string.h>

#include "base/options-table.h"
#include "base/text.h"

#define COLUMN 26		/* where the help of an option begins */
#define WIDTH 80

static void add_left(struct strbuf *out, const struct opt *opt)
{
	bool optional = opt->flags & OPT_OPTARG;

	strbuf_addstr(out, "    ");
	if (opt->letter)
		strbuf_addf(out, "-%c, ", opt->letter);
	strbuf_addf(out, "--%s", opt->name);
	if (!opt->argument)
		return;
	if (optional)
		strbuf_addf(out, "[=%s]", opt->argument);
	else
		strbuf_addf(out, " %s", opt->argument);
}

/* The words, in lines that begin at the column. */
static void add_wrapped(struct strbuf *out, const char *text)
{
	size_t at = COLUMN;

	while (*text) {
		size_t len = strcspn(text, " ");

		if (at > COLUMN && at + 1 + len > WIDTH - 1) {
			strbuf_addf(out, "\n%*s", COLUMN, "");
			at = COLUMN;
		} else if (at > COLUMN) {
			strbuf_addch(out, ' ');
			at++;
		}
		strbuf_add(out, text, len);
		at += len;
		text += len;
		text += strspn(text, " ");
	}
	strbuf_addch(out, '\n');
}

static void add_choices(struct strbuf *out, const struct opt *opt,
			const char *sep)
{
	size_t i;

	for (i = 0; opt->choices[i]; i++)
		strbuf_addf(out, "%s%s", i ? sep : "", opt->choices[i]);
}

static void add_option(struct strbuf *out, const struct opt *opt)
{
	struct strbuf line = STRBUF_INIT, help = STRBUF_INIT;

	add_left(&line, opt);
	strbuf_addstr(&help, opt->help);
	if (opt->choices) {
		strbuf_addstr(&help, ": ");
		add_choices(&help, opt, ", ");
	}
	strbuf_addstr(out, line.buf);
	if (line.len + 2 > COLUMN)
		strbuf_addf(out, "\n%*s", COLUMN, "");
	else
		strbuf_addf(out, "%*s", (int)(COLUMN - line.len), "");
	add_wrapped(out, help.buf);
	strbuf_release(&help);
	strbuf_release(&line);
}

void options_help(struct strbuf *out, const char *const *usage,
		  const struct opt *table)
{
	size_t i;

	for (i = 0; usage[i]; i++)
		strbuf_addf(out, "%s %s\n", i ? "   or:" : "usage:",
			    usage[i]);
	if (table->kind != OPT_GROUP)
		strbuf_addch(out, '\n');
	for (; table->kind != OPT_END; table++) {
		if (table->kind == OPT_GROUP)
			strbuf_addf(out, "\n%s\n", table->help);
		else if (!(table->flags & OPT_HIDDEN) &&
			 table->kind != OPT_LATER)
			add_option(out, table);
	}
}

void options_list(struct strbuf *out, const struct opt *table)
{
	for (; table->kind != OPT_END; table++) {
		if (table->kind == OPT_GROUP || table->kind == OPT_LATER ||
		    (table->flags & OPT_HIDDEN))
			continue;
		strbuf_addf(out, "--%s%s\t", table->name,
			    options_has_argument(table) ? "=" : "");
		if (table->letter)
			strbuf_addch(out, table->letter);
		strbuf_addch(out, '\t');
		if (table->choices)
			add_choices(out, table, ",");
		else if (table->complete)
			strbuf_addstr(out, table->complete);
		strbuf_addf(out, "\t%s\n", table->help);
	}
}
