/* SPDX-License-Identifier: MIT */
/*
 * What a reply means on every forge: transport errors and HTTP status codes
 * (forge-independent part of RFC 9110).
 */
#include "forges/forge.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"

bool forge_says(const char *text, const char *fragment)
{
	return strcasestr(text, fragment) != NULL;
}

void forge_text(const struct json *doc, int node, struct strbuf *out)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	json_string(doc, node, &text);
	for (i = 0; i < text.len; i++)
		if (strchr("\t\n\r", text.buf[i]))
			text.buf[i] = ' ';
	strbuf_rtrim(&text);
	while (text.len && text.buf[text.len - 1] == '.')
		strbuf_setlen(&text, text.len - 1);
	text_clean(out, text.buf, text.len, false);
	strbuf_release(&text);
}

bool forge_is_call(const struct request *request, const char *call)
{
	size_t len = strcspn(call, " ");
	char *path, *tail, *end;
	bool same;

	if (strncmp(request->method, call, len) || request->method[len])
		return false;
	if (!call[len])
		return true;
	path = xstrndup(request->url.buf, strcspn(request->url.buf, "?"));
	end = path + strlen(path);
	if (ends_with(call, "#"))
		while (end > path && end[-1] >= '0' && end[-1] <= '9')
			*--end = '\0';
	tail = xstrndup(call + len + 1, strcspn(call + len + 1, "#"));
	same = ends_with(path, tail);
	free(tail);
	free(path);
	return same;
}

bool forge_is_at(const char *url, const char *host)
{
	const char *start = strstr(url, "://");
	char *name;
	bool same;

	start = start ? start + 3 : url;
	name = xstrndup(start, strcspn(start, "/?#"));
	start = strrchr(name, '@');
	same = !strcasecmp(start ? start + 1 : name, host);
	free(name);
	return same;
}

void forge_server(const struct request *request, struct strbuf *out)
{
	const char *host = strstr(request->url.buf, "://");

	host = host ? host + 3 : request->url.buf;
	strbuf_addch(out, '\'');
	text_clean(out, host, strcspn(host, "/?#"), false);
	strbuf_addch(out, '\'');
}

void forge_lacks(struct strbuf *out, const char *what, const char *name)
{
	strbuf_addf(out, "%sno %s '%s'", out->len ? ", " : "there is ", what,
		    name);
}

void forge_answered(const struct request *request, const struct reply *reply,
		    const char *message, struct strbuf *out)
{
	forge_server(request, out);
	strbuf_addf(out, " answered %d", reply->status);
	if (*message)
		strbuf_addf(out, ": %s", message);
}

static void add_url(const struct request *request, struct strbuf *out)
{
	strbuf_addch(out, '\'');
	text_clean(out, request->url.buf, strcspn(request->url.buf, "?#"),
		   false);
	strbuf_addch(out, '\'');
}

static void judge_transport(const struct request *request,
			    const struct reply *reply,
			    struct verdict_of_reply *verdict,
			    struct strbuf *why)
{
	verdict->failure = FAILURE_NETWORK;
	switch (reply->error) {
	case TRANSFER_OK:
	case TRANSFER_UNSENT:
		verdict->later = true;
		break;
	case TRANSFER_BROKEN:
	case TRANSFER_TIMEOUT:
	case TRANSFER_CANCELLED:
		verdict->later = true;
		verdict->maybe_done = request->draws & DRAW_WRITE;
		break;
	case TRANSFER_TOO_LARGE:
		verdict->failure = FAILURE_FORGE;
		verdict->maybe_done = request->draws & DRAW_WRITE;
		break;
	case TRANSFER_TLS:
		break;
	}
	if (reply->reason) {
		strbuf_addstr(why, reply->reason);
		return;
	}
	forge_server(request, why);
	strbuf_addstr(why, " gave no whole answer");
}

