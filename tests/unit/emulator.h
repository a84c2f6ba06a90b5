/* SPDX-License-Identifier: MIT */
/*
 * A small terminal with scrollback: UTF-8, wide characters, autowrap, cursor
 * up, erase, and both manners of resizing. And a pty that feeds one.
 */
#ifndef TESTS_EMULATOR_H
#define TESTS_EMULATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

#define EMULATOR_COLUMNS 250
#define EMULATOR_LINES 1000

struct emulator_line {
	unsigned cells[EMULATOR_COLUMNS];	/* 0: never written */
	bool wraps;				/* goes on in the next line */
};

struct emulator {
	struct emulator_line *lines;	/* scrollback, then the screen */
	unsigned columns, rows;
	size_t top;			/* the screen's first line */
	size_t y, x;			/* y counts from the first line */
	bool pending;			/* the next character wraps */
	bool no_wrap;
	struct strbuf part;		/* an unfinished sequence */
	struct strbuf all;		/* every byte that came */
	unsigned syncs;			/* OSC "sync" that came */
	unsigned unknown;		/* sequences that it does not know */
};

void emulator_init(struct emulator *e, unsigned columns, unsigned rows);
void emulator_release(struct emulator *e);
void emulator_feed(struct emulator *e, const char *data, size_t len);

/* Lines too long are broken anew, or just cut, as terminals differ. */
void emulator_resize(struct emulator *e, unsigned columns, unsigned rows,
		     bool reflow);

/* From the first line to the last with text, blanks at their ends cut. */
void emulator_text(const struct emulator *e, struct strbuf *out);

/* The line of the screen, from 0. */
void emulator_line(const struct emulator *e, size_t row, struct strbuf *out);

/*
 * A pty whose terminal is the emulator; its other end is opened without
 * becoming anybody's controlling terminal.
 */
struct pty {
	int master, slave;
	struct emulator screen;
};

void pty_open(struct pty *pty, unsigned columns, unsigned rows);
void pty_close(struct pty *pty);

/* Until everything that was written so far has come. */
void pty_sync(struct pty *pty);
void pty_resize(struct pty *pty, unsigned columns, unsigned rows,
		bool reflow);

#endif
