/* SPDX-License-Identifier: MIT */
/*
 * Merges on Gitea: now, or by the server when all is ready.
 */
#include "forges/gitea.h"

#include "base/alloc.h"

/* A default that has no name among our methods came with the look. */
static const char *style_of(const struct pull_query *query)
{
	switch (query->method) {
	case METHOD_SQUASH:
		return "squash";
	case METHOD_REBASE:
		return "rebase";
	case METHOD_FORGE:
		return query->repository ? query->repository : "merge";
	case METHOD_MERGE:
		break;
	}
	return "merge";
}

/* What an old server would not obey is not sent: it would merge at once. */
static int check(const struct forge_site *site,
		 const struct pull_query *query, struct strbuf *err)
{
	if (site->lacks & GITEA_LACKS_GUARD) {
		strbuf_addstr(err, "this server is older than Gitea 1.17 and "
			      "cannot be told to merge only what was seen");
		return -1;
	}
	if (query->auto_merge && (site->lacks & GITEA_LACKS_AUTO_MERGE)) {
		strbuf_addstr(err, "this server is older than Gitea 1.17 and "
			      "has no auto-merge");
		return -1;
	}
	if (!query->pull->head) {
		strbuf_addf(err, "the head of pull request %lld is not known",
			    query->pull->number);
		return -1;
	}
	return 0;
}

/* One that is left to the server merges the head that it has by then. */
int gitea_merge_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);
	struct strbuf path = STRBUF_INIT;

	if (check(site, query, err))
		return -1;
	strbuf_addf(&path, "/pulls/%lld/merge", query->pull->number);
	gitea_request(request, "POST", site, query->owner, query->name,
		      path.buf);
	gitea_expect_body(request);
	request->draws = DRAW_WRITE;
	json_begin_object(&body, NULL);
	json_put(&body, "Do", style_of(query));
	json_put(&body, "head_commit_id", query->pull->head);
	if (query->delete_branch)
		json_put_bool(&body, "delete_branch_after_merge", true);
	if (query->auto_merge)
		json_put_bool(&body, "merge_when_checks_succeed", true);
	json_end_object(&body);
	strbuf_release(&path);
	return 0;
}

/* 200: merged. 201, or a 409 that it was before: scheduled. */
int gitea_merge_read(const struct reply *reply,
		     const struct pull_query *query, struct pull *pull,
		     struct strbuf *err)
{
	(void)err;
	if (pull != query->pull)
		pull_copy(pull, query->pull);
	if (reply->status == 200) {
		pull->state = PULL_MERGED;
	} else {
		pull->state = PULL_OPEN;
		pull->ready.auto_merge = true;
	}
	return 0;
}
