/* SPDX-License-Identifier: MIT */
/*
 * GitLab's rate limits: what is documented, as data, and what replies tell.
 * Source: docs.gitlab.com, "GitLab.com rate limits" (2000 requests a minute
 * for one user, 400 of one project's data, no word in any header of the
 * latter) and "Rate limits" of one's own servers, most of which are off.
 */
#include "forges/gitlab.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>


#define UNTOLD_SECONDS 60.0	/* all these limits count by the minute */
#define BAN_SECONDS 900.0	/* for too many refused sign-ins */

/*
 * 2000 a minute for one user, told in headers; of these we read at most 2 in
 * 3, 15 a second (the rest is the user's own), and 5 a second until the first
 * header. Plans that allow 100 a minute or less also count 5000 an hour and
 * do not tell of it. 400 a minute of one project's data are told nowhere.
 * Opening and merging start pipelines: a second from one to the next.
 */
#define SHARE .told = TOLD_API, .share = 0.66, .most = 900
#define HOUR								\
	{ .name = "requests an hour", .count = 5000, .seconds = 3600,	\
	  .cost = { [KIND_READ] = 1, [KIND_WRITE] = 1,			\
		    [KIND_GRAPHQL] = 1 }, .told = TOLD_API, .below = 100 }

const struct limit_window gitlab_windows[] = {
	{ .name = "requests a minute", .count = 2000, .seconds = 60,
	  .cost = { [KIND_READ] = 1, [KIND_WRITE] = 1,
		    [KIND_GRAPHQL] = 1 }, .told = TOLD_API },
	{ .name = "reads in 10 seconds", .count = 50, .seconds = 10,
	  .cost = { [KIND_READ] = 1 }, SHARE },
	{ .name = "reads of projects a minute", .count = 400, .seconds = 60,
	  .cost = { [KIND_READ] = 1 } },
	HOUR,
	{ .name = "searches a minute", .count = 100, .seconds = 60,
	  .cost = { [KIND_SEARCH] = 1 } },
	{ .count = 0 }
};

const struct limit_window gitlab_own_windows[] = {
	{ .name = "requests a minute", .count = 1e9, .seconds = 60,
	  .cost = { [KIND_READ] = 1, [KIND_WRITE] = 1,
		    [KIND_GRAPHQL] = 1 }, .told = TOLD_API },
	{ .name = "reads in 4 seconds", .count = 20, .seconds = 4,
	  .cost = { [KIND_READ] = 1 }, SHARE },
	HOUR,
	{ .count = 0 }
};

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

/* One budget for all that is asked of the API. */
void gitlab_read_limits(const struct request *request,
			const struct reply *reply, struct limits *limits)
{
	(void)request;
	limits->limit = header_number(reply, "ratelimit-limit");
	limits->remaining = header_number(reply, "ratelimit-remaining");
	limits->reset_in = reply_until(reply, "ratelimit-reset");
	limits->told = TOLD_API;
	if (limits->remaining < 0)
		limits->limit = -1;
}

bool gitlab_is_endpoint_limit(const char *words)
{
	return forge_says(words, "requested too many times");
}

static double at_least_one(double seconds)
{
	return seconds > 1 ? seconds : 1;
}

void gitlab_limit(const struct reply *reply, const char *words,
		  struct verdict_of_reply *verdict)
{
	double after = reply_retry_after(reply);
	double reset = reply_until(reply, "ratelimit-reset");

	memset(verdict, 0, sizeof(*verdict));
	verdict->failure = FAILURE_LIMIT;
	verdict->later = true;
	verdict->freeze = gitlab_is_endpoint_limit(words) ? FREEZE_BUCKET :
							    FREEZE_HOST;
	verdict->used_up =
		header_number(reply, "ratelimit-remaining") == 0;
	if (after >= 0)
		verdict->wait = at_least_one(after);
	else if (reset >= 0 &&
		 header_number(reply, "ratelimit-remaining") == 0)
		verdict->wait = at_least_one(reset);
	else
		verdict->wait = UNTOLD_SECONDS;
}

/*
 * Its API answers 403 in JSON. "Forbidden" as a plain text is what stands
 * before it, for every request of this address; a page is somebody else's.
 */
bool gitlab_is_ban(const struct reply *reply)
{
	const char *type = reply_header(reply, "content-type");

	return reply->status == 403 && !reply_is_json(reply) &&
	       !(type && forge_says(type, "html"));
}

void gitlab_ban(struct verdict_of_reply *verdict)
{
	memset(verdict, 0, sizeof(*verdict));
	verdict->failure = FAILURE_LIMIT;
	verdict->later = true;
	verdict->freeze = FREEZE_HOST;
	verdict->used_up = true;
	verdict->wait = BAN_SECONDS;
}
