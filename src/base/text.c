/* SPDX-License-Identifier: MIT */
/*
 * Small questions about strings that several folders ask.
 */
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/alloc.h"

#define SLUG_MAX 60		/* bytes of a campaign's name, part 10 */

bool starts_with(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

bool ends_with(const char *s, const char *suffix)
{
	size_t len = strlen(s), tail = strlen(suffix);

	return len >= tail && !strcmp(s + len - tail, suffix);
}

/*
 * The length of the UTF-8 character at s and its code point; 0 where there
 * is none (overlong forms and surrogates are none: RFC 3629).
 */
static size_t utf8_char(const char *s, size_t len, unsigned *code)
{
	const unsigned char *p = (const unsigned char *)s;
	static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n, i;

	if (p[0] < 0x80) {
		*code = p[0];
		return 1;
	}
	n = p[0] >= 0xf0 && p[0] < 0xf8 ? 4 : p[0] >= 0xe0 && p[0] < 0xf0 ? 3
	    : p[0] >= 0xc0 && p[0] < 0xe0 ? 2 : 0;
	if (!n || n > len)
		return 0;
	*code = p[0] & (0xffu >> (n + 1));
	for (i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (p[i] & 0x3f);
	}
	if (*code < least[n] || *code > 0x10ffff ||
	    (*code >= 0xd800 && *code < 0xe000))
		return 0;
	return n;
}

size_t text_utf8(const char *s, size_t len)
{
	unsigned code;

	return utf8_char(s, len, &code);
}

static bool is_control(unsigned code, bool keep_lines)
{
	if (keep_lines && (code == '\n' || code == '\t'))
		return false;
	return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

void text_clean(struct strbuf *out, const char *s, size_t len,
		bool keep_lines)
{
	size_t i = 0, n;
	unsigned code;

	while (i < len) {
		n = utf8_char(s + i, len - i, &code);
		if (!n || is_control(code, keep_lines)) {
			strbuf_addch(out, '?');
			n = n ? n : 1;
		} else {
			strbuf_add(out, s + i, n);
		}
		i += n;
	}
}

bool text_is_line(const char *s, size_t len)
{
	unsigned code;
	size_t n;

	for (; len; s += n, len -= n) {
		n = utf8_char(s, len, &code);
		if (!n || is_control(code, false))
			return false;
	}
	return true;
}

/* White space as .NET trims it, which GitHub's runner is written in. */
static bool is_blank(unsigned code)
{
	return code == ' ' || code == '\t' || code == 0xa0 ||
	       code == 0x1680 || (code >= 0x2000 && code <= 0x200a) ||
	       code == 0x2028 || code == 0x2029 || code == 0x202f ||
	       code == 0x205f || code == 0x3000;
}

static size_t leading_blanks(const struct strbuf *line)
{
	size_t at = 0, n;
	unsigned code;

	while (at < line->len) {
		n = utf8_char(line->buf + at, line->len - at, &code);
		if (!n || !is_blank(code))
			break;
		at += n;
	}
	return at;
}

/* "##[" and "##word[", which runners look for anywhere in a line. */
static bool is_marker(const char *s)
{
	if (!starts_with(s, "##"))
		return false;
	s += 2;
	while (isalnum((unsigned char)*s))
		s++;
	return *s == '[';
}

/* One line, which must not hold a command for a CI log. */
static void clean_line(struct strbuf *out, const char *s, size_t len)
{
	struct strbuf line = STRBUF_INIT;
	const char *p;
	size_t lead;

	text_clean(&line, s, len, true);
	lead = leading_blanks(&line);
	for (p = line.buf; *p; p++) {
		strbuf_addch(out, *p);
		if (is_marker(p) || (p == line.buf + lead &&
				     starts_with(p, "::")))
			strbuf_addch(out, ' ');
	}
	strbuf_release(&line);
}

void text_clean_log(struct strbuf *out, const char *s, size_t len)
{
	while (len) {
		const char *end = memchr(s, '\n', len);
		size_t n = end ? (size_t)(end - s) : len;

		clean_line(out, s, n && s[n - 1] == '\r' ? n - 1 : n);
		if (!end)
			return;
		strbuf_addch(out, '\n');
		s += n + 1;
		len -= n + 1;
	}
}

static bool is_slug_char(char c)
{
	return (unsigned char)c < 0x80 &&
	       (isalnum((unsigned char)c) || c == '_');
}

/* git takes no ref with "..", nor one that ends in ".lock" or a dot. */
static void end_slug(struct strbuf *slug, size_t start)
{
	while (slug->len > start && strchr("-.", slug->buf[slug->len - 1]))
		strbuf_setlen(slug, slug->len - 1);
	if (ends_with(slug->buf + start, ".lock"))
		slug->buf[slug->len - 5] = '-';
}

void text_slug(struct strbuf *out, const char *text)
{
	size_t start = out->len;
	char gap = 0;		/* what stands between two words */

	for (; *text && out->len - start < SLUG_MAX; text++) {
		if (!is_slug_char(*text)) {
			gap = *text == '.' && !gap ? '.' : '-';
			continue;
		}
		if (gap && out->len > start)
			strbuf_addch(out, gap);
		gap = 0;
		if (out->len - start < SLUG_MAX)
			strbuf_addch(out, *text);
	}
	end_slug(out, start);
}

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

/* Damerau-Levenshtein, optimal string alignment, with three rows. */
static size_t distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), i, k;
	size_t *rows = xcalloc(3 * (lb + 1), sizeof(*rows));
	size_t *two = rows, *one = rows + lb + 1, *now = rows + 2 * (lb + 1);

	for (k = 0; k <= lb; k++)
		one[k] = k;
	for (i = 1; i <= la; i++) {
		size_t *spare = two;

		now[0] = i;
		for (k = 1; k <= lb; k++) {
			size_t cost = a[i - 1] != b[k - 1];

			now[k] = min3(one[k] + 1, now[k - 1] + 1,
				      one[k - 1] + cost);
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] &&
			    a[i - 2] == b[k - 1] && two[k - 2] + 1 < now[k])
				now[k] = two[k - 2] + 1;
		}
		two = one;
		one = now;
		now = spare;
	}
	k = one[lb];
	free(rows);
	return k;
}

