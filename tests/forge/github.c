/* SPDX-License-Identifier: MIT */
/*
 * The GitHub dialect's front: what holds for every request, whatever it
 * asks: headers it must have, limits, conditional requests, headers of the
 * reply.
 */
#include "github.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "when.h"

#define ENTERPRISE "/api/v3"
#define ENTERPRISE_VERSION "3.19.0"

static bool is_graphql(const struct request *req)
{
	return !strcmp(req->path, "/graphql") ||
	       !strcmp(req->path, "/api/graphql");
}

static bool is_read(const struct request *req)
{
	return request_is(req, "GET") || request_is(req, "HEAD") ||
	       request_is(req, "OPTIONS");
}

static bool is_enterprise(const struct request *req)
{
	return starts_with(req->path, "/api/");
}

static enum request_kind github_kind(const struct request *req)
{
	if (is_graphql(req))
		return REQUEST_GRAPHQL;
	return is_read(req) ? REQUEST_READ : REQUEST_WRITE;
}

/* The path below /api/v3 or the root. */
static const char *rest_path(const struct request *req)
{
	return starts_with(req->path, ENTERPRISE "/")
		? req->path + strlen(ENTERPRISE) : req->path;
}

static enum resource resource_of(const struct request *req)
{
	const char *path = rest_path(req);

	if (req->kind == REQUEST_GRAPHQL)
		return RESOURCE_GRAPHQL;
	if (starts_with(path, "/search/code"))
		return RESOURCE_CODE_SEARCH;
	return starts_with(path, "/search/") ? RESOURCE_SEARCH
		: RESOURCE_CORE;
}

static bool known_version(const struct call *call)
{
	const char *version = request_header(call->req,
					     "X-GitHub-Api-Version");

	return !version || !strcmp(version, "2022-11-28") ||
	       (!strcmp(version, "2026-03-10") &&
		!is_enterprise(call->req));
}

/* What GitHub asks of every request before it looks at it. */
static bool well_mannered(struct call *call)
{
	const struct account *account = &call->req->account;
	const char *agent = request_header(call->req, "User-Agent");

	if (!agent || !*agent) {
		reply_text(call->reply, 403, "text/html; charset=utf-8",
			   "\r\nRequest forbidden by administrative rules."
			   " Please make sure your request has a User-Agent"
			   " header.\r\n");
	} else if (account->given && !account->known) {
		github_say(call, 401, "Bad credentials");
	} else if (!known_version(call)) {
		github_say(call, 400, "The API version of the header"
			   " X-GitHub-Api-Version is not supported");
	} else if (call->req->kind == REQUEST_GRAPHQL && !account->known) {
		github_say(call, 401, "This endpoint requires you to be"
			   " authenticated.");
	} else {
		return true;
	}
	return false;
}

/* As people reported both: the second is of what notifies. */
static void say_secondary(struct call *call, double wait, bool content)
{
	struct json_writer w = github_json(call, 403);

	json_begin_object(&w, NULL);
	json_put(&w, "documentation_url", "https://docs.github.com/rest/"
		 "overview/rate-limits-for-the-rest-api"
		 "#about-secondary-rate-limits");
	json_put(&w, "message", content
		 ? "You have exceeded a secondary rate limit and have been"
		   " temporarily blocked from content creation. Please retry"
		   " your request again later."
		 : "You have exceeded a secondary rate limit. Please wait a"
		   " few minutes before you try again.");
	json_end_object(&w);
	reply_headerf(call->reply, "Retry-After", "%.0f", ceil(wait));
}

static void say_primary(struct call *call)
{
	if (call->req->kind == REQUEST_GRAPHQL) {
		struct json_writer w = github_json(call, 200);

		json_put_raw(&w, NULL, "{\"errors\":[{\"type\":"
			     "\"RATE_LIMITED\",\"message\":\"API rate limit"
			     " exceeded\"}]}");
		return;
	}
	github_say(call, 403, "API rate limit exceeded for the user.");
}

/* Points of the minute's window, as documented: 1 a read, 5 a write. */
static unsigned long minute_points(const struct call *call)
{
	return call->req->kind == REQUEST_WRITE || call->mutates ? 5 : 1;
}

static bool makes_content(const struct request *req)
{
	return req->kind == REQUEST_WRITE && request_is(req, "POST") &&
	       strstr(req->path, "/repos/") &&
	       !strstr(req->path, "/git/");
}

/* Seconds to wait for a span to have room; then it is logged as refused. */
static double span_wait(struct call *call, enum span span,
			unsigned long points)
{
	struct limits *limits = &call->forge->limits;
	double wait = limits_span_wait(limits, call->req->account.login,
				       span, points, call->now);

	if (wait > 0)
		limits_refuse_span(limits, call->req, span, call->now);
	return wait;
}

/* Too many at once has no end that is known: GitHub's minute. */
static double running_wait(struct call *call)
{
	struct limits *limits = &call->forge->limits;

	if (limits_running(limits, call->req->account.login) <=
	    limits_running_max(limits))
		return 0;
	limits_refuse_running(limits, call->req, call->now);
	return 60;
}

