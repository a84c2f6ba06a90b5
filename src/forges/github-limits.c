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
 * 900 points a minute: a read is 1, a write 5; a query of GraphQL is 1, one
 * that changes something 5, and which it is we do not tell apart. 80 and 500
 * are pull requests, comments and the like, also those made by hand. The 8 a
 * second are ours and leave room for the user's own work. Spacing of 1 s
 * between writes is GitHub's advice. All that we search by REST is code.
 */
#define POINTS								\
	{ .name = "points a minute", .count = 900, .seconds = 60,	\
	  .cost = { [KIND_READ] = 1, [KIND_WRITE] = 5 } }
#define READS								\
	{ .name = "reads in 5 seconds", .count = 40, .seconds = 5,	\
	  .cost = { [KIND_READ] = 1 } }

const struct limit_window github_windows[] = {
	{ .name = "requests an hour", .count = 5000, .seconds = 3600,
	  .cost = { [KIND_READ] = 1, [KIND_WRITE] = 1 }, .told = TOLD_API },
	POINTS,
	READS,
	{ .name = "pull requests and comments a minute", .count = 80,
	  .seconds = 60, .cost = { [KIND_CONTENT] = 1 } },
	{ .name = "pull requests and comments an hour", .count = 500,
	  .seconds = 3600, .cost = { [KIND_CONTENT] = 1 } },
	{ .name = "GraphQL points an hour", .count = 5000, .seconds = 3600,
	  .cost = { [KIND_GRAPHQL] = 1 }, .told = TOLD_GRAPHQL },
	{ .name = "GraphQL points a minute", .count = 2000, .seconds = 60,
	  .cost = { [KIND_GRAPHQL] = 5 } },
	{ .name = "searches for code a minute", .count = 10, .seconds = 60,
	  .cost = { [KIND_SEARCH] = 1 }, .told = TOLD_SEARCH },
	{ .count = 0 }
};

/*
 * By address and not by account ("Rate limits for the REST API", primary rate
 * limit for unauthenticated users); GraphQL answers no one without a token.
 */
const struct limit_window github_anonymous_windows[] = {
	{ .name = "requests an hour without a token", .count = 60,
	  .seconds = 3600, .cost = { [KIND_READ] = 1, [KIND_WRITE] = 1 },
	  .told = TOLD_API },
	{ .count = 0 }
};

/* An Enterprise Server that tells of its limits has GitHub's. */
#define TELLS 1e9

const struct limit_window github_own_windows[] = {
	READS,
	{ .name = "requests an hour", .count = 1e9, .seconds = 3600,
	  .cost = { [KIND_READ] = 1, [KIND_WRITE] = 1 }, .told = TOLD_API },
	{ .name = "points a minute", .count = 900, .seconds = 60,
	  .cost = { [KIND_READ] = 1, [KIND_WRITE] = 5 },
	  .told = TOLD_API, .below = TELLS },
	{ .name = "pull requests and comments a minute", .count = 80,
	  .seconds = 60, .cost = { [KIND_CONTENT] = 1 },
	  .told = TOLD_API, .below = TELLS },
	{ .name = "pull requests and comments an hour", .count = 500,
	  .seconds = 3600, .cost = { [KIND_CONTENT] = 1 },
	  .told = TOLD_API, .below = TELLS },
	{ .name = "GraphQL points an hour", .count = 1e9, .seconds = 3600,
	  .cost = { [KIND_GRAPHQL] = 1 }, .told = TOLD_GRAPHQL },
	{ .name = "searches a minute", .count = 1e9, .seconds = 60,
	  .cost = { [KIND_SEARCH] = 1 }, .told = TOLD_SEARCH },
	{ .count = 0 }
};

/* core counts reads and writes together. */
static enum told told_of_resource(const char *resource)
{
	if (!strcasecmp(resource, "core"))
		return TOLD_API;
	if (!strcasecmp(resource, "graphql"))
		return TOLD_GRAPHQL;
	if (!strcasecmp(resource, "search") ||
	    !strcasecmp(resource, "code_search"))
		return TOLD_SEARCH;
	return TOLD_NOTHING;
}

static enum told told_of_request(const struct request *request)
{
	if (request->draws & DRAW_GRAPHQL)
		return TOLD_GRAPHQL;
	if (request->draws & DRAW_SEARCH)
		return TOLD_SEARCH;
	return TOLD_API;
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
	limits->told = resource ? told_of_resource(resource) :
				  told_of_request(request);
	if (limits->remaining < 0 || !limits->told)
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
	verdict->used_up = verdict->freeze == FREEZE_BUCKET;
	if (after >= 0)
		verdict->wait = at_least_one(after);
	else if (used_up && reset >= 0)
		verdict->wait = at_least_one(reset);
}
