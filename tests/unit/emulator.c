/* SPDX-License-Identifier: MIT */
/*
 * A small terminal with scrollback.
 */
#include "emulator.h"

#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"

#define SECOND_HALF 0xffffffffu		/* of a wide character */
#define SYNC "\033]sync\a"

void emulator_init(struct emulator *e, unsigned columns, unsigned rows)
{
	memset(e, 0, sizeof(*e));
	e->lines = xcalloc(EMULATOR_LINES, sizeof(*e->lines));
	e->columns = columns;
	e->rows = rows;
	strbuf_init(&e->part);
	strbuf_init(&e->all);
}

void emulator_release(struct emulator *e)
{
	free(e->lines);
	strbuf_release(&e->part);
	strbuf_release(&e->all);
}

/* ---- what programs send ------------------------------------------------- */

static void line_feed(struct emulator *e)
{
	e->y++;
	e->pending = false;
	ck_assert_msg(e->y < EMULATOR_LINES, "too many lines");
	if (e->y == e->top + e->rows)
		e->top++;
}

static void put(struct emulator *e, unsigned code)
{
	int width = code < 0x80 ? 1 : wcwidth((wchar_t)code);
	struct emulator_line *line;

	if (width <= 0)
		return;
	if (e->pending || e->x + (size_t)width > e->columns) {
		if (e->no_wrap) {
			e->x = e->columns - (size_t)width;
		} else {
			e->lines[e->y].wraps = true;
			line_feed(e);
			e->x = 0;
		}
	}
	line = &e->lines[e->y];
	line->cells[e->x] = code;
	if (width == 2)
		line->cells[e->x + 1] = SECOND_HALF;
	e->x += (size_t)width;
	e->pending = e->x == e->columns && !e->no_wrap;
	if (e->x == e->columns)
		e->x--;
}

static void erase_line(struct emulator *e, size_t y, size_t from)
{
	struct emulator_line *line = &e->lines[y];

	memset(line->cells + from, 0,
	       (EMULATOR_COLUMNS - from) * sizeof(line->cells[0]));
	line->wraps = false;
}

static void erase_below(struct emulator *e)
{
	size_t y;

	erase_line(e, e->y, e->x);
	for (y = e->y + 1; y < e->top + e->rows; y++)
		erase_line(e, y, 0);
}

static void cursor_up(struct emulator *e, size_t nr)
{
	e->y = e->y - e->top < nr ? e->top : e->y - nr;
	e->pending = false;
}

static void control(struct emulator *e, const char *sequence)
{
	size_t len = strlen(sequence);
	int number = atoi(sequence + 2);

	if (!strcmp(sequence, "\033[?7l"))
		e->no_wrap = true;
	else if (!strcmp(sequence, "\033[?7h"))
		e->no_wrap = false;
	else if (!strcmp(sequence, "\033[J"))
		erase_below(e);
	else if (!strcmp(sequence, "\033[K"))
		erase_line(e, e->y, e->x);
	else if (sequence[len - 1] == 'A')
		cursor_up(e, number > 0 ? (size_t)number : 1);
	else if (sequence[len - 1] != 'm')
		e->unknown++;
}

/* How long the sequence at s is; 0: it has not come whole. */
static size_t sequence_length(const char *s, size_t len)
{
	size_t i;

	if (len < 2)
		return 0;
	if (s[1] == ']') {
		for (i = 2; i < len; i++)
			if (s[i] == '\a' ||
			    (s[i] == '\\' && s[i - 1] == '\033'))
				return i + 1;
		return 0;
	}
	if (s[1] != '[')
		return 2;
	for (i = 2; i < len; i++)
		if (s[i] >= 0x40 && s[i] <= 0x7e)
			return i + 1;
	return 0;
}

