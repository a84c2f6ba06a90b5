/* SPDX-License-Identifier: MIT */
/*
 * The end of a merge request on GitLab: merged now or by the server when it is
 * ready, or closed. How it merges is a setting of the project; a request can
 * only say whether its commits become one.
 */
#include "forges/gitlab.h"

bool gitlab_is_left(const struct pull_query *query)
{
	const struct readiness *ready = &query->pull->ready;

	return query->auto_merge &&
	       (ready->mergeable != MERGEABLE_YES ||
		ready->checks == CHECKS_PENDING);
}

static void write_merge(const struct pull_query *query,
			struct strbuf *out)
{
	struct json_writer body = JSON_WRITER_INIT(out);

	json_begin_object(&body, NULL);
	json_put(&body, "sha", query->pull->head);
	if (query->method != METHOD_FORGE)
		json_put_bool(&body, "squash",
			      query->method == METHOD_SQUASH);
	if (query->delete_branch)
		json_put_bool(&body, "should_remove_source_branch", true);
	if (gitlab_is_left(query)) {
		/* the second is what servers before 17.11 know it by */
		json_put_bool(&body, "auto_merge", true);
		json_put_bool(&body, "merge_when_pipeline_succeeds", true);
	}
	json_end_object(&body);
}

int gitlab_merge_ask(const struct forge_site *site,
		     const struct pull_query *query, struct request *request,
		     struct strbuf *err)
{
	struct strbuf tail = STRBUF_INIT;

	if (!query->pull->head) {
		strbuf_addf(err, "merge request %lld is not merged: its "
			    "commit is not known", query->pull->number);
		return -1;
	}
	if (query->pull->ready.queue) {
		gitlab_train_ask(site, query, request);
		return 0;
	}
	strbuf_addf(&tail, "/%lld/merge", query->pull->number);
	gitlab_begin(request, "PUT", site, query, tail.buf);
	gitlab_expect_body(request);
	request->draws = DRAW_WRITE | DRAW_CONTENT;
	write_merge(query, &request->body);
	strbuf_release(&tail);
	return 0;
}

/* One that is left to the server, or that it is merging, is open still. */
int gitlab_merge_read(const struct reply *reply,
		      const struct pull_query *query, struct pull *pull,
		      struct strbuf *err)
{
	struct json doc = JSON_INIT;
	struct pull answer = { .state = PULL_NONE };
	int result = -1;
	bool leaves;

	if (query->pull->ready.queue)
		return gitlab_train_read(reply, query, pull, err);
	if (gitlab_read_one(reply, &doc, &answer, err))
		goto out;
	leaves = json_bool(&doc, json_get(&doc, 0,
					  "merge_when_pipeline_succeeds"),
			   false) ||
		 json_equals(&doc, json_get(&doc, 0, "state"), "locked");
	if (answer.state != PULL_MERGED &&
	    (answer.state != PULL_OPEN || !leaves)) {
		strbuf_addstr(err, "the answer does not say that it is "
			      "merged");
		goto out;
	}
	if (pull != query->pull)
		pull_copy(pull, query->pull);
	pull->state = answer.state;
	pull->ready.auto_merge = answer.state == PULL_OPEN;
	result = 0;
out:
	pull_release(&answer);
	json_release(&doc);
	return result;
}

int gitlab_close_ask(const struct forge_site *site,
		     const struct pull_query *query, struct request *request,
		     struct strbuf *err)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);
	struct strbuf tail = STRBUF_INIT;

	(void)err;
	strbuf_addf(&tail, "/%lld", query->pull->number);
	gitlab_begin(request, "PUT", site, query, tail.buf);
	gitlab_expect_body(request);
	request->draws = DRAW_WRITE;
	json_begin_object(&body, NULL);
	json_put(&body, "state_event", "close");
	json_end_object(&body);
	strbuf_release(&tail);
	return 0;
}

int gitlab_close_read(const struct reply *reply,
		      const struct pull_query *query, struct pull *pull,
		      struct strbuf *err)
{
	struct json doc = JSON_INIT;
	struct pull answer = { .state = PULL_NONE };
	int result = gitlab_read_one(reply, &doc, &answer, err);

	(void)query;
	if (!result && answer.state == PULL_OPEN) {
		strbuf_addf(err, "merge request %lld is still open",
			    answer.number);
		result = -1;
	} else if (!result) {
		pull_copy(pull, &answer);
	}
	pull_release(&answer);
	json_release(&doc);
	return result;
}
