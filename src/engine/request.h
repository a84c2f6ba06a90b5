/* SPDX-License-Identifier: MIT */
/*
 * A request and its reply as plain data: what forges/ fills and reads.
 */
#ifndef ENGINE_REQUEST_H
#define ENGINE_REQUEST_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "base/strvec.h"

/* What a request draws on (design.md part 9), a set of bits. */
enum draw {
	DRAW_READ = 1 << 0,
	DRAW_WRITE = 1 << 1,
	DRAW_CONTENT = 1 << 2,		/* in addition to DRAW_WRITE */
	DRAW_SEARCH = 1 << 3,
	DRAW_GRAPHQL = 1 << 4,
	DRAW_GIT = 1 << 5
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
