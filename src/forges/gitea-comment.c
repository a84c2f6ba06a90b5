/* SPDX-License-Identifier: MIT */
/*
 * Comments on Gitea, where a pull request's are those of its issue. The list
 * has no pages.
 */
#include "forges/pull-comment.h"
#include "forges/gitea.h"

static const struct comment_shape shape = { .author = "user.login" };

static void begin(struct request *request, const char *method,
		  const struct forge_site *site,
		  const struct pull_query *query)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "/issues/%lld/comments", query->pull->number);
	gitea_request(request, method, site, query->owner, query->name,
		      path.buf);
	strbuf_release(&path);
}

int gitea_comment_ask(const struct forge_site *site,
		      const struct pull_query *query,
		      struct request *request, struct strbuf *err)
{
	(void)err;
	begin(request, "POST", site, query);
	comment_put(request, query);
	return 0;
}

int gitea_comment_read(const struct reply *reply,
		       const struct pull_query *query, long long *id,
		       struct strbuf *err)
{
	(void)query;
	return comment_read_made(reply, id, err);
}

int gitea_said_ask(const struct forge_site *site,
		   const struct pull_query *query, struct request *request,
		   struct strbuf *err)
{
	(void)err;
	begin(request, "GET", site, query);
	request->draws = DRAW_READ;
	strbuf_addstr(&request->url, "?since=");
	comment_add_since(query, &request->url);
	return 0;
}

int gitea_said_read(const struct reply *reply,
		    const struct pull_query *query, long long *id,
		    struct strbuf *err)
{
	double oldest;

	return comment_find(reply, &shape, query, id, &oldest, err);
}