const char *text_nearest(const char *word, const char *const *candidates)
{
	const char *nearest = NULL;
	size_t best = 0;

	for (; *candidates; candidates++) {
		size_t d = distance(word, *candidates);
		size_t longer = strlen(word) > strlen(*candidates)
				? strlen(word) : strlen(*candidates);

		if (d * 3 <= longer + 1 && d < longer &&
		    (!nearest || d < best)) {
			nearest = *candidates;
			best = d;
		}
	}
	return nearest;
}

size_t text_width(const char *s)
{
	size_t len = strlen(s), width = 0, n;
	unsigned code;

	while (len) {
		int w;

		n = utf8_char(s, len, &code);
		w = n ? wcwidth((wchar_t)code) : 1;
		width += w > 0 ? (size_t)w : w < 0;
		s += n ? n : 1;
		len -= n ? n : 1;
	}
	return width;
}

static const struct text_value *find_value(const struct text_value *values,
					   size_t nr, const char *name,
					   size_t len)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (!strncmp(values[i].name, name, len) &&
		    !values[i].name[len])
			return &values[i];
	return NULL;
}

int text_expand(struct strbuf *out, const char *text,
		const struct text_value *values, size_t nr,
		struct strbuf *err)
{
	const char *open, *close;

	while ((open = strstr(text, "%("))) {
		const struct text_value *value = NULL;

		strbuf_add(out, text, (size_t)(open - text));
		close = strchr(open, ')');
		if (close)
			value = find_value(values, nr, open + 2,
					   (size_t)(close - open - 2));
		if (!value) {
			int len = close ? (int)(close - open + 1)
					: (int)strlen(open);

			strbuf_addf(err, "unknown field '%.*s'", len, open);
			return -1;
		}
		if (value->value)
			strbuf_addstr(out, value->value);
		text = close + 1;
	}
	strbuf_addstr(out, text);
	return 0;
}

void text_percent_encode(struct strbuf *out, const char *s)
{
	for (; *s; s++) {
		if ((isalnum((unsigned char)*s) &&
		     (unsigned char)*s < 0x80) || strchr("-._~", *s))
			strbuf_addch(out, *s);
		else
			strbuf_addf(out, "%%%02X", (unsigned char)*s);
	}
}

void text_uncapitalize(char *text)
{
	size_t len;

	if (!isupper((unsigned char)*text))
		return;
	len = strspn(text + 1, "abcdefghijklmnopqrstuvwxyz'");
	if (len && (!text[1 + len] || text[1 + len] == ' '))
		*text = (char)tolower((unsigned char)*text);
}

void text_base64(struct strbuf *out, const void *data, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = data;
	size_t i;

	for (i = 0; i < len; i += 3) {
		unsigned bits = (unsigned)p[i] << 16;

		if (i + 1 < len)
			bits |= (unsigned)p[i + 1] << 8;
		if (i + 2 < len)
			bits |= p[i + 2];
		strbuf_addch(out, digits[bits >> 18]);
		strbuf_addch(out, digits[bits >> 12 & 63]);
		strbuf_addch(out, i + 1 < len ? digits[bits >> 6 & 63] : '=');
		strbuf_addch(out, i + 2 < len ? digits[bits & 63] : '=');
	}
}

void text_shell_quote(struct strbuf *out, const char *s)
{
	const char *safe = "%+,-./:=@_";
	const char *p;

	for (p = s; *p && (strchr(safe, *p) ||
			   (isalnum((unsigned char)*p) &&
			    (unsigned char)*p < 0x80));)
		p++;
	if (*s && !*p) {
		strbuf_addstr(out, s);
		return;
	}
	strbuf_addch(out, '\'');
	for (; *s; s++) {
		if (*s == '\'')
			strbuf_addstr(out, "'\\''");
		else
			strbuf_addch(out, *s);
	}
	strbuf_addch(out, '\'');
}

unsigned long long text_hash(const void *data, size_t len)
{
	const unsigned char *p = data;
	unsigned long long hash = 14695981039346656037ULL;

	while (len--)
		hash = (hash ^ *p++) * 1099511628211ULL;
	return hash;
}