static size_t escape(struct emulator *e, const char *s, size_t len)
{
	size_t n = sequence_length(s, len);
	char *sequence;

	if (!n)
		return 0;
	sequence = xstrndup(s, n);
	if (!strcmp(sequence, SYNC))
		e->syncs++;
	else if (s[1] == '[')
		control(e, sequence);
	else if (s[1] != ']')
		e->unknown++;
	free(sequence);
	return n;
}

static unsigned decode(const char *s, size_t n)
{
	unsigned code = n == 1 ? (unsigned char)*s
			       : (unsigned char)*s & (0xffu >> (n + 1));
	size_t i;

	for (i = 1; i < n; i++)
		code = code << 6 | ((unsigned char)s[i] & 0x3f);
	return code;
}

/* How many bytes it took; 0: it waits for more. */
static size_t take(struct emulator *e, const char *s, size_t len)
{
	size_t n;

	switch (*s) {
	case '\033':
		return escape(e, s, len);
	case '\r':
		e->x = 0;
		e->pending = false;
		return 1;
	case '\n':
		e->lines[e->y].wraps = false;
		line_feed(e);
		return 1;
	}
	n = text_utf8(s, len);
	if (!n && len < 4)
		return 0;
	put(e, n ? decode(s, n) : '?');
	return n ? n : 1;
}

void emulator_feed(struct emulator *e, const char *data, size_t len)
{
	size_t n;

	strbuf_add(&e->all, data, len);
	strbuf_add(&e->part, data, len);
	while (e->part.len && (n = take(e, e->part.buf, e->part.len)))
		strbuf_remove(&e->part, 0, n);
}

/* ---- its size ----------------------------------------------------------- */

static size_t used_cells(const struct emulator_line *line, size_t columns)
{
	while (columns && (!line->cells[columns - 1] ||
			   line->cells[columns - 1] == ' '))
		columns--;
	return columns;
}

static size_t last_used(const struct emulator *e)
{
	size_t last = e->y, y;

	for (y = e->y; y < e->top + e->rows && y < EMULATOR_LINES; y++)
		if (used_cells(&e->lines[y], e->columns))
			last = y;
	return last;
}

/* Breaks lines at the new width; the cursor stays on its character. */
static void break_anew(struct emulator *e, unsigned columns, size_t last)
{
	struct emulator_line *old = e->lines;
	struct emulator_line *lines = xcalloc(EMULATOR_LINES, sizeof(*lines));
	size_t y, x, to = 0, at = 0, cursor_y = 0, cursor_x = 0;

	for (y = 0; y <= last; y++) {
		size_t used = old[y].wraps ? e->columns
					   : used_cells(&old[y], e->columns);

		for (x = 0; x <= used; x++) {
			bool is_cursor = y == e->y &&
				(x == e->x || (x == used && e->x > used));

			if (at == columns && x < used) {
				lines[to++].wraps = true;
				at = 0;
			}
			if (is_cursor) {
				cursor_y = to;
				cursor_x = at < columns ? at : columns - 1;
			}
			if (x < used)
				lines[to].cells[at++] = old[y].cells[x];
		}
		if (!old[y].wraps) {
			to++;
			at = 0;
		}
		ck_assert_msg(to < EMULATOR_LINES, "too many lines");
	}
	free(old);
	e->lines = lines;
	e->y = cursor_y;
	e->x = cursor_x;
}

static void cut(struct emulator *e, unsigned columns, size_t last)
{
	size_t y;

	for (y = 0; y <= last; y++) {
		e->lines[y].wraps = false;
		if (columns < e->columns)
			erase_line(e, y, columns);
	}
	if (e->x >= columns)
		e->x = columns - 1;
}

void emulator_resize(struct emulator *e, unsigned columns, unsigned rows,
		     bool reflow)
{
	size_t last = last_used(e), y;

	e->pending = false;
	if (reflow)
		break_anew(e, columns, last);
	else
		cut(e, columns, last);
	e->columns = columns;
	e->rows = rows;
	last = EMULATOR_LINES;
	for (y = EMULATOR_LINES; y-- > e->y && last == EMULATOR_LINES;)
		if (y == e->y || used_cells(&e->lines[y], columns))
			last = y;
	e->top = last >= rows ? last - rows + 1 : 0;
	if (e->top > e->y)
		e->top = e->y;
	for (y = e->top + rows; y < EMULATOR_LINES; y++)
		erase_line(e, y, 0);
}

