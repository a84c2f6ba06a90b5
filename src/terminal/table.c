/* SPDX-License-Identifier: MIT */
/*
 * Cells as lines with aligned columns.
 */
#include "terminal/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "terminal/columns.h"

#define GAP 2			/* blanks between two columns */

/* The widest cell of each column; 0: it has no text at all. */
static size_t *widths_of(const struct table *table)
{
	size_t *widths = xcalloc(table->columns + 1, sizeof(*widths)), i;
	struct strbuf clean = STRBUF_INIT;

	for (i = 0; i < table->columns * table->rows; i++) {
		size_t *widest = &widths[i % table->columns], width;

		strbuf_reset(&clean);
		text_clean(&clean, table->cells[i], strlen(table->cells[i]),
			   false);
		width = text_width(clean.buf);
		if (width > *widest)
			*widest = width;
	}
	for (i = 0; table->headings && i < table->columns; i++)
		if (widths[i] && text_width(table->headings[i]) > widths[i])
			widths[i] = text_width(table->headings[i]);
	strbuf_release(&clean);
	return widths;
}

static bool is_web_address(const char *text)
{
	return starts_with(text, "https://") || starts_with(text, "http://");
}

static void add_cell(struct strbuf *out, const char *text, enum color color,
		     bool links)
{
	if (color != COLOR_PLAIN)
		strbuf_addf(out, "%s%s%s", screen_color(stdout, color), text,
			    screen_plain(stdout));
	else if (links && is_web_address(text))
		screen_link(out, text, text);
	else
		strbuf_addstr(out, text);
}

static void add_blanks(struct strbuf *out, size_t nr)
{
	while (nr--)
		strbuf_addch(out, ' ');
}

/* Blanks are put before a cell, not behind one: no line ends in any. */
static void add_row(struct strbuf *out, const struct table *table,
		    const char *const *row, const size_t *widths,
		    enum color color)
{
	struct strbuf clean = STRBUF_INIT;
	size_t blanks = 0, i;

	strbuf_addstr(out, table->indent);
	for (i = 0; i < table->columns; i++) {
		if (!widths[i])
			continue;
		strbuf_reset(&clean);
		text_clean(&clean, row[i], strlen(row[i]), false);
		if (clean.len) {
			add_blanks(out, blanks);
			blanks = 0;
			add_cell(out, clean.buf, i ? COLOR_PLAIN : color,
				 table->links);
		}
		blanks += widths[i] - text_width(clean.buf) + GAP;
	}
	strbuf_addch(out, '\n');
	strbuf_release(&clean);
}

void table_add(struct strbuf *out, const struct table *table)
{
	size_t *widths = widths_of(table), i;

	if (table->headings && table->rows)
		add_row(out, table, table->headings, widths, COLOR_PLAIN);
	for (i = 0; i < table->rows; i++)
		add_row(out, table, table->cells + i * table->columns, widths,
			table->colors ? table->colors[i] : COLOR_PLAIN);
	free(widths);
}

void columns_align(struct strbuf *out, const char *const *cells,
		   size_t columns, size_t rows, const char *indent)
{
	const struct table table = {
		.cells = cells, .columns = columns, .rows = rows,
		.indent = indent
	};

	table_add(out, &table);
}
