/* SPDX-License-Identifier: MIT */
/*
 * What a reply of GitHub means, by its status and its words.
 */
#include "forges/github.h"

#include <string.h>

#include "base/text.h"

/* answer: what was said and by whom, to stand in brackets. */
static void judge_by_rule(const struct request *request,
			  const struct reply *reply, const char *answer,
			  const struct github_rule *rule,
			  struct verdict_of_reply *verdict,
			  struct strbuf *why)
{
	const char *needed =
		reply_header(reply, "x-accepted-github-permissions");

	memset(verdict, 0, sizeof(*verdict));
	verdict->failure = rule->failure;
	verdict->later = rule->hints & (GITHUB_LATER | GITHUB_LOOK);
	/* no state that we saw holds: as after a write without an answer */
	verdict->maybe_done = (rule->hints & GITHUB_LOOK) &&
			      (request->draws & DRAW_WRITE);
	verdict->exists = rule->hints & GITHUB_EXISTS;
	verdict->moved = rule->hints & GITHUB_MOVED;
	verdict->blocked = rule->hints & GITHUB_BLOCKED;
	if (rule->failure == FAILURE_NONE)
		return;
	strbuf_addstr(why, rule->sentence);
	if (rule->failure == FAILURE_AUTH)
		github_sso(reply, why);
	if (needed && forge_says(rule->fragment, "not accessible")) {
		strbuf_addstr(why, ", it needs ");
		text_clean(why, needed, strlen(needed), false);
	}
	strbuf_addf(why, " (%s)", answer);
}

/*
 * A header tells single sign-on even where the words do not. 405 is GitHub's
 * own for merges only, which are all that we PUT.
 */
static const struct github_rule *rule_of(const struct request *request,
					 const struct reply *reply,
					 const char *message)
{
	if (reply->status == 405 && strcmp(request->method, "PUT"))
		return NULL;
	if (reply->status == 403 && reply_header(reply, "x-github-sso"))
		return github_rule(403, "saml");
	return github_rule(reply->status, message);
}

/* GraphQL refuses whoever has no token, with 401 or the words of a limit. */
static bool lacks_token(const struct request *request,
			const struct reply *reply)
{
	return !request->authorization &&
	       (reply->status == 401 ||
		(reply->status == 403 && (request->draws & DRAW_GRAPHQL)));
}

static void judge_status(const struct request *request,
			 const struct reply *reply, const struct json *doc,
			 struct verdict_of_reply *verdict,
			 struct strbuf *why)
{
	struct strbuf message = STRBUF_INIT, words = STRBUF_INIT;
	struct strbuf answer = STRBUF_INIT;
	const struct github_rule *rule;

	github_message(doc, &message);
	forge_answered(request, reply, message.buf, &answer);
	strbuf_addf(&words, "%s ", message.buf);
	json_string(doc, json_get(doc, 0, "documentation_url"), &words);
	rule = rule_of(request, reply, message.buf);
	if (lacks_token(request, reply)) {
		memset(verdict, 0, sizeof(*verdict));
		verdict->failure = FAILURE_AUTH;
		strbuf_addf(why, "a token is needed (%s)", answer.buf);
	} else if (rule) {
		judge_by_rule(request, reply, answer.buf, rule, verdict,
			      why);
	} else if ((reply->status == 403 || reply->status == 429) &&
		   github_is_limit(reply, words.buf)) {
		github_limit(reply, words.buf, verdict);
		strbuf_addstr(why, answer.buf);
	} else if (reply->status == 404 || reply->status >= 500 ||
		   !message.len) {
		forge_judge_common(request, reply, verdict, why);
	} else {
		struct strbuf unused = STRBUF_INIT;

		forge_judge_common(request, reply, verdict, &unused);
		if (reply->status == 403 && github_no_right(request, why))
			strbuf_addf(why, ": %s", message.buf);
		else if (reply->status == 422 &&
			 github_names_reviewers(request, why))
			strbuf_addf(why, " (%s)", answer.buf);
		else
			strbuf_addstr(why, answer.buf);
		strbuf_release(&unused);
	}
	strbuf_release(&answer);
	strbuf_release(&message);
	strbuf_release(&words);
}

static bool is_limit_error(const struct json *doc, int error)
{
	struct strbuf message = STRBUF_INIT;
	int type = json_get(doc, error, "type");
	bool found = json_equals(doc, type, "RATE_LIMITED") ||
		     json_equals(doc, type, "RATE_LIMIT");

	/* one with a path may quote a repository's name */
	if (!found && json_get(doc, error, "path") < 0) {
		json_string(doc, json_get(doc, error, "message"), &message);
		found = forge_says(message.buf, "rate limit");
	}
	strbuf_release(&message);
	return found;
}

static void add_graphql_message(const struct request *request,
				const struct json *doc, int error,
				struct strbuf *why)
{
	forge_server(request, why);
	strbuf_addstr(why, " answered: ");
	forge_text(doc, json_get(doc, error, "message"), why);
}

