/* SPDX-License-Identifier: MIT */
/*
 * One HTTP request and its reply: parameters, paths and headers as text.
 */
#include "http.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "process.h"

static int hex_digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = tolower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void http_decode(struct strbuf *out, const char *s, size_t len, bool plus)
{
	size_t i;

	for (i = 0; i < len; i++) {
		int high = -1, low = -1;

		if (s[i] == '%' && i + 2 < len) {
			high = hex_digit((unsigned char)s[i + 1]);
			low = hex_digit((unsigned char)s[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			strbuf_addch(out, high * 16 + low);
			i += 2;
		} else {
			strbuf_addch(out, plus && s[i] == '+' ? ' ' : s[i]);
		}
	}
}

bool request_is(const struct request *req, const char *method)
{
	return !strcmp(req->method, method);
}

bool request_param(const struct request *req, const char *name,
		   struct strbuf *out)
{
	const char *at = req->query;
	struct strbuf key = STRBUF_INIT;
	bool found = false;

	strbuf_reset(out);
	while (*at && !found) {
		size_t len = strcspn(at, "&");
		size_t key_len = strcspn(at, "=&");

		strbuf_reset(&key);
		http_decode(&key, at, key_len, true);
		if (!strcmp(key.buf, name)) {
			found = true;
			if (key_len < len)
				http_decode(out, at + key_len + 1,
					    len - key_len - 1, true);
		}
		at += len;
		if (*at)
			at++;
	}
	strbuf_release(&key);
	return found;
}

long request_param_int(const struct request *req, const char *name,
		       long otherwise)
{
	struct strbuf text = STRBUF_INIT;
	long value = otherwise;
	char *end;

	if (request_param(req, name, &text) && text.len) {
		value = strtol(text.buf, &end, 10);
		if (*end)
			value = otherwise;
	}
	strbuf_release(&text);
	return value;
}

void http_split_path(struct strvec *parts, const char *path)
{
	struct strbuf part = STRBUF_INIT;

	while (*path == '/') {
		size_t len = strcspn(++path, "/");

		strbuf_reset(&part);
		http_decode(&part, path, len, false);
		strvec_push(parts, part.buf);
		path += len;
	}
	strbuf_release(&part);
}

void reply_header(struct reply *reply, const char *name, const char *value)
{
	strvec_push(&reply->headers, name);
	strvec_push(&reply->headers, value);
}

void reply_headerf(struct reply *reply, const char *name, const char *fmt,
		   ...)
{
	struct strbuf value = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&value, fmt, ap);
	va_end(ap);
	reply_header(reply, name, value.buf);
	strbuf_release(&value);
}

const char *reply_get_header(const struct reply *reply, const char *name)
{
	size_t i;

	for (i = 0; i + 1 < reply->headers.nr; i += 2)
		if (!strcasecmp(reply->headers.v[i], name))
			return reply->headers.v[i + 1];
	return NULL;
}

void reply_text(struct reply *reply, unsigned status, const char *type,
		const char *text)
{
	strbuf_reset(&reply->body);
	strbuf_addstr(&reply->body, text);
	reply->status = status;
	if (!reply_get_header(reply, "Content-Type"))
		reply_header(reply, "Content-Type", type);
}

void reply_release(struct reply *reply)
{
	static const struct reply empty = REPLY_INIT;

	if (reply->stream)
		stream_close(reply->stream);
	strvec_clear(&reply->headers);
	strbuf_release(&reply->body);
	*reply = empty;
}
