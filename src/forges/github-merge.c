/* SPDX-License-Identifier: MIT */
/*
 * The end of a pull request on GitHub: merged by REST, left to the forge to
 * merge or closed; and its branch deleted. What REST cannot do (auto-merge,
 * the queue, deleting a branch only while it is at one commit) are GraphQL
 * mutations.
 */
#include "forges/github.h"

#include "forges/forks.h"

/* The commit that updateRefs takes for "no branch" (its description). */
static const char no_commit[] = "0000000000000000000000000000000000000000";

/* By value; NULL: the forge's own choice. */
static const char *const rest_methods[] = {
	[METHOD_FORGE] = NULL,
	[METHOD_MERGE] = "merge",
	[METHOD_SQUASH] = "squash",
	[METHOD_REBASE] = "rebase"
};
static const char *const graphql_methods[] = {
	[METHOD_FORGE] = NULL,
	[METHOD_MERGE] = "MERGE",
	[METHOD_SQUASH] = "SQUASH",
	[METHOD_REBASE] = "REBASE"
};

/* ---- mutations ----------------------------------------------------------- */

/* "mutation{NAME(input:{FIELD:"ID",EXPECTED:"OID"": to go on with. */
static void begin_mutation(struct strbuf *query, const char *name,
			   const char *field, const char *id)
{
	strbuf_addf(query, "mutation{%s(input:{%s:", name, field);
	json_quote(query, id);
}

static void add_field(struct strbuf *query, const char *name,
		      const char *value)
{
	strbuf_addf(query, ",%s:", name);
	json_quote(query, value);
}

static void send_mutation(const struct forge_site *site,
			  const struct strbuf *query,
			  struct request *request)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);

	request->method = "POST";
	request->draws = DRAW_WRITE | DRAW_GRAPHQL;
	strbuf_addstr(&request->url, site->graphql);
	strvec_push(&request->headers, "Accept: application/vnd.github+json");
	github_expect_body(request);
	json_begin_object(&body, NULL);
	json_put(&body, "query", query->buf);
	json_end_object(&body);
}

static void enable_auto_merge(const struct forge_site *site,
			      const struct pull_query *query,
			      struct request *request)
{
	const char *method = graphql_methods[query->method];
	struct strbuf text = STRBUF_INIT;

	begin_mutation(&text, "enablePullRequestAutoMerge", "pullRequestId",
		       query->pull->id);
	add_field(&text, "expectedHeadOid", query->pull->head);
	if (method)
		strbuf_addf(&text, ",mergeMethod:%s", method);
	strbuf_addstr(&text, "}){pullRequest{state}}}");
	send_mutation(site, &text, request);
	strbuf_release(&text);
}

/* The queue has a method of its own. */
static void enqueue(const struct forge_site *site,
		    const struct pull_query *query, struct request *request)
{
	struct strbuf text = STRBUF_INIT;

	begin_mutation(&text, "enqueuePullRequest", "pullRequestId",
		       query->pull->id);
	add_field(&text, "expectedHeadOid", query->pull->head);
	strbuf_addstr(&text, "}){mergeQueueEntry{state}}}");
	send_mutation(site, &text, request);
	strbuf_release(&text);
}

/* ---- merge --------------------------------------------------------------- */

/*
 * The description of PUT …/merge says that it notifies, and that it counts as
 * content where this is done too fast.
 */
static void merge_now(const struct forge_site *site,
		      const struct pull_query *query,
		      struct request *request)
{
	const char *method = rest_methods[query->method];
	struct json_writer body = JSON_WRITER_INIT(&request->body);

	github_begin_request(request, "PUT", site, query);
	github_expect_body(request);
	request->draws = DRAW_WRITE | DRAW_CONTENT;
	strbuf_addf(&request->url, "/pulls/%lld/merge", query->pull->number);
	json_begin_object(&body, NULL);
	json_put(&body, "sha", query->pull->head);
	if (method)
		json_put(&body, "merge_method", method);
	json_end_object(&body);
}

/*
 * A queue takes what is ready, with checks still running only by auto-merge;
 * where that was not asked for, the queue is to say so.
 */
static bool for_queue(const struct pull_query *query)
{
	const struct readiness *ready = &query->pull->ready;

	return ready->queue &&
	       (!query->auto_merge ||
		(ready->mergeable == MERGEABLE_YES &&
		 ready->checks != CHECKS_PENDING));
}

