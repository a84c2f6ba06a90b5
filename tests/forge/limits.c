/* SPDX-License-Identifier: MIT */
/*
 * What a forge allows an account per time. The numbers are GitHub's
 * documented ones (rate limits for the REST and the GraphQL API) and
 * GitLab.com's (its page of rate limits); the config file changes them
 * (limit.core = 100).
 */
#include "limits.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

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
	const char *setting;
	unsigned long limit;
	double seconds;
} spans[SPAN_NR] = {
	[SPAN_REST_POINTS] = { "limit.rest-points", 900, 60 },
	[SPAN_GRAPHQL_POINTS] = { "limit.graphql-points", 2000, 60 },
	[SPAN_CONTENT_MINUTE] = { "limit.content-minute", 80, 60 },
	[SPAN_CONTENT_HOUR] = { "limit.content-hour", 500, 3600 },
	[SPAN_GITLAB_NOTES] = { "limit.gitlab-notes", 60, 60 },
	[SPAN_GITLAB_PROJECT] = { "limit.gitlab-project", 400, 60 },
	[SPAN_GITLAB_GROUP] = { "limit.gitlab-group", 600, 60 },
	[SPAN_PROXY_MINUTE] = { "limit.proxy-minute", 60, 60 }
};

void limits_init(struct limits *limits, const struct settings *config,
		 bool enforced)
{
	memset(limits, 0, sizeof(*limits));
	limits->config = config;
	limits->enforced = enforced;
}

void limits_reset(struct limits *limits)
{
	size_t i, j;

	for (i = 0; i < limits->nr; i++) {
		free(limits->accounts[i].login);
		for (j = 0; j < SPAN_NR; j++)
			free(limits->accounts[i].spans[j].events);
	}
	limits->nr = 0;
}

void limits_release(struct limits *limits)
{
	limits_reset(limits);
	free(limits->accounts);
	limits->accounts = NULL;
	limits->alloc = 0;
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
		window->reset = now + resources[resource].seconds;
	}
	return window;
}

void limits_use(struct limits *limits, const char *login,
		enum resource resource, unsigned long points, double now)
{
	limits_window(limits, login, resource, now)->used += points;
}

static struct tally *tally_of(struct limits *limits, const char *login,
			      enum span span, double now)
{
	struct tally *tally = &account_of(limits, login)->spans[span];

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

double limits_span_wait(struct limits *limits, const char *login,
			enum span span, unsigned long points, double now)
{
	const struct tally *tally = tally_of(limits, login, span, now);
	unsigned long limit = (unsigned long)
		settings_number(limits->config, spans[span].setting,
				(double)spans[span].limit);
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
}
