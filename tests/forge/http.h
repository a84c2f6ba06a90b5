/* SPDX-License-Identifier: MIT */
/*
 * One HTTP request and its reply, as the forge's parts see them: plain text
 * and lists, nothing of the server library (that is server.c's).
 */
#ifndef FORGE_HTTP_H
#define FORGE_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "account.h"
#include "base/strbuf.h"
#include "base/strvec.h"

struct MHD_Connection;

enum request_kind {
	REQUEST_OTHER,		/* /_forge/, and what never counts */
	REQUEST_GIT,
	REQUEST_READ,
	REQUEST_WRITE,
	REQUEST_GRAPHQL
};

struct request {
	struct MHD_Connection *connection;
	char *method;
	char *target;		/* path and query, as sent */
	char *path;		/* as sent: still percent-encoded */
	const char *query;	/* in target, behind the '?'; may be "" */
	struct strbuf body;
	int spool;		/* git's bodies: a nameless file; else -1 */
	off_t spooled;
	bool started, too_large;
	enum request_kind kind;
	struct account account;
};

/*
 * A body that a child still writes: what came with its headers first, then
 * what fd gives. The child is reaped when the stream is closed.
 */
struct stream {
	int fd;			/* -1: none */
	pid_t pid;
	struct strbuf pending;
	size_t sent;		/* of pending */
	size_t cut, given;	/* a fault: broken off after cut bytes */
};

struct reply {
	unsigned status;
	struct strvec headers;		/* name, value, name, value … */
	struct strbuf body;
	struct stream *stream;		/* instead of body; NULL: none */
	unsigned points;		/* what it costs, where that counts */
	bool content;			/* made something that notifies */
	bool opened_pull;
};

#define REPLY_INIT {							\
	.status = 200, .headers = STRVEC_INIT, .body = STRBUF_INIT,	\
	.stream = NULL, .points = 0, .content = false,			\
	.opened_pull = false						\
}

/* A header of the request, NULL where it was not sent (server.c). */
const char *request_header(const struct request *req, const char *name);

bool request_is(const struct request *req, const char *method);

/*
 * A query parameter, decoded, in out (emptied first); false and empty
 * where it is not there.
 */
bool request_param(const struct request *req, const char *name,
		   struct strbuf *out);
long request_param_int(const struct request *req, const char *name,
		       long otherwise);

/* The path's parts, each percent-decoded ("heads%2Fx" stays one part). */
void http_split_path(struct strvec *parts, const char *path);

void http_decode(struct strbuf *out, const char *s, size_t len, bool plus);

void reply_header(struct reply *reply, const char *name, const char *value);
void reply_headerf(struct reply *reply, const char *name, const char *fmt,
		   ...) __attribute__((format(printf, 3, 4)));
const char *reply_get_header(const struct reply *reply, const char *name);

/* Text as the whole body, instead of what was there. */
void reply_text(struct reply *reply, unsigned status, const char *type,
		const char *text);

/* Leaves it as REPLY_INIT does; a stream is closed. */
void reply_release(struct reply *reply);

#endif
