/* SPDX-License-Identifier: MIT */
/*
 * The GitLab dialect's front: what holds for every request, whatever it
 * asks: tokens and their scopes, limits, headers of the reply.
 */
#include "gitlab.h"

#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "when.h"

static const char *gitlab_token(const struct request *req)
{
	const char *token = request_header(req, "PRIVATE-TOKEN");

	return token ? token : request_header(req, "JOB-TOKEN");
}

static bool is_graphql(const struct request *req)
{
	return !strcmp(req->path, "/api/graphql");
}

static bool is_read(const struct request *req)
{
	return request_is(req, "GET") || request_is(req, "HEAD") ||
	       request_is(req, "OPTIONS");
}

static enum request_kind gitlab_kind(const struct request *req)
{
	if (is_graphql(req))
		return REQUEST_GRAPHQL;
	return is_read(req) ? REQUEST_READ : REQUEST_WRITE;
}

bool gitlab_is_old(const struct forge *forge)
{
	return settings_true(&forge->config, "gitlab-old", false);
}

const char *gitlab_version(const struct forge *forge)
{
	const char *set = settings_get(&forge->config, "gitlab-version");

	if (set)
		return set;
	return gitlab_is_old(forge) ? "15.4.6-ee" : "18.5.1-ee";
}

static void say_unauthorized(struct call *call)
{
	if (call->req->kind == REQUEST_GRAPHQL) {
		struct json_writer w = gitlab_json(call, 401);

		json_put_raw(&w, NULL, "{\"errors\":[{\"message\":"
			     "\"Invalid token\"}]}");
	} else if (call->req->account.expired) {
		struct json_writer w = gitlab_json(call, 401);

		json_begin_object(&w, NULL);
		json_put(&w, "error", "invalid_token");
		json_put(&w, "error_description", "Token is expired. You can"
			 " either do re-authorization or token refresh.");
		json_end_object(&w);
	} else {
		gitlab_say(call, 401, "401 Unauthorized");
	}
}

/*
 * A CI job's token counts only in its own header, and only where a job may
 * ask: it reads, and GraphQL does not know it.
 */
static bool job_token_fits(const struct call *call)
{
	bool own_header = request_header(call->req, "JOB-TOKEN") != NULL;

	if (!own_header)
		return !call->req->account.job;
	return call->req->kind == REQUEST_READ;
}

static bool lists(const char *scopes, const char *name)
{
	size_t len = strlen(name);

	while (*scopes) {
		size_t n = strcspn(scopes, ",");

		if (n == len && !memcmp(scopes, name, len))
			return true;
		scopes += n + (scopes[n] == ',');
	}
	return false;
}

/* GitLab's own scopes bind; a token with another forge's may do all. */
static bool in_scope(const struct call *call)
{
	static const char *const names[] = {
		"read_api", "read_user", "read_repository",
		"write_repository"
	};
	const struct account *account = &call->req->account;
	bool write = call->req->kind == REQUEST_WRITE, limited = false;
	size_t i;

	if (!account->known)
		return true;
	if (account->most < PERMISSION_WRITE)
		return !write;
	if (!account->scopes || lists(account->scopes, "api"))
		return true;
	for (i = 0; i < ARRAY_SIZE(names); i++)
		limited = limited || lists(account->scopes, names[i]);
	return !limited || (!write && lists(account->scopes, "read_api"));
}

static void say_scope(struct call *call)
{
	struct json_writer w = gitlab_json(call, 403);

	json_begin_object(&w, NULL);
	json_put(&w, "error", "insufficient_scope");
	json_put(&w, "error_description", "The request requires higher"
		 " privileges than provided by the access token.");
	json_put(&w, "scope", call->req->kind == REQUEST_WRITE ? "api"
		 : "api read_api");
	json_end_object(&w);
}

static bool admitted(struct call *call)
{
	const struct account *account = &call->req->account;

	if (account->given && (!account->known || !job_token_fits(call)))
		say_unauthorized(call);
	else if (!in_scope(call))
		say_scope(call);
	else
		return true;
	return false;
}

/*
 * Limits of one kind of request, beside the one for all of them, by gitlab.com's
 * page of rate limits: '*' is one part of a path. The first that fits counts.
 */
static const struct {
	const char *method, *path;
	enum span span;
} own_spans[] = {
	{ "POST", "/projects/*/issues", SPAN_GITLAB_ISSUES },
	{ "POST", "/projects/*/*/*/notes", SPAN_GITLAB_NOTES },
	{ "POST", "/projects/*/*/*/discussions/*/notes",
	  SPAN_GITLAB_NOTES },
	{ "GET", "/search", SPAN_GITLAB_SEARCH },
	{ "GET", "/projects/*/search", SPAN_GITLAB_SEARCH },
	{ "GET", "/groups/*/search", SPAN_GITLAB_SEARCH },
	{ "GET", "/groups/*/-/search", SPAN_GITLAB_SEARCH },
	{ "GET", "/projects", SPAN_GITLAB_PROJECTS },
	{ "GET", "/projects/*", SPAN_GITLAB_PROJECT },
	{ "GET", "/projects/*/members", SPAN_GITLAB_MEMBERS },
	{ "GET", "/projects/*/members/all", SPAN_GITLAB_MEMBERS },
	{ "GET", "/groups", SPAN_GITLAB_GROUPS },
	{ "GET", "/groups/*", SPAN_GITLAB_GROUP },
	{ "GET", "/groups/*/projects", SPAN_GITLAB_GROUP_PROJECTS },
	{ "GET", "/users/*", SPAN_GITLAB_USER },
};