/* Whether the limits (where they are enforced) let it in. */
static bool within_limits(struct call *call, enum resource resource)
{
	struct limits *limits = &call->forge->limits;
	const struct window *window =
		limits_window(limits, call->req->account.login, resource,
			      call->now);
	bool content = false;
	double wait;

	if (!limits->enforced)
		return true;
	if (window->used >= window->limit) {
		limits_refuse_window(limits, call->req, resource, call->now);
		say_primary(call);
		return false;
	}
	wait = running_wait(call);
	if (wait <= 0)
		wait = span_wait(call, resource == RESOURCE_GRAPHQL
				 ? SPAN_GRAPHQL_POINTS : SPAN_REST_POINTS,
				 minute_points(call));
	if (wait <= 0 && makes_content(call->req)) {
		content = true;
		wait = span_wait(call, SPAN_CONTENT_MINUTE, 1);
		if (wait <= 0)
			wait = span_wait(call, SPAN_CONTENT_HOUR, 1);
	}
	if (wait > 0)
		say_secondary(call, wait, content);
	return wait <= 0;
}

static void count_use(struct call *call, enum resource resource)
{
	struct limits *limits = &call->forge->limits;
	const char *login = call->req->account.login;
	bool free_of_primary = call->reply->status == 304 ||
		!strcmp(rest_path(call->req), "/rate_limit");

	limits_span_use(limits, login, resource == RESOURCE_GRAPHQL
			? SPAN_GRAPHQL_POINTS : SPAN_REST_POINTS,
			minute_points(call), call->now);
	if (!free_of_primary)
		limits_use(limits, login, resource,
			   call->reply->points ? call->reply->points : 1,
			   call->now);
	if (makes_content(call->req) && call->reply->status < 400) {
		call->reply->content = true;
		limits_span_use(limits, login, SPAN_CONTENT_MINUTE, 1,
				call->now);
		limits_span_use(limits, login, SPAN_CONTENT_HOUR, 1,
				call->now);
	}
}

/* A GET gets an ETag; who has that very reply already gets 304. */
static void make_conditional(struct call *call)
{
	struct reply *reply = call->reply;
	const char *have = request_header(call->req, "If-None-Match");
	struct strbuf tag = STRBUF_INIT;

	if (call->req->kind != REQUEST_READ || reply->status != 200)
		return;
	strbuf_addf(&tag, "\"%016llx\"",
		    text_hash(reply->body.buf, reply->body.len));
	reply_headerf(reply, "ETag", "W/%s", tag.buf);
	if (have && strstr(have, tag.buf)) {
		reply->status = 304;
		strbuf_reset(&reply->body);
	}
	strbuf_release(&tag);
}

static void add_headers(struct call *call, enum resource resource)
{
	struct forge *forge = call->forge;
	struct reply *reply = call->reply;
	const struct account *account = &call->req->account;
	const struct window *window =
		limits_window(&forge->limits, account->login, resource,
			      call->now);
	unsigned long used = window->used < window->limit ? window->used
		: window->limit;

	reply_headerf(reply, "X-RateLimit-Limit", "%lu", window->limit);
	reply_headerf(reply, "X-RateLimit-Remaining", "%lu",
		      window->limit - used);
	reply_headerf(reply, "X-RateLimit-Used", "%lu", used);
	reply_headerf(reply, "X-RateLimit-Reset", "%lld",
		      (long long)window->reset);
	reply_header(reply, "X-RateLimit-Resource", resource_name(resource));
	reply_headerf(reply, "X-GitHub-Request-Id", "DEMO:%06llX",
		      ++forge->requests);
	reply_header(reply, "X-GitHub-Media-Type",
		     "github.v3; format=json");
	reply_header(reply, "X-GitHub-Api-Version-Selected", "2022-11-28");
	reply_header(reply, "Server", "github.com");
	if (is_enterprise(call->req))
		reply_header(reply, "X-GitHub-Enterprise-Version",
			     ENTERPRISE_VERSION);
	if (account->scopes)
		reply_header(reply, "X-OAuth-Scopes", account->scopes);
}

/* Before it is parsed: what its first word is. */
static bool is_mutation(const struct request *req)
{
	struct json doc = JSON_INIT;
	struct strbuf err = STRBUF_INIT;
	char *query = NULL;
	bool mutates;

	if (req->kind == REQUEST_GRAPHQL &&
	    !json_parse(&doc, req->body.buf, req->body.len, &err))
		query = json_copy(&doc, json_get(&doc, 0, "query"));
	mutates = query && starts_with(query + strspn(query, " \t\n"),
				       "mutation");
	free(query);
	json_release(&doc);
	strbuf_release(&err);
	return mutates;
}

static void github_answer(struct site *site, struct request *req,
			  struct reply *reply)
{
	enum resource resource = resource_of(req);
	struct strbuf api = STRBUF_INIT;
	struct call call = {
		.forge = site->forge,
		.req = req,
		.reply = reply,
		.site = site->url,
		.now = when_now(),
		.body = JSON_INIT,
		.repo = REPO_INIT
	};

	strbuf_addf(&api, "%s%s", site->url,
		    is_enterprise(req) ? ENTERPRISE : "");
	call.api = api.buf;
	call.mutates = is_mutation(req);
	if (well_mannered(&call) && within_limits(&call, resource)) {
		if (req->kind == REQUEST_GRAPHQL)
			github_graphql(&call);
		else
			github_rest(&call, rest_path(req));
		make_conditional(&call);
		count_use(&call, resource);
	}
	add_headers(&call, resource);
	json_release(&call.body);
	repo_release(&call.repo);
	strbuf_release(&api);
}

const struct dialect dialect_github = {
	.name = "github",
	.counts_running = true,
	.kind = github_kind,
	.answer = github_answer
};
