/* SPDX-License-Identifier: MIT */
/*
 * A request and its reply as plain data: what forges/ fills and reads.
 */
#ifndef ENGINE_REQUEST_H
#define ENGINE_REQUEST_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "base/strvec.h"

/* What is drawn on (design.md part 9): a bucket each … */
enum draw_kind {
	KIND_READ,
	KIND_WRITE,
	KIND_CONTENT,		/* in addition to KIND_WRITE */
	KIND_SEARCH,
	KIND_GRAPHQL,
	KIND_GIT,		/* git's transfers */
	DRAW_KINDS
};

/* … and what a request or process draws on, a set of bits. */
enum draw {
	DRAW_READ = 1 << KIND_READ,
	DRAW_WRITE = 1 << KIND_WRITE,
	DRAW_CONTENT = 1 << KIND_CONTENT,
	DRAW_SEARCH = 1 << KIND_SEARCH,
	DRAW_GRAPHQL = 1 << KIND_GRAPHQL,
	DRAW_GIT = 1 << KIND_GIT
};
#define DRAW_ALL ((1u << DRAW_KINDS) - 1)

/* The counters that servers tell of in headers. */
enum told {
	TOLD_NOTHING,
	TOLD_API,		/* GitHub's "core", GitLab's only one */
	TOLD_GRAPHQL,
	TOLD_SEARCH,
	TOLD_NR
};

/*
 * A documented limit, as data: at most count within any span of so many
 * seconds, where a draw of each kind costs so much of it. What headers tell
 * takes its place: then the count is the server's own, from reset to reset.
 */
struct limit_window {
	const char *name;	/* for people: "requests an hour" */
	double count, seconds;	/* count 0 ends a table */
	unsigned char cost[DRAW_KINDS];
	enum told told;		/* the header's counter for this window */
	double share, most;	/* where share > 0: at most this share of what
				   the counter told as its limit a minute,
				   and never more than most a minute */
	double below;		/* > 0: only where the counter told a limit of
				   at most this many a minute */
};

struct request {
	const char *method;		/* a literal: "GET" … */
	struct strbuf url;		/* whole */
	struct strvec headers;		/* "Name: value"; no token in here */
	struct strbuf body;		/* empty: none is sent */
	const char *authorization;	/* the header's value or NULL; not owned */
	unsigned draws;			/* enum draw */
};

#define REQUEST_INIT							\
	{ .method = "GET", .url = STRBUF_INIT, .headers = STRVEC_INIT,	\
	  .body = STRBUF_INIT }

void request_init(struct request *request);
void request_release(struct request *request);

enum transfer_error {
	TRANSFER_OK,			/* a whole reply came, any status */
	TRANSFER_UNSENT,	/* surely not carried out: no connection */
	TRANSFER_BROKEN,		/* may have been carried out */
	TRANSFER_TIMEOUT,		/* likewise */
	TRANSFER_TOO_LARGE,
	TRANSFER_TLS,			/* certificate refused: not for retry */
	TRANSFER_CANCELLED
};

struct reply {
	enum transfer_error error;
	char *reason;			/* of an error, one sentence */
	int status;
	struct strvec headers;		/* "Name: value", last response only */
	struct strbuf body;
	double date;			/* the server's Date, else -1 */
	double came;			/* engine clock when it was complete */
};

#define REPLY_INIT { .headers = STRVEC_INIT, .body = STRBUF_INIT, .date = -1 }

void reply_init(struct reply *reply);
void reply_release(struct reply *reply);

/* The value of a header, name in any case, or NULL. */
const char *reply_header(const struct reply *reply, const char *name);

/* Whether Content-Type is application/json or …+json. */
bool reply_is_json(const struct reply *reply);

/*
 * Seconds from now (the server's Date, or came where it sent none) that a
 * Retry-After in either form asks for, or until the epoch second that header
 * names (x-ratelimit-reset); negative: no such header.
 */
double reply_retry_after(const struct reply *reply);
double reply_until(const struct reply *reply, const char *header);

#endif
