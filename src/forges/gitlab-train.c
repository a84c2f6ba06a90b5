/* SPDX-License-Identifier: MIT */
/*
 * A project with merge trains: what is merged joins one, which tests it on top
 * of those before it. A merge beside the train, which the server would take as
 * well, makes it test them all again. Source: docs.gitlab.com, "Merge trains
 * API".
 */
#include "forges/gitlab.h"

void gitlab_train_ask(const struct forge_site *site,
		      const struct pull_query *query,
		      struct request *request)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);

	gitlab_project(request, "POST", site, query->owner, query->name,
		       query->repository);
	gitlab_expect_body(request);
	request->draws = DRAW_WRITE | DRAW_CONTENT;
	strbuf_addf(&request->url, "/merge_trains/merge_requests/%lld",
		    query->pull->number);
	json_begin_object(&body, NULL);
	json_put(&body, "sha", query->pull->head);
	if (query->method != METHOD_FORGE)
		json_put_bool(&body, "squash",
			      query->method == METHOD_SQUASH);
	if (gitlab_is_left(query)) {
		/* the second is what servers before 17.11 know it by */
		json_put_bool(&body, "auto_merge", true);
		json_put_bool(&body, "when_pipeline_succeeds", true);
	}
	json_end_object(&body);
}

/* In the list of those on the train, which is the answer. */
static bool is_listed(const struct json *doc, long long number)
{
	int car;

	for (car = json_first(doc, 0); car >= 0; car = json_next(doc, car))
		if (json_int(doc, json_get(doc, car, "merge_request.iid"),
			     -1) == number)
			return true;
	return false;
}

/*
 * 202: scheduled. A server that is just computing whether it can be merged
 * answers well and does nothing: who is not in the list has not joined.
 */
int gitlab_train_read(const struct reply *reply,
		      const struct pull_query *query, struct pull *pull,
		      struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int result = -1;

	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	if (reply->status != 202 && !is_listed(&doc, query->pull->number)) {
		strbuf_addstr(err, "the answer does not say that it is on the "
			      "merge train");
		goto out;
	}
	if (pull != query->pull)
		pull_copy(pull, query->pull);
	pull->ready.auto_merge = true;
	result = 0;
out:
	json_release(&doc);
	return result;
}
