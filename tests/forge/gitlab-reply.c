/* SPDX-License-Identifier: MIT */
/*
 * The forms of GitLab's replies.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "gitlab.h"
#include "when.h"

struct json_writer gitlab_json(struct call *call, unsigned status)
{
	struct json_writer w = JSON_WRITER_INIT(&call->reply->body);

	reply_text(call->reply, status, "application/json", "");
	return w;
}

void gitlab_say(struct call *call, unsigned status, const char *text)
{
	struct json_writer w = gitlab_json(call, status);

	json_begin_object(&w, NULL);
	json_put(&w, "message", text);
	json_end_object(&w);
}

void gitlab_say_list(struct call *call, unsigned status, const char *text)
{
	struct json_writer w = gitlab_json(call, status);

	json_begin_object(&w, NULL);
	json_begin_array(&w, "message");
	json_put(&w, NULL, text);
	json_end_array(&w);
	json_end_object(&w);
}

void gitlab_say_field(struct call *call, const char *field, const char *text)
{
	struct json_writer w = gitlab_json(call, 400);

	json_begin_object(&w, NULL);
	json_begin_object(&w, "message");
	json_begin_array(&w, field);
	json_put(&w, NULL, text);
	json_end_array(&w);
	json_end_object(&w);
	json_end_object(&w);
}

void gitlab_error(struct call *call, unsigned status, const char *text)
{
	struct json_writer w = gitlab_json(call, status);

	json_begin_object(&w, NULL);
	json_put(&w, "error", text);
	json_end_object(&w);
}

long long gitlab_id(const char *text)
{
	return (long long)(text_hash(text, strlen(text)) % 90000000) + 1;
}

/* With thousandths, which are always zero here. */
void gitlab_time(struct json_writer *w, const char *key, double when)
{
	struct strbuf text = STRBUF_INIT;

	if (when > 0) {
		when_iso(&text, when);
		strbuf_setlen(&text, text.len - 1);
		strbuf_addstr(&text, ".000Z");
	}
	json_put(w, key, text.len ? text.buf : NULL);
	strbuf_release(&text);
}

void gitlab_putf(struct json_writer *w, const char *key, const char *fmt,
		 ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	json_put(w, key, text.buf);
	strbuf_release(&text);
}
