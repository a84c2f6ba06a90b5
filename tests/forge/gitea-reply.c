/* SPDX-License-Identifier: MIT */
/*
 * The forms of Gitea's replies.
 */
#include <stdarg.h>
#include <string.h>

#include "base/text.h"
#include "gitea.h"
#include "when.h"

struct json_writer gitea_json(struct call *call, unsigned status)
{
	struct json_writer w = JSON_WRITER_INIT(&call->reply->body);

	reply_text(call->reply, status, "application/json;charset=utf-8", "");
	return w;
}

void gitea_say(struct call *call, unsigned status, const char *message)
{
	struct json_writer w = gitea_json(call, status);

	json_begin_object(&w, NULL);
	json_put(&w, "message", message);
	gitea_putf(&w, "url", "%s/api/swagger", call->site);
	json_end_object(&w);
}

void gitea_missing(struct call *call, const char *message)
{
	struct json_writer w;

	if (gitea_since(call->forge, 24)) {
		gitea_say(call, 404, message ? message : "not found");
		return;
	}
	w = gitea_json(call, 404);
	json_begin_object(&w, NULL);
	json_begin_array(&w, "errors");
	json_end_array(&w);
	json_put(&w, "message", message ? message
		 : "The target couldn't be found.");
	gitea_putf(&w, "url", "%s/api/swagger", call->site);
	json_end_object(&w);
}

void gitea_bare(struct call *call, unsigned status)
{
	strbuf_reset(&call->reply->body);
	call->reply->status = status;
}

long long gitea_id(const char *text)
{
	return (long long)(text_hash(text, strlen(text)) % 90000000) + 1;
}

void gitea_time(struct json_writer *w, const char *key, double when)
{
	struct strbuf text = STRBUF_INIT;

	if (when > 0)
		when_iso(&text, when);
	json_put(w, key, text.len ? text.buf : NULL);
	strbuf_release(&text);
}

void gitea_putf(struct json_writer *w, const char *key, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	json_put(w, key, text.buf);
	strbuf_release(&text);
}
