/* SPDX-License-Identifier: MIT */
/*
 * GitHub's GraphQL endpoint: from a request's body to {"data","errors"}.
 */
#include <stdlib.h>
#include <string.h>

#include "github-schema.h"

/* A hundredth of a point for each connection, rounded, one at least. */
unsigned long gql_cost(const struct exec *exec)
{
	unsigned long cost = (exec->connections + 50) / 100;

	return cost ? cost : 1;
}

/* An answer without data: the query was not understood. */
static void say_broken(struct exec *exec, const char *message)
{
	gql_refuse(exec, NULL, "parseError", "%s", message);
}

static bool prepare(struct exec *exec, char *operation)
{
	struct call *call = exec->call;
	struct strbuf err = STRBUF_INIT;
	bool good = false;

	if (gql_parse(&exec->doc, exec->text, &err)) {
		say_broken(exec, err.buf);
		goto out;
	}
	exec->op = gql_operation(&exec->doc, operation);
	if (!exec->op) {
		say_broken(exec, "An operation name is required");
		goto out;
	}
	if (gql_set_variables(&exec->doc, exec->op, &call->body,
			      json_get(&call->body, 0, "variables"), &err)) {
		say_broken(exec, err.buf);
		goto out;
	}
	good = true;
out:
	strbuf_release(&err);
	return good;
}

static void execute(struct exec *exec)
{
	bool mutation = !strcmp(exec->op->kind, "mutation");
	struct node root = { .type = mutation ? &gql_type_mutation
			     : &gql_type_query };
	const struct gql_selections *set = &exec->op->selections;
	struct picked picked = { .key = NULL, .sets = &set, .set_nr = 1 };

	if (gql_check(exec, root.type))
		gql_object(exec, &picked, &root);
	exec->call->reply->points = (unsigned)gql_cost(exec);
}

static void say(struct exec *exec)
{
	struct json_writer w = github_json(exec->call, 200);

	json_end_array(&exec->error_w);
	json_begin_object(&w, NULL);
	if (exec->data.len)
		json_put_raw(&w, "data", exec->data.buf);
	if (exec->error_nr)
		json_put_raw(&w, "errors", exec->errors.buf);
	json_end_object(&w);
}

static const struct gql_rules rules = {
	.types = gql_types,
	.bounded = true,
	.check_input = gql_check_input
};

void github_graphql(struct call *call)
{
	struct exec exec = {
		.call = call,
		.rules = &rules,
		.doc = GQL_DOCUMENT_INIT,
		.data = STRBUF_INIT,
		.errors = STRBUF_INIT,
		.w = JSON_WRITER_INIT(&exec.data),
		.error_w = JSON_WRITER_INIT(&exec.errors),
		.path = STRVEC_INIT
	};
	char *query, *operation;

	if (!request_is(call->req, "POST")) {
		github_say(call, 404, "Not Found");
		return;
	}
	if (!github_body(call))
		return;
	query = json_copy(&call->body, json_get(&call->body, 0, "query"));
	operation = json_copy(&call->body,
			      json_get(&call->body, 0, "operationName"));
	json_begin_array(&exec.error_w, NULL);
	exec.text = query;
	if (!query)
		say_broken(&exec, "A query attribute must be specified and"
			   " must be a string.");
	else if (prepare(&exec, operation))
		execute(&exec);
	if (query)
		counters_keep_query(call->forge->dir, query);
	say(&exec);
	gql_release(&exec.doc);
	strbuf_release(&exec.data);
	strbuf_release(&exec.errors);
	strvec_clear(&exec.path);
	free(query);
	free(operation);
}
