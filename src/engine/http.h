/* SPDX-License-Identifier: MIT */
/*
 * Requests on the loop: libcurl's multi socket interface, one connection
 * cache for all. libcurl is set up by the first request and not before.
 */
#ifndef ENGINE_HTTP_H
#define ENGINE_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "engine/request.h"
#include "engine/url.h"

/* How to reach a server: git's http.* settings. Strings NULL: default. */
struct http_settings {
	char *proxy;			/* "": none, whatever the environment */
	char *proxy_auth;		/* anyauth basic digest negotiate ntlm */
	char *ca_info, *ca_path, *cert, *key;
	char *proxy_ca_info, *proxy_cert, *proxy_key;	/* http.proxySSL… */
	bool no_verify;			/* http.sslVerify=false */
	char *user_agent;		/* NULL: git-multi/VERSION */
	double connect_timeout;		/* real seconds; 0: 30 */
	double total_timeout;		/* 0: 300 */
	double stall_timeout;		/* under 1 byte/s for so long; 0: 60 */
	size_t max_body;		/* 0: 32 MiB */
	unsigned max_connections;	/* to one host; 0: 8; the largest that
					   was asked for holds for all */
	bool no_redirects;
};

struct transfer {
	/* read by the owner once done() was called */
	struct reply reply;
	void *data;

	/* http.c's and easy.c's */
	void *easy, *header_list;	/* NULL while it does not run */
	struct request *request;
	char *trouble;			/* libcurl's own words */
	void (*done)(struct transfer *transfer);
	size_t max_body, body_sent, headers_len;
	unsigned redirects;		/* that may still be followed */
	bool answered;			/* a header came since the last send */
	bool headed;			/* its headers are whole */
	bool once;			/* was not sent a second time */
	bool too_large;
	struct transfer *next, *prev;
};

/*
 * Starts it. 0: done(transfer) is called in a later round of the loop, with
 * transfer->reply filled; -1 and err: nothing was begun (no HTTP address, a
 * line break in a header). request and transfer stay where they are until
 * then, settings may go at once. What stands in the struct before is
 * overwritten. Redirects of GET and HEAD are followed within the same scheme,
 * host and port only (at most 5); any other 3xx is the reply. The token is
 * sent in a header and shown nowhere. A certificate or proxy problem is a
 * reply with an error, like all that comes later; then there is no body.
 * Anything but GET and HEAD is sent once: where a kept connection turns out
 * to be dead, it ends as TRANSFER_BROKEN and is not sent again behind the
 * caller's back. loop_open() comes first.
 */
int http_start(struct transfer *transfer, struct request *request,
	       const struct http_settings *settings,
	       void (*done)(struct transfer *transfer), void *data,
	       struct strbuf *err);

/* done() comes in a later round with TRANSFER_CANCELLED, if it still runs. */
void http_cancel(struct transfer *transfer);

/* Frees the reply; not while it runs. */
void http_release(struct transfer *transfer);

/*
 * So many connections stay open for the next request, or none; usually this
 * many.
 */
#define KEPT_CONNECTIONS 16
void http_keep(unsigned connections);

/* Closes connections; no transfer may run. Fine when nothing was begun. */
void http_close(void);

#endif
