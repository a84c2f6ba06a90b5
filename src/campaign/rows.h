/* SPDX-License-Identifier: MIT */
/*
 * Rows that git multi printed with --json, read again: an array, a report
 * with "rows" in it, or an object a line.
 */
#ifndef CAMPAIGN_ROWS_H
#define CAMPAIGN_ROWS_H

#include <stdbool.h>

#include "base/json.h"
#include "base/strvec.h"

/* One of them; of list's rows outcome is false. */
struct row {
	char *name;		/* its URL, else its HOST/OWNER/NAME */
	struct strvec settings;	/* of list's rows, as in a list: "base=…" */
	bool outcome;		/* it says how something ended: */
	char *result, *class, *pull_state;	/* NULL: none */
};

/* Whether a text begins as rows do, white space before it. */
bool rows_begin_here(char first);

/*
 * Calls each(data, row, err) for every row of the text, which may be changed.
 * -1 and err, with the row's number, for what is none and what each() says.
 */
int rows_read(struct strbuf *text,
	      int (*each)(void *data, struct row *row, struct strbuf *err),
	      void *data, struct strbuf *err);

#endif
