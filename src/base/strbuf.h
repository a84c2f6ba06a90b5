/* SPDX-License-Identifier: MIT */
/*
 * Text that grows. buf is never NULL and always ends in NUL at buf[len], so
 * it can be handed to any function that reads a string; it may hold NUL
 * bytes before that. A failing function of ours appends one whole sentence
 * (no newline, no full stop) to its last argument, a strbuf named err, and
 * leaves it untouched when it succeeds.
 */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include <stdarg.h>
#include <stddef.h>

struct strbuf {
	size_t alloc;		/* 0: buf is the shared empty text */
	size_t len;
	char *buf;
};

extern char strbuf_empty[];

#define STRBUF_INIT { .alloc = 0, .len = 0, .buf = strbuf_empty }

void strbuf_init(struct strbuf *sb);
void strbuf_release(struct strbuf *sb);		/* frees, leaves it init'ed */
void strbuf_reset(struct strbuf *sb);		/* len 0, memory kept */
void strbuf_setlen(struct strbuf *sb, size_t len);	/* len <= sb->len */
void strbuf_grow(struct strbuf *sb, size_t extra);
void strbuf_add(struct strbuf *sb, const void *data, size_t len);
void strbuf_addstr(struct strbuf *sb, const char *s);
void strbuf_addch(struct strbuf *sb, int c);
void strbuf_addf(struct strbuf *sb, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void strbuf_vaddf(struct strbuf *sb, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));
void strbuf_rtrim(struct strbuf *sb);		/* white space at the end */
void strbuf_remove(struct strbuf *sb, size_t pos, size_t len);

/* The text as malloc'ed string (caller frees); sb is empty again. */
char *strbuf_detach(struct strbuf *sb);

#endif
