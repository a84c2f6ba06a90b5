/* SPDX-License-Identifier: MIT */
/*
 * GitLab's GraphQL: what a query begins with, users, and the list of all
 * types.
 */
#include <string.h>

#include "gitlab-schema.h"

static void put_project(struct exec *exec, const struct node *node,
			const struct picked *picked)
{
	const char *path = gql_get_text(exec, picked, "fullPath");

	(void)node;
	gitlab_put_named_project(exec, picked, path ? path : "");
}

static void put_projects(struct exec *exec, const struct node *node,
			 const struct picked *picked)
{
	(void)node;
	gitlab_put_projects(exec, picked);
}

static void put_current_user(struct exec *exec, const struct node *node,
			     const struct picked *picked)
{
	struct node user = { .type = &gitlab_type_user,
			     .text = exec->call->req->account.login };

	(void)node;
	if (user.text)
		gql_object(exec, picked, &user);
	else
		gql_text(exec, picked, NULL);
}

/* An object whose fields need no more than the query itself. */
static void put_own(struct exec *exec, const struct node *node,
		    const struct picked *picked)
{
	struct node child = { .type = picked->field->type };

	(void)node;
	gql_object(exec, picked, &child);
}

static void put_score(struct exec *exec, const struct node *node,
		      const struct picked *picked)
{
	const struct gitlab_query *query = exec->own;
	bool limit = !strcmp(picked->field->name, "limit");

	(void)node;
	gql_number(exec, picked, (long long)(limit ? query->limit
					     : query->score));
}

static const struct gql_field score_fields[] = {
	{ "limit", put_score, NULL, NULL, false },
	{ "score", put_score, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

static const struct gql_type type_score =
	{ "QueryComplexity", NULL, score_fields };

static void put_metadata(struct exec *exec, const struct node *node,
			 const struct picked *picked)
{
	if (exec->call->req->account.known)
		put_own(exec, node, picked);
	else
		gql_text(exec, picked, NULL);
}

static void put_version(struct exec *exec, const struct node *node,
			const struct picked *picked)
{
	(void)node;
	gql_text(exec, picked, gitlab_version(exec->call->forge));
}

static void put_enterprise(struct exec *exec, const struct node *node,
			   const struct picked *picked)
{
	(void)node;
	gql_flag(exec, picked,
		 strstr(gitlab_version(exec->call->forge), "-ee") != NULL);
}

static const struct gql_field metadata_fields[] = {
	{ "enterprise", put_enterprise, NULL, NULL, false },
	{ "version", put_version, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

static const struct gql_type type_metadata =
	{ "Metadata", NULL, metadata_fields };

static void put_user(struct exec *exec, const struct node *node,
		     const struct picked *picked)
{
	const char *name = picked->field->name;

	if (!strcmp(name, "id"))
		gql_textf(exec, picked, "gid://gitlab/User/%lld",
			  gitlab_id(node->text));
	else if (!strcmp(name, "webUrl"))
		gql_textf(exec, picked, "%s/%s", exec->call->site,
			  node->text);
	else
		gql_text(exec, picked, node->text);
}

static const struct gql_field user_fields[] = {
	{ "id", put_user, NULL, NULL, false },
	{ "name", put_user, NULL, NULL, false },
	{ "username", put_user, NULL, NULL, false },
	{ "webUrl", put_user, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gitlab_type_user = { "UserCore", "User", user_fields };

#define PROJECTS_ARGUMENTS "ids fullPaths search topics sort membership archived"\
	" first last after before"

static const struct gql_field query_fields[] = {
	{ "currentUser", put_current_user, &gitlab_type_user, NULL, false },
	{ "group", gitlab_put_group, &gitlab_type_group, "fullPath", false },
	{ "metadata", put_metadata, &type_metadata, NULL, false },
	{ "project", put_project, &gitlab_type_project, "fullPath", false },
	{ "projects", put_projects, &gitlab_type_projects,
	  PROJECTS_ARGUMENTS, true },
	{ "queryComplexity", put_own, &type_score, NULL, false },
	{ "users", gitlab_put_users, &gitlab_type_users,
	  "usernames first last after before", true },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gitlab_type_query = { "Query", NULL, query_fields };

/* Everything that changes something is asked for by REST. */
static const struct gql_field mutation_fields[] = {
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gitlab_type_mutation =
	{ "Mutation", NULL, mutation_fields };

const struct gql_type *const gitlab_types[] = {
	&gitlab_type_query,
	&gitlab_type_mutation,
	&gitlab_type_project,
	&gitlab_type_repository,
	&gitlab_type_group,
	&gitlab_type_tree,
	&gitlab_type_commit,
	&gitlab_type_request,
	&gitlab_type_pipeline,
	&gitlab_type_user,
	&gitlab_type_label,
	&gitlab_type_milestone,
	&type_score,
	&type_metadata,
	NULL
};
