/* SPDX-License-Identifier: MIT */
/*
 * JSON written, without white space.
 */
#include <string.h>

#include "base/json.h"
#include "base/text.h"

static void escape_byte(struct strbuf *out, unsigned char c)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *known = c ? strchr(from, c) : NULL;

	if (known) {
		strbuf_addch(out, '\\');
		strbuf_addch(out, to[known - from]);
	} else if (c < 0x20 || c == 0x7f) {
		strbuf_addf(out, "\\u%04x", c);
	} else {
		strbuf_addch(out, c);
	}
}

void json_quote_bytes(struct strbuf *out, const char *s, size_t len)
{
	size_t n;

	strbuf_addch(out, '"');
	while (len) {
		n = text_utf8(s, len);
		if (!n)
			strbuf_addstr(out, "\xef\xbf\xbd");
		else if (n == 1)
			escape_byte(out, (unsigned char)*s);
		else
			strbuf_add(out, s, n);
		s += n ? n : 1;
		len -= n ? n : 1;
	}
	strbuf_addch(out, '"');
}

void json_quote(struct strbuf *out, const char *s)
{
	json_quote_bytes(out, s, strlen(s));
}

static void begin(struct json_writer *w, const char *key)
{
	if (w->comma)
		strbuf_addch(w->out, ',');
	w->comma = true;
	if (key) {
		json_quote(w->out, key);
		strbuf_addch(w->out, ':');
	}
}

void json_begin_object(struct json_writer *w, const char *key)
{
	begin(w, key);
	strbuf_addch(w->out, '{');
	w->comma = false;
}

void json_end_object(struct json_writer *w)
{
	strbuf_addch(w->out, '}');
	w->comma = true;
}

void json_begin_array(struct json_writer *w, const char *key)
{
	begin(w, key);
	strbuf_addch(w->out, '[');
	w->comma = false;
}

void json_end_array(struct json_writer *w)
{
	strbuf_addch(w->out, ']');
	w->comma = true;
}

void json_put(struct json_writer *w, const char *key, const char *value)
{
	begin(w, key);
	if (value)
		json_quote(w->out, value);
	else
		strbuf_addstr(w->out, "null");
}

void json_put_int(struct json_writer *w, const char *key, long long value)
{
	begin(w, key);
	strbuf_addf(w->out, "%lld", value);
}

void json_put_bool(struct json_writer *w, const char *key, bool value)
{
	begin(w, key);
	strbuf_addstr(w->out, value ? "true" : "false");
}

void json_put_raw(struct json_writer *w, const char *key, const char *json)
{
	begin(w, key);
	strbuf_addstr(w->out, json);
}
