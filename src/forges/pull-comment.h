/* SPDX-License-Identifier: MIT */
/*
 * Comments, as all forges tell of them.
 */
#ifndef FORGES_PULL_COMMENT_H
#define FORGES_PULL_COMMENT_H

#include "forges/forge.h"

/* Where a forge has its author; whether lines may be commands that it keeps. */
struct comment_shape {
	const char *author;		/* "user.login" */
	bool commands;			/* lines that begin with a '/' */
};

/* The body of a request for a new one: {"body": …}. */
void comment_put(struct request *request, const struct pull_query *query);

/* The number of the one that was made, of an answer that is it. */
int comment_read_made(const struct reply *reply, long long *id,
		      struct strbuf *err);

/*
 * Ours in a page of the list: its number into *id, 0 where it is not there.
 * *oldest: when the oldest of the page was made; 0: there is none. -1 and err.
 */
int comment_find(const struct reply *reply, const struct comment_shape *shape,
		 const struct pull_query *query, long long *id,
		 double *oldest, struct strbuf *err);

/* The list goes on by the server's Link: noted, for the next request. */
int comment_go_on(const struct reply *reply, const struct pull_query *query);

/* The parameters of the page that comes now: the noted ones, or NULL. */
const char *comment_page(const struct pull_query *query);

/* Appends since as a parameter's value. */
void comment_add_since(const struct pull_query *query, struct strbuf *url);

#endif
