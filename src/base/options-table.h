/* SPDX-License-Identifier: MIT */
/*
 * For options.c: the names of a table's options, as getopt_long wants them.
 */
#ifndef BASE_OPTIONS_TABLE_H
#define BASE_OPTIONS_TABLE_H

#include <getopt.h>

#include "base/options.h"

/* getopt's values: an index into the table from here; its --no-X from there */
#define LONG_FIRST 1000
#define NO_FIRST 100000
#define HELP_VALUE 900000

struct options_tables {
	struct option *longs;
	struct strvec names;		/* of the opposites */
	struct strbuf letters;
};

void options_tables_init(struct options_tables *tables,
			 const struct opt *table);
void options_tables_release(struct options_tables *tables);

size_t options_count(const struct opt *table);
bool options_is_option(const struct opt *opt);		/* no heading */
bool options_has_argument(const struct opt *opt);

/* The option behind one of getopt's values; NULL: --help. */
const struct opt *options_by_value(const struct opt *table, int value);

/* What getopt finds: the name itself, else the only one that begins so. */
const struct option *options_find_long(const struct options_tables *tables,
				       const char *word, size_t len);

#endif
