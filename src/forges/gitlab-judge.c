/* SPDX-License-Identifier: MIT */
/*
 * What a reply of GitLab means, by its status and its words.
 */
#include "forges/gitlab.h"

#include <string.h>

#include "base/text.h"

/* ---- what it says ---------------------------------------------------- */

/* {"source_branch": ["does not exist"]}: "source_branch does not exist" */
static void add_words(const struct json *doc, int node, struct strbuf *out)
{
	bool named = json_kind(doc, node) == JSON_OBJECT;
	const char *separator = "";
	int member;

	forge_text(doc, node, out);
	for (member = json_first(doc, node); member >= 0;
	     member = json_next(doc, member)) {
		struct strbuf key = STRBUF_INIT;

		strbuf_addstr(out, separator);
		separator = ", ";
		if (named && json_key(doc, member, &key) &&
		    strcmp(key.buf, "error") && strcmp(key.buf, "base")) {
			text_clean(out, key.buf, key.len, false);
			strbuf_addch(out, ' ');
		}
		add_words(doc, member, out);
		strbuf_release(&key);
	}
}

static void add_behind(const struct json *doc, int node, const char *before,
		       struct strbuf *out)
{
	if (json_kind(doc, node) == JSON_MISSING ||
	    json_kind(doc, node) == JSON_NULL)
		return;
	if (out->len)
		strbuf_addstr(out, before);
	add_words(doc, node, out);
}

/* message or error, a text or lists of them; GraphQL's errors. */
static void message_of(const struct json *doc, struct strbuf *out)
{
	add_behind(doc, json_get(doc, 0, "message"), ": ", out);
	add_behind(doc, json_get(doc, 0, "error"), ": ", out);
	add_behind(doc, json_get(doc, 0, "error_description"), ": ", out);
	if (!out->len)
		forge_text(doc, json_get(doc, 0, "errors.0.message"), out);
}

/* ---- REST ------------------------------------------------------------ */

static void judge_by_rule(const struct request *request,
			  const struct reply *reply, const char *message,
			  const struct gitlab_rule *rule,
			  struct verdict_of_reply *verdict,
			  struct strbuf *why)
{
	bool look = rule->hints & GITLAB_LOOK;
	bool token = reply->status != 401 || request->authorization;

	memset(verdict, 0, sizeof(*verdict));
	verdict->failure = token ? rule->failure : FAILURE_AUTH;
	verdict->later = look || (rule->hints & GITLAB_LATER);
	/* no state that we saw holds: as after a write without an answer */
	verdict->maybe_done = look;
	verdict->exists = rule->hints & GITLAB_EXISTS;
	verdict->moved = rule->hints & GITLAB_MOVED;
	verdict->blocked = rule->hints & GITLAB_BLOCKED;
	strbuf_addf(why, "%s (", token ? rule->sentence :
		    "a token is needed");
	forge_answered(request, reply, message, why);
	strbuf_addch(why, ')');
}

static void judge_status(const struct request *request,
			 const struct reply *reply, const char *message,
			 struct verdict_of_reply *verdict, struct strbuf *why)
{
	struct strbuf common = STRBUF_INIT;

	forge_judge_common(request, reply, verdict, &common);
	if (reply->status == 404 || reply->status >= 500 || !*message)
		strbuf_addstr(why, common.buf);
	else
		forge_answered(request, reply, message, why);
	strbuf_release(&common);
}

static void judge_refusal(const struct request *request,
			  const struct reply *reply,
			  struct verdict_of_reply *verdict,
			  struct strbuf *why)
{
	struct json doc = JSON_INIT;
	struct strbuf message = STRBUF_INIT, err = STRBUF_INIT;
	const struct gitlab_rule *rule = NULL;

	/* a limit is a plain text; broken JSON: the status says enough */
	if (!reply_is_json(reply) && reply->status == 429)
		text_clean(&message, reply->body.buf,
			   strcspn(reply->body.buf, "\r\n<"), false);
	else if (!json_parse(&doc, reply->body.buf, reply->body.len, &err))
		message_of(&doc, &message);
	if (reply_is_json(reply) || !reply->body.len)
		rule = gitlab_rule(request, reply->status, message.buf);
	if (reply->status == 429) {
		gitlab_limit(reply, message.buf, verdict);
		forge_answered(request, reply, message.buf, why);
	} else if (gitlab_is_ban(reply)) {
		gitlab_ban(verdict);
		forge_answered(request, reply, "it has shut out this address "
			       "for some minutes", why);
	} else if (rule) {
		judge_by_rule(request, reply, message.buf, rule, verdict,
			      why);
	} else {
		judge_status(request, reply, message.buf, verdict, why);
	}
	json_release(&doc);
	strbuf_release(&message);
	strbuf_release(&err);
}

/* ---- GraphQL --------------------------------------------------------- */

static bool passes(const char *message)
{
	return forge_says(message, "timed out") ||
	       forge_says(message, "timeout") ||
	       forge_says(message, "internal server error") ||
	       forge_says(message, "something went wrong");
}

