/* SPDX-License-Identifier: MIT */
/*
 * What a reply of GitHub means. Where its words tell more than the status
 * code they are matched in fragments, because GitHub rewords its sentences.
 */
#include "forges/github.h"

#include <string.h>

#include "base/alloc.h"
#include "base/text.h"

struct rule {
	int status;
	const char *fragment;
	enum failure failure;
	bool later, exists;
	const char *sentence;
};

/*
 * docs.github.com "Troubleshooting the REST API"; the words of 422 on POST
 * pulls are as seen in replies. The first that fits decides.
 */
static const struct rule rules[] = {
	{ 401, "bad credentials", FAILURE_AUTH, false, false,
	  "the token is wrong, expired or revoked" },
	{ 403, "login attempts exceeded", FAILURE_AUTH, false, false,
	  "the token was refused too often" },
	{ 403, "saml", FAILURE_AUTH, false, false,
	  "the token is not authorized for the organization's single"
	  " sign-on" },
	{ 403, "not accessible by", FAILURE_PERMISSION, false, false,
	  "the token lacks a permission" },
	{ 403, "archived so is read-only", FAILURE_PERMISSION, false, false,
	  "the repository is archived" },
	{ 422, "pull request already exists", FAILURE_CONFLICT, false, true,
	  "there is a pull request for this branch" },
	{ 422, "base invalid", FAILURE_MISSING, false, false,
	  "the base branch does not exist" },
	/* GitHub may not have seen the push yet: these pass, or stay */
	{ 422, "no commits between", FAILURE_FORGE, true, false,
	  "the branch has nothing that its base has not" },
	{ 422, "head sha can't be blank", FAILURE_FORGE, true, false,
	  "the branch is not visible yet" },
	{ 422, "head invalid", FAILURE_FORGE, true, false,
	  "the branch is not visible yet" },
};

static const struct rule *find_rule(int status, const char *message)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rules); i++)
		if (rules[i].status == status &&
		    github_says(message, rules[i].fragment))
			return &rules[i];
	return NULL;
}

/* "'api.github.com' answered 422: Validation Failed: …" */
static void add_answer(const struct request *request,
		       const struct reply *reply, const char *message,
		       struct strbuf *why)
{
	forge_server(request, why);
	strbuf_addf(why, " answered %d", reply->status);
	if (*message)
		strbuf_addf(why, ": %s", message);
}

static void judge_by_rule(const struct request *request,
			  const struct reply *reply, const char *message,
			  const struct rule *rule,
			  struct verdict_of_reply *verdict,
			  struct strbuf *why)
{
	const char *needed =
		reply_header(reply, "x-accepted-github-permissions");

	memset(verdict, 0, sizeof(*verdict));
	verdict->failure = rule->failure;
	verdict->later = rule->later;
	verdict->exists = rule->exists;
	strbuf_addstr(why, rule->sentence);
	if (rule->failure == FAILURE_AUTH)
		github_sso(reply, why);
	if (needed && github_says(rule->fragment, "not accessible")) {
		strbuf_addstr(why, ", it needs ");
		text_clean(why, needed, strlen(needed), false);
	}
	strbuf_addstr(why, " (");
	add_answer(request, reply, message, why);
	strbuf_addch(why, ')');
}

/* A header tells single sign-on even where the words do not. */
static const struct rule *rule_of(const struct reply *reply,
				  const char *message)
{
	if (reply->status == 403 && reply_header(reply, "x-github-sso"))
		return find_rule(403, "saml");
	return find_rule(reply->status, message);
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
	const struct rule *rule;

	github_message(doc, &message);
	strbuf_addf(&words, "%s ", message.buf);
	json_string(doc, json_get(doc, 0, "documentation_url"), &words);
	rule = rule_of(reply, message.buf);
	if (lacks_token(request, reply)) {
		memset(verdict, 0, sizeof(*verdict));
		verdict->failure = FAILURE_AUTH;
		strbuf_addstr(why, "a token is needed (");
		add_answer(request, reply, message.buf, why);
		strbuf_addch(why, ')');
	} else if (rule) {
		judge_by_rule(request, reply, message.buf, rule, verdict,
			      why);
	} else if ((reply->status == 403 || reply->status == 429) &&
		   github_is_limit(reply, words.buf)) {
		github_limit(reply, words.buf, verdict);
		add_answer(request, reply, message.buf, why);
	} else if (reply->status == 404 || reply->status >= 500 ||
		   !message.len) {
		forge_judge_common(request, reply, verdict, why);
	} else {
		struct strbuf unused = STRBUF_INIT;

		forge_judge_common(request, reply, verdict, &unused);
		add_answer(request, reply, message.buf, why);
		strbuf_release(&unused);
	}
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
		found = github_says(message.buf, "rate limit");
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
	github_text(doc, json_get(doc, error, "message"), why);
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
	if (json_kind(doc, json_get(doc, 0, "data")) == JSON_OBJECT ||
	    github_viewer_refused(doc))
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
		    type && github_says(type, "html") ? "HTML" :
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
