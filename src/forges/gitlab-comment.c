/* SPDX-License-Identifier: MIT */
/*
 * Comments on GitLab: notes. Lines that begin with a slash may be commands,
 * which GitLab carries out and takes away (docs.gitlab.com, "GitLab quick
 * actions"); where nothing else is said, it answers 202 and keeps no note.
 */
#include "forges/pull-comment.h"
#include "forges/gitlab.h"

static const struct comment_shape shape = {
	.author = "author.username", .commands = true
};

static void begin(struct request *request, const char *method,
		  const struct forge_site *site,
		  const struct pull_query *query)
{
	struct strbuf tail = STRBUF_INIT;

	strbuf_addf(&tail, "/%lld/notes", query->pull->number);
	gitlab_begin(request, method, site, query, tail.buf);
	strbuf_release(&tail);
}

int gitlab_comment_ask(const struct forge_site *site,
		       const struct pull_query *query,
		       struct request *request, struct strbuf *err)
{
	(void)err;
	begin(request, "POST", site, query);
	comment_put(request, query);
	return 0;
}

int gitlab_comment_read(const struct reply *reply,
			const struct pull_query *query, long long *id,
			struct strbuf *err)
{
	(void)query;
	*id = 0;
	return reply->status == 202 ? 0 : comment_read_made(reply, id, err);
}

int gitlab_said_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err)
{
	const char *page = comment_page(query);

	(void)err;
	begin(request, "GET", site, query);
	request->draws = DRAW_READ;
	strbuf_addf(&request->url, "?%s", page ? page :
		    "sort=desc&order_by=created_at&per_page=100");
	return 0;
}

/* The newest come first: what is older than ours need not be read. */
int gitlab_said_read(const struct reply *reply,
		     const struct pull_query *query, long long *id,
		     struct strbuf *err)
{
	double oldest;

	if (comment_find(reply, &shape, query, id, &oldest, err) < 0)
		return -1;
	if (*id || oldest < query->comment->since)
		return 0;
	return comment_go_on(reply, query);
}
