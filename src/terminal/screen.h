/* SPDX-License-Identifier: MIT */
/*
 * What we are shown on: terminal or not, width, colour, UTF-8, pager.
 */
#ifndef TERMINAL_SCREEN_H
#define TERMINAL_SCREEN_H

#include <stdbool.h>
#include <stdio.h>

#include "base/strbuf.h"

enum color { COLOR_PLAIN, COLOR_GREEN, COLOR_YELLOW, COLOR_RED, COLOR_DIM,
	     COLOR_BOLD, COLOR_CYAN };

/* --color=WHEN as given on the command line, or NULL; setting: config's. */
void screen_init(const char *color_option, const char *color_setting);

bool screen_stdout_is_terminal(void);
bool screen_stderr_is_terminal(void);
unsigned screen_columns(int fd);	/* 80 where unknown, at least 20 */
unsigned screen_lines(int fd);
bool screen_utf8(void);

/*
 * Escape sequences that begin and end a colour on stdout or stderr; "" where
 * colour is off for it (--color, NO_COLOR, color.multi, color.ui, terminal).
 */
const char *screen_color(FILE *stream, enum color color);
const char *screen_plain(FILE *stream);

/* Empties the terminal that stdout is; nothing where it is none, or dumb. */
void screen_clear(void);

/* text as a link to url (OSC 8) where stdout is a terminal with colour. */
void screen_link(struct strbuf *out, const char *url, const char *text);

/*
 * Starts git's pager (git var GIT_PAGER) for stdout, as git does: only on
 * a terminal, LESS=FRX and LV=-c where unset, GIT_PAGER_IN_USE set, waited
 * for at exit. setting: pager.multi's value or NULL; no_pager: --no-pager.
 * git, as a caller, gives its own answer of `git var GIT_PAGER` in pager.
 */
void screen_page(const char *pager, bool no_pager);

/*
 * What was written so far goes out before words on stderr follow it: both may
 * be one file. What is lost is told by screen_finish().
 */
void screen_flush(void);

/*
 * Flushes and closes stdout; false (with errno) where something written to it
 * was lost (/dev/full), so that the caller can fail. EPIPE counts as lost only
 * where strict.
 */
bool screen_finish(bool strict);

#endif
