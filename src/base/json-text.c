/* SPDX-License-Identifier: MIT */
/*
 * JSON text: is it some, and what do its strings say?
 */
#include "base/json-text.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

#define DEPTH_MAX 64
#define BAD 0xfffd		/* the replacement character */

struct check {
	const char *s;
	size_t pos, len;
	const char *why;
};

static void skip_space(struct check *c)
{
	while (c->pos < c->len && strchr(" \t\r\n", c->s[c->pos]) &&
	       c->s[c->pos])
		c->pos++;
}

static bool take(struct check *c, char wanted)
{
	if (c->pos >= c->len || c->s[c->pos] != wanted)
		return false;
	c->pos++;
	return true;
}

static bool is_digit(const struct check *c)
{
	return c->pos < c->len && c->s[c->pos] >= '0' && c->s[c->pos] <= '9';
}

static bool digits(struct check *c)
{
	if (!is_digit(c))
		return false;
	while (is_digit(c))
		c->pos++;
	return true;
}

static bool number(struct check *c)
{
	take(c, '-');
	if (!take(c, '0') && !digits(c))
		return false;
	if (take(c, '.') && !digits(c))
		return false;
	if (take(c, 'e') || take(c, 'E')) {
		if (!take(c, '+'))
			take(c, '-');
		return digits(c);
	}
	return true;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool escape(struct check *c)
{
	int i;

	if (c->pos >= c->len || !c->s[c->pos])
		return false;
	if (c->s[c->pos] != 'u')
		return strchr("\"\\/bfnrt", c->s[c->pos++]);
	c->pos++;
	for (i = 0; i < 4; i++, c->pos++)
		if (c->pos >= c->len || hex(c->s[c->pos]) < 0)
			return false;
	return true;
}

static bool string(struct check *c)
{
	if (!take(c, '"'))
		return false;
	while (c->pos < c->len) {
		unsigned char byte = (unsigned char)c->s[c->pos++];

		if (byte == '"')
			return true;
		if (byte < 0x20 || (byte == '\\' && !escape(c)))
			return false;
	}
	return false;
}

static bool word(struct check *c, const char *wanted)
{
	size_t n = strlen(wanted);

	if (c->len - c->pos < n || strncmp(c->s + c->pos, wanted, n))
		return false;
	c->pos += n;
	return true;
}

static bool scalar(struct check *c)
{
	switch (c->s[c->pos]) {
	case '"':
		return string(c);
	case 't':
		return word(c, "true");
	case 'f':
		return word(c, "false");
	case 'n':
		return word(c, "null");
	default:
		return number(c);
	}
}

/* After '{', or ',' in an object: the key and its colon. */
static bool key(struct check *c)
{
	skip_space(c);
	if (!string(c))
		return false;
	skip_space(c);
	return take(c, ':');
}

/*
 * The open brackets are a stack of their closing ones, no recursion. Each
 * round reads one value, then what may stand behind it.
 */
static bool value(struct check *c)
{
	char open[DEPTH_MAX];
	size_t depth = 0;

	for (;;) {
		skip_space(c);
		if (c->pos >= c->len)
			return false;
		if (c->s[c->pos] == '{' || c->s[c->pos] == '[') {
			bool object = c->s[c->pos++] == '{';

			if (depth == DEPTH_MAX) {
				c->why = "JSON nested too deeply";
				return false;
			}
			open[depth++] = object ? '}' : ']';
			skip_space(c);
			if (c->pos >= c->len)
				return false;
			if (c->s[c->pos] != open[depth - 1]) {
				if (object && !key(c))
					return false;
				continue;
			}
		} else if (!scalar(c)) {
			return false;
		}
		for (;;) {
			skip_space(c);
			if (!depth)
				return c->pos == c->len;
			if (!take(c, open[depth - 1]))
				break;
			depth--;
		}
		if (!take(c, ',') || (open[depth - 1] == '}' && !key(c)))
			return false;
	}
}

int json_text_check(const char *s, size_t len, struct strbuf *err)
{
	struct check check = { .s = s, .len = len, .why = "no valid JSON" };

	if (value(&check))
		return 0;
	strbuf_addf(err, "%s: byte %zu", check.why, check.pos + 1);
	return -1;
}

static void add_utf8(struct strbuf *out, unsigned code)
{
	if (code < 0x80) {
		strbuf_addch(out, (int)code);
	} else if (code < 0x800) {
		strbuf_addch(out, (int)(0xc0 | code >> 6));
		strbuf_addch(out, (int)(0x80 | (code & 63)));
	} else if (code < 0x10000) {
		strbuf_addch(out, (int)(0xe0 | code >> 12));
		strbuf_addch(out, (int)(0x80 | (code >> 6 & 63)));
		strbuf_addch(out, (int)(0x80 | (code & 63)));
	} else {
		strbuf_addch(out, (int)(0xf0 | code >> 18));
		strbuf_addch(out, (int)(0x80 | (code >> 12 & 63)));
		strbuf_addch(out, (int)(0x80 | (code >> 6 & 63)));
		strbuf_addch(out, (int)(0x80 | (code & 63)));
	}
}

static unsigned four_hex(const char *s)
{
	return (unsigned)(hex(s[0]) << 12 | hex(s[1]) << 8 | hex(s[2]) << 4 |
			  hex(s[3]));
}

/*
 * s is behind "\u"; how many bytes were used. Half a pair is no character,
 * and a NUL byte would end the text early for every reader of C strings.
 */
static size_t add_escaped(struct strbuf *out, const char *s, size_t len)
{
	unsigned code = four_hex(s), low;

	if (code >= 0xd800 && code < 0xdc00 && len >= 10 && s[4] == '\\' &&
	    s[5] == 'u') {
		low = four_hex(s + 6);
		if (low >= 0xdc00 && low < 0xe000) {
			add_utf8(out, 0x10000 + ((code - 0xd800) << 10) +
				 (low - 0xdc00));
			return 10;
		}
	}
	add_utf8(out, !code || (code >= 0xd800 && code < 0xe000) ? BAD
								 : code);
	return 4;
}

/* A part without escapes; mostly the whole of it is good. */
static void add_plain(struct strbuf *out, const char *s, size_t len)
{
	size_t good = 0, n;

	while (good < len) {
		n = (unsigned char)s[good] < 0x80
		    ? 1 : text_utf8(s + good, len - good);
		if (!n) {
			strbuf_add(out, s, good);
			add_utf8(out, BAD);
			s += good + 1;
			len -= good + 1;
			good = 0;
		}
		good += n;
	}
	strbuf_add(out, s, len);
}

void json_text_unescape(struct strbuf *out, const char *s, size_t len)
{
	static const char names[] = "bfnrt", values[] = "\b\f\n\r\t";
	const char *slash, *name;

	while (len && (slash = memchr(s, '\\', len))) {
		size_t used = (size_t)(slash - s) + 2;

		add_plain(out, s, (size_t)(slash - s));
		name = strchr(names, slash[1]);
		if (slash[1] == 'u')
			used += add_escaped(out, slash + 2, len - used);
		else
			strbuf_addch(out, name ? values[name - names]
					       : slash[1]);
		s += used;
		len -= used;
	}
	add_plain(out, s, len);
}
