/* SPDX-License-Identifier: MIT */
/*
 * Rows of named fields, in the form that was asked for.
 */
#include "terminal/columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"
#include "base/report.h"
#include "base/text.h"
#include "terminal/table.h"

#define FLUSH_AT ((size_t)1 << 16)

static size_t index_of(const struct field *fields, const char *name,
		       size_t len)
{
	size_t i;

	for (i = 0; fields[i].name; i++)
		if (!strncmp(fields[i].name, name, len) &&
		    !fields[i].name[len])
			return i;
	BUG("no field '%.*s'", (int)len, name);
}

/*
 * A value for people or scripts. Escape sequences from outside must not reach
 * a terminal; scripts get what there is.
 */
static void add_value(struct rows *rows, const char *value)
{
	if (value && rows->clean)
		text_clean(&rows->out, value, strlen(value), true);
	else if (value)
		strbuf_addstr(&rows->out, value);
}

/* ---- JSON --------------------------------------------------------------- */

static void put_value(struct json_writer *w, const struct field *field,
		      const char *key, const char *value)
{
	if (!value || field->kind == FIELD_TEXT)
		json_put(w, key, value);
	else
		json_put_raw(w, key, value);
}

/* How long "pull." is in "pull.url"; 0 where nothing is nested. */
static size_t group_length(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot ? (size_t)(dot - name) + 1 : 0;
}

static bool is_of_group(const struct rows *rows, size_t shown,
			const char *group, size_t len)
{
	return !strncmp(rows->fields[rows->shown[shown]].name, group, len);
}

/* Those of one group in one object, where the first of them stands. */
static void put_group(struct json_writer *w, const struct rows *rows,
		      const char *const *values, size_t first)
{
	const char *group = rows->fields[rows->shown[first]].name;
	size_t len = group_length(group), i;
	char *key;

	for (i = 0; i < first; i++)
		if (is_of_group(rows, i, group, len))
			return;
	key = xstrndup(group, len - 1);
	json_begin_object(w, key);
	for (i = first; i < rows->shown_nr; i++) {
		const struct field *field = &rows->fields[rows->shown[i]];

		if (is_of_group(rows, i, group, len))
			put_value(w, field, field->name + len,
				  values[rows->shown[i]]);
	}
	json_end_object(w);
	free(key);
}

static void put_object(struct json_writer *w, const struct rows *rows,
		       const char *const *values)
{
	size_t i;

	json_begin_object(w, NULL);
	for (i = 0; i < rows->shown_nr; i++) {
		const struct field *field = &rows->fields[rows->shown[i]];

		if (group_length(field->name))
			put_group(w, rows, values, i);
		else
			put_value(w, field, field->name,
				  values[rows->shown[i]]);
	}
	json_end_object(w);
}

static void add_json(struct rows *rows, const char *const *values)
{
	struct json_writer w = JSON_WRITER_INIT(&rows->out);

	strbuf_addstr(&rows->out, rows->nr ? ",\n" : "[\n");
	put_object(&w, rows, values);
}

/* The user's fields in the user's order, else all. */
static void choose_fields(struct rows *rows)
{
	const struct strvec *names = &rows->format->fields;
	size_t nr = 0, i;

	while (rows->fields[nr].name)
		nr++;
	rows->shown = xcalloc(nr + 1, sizeof(*rows->shown));
	rows->shown_nr = names->nr ? names->nr : nr;
	for (i = 0; i < rows->shown_nr; i++)
		rows->shown[i] = names->nr
			? index_of(rows->fields, names->v[i],
				   strlen(names->v[i])) : i;
}

/* ---- porcelain ---------------------------------------------------------- */

static void add_escaped(struct rows *rows, const char *value)
{
	struct strbuf escaped = STRBUF_INIT;

	for (; *value; value++) {
		if (*value == '\t')
			strbuf_addstr(&escaped, "\\t");
		else if (*value == '\n')
			strbuf_addstr(&escaped, "\\n");
		else if (*value == '\\')
			strbuf_addstr(&escaped, "\\\\");
		else
			strbuf_addch(&escaped, *value);
	}
	add_value(rows, escaped.buf);
	strbuf_release(&escaped);
}

