/* SPDX-License-Identifier: MIT */
/*
 * What a forge allows an account per time. The numbers are GitHub's
 * documented ones (rate limits for the REST and the GraphQL API) and
 * GitLab.com's (its page of rate limits); the config file changes them
 * (limit.core = 100).
 */
#include "limits.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "http.h"

#define RUNNING_MAX 100		/* GitHub: REST and GraphQL together */

static const struct {
	const char *name, *setting;
	unsigned long limit, anonymous;
	double seconds;
} resources[RESOURCE_NR] = {
	[RESOURCE_CORE] = { "core", "limit.core", 5000, 60, 3600 },
	[RESOURCE_SEARCH] = { "search", "limit.search", 30, 10, 60 },
	[RESOURCE_CODE_SEARCH] =
		{ "code_search", "limit.code-search", 10, 10, 60 },
	[RESOURCE_GRAPHQL] = { "graphql", "limit.graphql", 5000, 0, 3600 },
	[RESOURCE_GITLAB] = { "throttle_authenticated_api",
		"limit.gitlab-minute", 2000, 500, 60 }
};

static const struct {
	const char *name, *setting;
	unsigned long limit;
	double seconds;
} spans[SPAN_NR] = {
	[SPAN_REST_POINTS] = { "rest_points", "limit.rest-points", 900, 60 },
	[SPAN_GRAPHQL_POINTS] =
		{ "graphql_points", "limit.graphql-points", 2000, 60 },
	[SPAN_CONTENT_MINUTE] =
		{ "content_minute", "limit.content-minute", 80, 60 },
	[SPAN_CONTENT_HOUR] =
		{ "content_hour", "limit.content-hour", 500, 3600 },
	[SPAN_GITLAB_NOTES] =
		{ "notes_create", "limit.gitlab-notes", 60, 60 },
	[SPAN_GITLAB_ISSUES] =
		{ "issues_create", "limit.gitlab-issues", 200, 60 },
	[SPAN_GITLAB_SEARCH] =
		{ "search_rate_limit", "limit.gitlab-search", 100, 60 },
	[SPAN_GITLAB_PROJECT] =
		{ "project_api", "limit.gitlab-project", 400, 60 },
	[SPAN_GITLAB_PROJECTS] =
		{ "projects_api", "limit.gitlab-projects", 2000, 600 },
	[SPAN_GITLAB_MEMBERS] =
		{ "project_members_api", "limit.gitlab-members", 200, 60 },
	[SPAN_GITLAB_GROUP] =
		{ "group_api", "limit.gitlab-one-group", 400, 60 },
	[SPAN_GITLAB_GROUPS] =
		{ "groups_api", "limit.gitlab-groups", 50, 60 },
	[SPAN_GITLAB_GROUP_PROJECTS] =
		{ "group_projects_api", "limit.gitlab-group", 600, 60 },
	[SPAN_GITLAB_USER] =
		{ "users_get_by_id", "limit.gitlab-user", 300, 600 },
	[SPAN_PROXY_MINUTE] = { "proxy", "limit.proxy-minute", 60, 60 }
};

void limits_init(struct limits *limits, const char *dir,
		 const struct settings *config, bool enforced)
{
	memset(limits, 0, sizeof(*limits));
	limits->dir = dir;
	limits->config = config;
	limits->enforced = enforced;
}

/* Who runs at this moment stays, so that leaving is the end of it. */
void limits_reset(struct limits *limits)
{
	size_t i, j;

	for (i = 0; i < limits->nr; i++) {
		struct limited *account = &limits->accounts[i];

		for (j = 0; j < SPAN_NR; j++)
			free(account->spans[j].events);
		memset(account->spans, 0, sizeof(account->spans));
		memset(account->windows, 0, sizeof(account->windows));
		account->peak = account->running;
		account->refused = 0;
	}
	limits->refused = 0;
	if (limits->log > 0 && ftruncate(limits->log, 0))
		dprintf(STDERR_FILENO, "demo forge: cannot empty a log\n");
}

void limits_release(struct limits *limits)
{
	size_t i;

	limits_reset(limits);
	for (i = 0; i < limits->nr; i++)
		free(limits->accounts[i].login);
	free(limits->accounts);
	limits->accounts = NULL;
	limits->nr = limits->alloc = 0;
	if (limits->log > 0)
		close(limits->log);
	limits->log = 0;
}

struct limit_name span_name(enum span span)
{
	struct limit_name name = { spans[span].name, spans[span].seconds };

	return name;
}

struct limit_name window_name(enum resource resource)
{
	struct limit_name name = { resources[resource].name,
				   resources[resource].seconds };

	return name;
}

const char *resource_name(enum resource resource)
{
	return resources[resource].name;
}

