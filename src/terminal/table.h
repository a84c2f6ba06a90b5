/* SPDX-License-Identifier: MIT */
/*
 * Cells as lines with aligned columns. For terminal/ only; others say it
 * with columns.h.
 */
#ifndef TERMINAL_TABLE_H
#define TERMINAL_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "terminal/screen.h"

struct table {
	const char *const *cells;	/* row by row, none NULL */
	size_t columns, rows;
	const char *const *headings;	/* one a column; NULL: none */
	const enum color *colors;	/* of each row's first cell; NULL */
	const char *indent;		/* before each line */
	bool links;			/* web addresses are, for stdout */
};

/*
 * Control characters are replaced. A column without any text is left out,
 * with its heading.
 */
void table_add(struct strbuf *out, const struct table *table);

#endif
