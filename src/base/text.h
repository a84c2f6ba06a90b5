/* SPDX-License-Identifier: MIT */
/*
 * Small questions about strings that several folders ask.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

bool starts_with(const char *s, const char *prefix);
bool ends_with(const char *s, const char *suffix);

/*
 * The length of the UTF-8 character that s (len bytes, at least one) begins
 * with; 0 where it is none.
 */
size_t text_utf8(const char *s, size_t len);

/* Whether s is UTF-8 without any control character (C0, DEL, C1). */
bool text_is_line(const char *s, size_t len);

/*
 * Appends s with every control character (C0 but tab and newline where
 * keep_lines, DEL, C1 as UTF-8, and bytes that are no UTF-8) replaced by '?'.
 */
void text_clean(struct strbuf *out, const char *s, size_t len,
		bool keep_lines);

/*
 * As text_clean() for a whole block of lines, and no line may hold a command
 * for a CI log (part 11): "::" at its start (after white space) and "##[" or
 * "##word[" anywhere get a space behind the first character.
 */
void text_clean_log(struct strbuf *out, const char *s, size_t len);

/*
 * A campaign's name from a text (part 10): [A-Za-z0-9._-], at most 60 bytes,
 * runs of anything else become one '-', none at the ends; may end up empty.
 * Always fit for a branch: no "..", no ".lock" at the end.
 */
void text_slug(struct strbuf *out, const char *text);

/*
 * The candidate nearest to word by Damerau-Levenshtein distance, or NULL
 * where none is near (more than a third of the letters differ). The list
 * ends in NULL.
 */
const char *text_nearest(const char *word, const char *const *candidates);

/* Columns that s takes on a terminal (wcwidth; clean text). */
size_t text_width(const char *s);

/* Replaces %(name) by the values; -1 and err for an unknown name. */
struct text_value {
	const char *name;
	const char *value;	/* NULL: empty */
};
int text_expand(struct strbuf *out, const char *text,
		const struct text_value *values, size_t nr,
		struct strbuf *err);

/* Percent-encodes all but unreserved characters ('/' too: %2F). */
void text_percent_encode(struct strbuf *out, const char *s);

void text_base64(struct strbuf *out, const void *data, size_t len);

/*
 * Others' sentence as the rest of ours: its first word begins small, unless it
 * is a name ("SSL", "GitLab", "GH006:").
 */
void text_uncapitalize(char *text);

/* Quotes for a POSIX shell, only where it is needed. */
void text_shell_quote(struct strbuf *out, const char *s);

/* FNV-1a, for seeds and names; not for secrets. */
unsigned long long text_hash(const void *data, size_t len);

#endif