int github_merge_ask(const struct forge_site *site,
		     const struct pull_query *query, struct request *request,
		     struct strbuf *err)
{
	const struct pull *pull = query->pull;
	bool queue = for_queue(query);

	if (!pull->head) {
		strbuf_addf(err, "pull request %lld is not merged: its "
			    "commit is not known", pull->number);
		return -1;
	}
	if (!queue && !query->auto_merge) {
		merge_now(site, query, request);
		return 0;
	}
	if (!pull->id) {
		strbuf_addf(err, "pull request %lld is not left to the forge "
			    "to merge: its id is not known", pull->number);
		return -1;
	}
	if (queue)
		enqueue(site, query, request);
	else
		enable_auto_merge(site, query, request);
	return 0;
}

/* The reply may be nearly empty: the rest is as it was. */
static void keep(struct pull *pull, const struct pull_query *query,
		 enum pull_state state, bool auto_merge)
{
	if (pull != query->pull)
		pull_copy(pull, query->pull);
	pull->state = state;
	pull->ready.auto_merge = auto_merge;
}

int github_merge_read(const struct reply *reply,
		      const struct pull_query *query, struct pull *pull,
		      struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int merged, result = -1;

	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	merged = json_get(&doc, 0, "merged");
	if (json_bool(&doc, merged, false)) {
		keep(pull, query, PULL_MERGED, false);
	} else if (json_get(&doc, 0, "data") < 0) {
		strbuf_addstr(err, "the answer does not say that it is "
			      "merged");
		goto out;
	} else if (json_equals(&doc, json_get(&doc, 0,
				"data.enablePullRequestAutoMerge"
				".pullRequest.state"), "MERGED")) {
		keep(pull, query, PULL_MERGED, false);
	} else {
		keep(pull, query, PULL_OPEN, true);
	}
	result = 0;
out:
	json_release(&doc);
	return result;
}

/* ---- close --------------------------------------------------------------- */

int github_close_ask(const struct forge_site *site,
		     const struct pull_query *query, struct request *request,
		     struct strbuf *err)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);

	(void)err;
	github_begin_request(request, "PATCH", site, query);
	github_expect_body(request);
	request->draws = DRAW_WRITE;
	strbuf_addf(&request->url, "/pulls/%lld", query->pull->number);
	json_begin_object(&body, NULL);
	json_put(&body, "state", "closed");
	json_end_object(&body);
	return 0;
}

int github_close_read(const struct reply *reply,
		      const struct pull_query *query, struct pull *pull,
		      struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int result = -1;

	(void)query;
	if (!json_parse(&doc, reply->body.buf, reply->body.len, err))
		result = github_read_pull(&doc, pull, err);
	if (!result && pull->state == PULL_OPEN) {
		strbuf_addf(err, "pull request %lld is still open",
			    pull->number);
		pull_release(pull);
		result = -1;
	}
	json_release(&doc);
	return result;
}

/* ---- delete -------------------------------------------------------------- */

int github_delete_ask(const struct forge_site *site,
		      const struct pull_query *query, struct request *request,
		      struct strbuf *err)
{
	const char *repository = query->fork ? query->fork->id
					     : query->repository;
	struct strbuf text = STRBUF_INIT, name = STRBUF_INIT;

	if (!repository || !query->pull->head) {
		strbuf_addf(err, "branch '%s' is not deleted: the %s is not "
			    "known", query->branch, repository ?
			    "commit that it must be at" : "repository's id");
		return -1;
	}
	strbuf_addf(&name, "refs/heads/%s", query->branch);
	begin_mutation(&text, "updateRefs", "repositoryId", repository);
	strbuf_addstr(&text, ",refUpdates:[{name:");
	json_quote(&text, name.buf);
	add_field(&text, "beforeOid", query->pull->head);
	add_field(&text, "afterOid", no_commit);
	strbuf_addstr(&text, "}]}){clientMutationId}}");
	send_mutation(site, &text, request);
	strbuf_release(&text);
	strbuf_release(&name);
	return 0;
}

/* All of it is in the verdict: it was done, or was done before. */
int github_delete_read(const struct reply *reply,
		       const struct pull_query *query, struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int result;

	(void)query;
	result = json_parse(&doc, reply->body.buf, reply->body.len, err);
	json_release(&doc);
	return result;
}
