/* SPDX-License-Identifier: MIT */
/*
 * GitHub's GraphQL: what a commit's checks say together, and each of them.
 */
#include <string.h>

#include "checks.h"
#include "github-schema.h"

static void put_check_text(struct exec *exec, const struct node *node,
			   const struct picked *picked)
{
	const char *name = picked->field->name;
	const struct check *check = node->check;
	bool over = check->state != CHECK_RUNNING;

	if (!strcmp(name, "status"))
		gql_text(exec, picked, over ? "COMPLETED" : "IN_PROGRESS");
	else if (!strcmp(name, "conclusion"))
		gql_text(exec, picked, !over ? NULL
			 : check->state == CHECK_SUCCESS ? "SUCCESS"
			 : "FAILURE");
	else if (!strcmp(name, "state"))
		gql_text(exec, picked, !over ? "PENDING"
			 : check->state == CHECK_SUCCESS ? "SUCCESS"
			 : "FAILURE");
	else				/* name, context */
		gql_text(exec, picked, check->name);
}

static void put_check_id(struct exec *exec, const struct node *node,
			 const struct picked *picked)
{
	const char *name = picked->field->name;
	const struct check *check = node->check;
	long long id = github_check_id(node->repo, node->text, check->name);

	if (!strcmp(name, "id"))
		gql_textf(exec, picked, "%s_%lld", check->status ? "SC"
			  : "CR", id);
	else if (!strcmp(name, "databaseId"))
		gql_number(exec, picked, id % 2000000000);
	else if (!strcmp(name, "resourcePath"))
		gql_textf(exec, picked, "/%s/runs/%lld", node->repo->full,
			  id);
	else				/* url, permalink, detailsUrl */
		gql_textf(exec, picked, "%s/%s/runs/%lld", exec->call->site,
			  node->repo->full, id);
}

static void put_check_time(struct exec *exec, const struct node *node,
			   const struct picked *picked)
{
	bool end = !strcmp(picked->field->name, "completedAt");

	gql_time(exec, picked, end ? node->check->ended
		 : node->check->started);
}

static void put_required(struct exec *exec, const struct node *node,
			 const struct picked *picked)
{
	if (!gql_get(exec, picked, "pullRequestId") &&
	    !gql_get(exec, picked, "pullRequestNumber"))
		gql_error(exec, picked, "UNPROCESSABLE", "A pull request ID"
			  " or pull request number is required.");
	else
		gql_flag(exec, picked, node->check->required);
}

static void put_repository(struct exec *exec, const struct node *node,
			   const struct picked *picked)
{
	struct node repo = { .type = &gql_type_repository,
			     .repo = node->repo };

	gql_object(exec, picked, &repo);
}

static void put_commit(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	struct node commit = { .type = &gql_type_commit, .repo = node->repo,
			       .text = node->text };

	gql_object(exec, picked, &commit);
}

#define OF_PULL "pullRequestId pullRequestNumber"

