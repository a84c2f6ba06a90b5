/* SPDX-License-Identifier: MIT */
/*
 * GitHub's rate limits: what is documented, as data, and what replies tell.
 * Source: docs.github.com "Rate limits for the REST API", "Best practices
 * for using the REST API", "Rate limits and query limits for the GraphQL
 * API". An Enterprise Server has no limits until its administrator sets
 * them, and then says so in headers.
 */
#include "forges/github.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/*
 * 900 points a minute: a read is 1, a write 5. 80 and 500 are pull requests,
 * comments and the like. Ours are the 8 a second, which leave room for the
 * user's own work, and the spacings; 1 s between writes is GitHub's advice.
 */
const struct forge_rate github_rates[] = {
	{ .draws = DRAW_READ,
	  .windows = { { 8, 1 }, { 900, 60 }, { 5000, 3600 } } },
	{ .draws = DRAW_WRITE, .spacing = 1,
	  .windows = { { 180, 60 }, { 5000, 3600 } } },
	{ .draws = DRAW_CONTENT, .spacing = 1,
	  .windows = { { 80, 60 }, { 500, 3600 } } },
	{ .draws = DRAW_SEARCH, .spacing = 2.1, .windows = { { 30, 60 } } },
	{ .draws = DRAW_GRAPHQL, .spacing = 1,
	  .windows = { { 2000, 60 }, { 5000, 3600 } } },
	{ .draws = 0 }
};

const struct forge_rate github_own_rates[] = {
	{ .draws = DRAW_READ, .windows = { { 8, 1 } } },
	{ .draws = DRAW_WRITE, .spacing = 1 },
	{ .draws = DRAW_CONTENT, .spacing = 1 },
	{ .draws = DRAW_SEARCH, .spacing = 2.1 },
	{ .draws = DRAW_GRAPHQL, .spacing = 1 },
	{ .draws = 0 }
};

/* core counts reads and writes together. */
static unsigned draws_of_resource(const char *resource)
{
	if (!strcasecmp(resource, "core"))
		return DRAW_READ | DRAW_WRITE;
	if (!strcasecmp(resource, "graphql"))
		return DRAW_GRAPHQL;
	if (!strcasecmp(resource, "search") ||
	    !strcasecmp(resource, "code_search"))
		return DRAW_SEARCH;
	return 0;
}

static unsigned draws_of_request(const struct request *request)
{
	if (request->draws & DRAW_GRAPHQL)
		return DRAW_GRAPHQL;
	if (request->draws & DRAW_SEARCH)
		return DRAW_SEARCH;
	return DRAW_READ | DRAW_WRITE;
}

/* A count of 0 or more; -1 for anything else. */
static long long header_number(const struct reply *reply, const char *name)
{
	const char *value = reply_header(reply, name);
	long long number;
	char *end;

	if (!value)
		return -1;
	errno = 0;
	number = strtoll(value, &end, 10);
	if (errno || end == value || *end || number < 0)
		return -1;
	return number;
}

void github_read_limits(const struct request *request,
			const struct reply *reply, struct limits *limits)
{
	const char *resource = reply_header(reply, "x-ratelimit-resource");

	limits->limit = header_number(reply, "x-ratelimit-limit");
	limits->remaining = header_number(reply, "x-ratelimit-remaining");
	limits->reset_in = reply_until(reply, "x-ratelimit-reset");
	limits->draws = resource ? draws_of_resource(resource) :
				   draws_of_request(request);
	if (limits->remaining < 0 || !limits->draws)
		limits->limit = -1;
}

/*
 * A 403 is a limit only by one of these: others are refusals that waiting
 * does not change.
 */
bool github_is_limit(const struct reply *reply, const char *words)
{
	return reply->status == 429 ||
	       reply_header(reply, "retry-after") ||
	       header_number(reply, "x-ratelimit-remaining") == 0 ||
	       forge_says(words, "rate limit") ||
	       forge_says(words, "abuse") ||
	       forge_says(words, "blocked from content creation");
}

static bool is_secondary(const char *words)
{
	return forge_says(words, "secondary rate limit") ||
	       forge_says(words, "secondary-rate-limit") ||
	       forge_says(words, "abuse") ||
	       forge_says(words, "content creation");
}

static double at_least_one(double seconds)
{
	return seconds > 1 ? seconds : 1;
}

/*
 * Retry-After first, then the reset where nothing remains, else no time is
 * known. The hour's budget is one bucket's; a secondary limit is on all that
 * this account does, and going on may get it banned.
 */
void github_limit(const struct reply *reply, const char *words,
		  struct verdict_of_reply *verdict)
{
	double after = reply_retry_after(reply);
	double reset = reply_until(reply, "x-ratelimit-reset");
	bool used_up = header_number(reply, "x-ratelimit-remaining") == 0;

	memset(verdict, 0, sizeof(*verdict));
	verdict->failure = FAILURE_LIMIT;
	verdict->later = true;
	verdict->freeze = used_up && !is_secondary(words) ? FREEZE_BUCKET :
							    FREEZE_HOST;
	if (after >= 0)
		verdict->wait = at_least_one(after);
	else if (used_up && reset >= 0)
		verdict->wait = at_least_one(reset);
}