/* ---- what is to be seen ------------------------------------------------- */

static void encode(struct strbuf *out, unsigned code)
{
	if (code < 0x80) {
		strbuf_addch(out, (int)code);
	} else if (code < 0x800) {
		strbuf_addch(out, (int)(0xc0 | code >> 6));
		strbuf_addch(out, (int)(0x80 | (code & 0x3f)));
	} else {
		if (code >= 0x10000)
			strbuf_addch(out, (int)(0xf0 | code >> 18));
		strbuf_addch(out, code < 0x10000
			     ? (int)(0xe0 | code >> 12)
			     : (int)(0x80 | (code >> 12 & 0x3f)));
		strbuf_addch(out, (int)(0x80 | (code >> 6 & 0x3f)));
		strbuf_addch(out, (int)(0x80 | (code & 0x3f)));
	}
}

static void add_line(const struct emulator *e, size_t y, struct strbuf *out)
{
	const struct emulator_line *line = &e->lines[y];
	size_t used = used_cells(line, e->columns), x;

	for (x = 0; x < used; x++)
		if (line->cells[x] != SECOND_HALF)
			encode(out, line->cells[x] ? line->cells[x] : ' ');
}

void emulator_line(const struct emulator *e, size_t row, struct strbuf *out)
{
	strbuf_reset(out);
	add_line(e, e->top + row, out);
}

void emulator_text(const struct emulator *e, struct strbuf *out)
{
	size_t y, end = 0;

	strbuf_reset(out);
	for (y = 0; y < EMULATOR_LINES; y++)
		if (used_cells(&e->lines[y], e->columns))
			end = y + 1;
	for (y = 0; y < end; y++) {
		add_line(e, y, out);
		strbuf_addch(out, '\n');
	}
}

/* ---- pty ---------------------------------------------------------------- */

static void set_size(struct pty *pty, unsigned columns, unsigned rows)
{
	struct winsize size = {
		.ws_col = (unsigned short)columns,
		.ws_row = (unsigned short)rows
	};

	ck_assert_int_eq(ioctl(pty->master, TIOCSWINSZ, &size), 0);
}

void pty_open(struct pty *pty, unsigned columns, unsigned rows)
{
	pty->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	ck_assert_int_ge(pty->master, 0);
	ck_assert_int_eq(grantpt(pty->master), 0);
	ck_assert_int_eq(unlockpt(pty->master), 0);
	pty->slave = open(ptsname(pty->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	ck_assert_int_ge(pty->slave, 0);
	set_size(pty, columns, rows);
	emulator_init(&pty->screen, columns, rows);
}

void pty_close(struct pty *pty)
{
	close(pty->slave);
	close(pty->master);
	emulator_release(&pty->screen);
}

void pty_sync(struct pty *pty)
{
	struct pollfd fd = { .fd = pty->master, .events = POLLIN };
	unsigned before = pty->screen.syncs;
	char part[4096];

	file_write_all(pty->slave, SYNC, strlen(SYNC));
	while (pty->screen.syncs == before) {
		ssize_t got;

		ck_assert_msg(poll(&fd, 1, 30000) == 1, "the pty is silent");
		got = read(pty->master, part, sizeof(part));
		ck_assert_int_gt(got, 0);
		emulator_feed(&pty->screen, part, (size_t)got);
	}
}

void pty_resize(struct pty *pty, unsigned columns, unsigned rows, bool reflow)
{
	pty_sync(pty);
	set_size(pty, columns, rows);
	emulator_resize(&pty->screen, columns, rows, reflow);
}
