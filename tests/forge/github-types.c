/* SPDX-License-Identifier: MIT */
/*
 * GitHub's GraphQL: what a query and a mutation begin with, and the list of
 * all types.
 */
#include <stdlib.h>
#include <string.h>

#include "github-schema.h"

static void put_repository(struct exec *exec, const struct node *node,
			   const struct picked *picked)
{
	const char *owner = gql_get_text(exec, picked, "owner");
	const char *name = gql_get_text(exec, picked, "name");
	struct strbuf full = STRBUF_INIT;

	(void)node;
	strbuf_addf(&full, "%s/%s", owner ? owner : "", name ? name : "");
	gql_put_named_repository(exec, picked, full.buf);
	strbuf_release(&full);
}

static void put_viewer(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	(void)node;
	gql_put_login(exec, picked, exec->call->req->account.login);
}

static void put_owner(struct exec *exec, const struct node *node,
		      const struct picked *picked)
{
	const char *login = gql_get_text(exec, picked, "login");
	const char *dir = exec->call->forge->dir;
	struct strvec names = STRVEC_INIT;
	const char *wanted = picked->field->name;
	bool person = login && account_exists(dir, login), there;

	(void)node;
	if (login)
		store_list(&names, dir, login);
	there = person ? strcmp(wanted, "organization") != 0
		       : names.nr && strcmp(wanted, "user") != 0;
	if (there)
		gql_put_login(exec, picked, login);
	else if (!strcmp(wanted, "repositoryOwner"))
		gql_text(exec, picked, NULL);
	else
		gql_error(exec, picked, "NOT_FOUND", "Could not resolve to"
			  " %s with the login of '%s'.",
			  picked->field->type->name, login ? login : "");
	strvec_clear(&names);
}

static const struct gql_type type_rate_limit;

static void put_rate_limit(struct exec *exec, const struct node *node,
			   const struct picked *picked)
{
	struct node rate = { .type = &type_rate_limit };

	(void)node;
	gql_object(exec, picked, &rate);
}

static void put_rate_field(struct exec *exec, const struct node *node,
			   const struct picked *picked)
{
	const char *name = picked->field->name;
	struct call *call = exec->call;
	const struct window *window =
		limits_window(&call->forge->limits, call->req->account.login,
			      RESOURCE_GRAPHQL, call->now);
	unsigned long cost = gql_cost(exec), used = window->used + cost;

	(void)node;
	if (used > window->limit)
		used = window->limit;
	if (!strcmp(name, "resetAt"))
		gql_time(exec, picked, window->reset);
	else
		gql_number(exec, picked, (long long)
			   (!strcmp(name, "cost") ? cost
			    : !strcmp(name, "limit") ? window->limit
			    : !strcmp(name, "used") ? used
			    : !strcmp(name, "nodeCount") ? exec->nodes
			    : window->limit - used));
}

static const struct gql_field rate_limit_fields[] = {
	{ "cost", put_rate_field, NULL, NULL, false },
	{ "limit", put_rate_field, NULL, NULL, false },
	{ "nodeCount", put_rate_field, NULL, NULL, false },
	{ "remaining", put_rate_field, NULL, NULL, false },
	{ "resetAt", put_rate_field, NULL, NULL, false },
	{ "used", put_rate_field, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

static const struct gql_type type_rate_limit =
	{ "RateLimit", NULL, rate_limit_fields };

static const struct gql_field query_fields[] = {
	{ "organization", put_owner, &gql_type_organization, "login",
	  false },
	{ "rateLimit", put_rate_limit, &type_rate_limit, "dryRun", false },
	{ "repository", put_repository, &gql_type_repository,
	  "owner name followRenames", false },
	{ "repositoryOwner", put_owner, &gql_type_owner, "login", false },
	{ "search", gql_put_search, &gql_type_results,
	  "query type first last after before", true },
	{ "user", put_owner, &gql_type_user, "login", false },
	{ "viewer", put_viewer, &gql_type_user, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_query = { "Query", NULL, query_fields };

const struct gql_type *const gql_types[] = {
	&gql_type_query,
	&gql_type_mutation,
	&gql_type_owner,
	&gql_type_actor,
	&gql_type_user,
	&gql_type_organization,
	&gql_type_label,
	&gql_type_repository,
	&gql_type_language,
	&gql_type_team,
	&gql_type_ref,
	&gql_type_object,
	&gql_type_commit,
	&gql_type_blob,
	&gql_type_tree,
	&gql_type_pull,
	&gql_type_auto,
	&gql_type_rollup,
	&gql_type_context,
	&gql_type_run,
	&gql_type_status,
	&gql_type_parameters,
	&gql_type_check_parameters,
	&gql_type_pull_parameters,
	&type_rate_limit,
	NULL
};