static void add_porcelain(struct rows *rows, const char *const *values)
{
	bool nul = rows->format->nul;
	size_t i;

	for (i = 0; rows->fields[i].name; i++) {
		if (i && !nul)
			strbuf_addch(&rows->out, '\t');
		if (nul)
			add_value(rows, values[i]);
		else if (values[i])
			add_escaped(rows, values[i]);
		if (nul)
			strbuf_addch(&rows->out, '\0');
	}
	if (!nul)
		strbuf_addch(&rows->out, '\n');
}

/* ---- a format of the user's --------------------------------------------- */

static void add_format(struct rows *rows, const char *const *values)
{
	const char *p = rows->format->format;

	while (*p) {
		size_t len = strcspn(p, "%");

		strbuf_add(&rows->out, p, len);
		p += len;
		if (!*p)
			break;
		if (p[1] == '(') {
			len = strcspn(p, ")");
			add_value(rows, values[index_of(rows->fields, p + 2,
							len - 2)]);
			p += len + 1;
		} else {
			strbuf_addch(&rows->out, p[1] == 'n' ? '\n' : '%');
			p += 2;
		}
	}
	strbuf_addch(&rows->out, rows->format->nul ? '\0' : '\n');
}

/* ---- the table ---------------------------------------------------------- */

static void add_cells(struct rows *rows, const char *const *values,
		      enum color color)
{
	size_t i;

	GROW(rows->colors, rows->nr, rows->alloc);
	rows->colors[rows->nr] = color;
	for (i = 0; rows->fields[i].name; i++)
		if (rows->fields[i].heading)
			strvec_push(&rows->cells, values[i] ? values[i] : "");
}

static void put_table(struct rows *rows)
{
	struct table table = {
		.cells = (const char *const *)rows->cells.v,
		.rows = rows->nr, .colors = rows->colors,
		.indent = "", .links = true
	};
	struct strvec headings = STRVEC_INIT;
	size_t i;

	for (i = 0; rows->fields[i].name; i++)
		if (rows->fields[i].heading)
			strvec_push(&headings, rows->fields[i].heading);
	table.headings = (const char *const *)headings.v;
	table.columns = headings.nr;
	if (table.columns)
		table_add(&rows->out, &table);
	strvec_clear(&headings);
}

/* ---- rows --------------------------------------------------------------- */

/* That it was written at all is asked once, by screen_finish(). */
static void flush(struct rows *rows)
{
	fwrite(rows->out.buf, 1, rows->out.len, stdout);
	strbuf_reset(&rows->out);
}

void rows_begin(struct rows *rows, const struct field *fields,
		const struct row_format *format)
{
	memset(rows, 0, sizeof(*rows));
	rows->fields = fields;
	rows->format = format;
	rows->clean = screen_stdout_is_terminal();
	strbuf_init(&rows->out);
	strvec_init(&rows->cells);
	if (format->kind == ROWS_JSON)
		choose_fields(rows);
}

void rows_add(struct rows *rows, const char *const *values, enum color color)
{
	if (row_format_is_table(rows->format))
		add_cells(rows, values, color);
	else if (rows->format->kind == ROWS_JSON)
		add_json(rows, values);
	else if (rows->format->kind == ROWS_FORMAT)
		add_format(rows, values);
	else
		add_porcelain(rows, values);
	rows->nr++;
	if (rows->out.len > FLUSH_AT)
		flush(rows);
}

void rows_end(struct rows *rows)
{
	if (row_format_is_table(rows->format))
		put_table(rows);
	else if (rows->format->kind == ROWS_JSON)
		strbuf_addstr(&rows->out, rows->nr ? "\n]\n" : "[]\n");
	flush(rows);
	strbuf_release(&rows->out);
	strvec_clear(&rows->cells);
	free(rows->colors);
	free(rows->shown);
}

void row_object(struct json_writer *w, const struct field *fields,
		const char *const *values)
{
	static const struct row_format all = ROW_FORMAT_INIT;
	struct rows rows = { .fields = fields, .format = &all };

	choose_fields(&rows);
	put_object(w, &rows, values);
	free(rows.shown);
}
