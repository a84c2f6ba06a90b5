/* SPDX-License-Identifier: MIT */
/*
 * A request and its reply as plain data.
 */
#include "engine/request.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"

void request_init(struct request *request)
{
	memset(request, 0, sizeof(*request));
	request->method = "GET";
	strbuf_init(&request->url);
	strvec_init(&request->headers);
	strbuf_init(&request->body);
}

void request_release(struct request *request)
{
	strbuf_release(&request->url);
	strvec_clear(&request->headers);
	strbuf_release(&request->body);
	request_init(request);
}

void reply_init(struct reply *reply)
{
	memset(reply, 0, sizeof(*reply));
	strvec_init(&reply->headers);
	strbuf_init(&reply->body);
	reply->date = -1;
}

void reply_release(struct reply *reply)
{
	free(reply->reason);
	strvec_clear(&reply->headers);
	strbuf_release(&reply->body);
	reply_init(reply);
}

const char *reply_header(const struct reply *reply, const char *name)
{
	size_t len = strlen(name), i;

	for (i = 0; i < reply->headers.nr; i++) {
		const char *line = reply->headers.v[i];

		if (strncasecmp(line, name, len) || line[len] != ':')
			continue;
		return line + len + 1 + strspn(line + len + 1, " \t");
	}
	return NULL;
}

bool reply_is_json(const struct reply *reply)
{
	const char *type = reply_header(reply, "content-type");
	size_t len;

	if (!type)
		return false;
	len = strcspn(type, "; \t");
	if (len == strlen("application/json") &&
	    !strncasecmp(type, "application/json", len))
		return true;
	return len > 5 && !strncasecmp(type + len - 5, "+json", 5);
}

/* Digits, perhaps a fraction, and nothing behind but white space; else -1. */
static double number(const char *text)
{
	size_t len = strspn(text, "0123456789.");
	double value;
	char *end;

	if (!isdigit((unsigned char)*text) || text[len + strspn(text + len,
								" \t")])
		return -1;
	value = strtod(text, &end);
	return end == text + len ? value : -1;
}

/* Seconds from the moment of the reply, in the server's clock. */
static double seconds_until(const struct reply *reply, double when)
{
	double base = reply->date >= 0 ? reply->date : reply->came;

	return when > base ? when - base : 0;
}

double reply_retry_after(const struct reply *reply)
{
	const char *text = reply_header(reply, "retry-after");
	double when;

	if (!text)
		return -1;
	if (isdigit((unsigned char)*text))
		return number(text);
	when = date_parse_http(text);
	return when < 0 ? -1 : seconds_until(reply, when);
}

double reply_until(const struct reply *reply, const char *header)
{
	const char *text = reply_header(reply, header);
	double when = text ? number(text) : -1;

	return when < 0 ? -1 : seconds_until(reply, when);
}
