/* SPDX-License-Identifier: MIT */
/*
 * Words for the person at the keyboard.
 */
#include "base/report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "base/text.h"

bool report_quiet;
int report_verbose;

static void (*sink)(const char *text, size_t len);
static bool (*advice)(const char *key);

void report_set_sink(void (*to)(const char *text, size_t len))
{
	sink = to;
}

void report_set_advice(bool (*wanted)(const char *key))
{
	advice = wanted;
}

/* A whole message in one write: nothing of another process gets between. */
static void write_out(const char *text, size_t len)
{
	if (sink) {
		sink(text, len);
		return;
	}
	while (len) {
		ssize_t got = write(STDERR_FILENO, text, len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return;
		text += got;
		len -= (size_t)got;
	}
}

/* The prefix stands before the first line, or before each. */
static void message(const char *prefix, bool each, const char *fmt,
		    va_list ap)
{
	struct strbuf raw = STRBUF_INIT, text = STRBUF_INIT;
	struct strbuf out = STRBUF_INIT;
	const char *line, *end;

	strbuf_vaddf(&raw, fmt, ap);
	text_clean_log(&text, raw.buf, raw.len);
	strbuf_rtrim(&text);
	for (line = text.buf; line; line = end ? end + 1 : NULL) {
		end = strchr(line, '\n');
		if (each || line == text.buf)
			strbuf_addstr(&out, prefix);
		strbuf_add(&out, line, end ? (size_t)(end - line)
					   : strlen(line));
		strbuf_addch(&out, '\n');
	}
	write_out(out.buf, out.len);
	strbuf_release(&out);
	strbuf_release(&text);
	strbuf_release(&raw);
}

void die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	message("fatal: ", false, fmt, ap);
	va_end(ap);
	exit(EXIT_FATAL);
}

int error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	message("error: ", false, fmt, ap);
	va_end(ap);
	return -1;
}

void warning(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	message("warning: ", false, fmt, ap);
	va_end(ap);
}

void say(const char *fmt, ...)
{
	va_list ap;

	if (report_quiet)
		return;
	va_start(ap, fmt);
	message("", false, fmt, ap);
	va_end(ap);
}

void report_line(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	message("", false, fmt, ap);
	va_end(ap);
}

void hint(const char *key, const char *fmt, ...)
{
	va_list ap;

	if (report_quiet || (advice && !advice(key)))
		return;
	va_start(ap, fmt);
	message("hint: ", true, fmt, ap);
	va_end(ap);
}

void report_bug(const char *file, int line, const char *fmt, ...)
{
	struct strbuf where = STRBUF_INIT;
	va_list ap;

	strbuf_addf(&where, "BUG: %s:%d: ", file, line);
	va_start(ap, fmt);
	message(where.buf, false, fmt, ap);
	va_end(ap);
	abort();
}