static const struct gql_field run_fields[] = {
	{ "completedAt", put_check_time, NULL, NULL, false },
	{ "checkSuite", gql_put_null, &gql_type_suite, NULL, false },
	{ "conclusion", put_check_text, NULL, NULL, false },
	{ "databaseId", put_check_id, NULL, NULL, false },
	{ "detailsUrl", put_check_id, NULL, NULL, false },
	{ "externalId", gql_put_null, NULL, NULL, false },
	{ "id", put_check_id, NULL, NULL, false },
	{ "isRequired", put_required, NULL, OF_PULL, false },
	{ "name", put_check_text, NULL, NULL, false },
	{ "permalink", put_check_id, NULL, NULL, false },
	{ "repository", put_repository, &gql_type_repository, NULL, false },
	{ "resourcePath", put_check_id, NULL, NULL, false },
	{ "startedAt", put_check_time, NULL, NULL, false },
	{ "status", put_check_text, NULL, NULL, false },
	{ "summary", gql_put_null, NULL, NULL, false },
	{ "text", gql_put_null, NULL, NULL, false },
	{ "title", gql_put_null, NULL, NULL, false },
	{ "url", put_check_id, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_run = {
	"CheckRun", "Node RequirableByPullRequest StatusCheckRollupContext",
	run_fields
};

static const struct gql_field status_fields[] = {
	{ "commit", put_commit, &gql_type_commit, NULL, false },
	{ "context", put_check_text, NULL, NULL, false },
	{ "createdAt", put_check_time, NULL, NULL, false },
	{ "description", gql_put_null, NULL, NULL, false },
	{ "id", put_check_id, NULL, NULL, false },
	{ "isRequired", put_required, NULL, OF_PULL, false },
	{ "state", put_check_text, NULL, NULL, false },
	{ "targetUrl", gql_put_null, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_status = {
	"StatusContext",
	"Node RequirableByPullRequest StatusCheckRollupContext",
	status_fields
};

static const struct gql_field no_fields[] = {
	{ NULL, NULL, NULL, NULL, false }
};

/* A union: a run or a status. */
const struct gql_type gql_type_context =
	{ "StatusCheckRollupContext", NULL, no_fields };

static size_t count(const struct checks *checks, bool status, int state)
{
	size_t i, nr = 0;

	for (i = 0; i < checks->nr; i++)
		if (checks->list[i].status == status &&
		    (state < 0 || (int)checks->list[i].state == state))
			nr++;
	return nr;
}

/* Names of states in counts, by kind. */
static const char *const state_names[2][3] = {
	{ [CHECK_RUNNING] = "IN_PROGRESS", [CHECK_SUCCESS] = "SUCCESS",
	  [CHECK_FAILURE] = "FAILURE" },
	{ [CHECK_RUNNING] = "PENDING", [CHECK_SUCCESS] = "SUCCESS",
	  [CHECK_FAILURE] = "FAILURE" }
};

static bool is_of_statuses(const struct node *node)
{
	return !strncmp(node->type->name, "Status", 6);
}

/* node->at is the state. */
static void put_count(struct exec *exec, const struct node *node,
		      const struct picked *picked)
{
	bool status = is_of_statuses(node);

	if (!strcmp(picked->field->name, "state"))
		gql_text(exec, picked, state_names[status][node->at]);
	else
		gql_number(exec, picked, (long long)
			   count(node->checks, status, (int)node->at));
}

static const struct gql_field count_fields[] = {
	{ "count", put_count, NULL, NULL, false },
	{ "state", put_count, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

static const struct gql_type type_run_count =
	{ "CheckRunStateCount", NULL, count_fields };
static const struct gql_type type_status_count =
	{ "StatusContextStateCount", NULL, count_fields };

/* The states that some check is in, and no others. */
static void count_item(const struct connection *connection, size_t i,
		       struct node *out)
{
	bool status = is_of_statuses(out);

	out->checks = connection->checks;
	for (out->at = 0; out->at < 3; out->at++)
		if (count(out->checks, status, (int)out->at) && !i--)
			return;
}

static void put_counts(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	const struct checks *checks = node->connection->checks;
	bool status = !strncmp(picked->field->name, "status", 6);
	struct connection states = { .item = count_item, .checks = checks };
	int state;

	for (state = 0; state < 3; state++)
		states.total += count(checks, status, state) != 0;
	gql_list(exec, picked, &states, 0, states.total, false);
}

static void put_kind_count(struct exec *exec, const struct node *node,
			   const struct picked *picked)
{
	bool status = !strncmp(picked->field->name, "status", 6);

	gql_number(exec, picked, (long long)
		   count(node->connection->checks, status, -1));
}

static const struct gql_field context_edge_fields[] = {
	{ "cursor", gql_put_cursor, NULL, NULL, false },
	{ "node", gql_put_edge_node, &gql_type_context, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

static const struct gql_type type_context_edge =
	{ "StatusCheckRollupContextEdge", NULL, context_edge_fields };

static const struct gql_field contexts_fields[] = {
	{ "checkRunCount", put_kind_count, NULL, NULL, false },
	{ "checkRunCountsByState", put_counts, &type_run_count, NULL,
	  false },
	{ "edges", gql_put_edges, &type_context_edge, NULL, false },
	{ "nodes", gql_put_nodes, &gql_type_context, NULL, false },
	{ "pageInfo", gql_put_page_info, &gql_type_page_info, NULL, false },
	{ "statusContextCount", put_kind_count, NULL, NULL, false },
	{ "statusContextCountsByState", put_counts, &type_status_count,
	  NULL, false },
	{ "totalCount", gql_put_total, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

static const struct gql_type type_contexts =
	{ "StatusCheckRollupContextConnection", NULL, contexts_fields };

static void context_item(const struct connection *connection, size_t i,
			 struct node *out)
{
	*out = *connection->of;
	out->check = &connection->checks->list[i];
	out->type = out->check->status ? &gql_type_status : &gql_type_run;
}

static void put_contexts(struct exec *exec, const struct node *node,
			 const struct picked *picked)
{
	struct connection connection = {
		.item = context_item,
		.of = node,
		.checks = node->checks,
		.total = node->checks->nr
	};

	gql_connection(exec, picked, &type_contexts, &connection);
}

static void put_rollup_text(struct exec *exec, const struct node *node,
			    const struct picked *picked)
{
	enum rollup rollup = checks_rollup(node->checks, false);

	if (!strcmp(picked->field->name, "id"))
		gql_textf(exec, picked, "SCR_%lld_%s", repo_id(node->repo),
			  node->text);
	else
		gql_text(exec, picked, rollup == ROLLUP_FAILURE ? "FAILURE"
			 : rollup == ROLLUP_SUCCESS ? "SUCCESS" : "PENDING");
}

static const struct gql_field rollup_fields[] = {
	{ "commit", put_commit, &gql_type_commit, NULL, false },
	{ "contexts", put_contexts, &type_contexts,
	  "first last after before", true },
	{ "id", put_rollup_text, NULL, NULL, false },
	{ "state", put_rollup_text, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_rollup =
	{ "StatusCheckRollup", "Node", rollup_fields };

/* Of a pull request's head, or of a commit; null where there are none. */
void gql_put_rollup(struct exec *exec, const struct node *node,
		    const struct picked *picked)
{
	struct checks checks = CHECKS_INIT;
	struct node rollup = {
		.type = &gql_type_rollup,
		.repo = node->repo,
		.text = node->pull ? node->pull->head_oid : node->text,
		.checks = &checks
	};

	checks_of(exec->call->forge, node->repo, rollup.text,
		  exec->call->now, &checks);
	if (checks.nr)
		gql_object(exec, picked, &rollup);
	else
		gql_text(exec, picked, NULL);
	checks_release(&checks);
}