/* One that makes a commit may make the branch for it, too. */
static int kind_of(const struct request *request)
{
	if (strstr(request->body.buf, "createCommitOnBranch("))
		return GITHUB_COMMIT;
	return strstr(request->body.buf, "{updateRefs(") ? GITHUB_REFS
							 : GITHUB_MUTATION;
}

/* A mutation is one thing: it was done, or an error says why not. */
static void judge_mutation(const struct request *request,
			   const struct reply *reply, const struct json *doc,
			   int error, struct verdict_of_reply *verdict,
			   struct strbuf *why)
{
	struct strbuf message = STRBUF_INIT, answer = STRBUF_INIT;
	const struct github_rule *rule;

	forge_text(doc, json_get(doc, error, "message"), &message);
	add_graphql_message(request, doc, error, &answer);
	rule = github_rule(kind_of(request), message.buf);
	if (rule) {
		judge_by_rule(request, reply, answer.buf, rule, verdict,
			      why);
	} else {
		github_graphql_error(doc, error, verdict);
		verdict->maybe_done = verdict->later;
		strbuf_addstr(why, answer.buf);
		if (verdict->failure == FAILURE_AUTH)
			github_sso(reply, why);
	}
	strbuf_release(&message);
	strbuf_release(&answer);
}

/* A list is whole or it is none: half of one would look like all of it. */
static void judge_list(const struct request *request,
		       const struct reply *reply, const struct json *doc,
		       int error, struct verdict_of_reply *verdict,
		       struct strbuf *why)
{
	if (error >= 0) {
		github_graphql_error(doc, error, verdict);
		add_graphql_message(request, doc, error, why);
		if (verdict->failure == FAILURE_AUTH)
			github_sso(reply, why);
	} else if (github_list_missing(doc)) {
		verdict->failure = FAILURE_MISSING;
		forge_server(request, why);
		strbuf_addstr(why, " has no such owner or team, or it is "
			      "hidden from this token");
	}
}

/*
 * Status 200 also for errors. One that is about a repository is for
 * look_read(); here is only what concerns the whole.
 */
static void judge_graphql(const struct request *request,
			  const struct reply *reply, const struct json *doc,
			  struct verdict_of_reply *verdict,
			  struct strbuf *why)
{
	int first = json_first(doc, json_get(doc, 0, "errors"));
	int error;

	for (error = first; error >= 0; error = json_next(doc, error))
		if (is_limit_error(doc, error)) {
			struct strbuf words = STRBUF_INIT;

			add_graphql_message(request, doc, error, &words);
			github_limit(reply, words.buf, verdict);
			strbuf_addstr(why, words.buf);
			strbuf_release(&words);
			return;
		}
	if (first >= 0 && (request->draws & DRAW_WRITE)) {
		judge_mutation(request, reply, doc, first, verdict, why);
		return;
	}
	if (json_get(doc, 0, "data.list") >= 0) {
		judge_list(request, reply, doc, first, verdict, why);
		return;
	}
	if (json_kind(doc, json_get(doc, 0, "data")) == JSON_OBJECT ||
	    github_viewer_refused(doc) || github_lacks(doc))
		return;
	if (first >= 0) {
		github_graphql_error(doc, first, verdict);
		add_graphql_message(request, doc, first, why);
		if (verdict->failure == FAILURE_AUTH)
			github_sso(reply, why);
		return;
	}
	verdict->failure = FAILURE_FORGE;
	verdict->later = true;
	verdict->maybe_done = request->draws & DRAW_WRITE;
	forge_server(request, why);
	strbuf_addstr(why, " answered without data");
}

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
	strbuf_addf(why, " answered %s, not JSON (%d): is it a GitHub server?",
		    type && forge_says(type, "html") ? "HTML" :
		    "something else", reply->status);
}

static void judge_json(const struct request *request,
		       const struct reply *reply,
		       struct verdict_of_reply *verdict, struct strbuf *why)
{
	struct json doc = JSON_INIT;
	struct strbuf err = STRBUF_INIT;
	bool good = reply->status < 300;
	int broken = json_parse(&doc, reply->body.buf, reply->body.len,
				&err);

	memset(verdict, 0, sizeof(*verdict));
	if (!good) {
		/* doc is empty where it is broken: the status says enough */
		judge_status(request, reply, &doc, verdict, why);
	} else if (broken) {
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

/* A proxy may answer these in words of its own, whatever is behind it. */
static bool may_be_any_text(int status)
{
	return status == 401 || status == 403 || status == 407 ||
	       status == 408 || status == 429 || status >= 500;
}

void github_judge(const struct request *request, const struct reply *reply,
		  struct verdict_of_reply *verdict, struct strbuf *why)
{
	if (reply->error != TRANSFER_OK || reply->status < 200 ||
	    (reply->status >= 300 && reply->status < 400))
		forge_judge_common(request, reply, verdict, why);
	else if (reply_is_json(reply) || may_be_any_text(reply->status))
		judge_json(request, reply, verdict, why);
	else
		judge_other_kind(request, reply, verdict, why);
}
