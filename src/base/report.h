/* SPDX-License-Identifier: MIT */
/*
 * Words for the person at the keyboard, on stderr, in git's manner: lower
 * case, what is wrong first, the subject in single quotes, no full stop.
 * Control characters in what comes from outside are replaced before a
 * message is written, whoever formatted it.
 */
#ifndef BASE_REPORT_H
#define BASE_REPORT_H

#include <stdbool.h>
#include <stddef.h>

enum exit_code {		/* design.md part 3 */
	EXIT_FINE = 0,
	EXIT_SOME_FAILED = 1,
	EXIT_ALL_FAILED = 2,
	EXIT_EMPTY = 3,
	EXIT_WORK_LEFT = 4,
	EXIT_FATAL = 128,
	EXIT_USAGE = 129
};

/* "fatal: …" and exit 128. Only in main.c and commands/, with no child. */
void die(const char *fmt, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/* "error: …"; always -1, so that a caller can return it. */
int error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void warning(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A plain line without prefix; nothing when quiet (-q). */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* One that is asked for: quiet or not. */
void report_line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * "hint: …", one such prefix a line of the text. Silenced by the setting
 * advice.KEY=false; keys begin with "multi" (part 12).
 */
void hint(const char *key, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Our own mistake: prints file and line, and aborts. */
#define BUG(...) report_bug(__FILE__, __LINE__, __VA_ARGS__)
void report_bug(const char *file, int line, const char *fmt, ...)
	__attribute__((noreturn, format(printf, 3, 4)));

extern bool report_quiet;	/* -q */
extern int report_verbose;	/* -v, counted */

/*
 * Every finished text goes to this function instead of stderr while one is
 * set (the live block erases itself first); NULL: stderr again.
 */
void report_set_sink(void (*sink)(const char *text, size_t len));

/* Asked before each hint; NULL: all are shown. */
void report_set_advice(bool (*wanted)(const char *key));

#endif
