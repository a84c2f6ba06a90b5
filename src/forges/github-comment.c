/* SPDX-License-Identifier: MIT */
/*
 * Comments on GitHub, where a pull request's are those of its issue.
 */
#include "forges/pull-comment.h"
#include "forges/github.h"

static const struct comment_shape shape = { .author = "user.login" };

static void begin(struct request *request, const char *method,
		  const struct forge_site *site,
		  const struct pull_query *query)
{
	github_begin_request(request, method, site, query);
	strbuf_addf(&request->url, "/issues/%lld/comments",
		    query->pull->number);
}

int github_comment_ask(const struct forge_site *site,
		       const struct pull_query *query,
		       struct request *request, struct strbuf *err)
{
	(void)err;
	begin(request, "POST", site, query);
	comment_put(request, query);
	return 0;
}

int github_comment_read(const struct reply *reply,
			const struct pull_query *query, long long *id,
			struct strbuf *err)
{
	(void)query;
	return comment_read_made(reply, id, err);
}

/* since is of the last change, which is never before it was made. */
int github_said_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err)
{
	const char *page = comment_page(query);

	(void)err;
	begin(request, "GET", site, query);
	request->draws = DRAW_READ;
	if (page) {
		strbuf_addf(&request->url, "?%s", page);
	} else {
		strbuf_addstr(&request->url, "?since=");
		comment_add_since(query, &request->url);
		strbuf_addstr(&request->url, "&per_page=100");
	}
	return 0;
}

int github_said_read(const struct reply *reply,
		     const struct pull_query *query, long long *id,
		     struct strbuf *err)
{
	double oldest;

	if (comment_find(reply, &shape, query, id, &oldest, err) < 0)
		return -1;
	return *id ? 0 : comment_go_on(reply, query);
}