/* What look_read() makes something of; for all else there is no data. */
static bool is_for_reader(const struct json *doc)
{
	return json_kind(doc, json_get(doc, 0, "data")) == JSON_OBJECT ||
	       gitlab_lacks(doc) || gitlab_too_much(doc, 1);
}

/* A list is whole or it is none: half of one would look like all of it. */
static bool is_half_list(const struct json *doc)
{
	return json_get(doc, 0, "data.list") >= 0 &&
	       json_first(doc, json_get(doc, 0, "errors")) >= 0;
}

/* A limit's words come as an error, with or without data. */
static int limit_error(const struct json *doc)
{
	struct strbuf message = STRBUF_INIT;
	int error, found = -1;

	for (error = json_first(doc, json_get(doc, 0, "errors"));
	     error >= 0 && found < 0; error = json_next(doc, error)) {
		strbuf_reset(&message);
		json_string(doc, json_get(doc, error, "message"), &message);
		if (gitlab_is_endpoint_limit(message.buf))
			found = error;
	}
	strbuf_release(&message);
	return found;
}

static void judge_graphql(const struct request *request,
			  const struct reply *reply, const struct json *doc,
			  struct verdict_of_reply *verdict,
			  struct strbuf *why)
{
	int limit = limit_error(doc), error = json_get(doc, 0, "errors.0");
	struct strbuf message = STRBUF_INIT;

	forge_text(doc, json_get(doc, limit >= 0 ? limit : error, "message"),
		   &message);
	if (limit >= 0) {
		gitlab_limit(reply, message.buf, verdict);
	} else if (!is_for_reader(doc) || is_half_list(doc)) {
		verdict->failure = FAILURE_FORGE;
		verdict->later = !message.len || passes(message.buf);
	}
	if (verdict->failure != FAILURE_NONE) {
		forge_server(request, why);
		strbuf_addf(why, " answered%s%s", message.len ? ": " :
			    " without data", message.buf);
	}
	strbuf_release(&message);
}

/* ---- any ------------------------------------------------------------- */

/* A page in place of the answer: a sign-in, a challenge, another server. */
static void judge_other_kind(const struct request *request,
			     const struct reply *reply,
			     struct verdict_of_reply *verdict,
			     struct strbuf *why)
{
	const char *type = reply_header(reply, "content-type");

	memset(verdict, 0, sizeof(*verdict));
	verdict->failure = FAILURE_FORGE;
	verdict->maybe_done = reply->status < 300 &&
			      (request->draws & DRAW_WRITE);
	forge_server(request, why);
	strbuf_addf(why, " answered %s, not JSON (%d): is it a GitLab server?",
		    type && forge_says(type, "html") ? "HTML" :
		    "something else", reply->status);
}

static void judge_success(const struct request *request,
			  const struct reply *reply,
			  struct verdict_of_reply *verdict,
			  struct strbuf *why)
{
	struct json doc = JSON_INIT;
	struct strbuf err = STRBUF_INIT;

	memset(verdict, 0, sizeof(*verdict));
	if (json_parse(&doc, reply->body.buf, reply->body.len, &err)) {
		verdict->failure = FAILURE_FORGE;
		verdict->later = true;
		verdict->maybe_done = request->draws & DRAW_WRITE;
		forge_server(request, why);
		strbuf_addf(why, " answered %s", err.buf);
	} else if (request->draws & DRAW_GRAPHQL) {
		judge_graphql(request, reply, &doc, verdict, why);
	}
	strbuf_release(&err);
	json_release(&doc);
}

/* GraphQL refuses a query whose text is too long with a status of its own. */
static bool is_long_query(const struct request *request,
			  const struct reply *reply)
{
	return (request->draws & DRAW_GRAPHQL) && reply->status == 422;
}

/* A proxy may answer these in words of its own, whatever is behind it. */
static bool may_be_any_text(int status)
{
	return status == 401 || status == 403 || status == 407 ||
	       status == 408 || status == 413 || status == 429 ||
	       status >= 500;
}

void gitlab_judge(const struct request *request, const struct reply *reply,
		  struct verdict_of_reply *verdict, struct strbuf *why)
{
	bool json = reply_is_json(reply);

	if (reply->error != TRANSFER_OK || reply->status < 200 ||
	    (reply->status >= 300 && reply->status < 400))
		forge_judge_common(request, reply, verdict, why);
	else if (reply->status < 300 && !strcmp(request->method, "HEAD"))
		memset(verdict, 0, sizeof(*verdict));
	else if (json && (reply->status < 300 ||
			  is_long_query(request, reply)))
		judge_success(request, reply, verdict, why);
	else if (reply->status >= 400 &&
		 (json || !reply->body.len ||
		  may_be_any_text(reply->status)))
		judge_refusal(request, reply, verdict, why);
	else
		judge_other_kind(request, reply, verdict, why);
}
