/* SPDX-License-Identifier: MIT */
/*
 * GitLab's GraphQL endpoint: from a request's body to {"data","errors"}.
 */
#include <stdlib.h>
#include <string.h>

#include "gitlab-schema.h"

#define TEXT_MAX 10000
#define COMPLEXITY 250
#define COMPLEXITY_ANONYMOUS 200
#define DEPTH 20
#define DEPTH_ANONYMOUS 15

/* An answer without data: the query was not understood, or is too much. */
static void say_error(struct exec *exec, const char *message)
{
	json_begin_object(&exec->error_w, NULL);
	json_put(&exec->error_w, "message", message);
	json_end_object(&exec->error_w);
	exec->error_nr++;
}

static bool prepare(struct exec *exec, char *operation)
{
	struct call *call = exec->call;
	struct strbuf err = STRBUF_INIT;
	int variables = call->body.nr > 0
		? json_get(&call->body, 0, "variables") : -1;
	bool good = false;

	if (gql_parse(&exec->doc, exec->text, &err)) {
		gql_refuse(exec, NULL, "parseError", "%s", err.buf);
		goto out;
	}
	exec->op = gql_operation(&exec->doc, operation);
	if (!exec->op) {
		say_error(exec, "An operation name is required");
		goto out;
	}
	if (gql_set_variables(&exec->doc, exec->op, &call->body, variables,
			      &err)) {
		say_error(exec, err.buf);
		goto out;
	}
	good = true;
out:
	strbuf_release(&err);
	return good;
}

/* The two limits that are counted before anything is done. */
static bool is_cheap(struct exec *exec, const struct gql_type *root)
{
	struct gitlab_query *query = exec->own;
	bool known = exec->call->req->account.known;
	int depth = known ? DEPTH : DEPTH_ANONYMOUS;
	struct strbuf text = STRBUF_INIT;
	struct gitlab_score score;

	gitlab_measure(exec, root, &score);
	query->score = score.score;
	query->limit = (unsigned long)
		settings_number(&exec->call->forge->config,
				"limit.complexity", known ? COMPLEXITY
				: COMPLEXITY_ANONYMOUS);
	if (score.score > query->limit) {
		strbuf_addf(&text, "Query has complexity of %lu, which"
			    " exceeds max complexity of %lu", score.score,
			    query->limit);
		say_error(exec, text.buf);
	}
	if (score.depth > depth) {
		strbuf_reset(&text);
		strbuf_addf(&text, "Query has depth of %d, which exceeds max"
			    " depth of %d", score.depth, depth);
		say_error(exec, text.buf);
	}
	strbuf_release(&text);
	return !exec->error_nr;
}

static void execute(struct exec *exec)
{
	bool mutation = !strcmp(exec->op->kind, "mutation");
	struct node root = { .type = mutation ? &gitlab_type_mutation
			     : &gitlab_type_query };
	const struct gql_selections *set = &exec->op->selections;
	struct picked picked = { .key = NULL, .sets = &set, .set_nr = 1 };

	if (gql_check(exec, root.type) &&
	    gitlab_check_arguments(exec, root.type) &&
	    is_cheap(exec, root.type))
		gql_object(exec, &picked, &root);
}

static void say(struct exec *exec, unsigned status)
{
	struct json_writer w = gitlab_json(exec->call, status);

	json_end_array(&exec->error_w);
	json_begin_object(&w, NULL);
	if (exec->data.len)
		json_put_raw(&w, "data", exec->data.buf);
	if (exec->error_nr)
		json_put_raw(&w, "errors", exec->errors.buf);
	json_end_object(&w);
}

/* As of 15.4: what newer queries ask for is not there. */
static bool lacks(const struct exec *exec, const struct gql_type *type,
		  const char *field, const char *argument)
{
	if (!gitlab_is_old(exec->call->forge))
		return false;
	if (argument)
		return type == &gitlab_type_query &&
		       !strcmp(argument, "fullPaths");
	if (type == &gitlab_type_project)
		return !strcmp(field, "isForked");
	return type == &gitlab_type_tree && !strcmp(field, "lastCommit");
}

static const struct gql_rules rules = {
	.types = gitlab_types,
	.bounded = false,
	.lacks = lacks
};

void gitlab_graphql(struct call *call)
{
	struct gitlab_query query = { .score = 0 };
	struct strbuf text = STRBUF_INIT, operation = STRBUF_INIT;
	struct exec exec = {
		.call = call,
		.rules = &rules,
		.doc = GQL_DOCUMENT_INIT,
		.data = STRBUF_INIT,
		.errors = STRBUF_INIT,
		.w = JSON_WRITER_INIT(&exec.data),
		.error_w = JSON_WRITER_INIT(&exec.errors),
		.path = STRVEC_INIT,
		.own = &query,
		.page_max = gitlab_page_max(call->forge)
	};
	unsigned status = 200;

	if (!request_is(call->req, "POST")) {
		gitlab_error(call, 404, "404 Not Found");
		return;
	}
	if (!gitlab_body(call))
		return;
	gitlab_param(call, "query", &text);
	gitlab_param(call, "operationName", &operation);
	json_begin_array(&exec.error_w, NULL);
	exec.text = text.buf;
	if (text.len > TEXT_MAX) {
		say_error(&exec, "Query too large");
		status = 422;
	} else if (!text.len) {
		say_error(&exec, "No query string was present");
	} else if (prepare(&exec, operation.len ? operation.buf : NULL)) {
		execute(&exec);
	}
	if (text.len)
		counters_keep_query(call->forge->dir, text.buf);
	say(&exec, status);
	gql_release(&exec.doc);
	strbuf_release(&exec.data);
	strbuf_release(&exec.errors);
	strvec_clear(&exec.path);
	strbuf_release(&text);
	strbuf_release(&operation);
}
