/* SPDX-License-Identifier: MIT */
/*
 * Rows of named fields as an aligned table, JSON, --porcelain, -z or a format
 * of the user's: one place, so that every command's rows mean the same.
 */
#ifndef TERMINAL_COLUMNS_H
#define TERMINAL_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "terminal/screen.h"

enum field_kind {
	FIELD_TEXT, FIELD_NUMBER, FIELD_BOOL,
	FIELD_QUOTED	/* of a JSON row: text that json_quote_bytes() made, as
			   it may hold NUL; of any other, plain text */
};

/* A command's fields; name with dots is nested in JSON ("pull.url"). */
struct field {
	const char *name;	/* NULL ends the array */
	enum field_kind kind;
	const char *heading;	/* NULL: not a column of the table */
};

struct row_format {
	enum { ROWS_TABLE, ROWS_JSON, ROWS_PORCELAIN, ROWS_FORMAT } kind;
	bool nul;		/* -z: NUL instead of newline (and of tab in
				   porcelain: each field ends in NUL); alone
				   it asks for porcelain, as in git status */
	struct strvec fields;	/* --json=A,B: these; empty: all */
	char *format;		/* --format */
};

#define ROW_FORMAT_INIT { .kind = ROWS_TABLE, .fields = STRVEC_INIT }

/*
 * The options --json[=A,B] --porcelain[=v1] -z --format, checked against the
 * fields: -1 and err (an unknown field lists all, and names the nearest).
 */
int row_format_json(struct row_format *format, const char *argument,
		    const struct field *fields, struct strbuf *err);
int row_format_porcelain(struct row_format *format, const char *argument,
			 struct strbuf *err);
int row_format_text(struct row_format *format, const char *argument,
		    const struct field *fields, struct strbuf *err);
void row_format_release(struct row_format *format);

/* Whether people read it: no other form was asked for, nor -z. */
bool row_format_is_table(const struct row_format *format);

/*
 * A writer: begin, then rows (values in the order of the fields; NULL is
 * "no value": null in JSON, empty elsewhere), then end, which prints the
 * table: headings, then the rows, without columns that are empty in all of
 * them. JSON is an array of objects, one a line, also where no row came.
 * Porcelain: the fields in order, tab-separated, tab, newline and backslash
 * in values written as \t \n \\. Format: %(name), %% and %n (newline), a
 * newline behind each row (or NUL). color: of the row's first column in the
 * table.
 */
struct rows {
	const struct field *fields;
	const struct row_format *format;
	struct strbuf out;	/* for stdout; flushed as it grows */
	struct strvec cells;	/* table: all cells, until the end */
	enum color *colors;
	size_t nr, alloc;
	size_t *shown, shown_nr;	/* JSON: indices of the fields */
	bool clean;		/* on a terminal: no control characters */
};

void rows_begin(struct rows *rows, const struct field *fields,
		const struct row_format *format);
void rows_add(struct rows *rows, const char *const *values,
	      enum color color);
void rows_end(struct rows *rows);

/* One row's values as the object that JSON has for it, in a document. */
void row_object(struct json_writer *w, const struct field *fields,
		const char *const *values);

/* The same aligned table into a text, for the end of a run on stderr. */
void columns_align(struct strbuf *out, const char *const *cells,
		   size_t columns, size_t rows, const char *indent);

#endif