static bool own_span(const struct request *req, enum span *span)
{
	const char *path = req->path + strlen(GITLAB_API);
	size_t i;

	if (!starts_with(req->path, GITLAB_API "/"))
		return false;
	for (i = 0; i < ARRAY_SIZE(own_spans); i++) {
		if (!request_is(req, own_spans[i].method) ||
		    fnmatch(own_spans[i].path, path, FNM_PATHNAME))
			continue;
		*span = own_spans[i].span;
		return true;
	}
	return false;
}

/* Of the window that all requests share: gitlab.com's RateLimit headers. */
static void add_limit_headers(struct call *call, bool over)
{
	const struct window *window =
		limits_window(&call->forge->limits, call->req->account.login,
			      RESOURCE_GITLAB, call->now);
	unsigned long used = window->used, limit = window->limit;
	struct reply *reply = call->reply;
	struct strbuf date = STRBUF_INIT;

	when_http(&date, window->reset);
	reply_headerf(reply, "RateLimit-Limit", "%lu", limit);
	reply_header(reply, "RateLimit-Name", call->req->account.login
		     ? "throttle_authenticated_api"
		     : "throttle_unauthenticated_api");
	reply_headerf(reply, "RateLimit-Observed", "%lu", used);
	reply_headerf(reply, "RateLimit-Remaining", "%lu",
		      used < limit ? limit - used : 0);
	reply_headerf(reply, "RateLimit-Reset", "%lld",
		      (long long)window->reset);
	if (over) {
		reply_header(reply, "RateLimit-ResetTime", date.buf);
		reply_headerf(reply, "Retry-After", "%.0f",
			      ceil(window->reset - call->now));
	}
	strbuf_release(&date);
}

/* Counted first: what is refused counts too, as in rack-attack. */
static bool within_limits(struct call *call)
{
	struct limits *limits = &call->forge->limits;
	const char *login = call->req->account.login;
	const struct window *window;
	enum span span;
	bool over;

	if (!limits->enforced)
		return true;
	limits_use(limits, login, RESOURCE_GITLAB, 1, call->now);
	window = limits_window(limits, login, RESOURCE_GITLAB, call->now);
	over = window->used > window->limit;
	add_limit_headers(call, over);
	if (over) {
		limits_refuse_window(limits, call->req, RESOURCE_GITLAB,
				     call->now);
		reply_text(call->reply, 429, "text/plain", "Retry later\n");
		return false;
	}
	if (!own_span(call->req, &span))
		return true;
	if (limits_span_wait(limits, login, span, 1, call->now) > 0) {
		struct json_writer w = gitlab_json(call, 429);

		limits_refuse_span(limits, call->req, span, call->now);
		json_put_raw(&w, NULL, "{\"message\":{\"error\":\"This"
			     " endpoint has been requested too many times."
			     " Try again later.\"}}");
		return false;
	}
	limits_span_use(limits, login, span, 1, call->now);
	return true;
}

static void add_headers(struct call *call)
{
	struct reply *reply = call->reply;
	unsigned long long id = ++call->forge->requests;

	reply_headerf(reply, "X-Gitlab-Meta",
		      "{\"correlation_id\":\"demo-%llu\",\"version\":\"1\"}",
		      id);
	reply_headerf(reply, "X-Request-Id", "demo-%llu", id);
	reply_header(reply, "Cache-Control",
		     "max-age=0, private, must-revalidate");
	reply_header(reply, "Vary", "Origin");
	reply_header(reply, "Server", "nginx");
}

static void answer_page(struct call *call)
{
	/* pages for people are not served: who is not signed in … */
	reply_headerf(call->reply, "Location", "%s/users/sign_in",
		      call->site);
	reply_text(call->reply, 302, "text/html; charset=utf-8",
		   "<html><body>You are being redirected.</body></html>");
}

static void gitlab_answer(struct site *site, struct request *req,
			  struct reply *reply)
{
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

	strbuf_addf(&api, "%s%s", site->url, GITLAB_API);
	call.api = api.buf;
	gitlab_end_outdated(&call);
	if (!starts_with(req->path, "/api/")) {
		answer_page(&call);
	} else if (within_limits(&call) && admitted(&call)) {
		if (is_graphql(req))
			gitlab_graphql(&call);
		else if (starts_with(req->path, GITLAB_API "/"))
			gitlab_rest(&call, req->path + strlen(GITLAB_API));
		else
			gitlab_error(&call, 404, "404 Not Found");
	}
	add_headers(&call);
	json_release(&call.body);
	repo_release(&call.repo);
	strbuf_release(&api);
}

const struct dialect dialect_gitlab = {
	.name = "gitlab",
	.token = gitlab_token,
	.kind = gitlab_kind,
	.answer = gitlab_answer
};
