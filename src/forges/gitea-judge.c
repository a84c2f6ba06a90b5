/* SPDX-License-Identifier: MIT */
/*
 * What a reply of Gitea means. It has no limits of its own: those are its
 * proxy's, which answers HTML or text, also in place of the API.
 */
#include "forges/gitea.h"

#include <string.h>

#include "base/text.h"


static void judge_by_rule(const struct request *request,
			  const struct reply *reply, const char *message,
			  const struct gitea_rule *rule,
			  struct verdict_of_reply *verdict,
			  struct strbuf *why)
{
	bool look = rule->hints & GITEA_LOOK;
	bool token = reply->status != 401 || request->authorization;

	memset(verdict, 0, sizeof(*verdict));
	if (rule->failure == FAILURE_NONE)
		return;
	verdict->failure = rule->failure;
	verdict->later = look || (rule->hints & GITEA_LATER);
	verdict->maybe_done = look;
	verdict->exists = rule->hints & GITEA_EXISTS;
	verdict->moved = rule->hints & GITEA_MOVED;
	verdict->blocked = rule->hints & GITEA_BLOCKED;
	strbuf_addf(why, "%s (", token ? rule->sentence :
		    "a token is needed");
	forge_answered(request, reply, message, why);
	strbuf_addch(why, ')');
}

/* Whether the proxy answered for a server that is busy or not there. */
static bool is_proxy_limit(const struct reply *reply)
{
	return reply->status == 429 ||
	       (reply->status == 503 && !reply_is_json(reply));
}

static void judge_status(const struct request *request,
			 const struct reply *reply, const char *message,
			 struct verdict_of_reply *verdict, struct strbuf *why)
{
	struct strbuf common = STRBUF_INIT;
	bool kept = reply->status == 404 || reply->status == 429 ||
		    !*message;

	forge_judge_common(request, reply, verdict, &common);
	if (is_proxy_limit(reply))
		verdict->freeze = FREEZE_HOST;
	if (kept)
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
	const struct gitea_rule *rule;

	/* broken, or no JSON: then the status says enough */
	if (!json_parse(&doc, reply->body.buf, reply->body.len, &err))
		forge_text(&doc, json_get(&doc, 0, "message"), &message);
	rule = gitea_rule(request, reply->status, message.buf);
	if (rule && (reply_is_json(reply) || !reply->body.len))
		judge_by_rule(request, reply, message.buf, rule, verdict,
			      why);
	else
		judge_status(request, reply, message.buf, verdict, why);
	json_release(&doc);
	strbuf_release(&message);
	strbuf_release(&err);
}

/* A page in place of the answer: a challenge, a sign-in, another server. */
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
	strbuf_addf(why, " answered %s, not JSON (%d): is it a Gitea or "
		    "Forgejo server?",
		    type && forge_says(type, "html") ? "HTML" :
		    "something else", reply->status);
}

/* A merge is answered with nothing, all else with JSON. */
static void judge_success(const struct request *request,
			  const struct reply *reply,
			  struct verdict_of_reply *verdict,
			  struct strbuf *why)
{
	struct json doc = JSON_INIT;
	struct strbuf err = STRBUF_INIT;

	memset(verdict, 0, sizeof(*verdict));
	if (!reply->body.len && (ends_with(request->url.buf, "/merge") ||
				 !strcmp(request->method, "DELETE")))
		return;
	if (!reply_is_json(reply)) {
		judge_other_kind(request, reply, verdict, why);
		return;
	}
	if (json_parse(&doc, reply->body.buf, reply->body.len, &err)) {
		verdict->failure = FAILURE_FORGE;
		verdict->later = true;
		verdict->maybe_done = request->draws & DRAW_WRITE;
		forge_server(request, why);
		strbuf_addf(why, " answered %s", err.buf);
	}
	strbuf_release(&err);
	json_release(&doc);
}

/* A proxy may answer these in words of its own, whatever is behind it. */
static bool may_be_any_text(int status)
{
	return status == 401 || status == 403 || status == 404 ||
	       status == 405 || status == 407 || status == 408 ||
	       status == 413 || status == 429 || status >= 500;
}

void gitea_judge(const struct request *request, const struct reply *reply,
		 struct verdict_of_reply *verdict, struct strbuf *why)
{
	if (reply->error == TRANSFER_OK &&
	    gitea_known_answers(request, reply->status))
		memset(verdict, 0, sizeof(*verdict));
	else if (reply->error != TRANSFER_OK || reply->status < 200 ||
	    (reply->status >= 300 && reply->status < 400))
		forge_judge_common(request, reply, verdict, why);
	else if (reply->status < 300)
		judge_success(request, reply, verdict, why);
	else if (reply_is_json(reply) || !reply->body.len ||
		 may_be_any_text(reply->status))
		judge_refusal(request, reply, verdict, why);
	else
		judge_other_kind(request, reply, verdict, why);
}