static struct limited *account_of(struct limits *limits, const char *login)
{
	struct limited *account;
	size_t i;

	for (i = 0; i < limits->nr; i++)
		if (!strcmp(limits->accounts[i].login, login ? login : ""))
			return &limits->accounts[i];
	GROW(limits->accounts, limits->nr, limits->alloc);
	account = &limits->accounts[limits->nr++];
	memset(account, 0, sizeof(*account));
	account->login = xstrdup(login ? login : "");
	return account;
}

/* Whole seconds: what the header says is when it happens. */
static double next_reset(enum resource resource, double now)
{
	double seconds = resources[resource].seconds;

	return resource == RESOURCE_GITLAB
		? (floor(now / seconds) + 1) * seconds
		: ceil(now + seconds);
}

struct window *limits_window(struct limits *limits, const char *login,
			     enum resource resource, double now)
{
	struct window *window = &account_of(limits, login)->windows[resource];

	window->limit = login
		? (unsigned long)settings_number(limits->config,
						 resources[resource].setting,
						 (double)resources[resource]
						 .limit)
		: resources[resource].anonymous;
	if (now >= window->reset) {
		window->used = 0;
		window->reset = next_reset(resource, now);
	}
	return window;
}

void limits_use(struct limits *limits, const char *login,
		enum resource resource, unsigned long points, double now)
{
	struct window *window = limits_window(limits, login, resource, now);

	window->used += points;
	if (window->used > window->peak)
		window->peak = window->used;
}

struct tally *limits_tally(struct limited *account, enum span span, double now)
{
	struct tally *tally = &account->spans[span];

	while (tally->first < tally->nr &&
	       tally->events[tally->first].when <= now - spans[span].seconds)
		tally->sum -= tally->events[tally->first++].points;
	if (tally->first > 256 && tally->first > tally->nr / 2) {
		tally->nr -= tally->first;
		memmove(tally->events, tally->events + tally->first,
			tally->nr * sizeof(*tally->events));
		tally->first = 0;
	}
	return tally;
}

unsigned long limits_span_limit(const struct limits *limits, enum span span)
{
	return (unsigned long)settings_number(limits->config,
					      spans[span].setting,
					      (double)spans[span].limit);
}

static struct tally *tally_of(struct limits *limits, const char *login,
			      enum span span, double now)
{
	return limits_tally(account_of(limits, login), span, now);
}

double limits_span_wait(struct limits *limits, const char *login,
			enum span span, unsigned long points, double now)
{
	const struct tally *tally = tally_of(limits, login, span, now);
	unsigned long limit = limits_span_limit(limits, span);
	unsigned long sum = tally->sum + points;
	size_t i;

	for (i = tally->first; sum > limit && i < tally->nr; i++) {
		sum -= tally->events[i].points;
		if (sum <= limit)
			return tally->events[i].when + spans[span].seconds -
			       now;
	}
	return sum > limit ? spans[span].seconds : 0;
}

void limits_span_use(struct limits *limits, const char *login,
		     enum span span, unsigned long points, double now)
{
	struct tally *tally = tally_of(limits, login, span, now);

	GROW(tally->events, tally->nr, tally->alloc);
	tally->events[tally->nr].when = now;
	tally->events[tally->nr++].points = points;
	tally->sum += points;
	if (tally->sum > tally->peak)
		tally->peak = tally->sum;
}

/* ---- at once ------------------------------------------------------------- */

void limits_enter(struct limits *limits, const char *login)
{
	struct limited *account = account_of(limits, login);

	if (++account->running > account->peak)
		account->peak = account->running;
}

void limits_leave(struct limits *limits, const char *login)
{
	account_of(limits, login)->running--;
}

unsigned long limits_running(struct limits *limits, const char *login)
{
	return account_of(limits, login)->running;
}

unsigned long limits_running_max(const struct limits *limits)
{
	return (unsigned long)settings_number(limits->config,
					      "limit.concurrent",
					      RUNNING_MAX);
}

/* ---- refused ------------------------------------------------------------- */

void limits_refuse_window(struct limits *limits, const struct request *req,
			  enum resource resource, double now)
{
	const char *login = req->account.login;

	limits_window(limits, login, resource, now)->refused++;
	limits_log(limits, req, resources[resource].name, now);
}

void limits_refuse_span(struct limits *limits, const struct request *req,
			enum span span, double now)
{
	const char *login = span == SPAN_PROXY_MINUTE ? NULL
		: req->account.login;

	tally_of(limits, login, span, now)->refused++;
	limits_log(limits, req, spans[span].name, now);
}

void limits_refuse_running(struct limits *limits, const struct request *req,
			   double now)
{
	account_of(limits, req->account.login)->refused++;
	limits_log(limits, req, "concurrent", now);
}