/* A GET follows within its host; what is seen here was not followed. */
static void judge_redirect(const struct request *request,
			   const struct reply *reply,
			   struct verdict_of_reply *verdict,
			   struct strbuf *why)
{
	const char *to = reply_header(reply, "location");
	bool write = request->draws & DRAW_WRITE;

	verdict->failure = write ? FAILURE_MISSING : FAILURE_FORGE;
	add_url(request, why);
	strbuf_addf(why, " has moved (%d)", reply->status);
	if (to) {
		strbuf_addstr(why, " to '");
		text_clean(why, to, strlen(to), false);
		strbuf_addch(why, '\'');
	}
	strbuf_addstr(why, write ?
		      ": the repository was renamed or transferred" :
		      ": redirects to another server are not followed");
}

/* 503 with Retry-After is how a proxy limits, or a server in maintenance. */
static void judge_server_error(const struct request *request,
			       const struct reply *reply,
			       struct verdict_of_reply *verdict,
			       struct strbuf *why)
{
	double wait = reply_retry_after(reply);

	verdict->failure = FAILURE_FORGE;
	verdict->later = reply->status != 501 && reply->status != 505;
	verdict->maybe_done = request->draws & DRAW_WRITE;
	if (reply->status == 503 && wait >= 0) {
		verdict->freeze = FREEZE_HOST;
		verdict->wait = wait > 1 ? wait : 1;
	}
	forge_server(request, why);
	strbuf_addf(why, " answered %d", reply->status);
}

static void judge_limit(const struct request *request,
			const struct reply *reply,
			struct verdict_of_reply *verdict, struct strbuf *why)
{
	double wait = reply_retry_after(reply);

	verdict->failure = FAILURE_LIMIT;
	verdict->later = true;
	verdict->freeze = FREEZE_HOST;
	if (wait >= 0)
		verdict->wait = wait > 1 ? wait : 1;
	forge_server(request, why);
	strbuf_addstr(why, " answered 429: too many requests");
}

static void judge_refusal(const struct request *request,
			  const struct reply *reply,
			  struct verdict_of_reply *verdict,
			  struct strbuf *why)
{
	if (reply->status == 404 || reply->status == 410) {
		verdict->failure = FAILURE_MISSING;
		add_url(request, why);
		strbuf_addf(why, " not found, or no access (%d)",
			    reply->status);
		return;
	}
	forge_server(request, why);
	strbuf_addf(why, " answered %d", reply->status);
	switch (reply->status) {
	case 401:
		verdict->failure = FAILURE_AUTH;
		strbuf_addstr(why, request->authorization ?
			      ": the token is not accepted" :
			      ": a token is needed");
		break;
	case 403:
	case 451:
		verdict->failure = FAILURE_PERMISSION;
		strbuf_addstr(why, ": not allowed");
		break;
	case 407:
		verdict->failure = FAILURE_NETWORK;
		strbuf_addstr(why, ": the proxy wants to be asked in the name"
			      " of a user");
		break;
	case 408:
		verdict->failure = FAILURE_NETWORK;
		verdict->later = true;
		break;
	case 409:
		verdict->failure = FAILURE_CONFLICT;
		strbuf_addstr(why, ": conflict");
		break;
	default:
		verdict->failure = FAILURE_FORGE;
	}
}

void forge_judge_common(const struct request *request,
			const struct reply *reply,
			struct verdict_of_reply *verdict, struct strbuf *why)
{
	memset(verdict, 0, sizeof(*verdict));
	if (reply->error != TRANSFER_OK)
		judge_transport(request, reply, verdict, why);
	else if (reply->status >= 500 || reply->status < 200)
		judge_server_error(request, reply, verdict, why);
	else if (reply->status == 429)
		judge_limit(request, reply, verdict, why);
	else if (reply->status >= 400)
		judge_refusal(request, reply, verdict, why);
	else if (reply->status >= 300)
		judge_redirect(request, reply, verdict, why);
}
