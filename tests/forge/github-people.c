/* SPDX-License-Identifier: MIT */
/*
 * GitHub's GraphQL: users, organizations, and labels.
 */
#include <string.h>

#include "base/alloc.h"
#include "github-schema.h"

void gql_put_login(struct exec *exec, const struct picked *picked,
		   const char *login)
{
	struct node node = { .text = login };

	if (!login) {
		gql_text(exec, picked, NULL);
		return;
	}
	node.type = account_exists(exec->call->forge->dir, login)
		? &gql_type_user : &gql_type_organization;
	gql_object(exec, picked, &node);
}

static void put_text(struct exec *exec, const struct node *node,
		     const struct picked *picked)
{
	const char *name = picked->field->name;
	const char *site = exec->call->site;

	if (!strcmp(name, "id"))
		gql_textf(exec, picked, "U_%lld", github_user_id(node->text));
	else if (!strcmp(name, "url"))
		gql_textf(exec, picked, "%s/%s", site, node->text);
	else if (!strcmp(name, "avatarUrl"))
		gql_textf(exec, picked, "%s/avatars/%s", site, node->text);
	else if (!strcmp(name, "resourcePath"))
		gql_textf(exec, picked, "/%s", node->text);
	else
		gql_text(exec, picked, node->text);
}

static void put_id(struct exec *exec, const struct node *node,
		   const struct picked *picked)
{
	gql_number(exec, picked, github_user_id(node->text));
}

static void put_repositories(struct exec *exec, const struct node *node,
			     const struct picked *picked)
{
	gql_put_repositories(exec, picked, node->text);
}

static void put_repository(struct exec *exec, const struct node *node,
			   const struct picked *picked)
{
	const char *name = gql_get_text(exec, picked, "name");
	struct strbuf full = STRBUF_INIT;

	strbuf_addf(&full, "%s/%s", node->text, name ? name : "");
	gql_put_named_repository(exec, picked, full.buf);
	strbuf_release(&full);
}

#define REPOSITORIES { "repositories", put_repositories,		\
	&gql_type_repositories, "first last after before isArchived"	\
	" isFork orderBy ownerAffiliations privacy visibility", true }
#define REPOSITORY { "repository", put_repository,			\
	&gql_type_repository, "name followRenames", false }

static const struct gql_field owner_fields[] = {
	{ "avatarUrl", put_text, NULL, "size", false },
	{ "id", put_text, NULL, NULL, false },
	{ "login", put_text, NULL, NULL, false },
	REPOSITORIES,
	REPOSITORY,
	{ "resourcePath", put_text, NULL, NULL, false },
	{ "url", put_text, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

static const struct gql_field actor_fields[] = {
	{ "avatarUrl", put_text, NULL, "size", false },
	{ "login", put_text, NULL, NULL, false },
	{ "resourcePath", put_text, NULL, NULL, false },
	{ "url", put_text, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

#define ACCOUNT								\
	{ "avatarUrl", put_text, NULL, "size", false },			\
	{ "databaseId", put_id, NULL, NULL, false },			\
	{ "email", gql_put_null, NULL, NULL, false },			\
	{ "id", put_text, NULL, NULL, false },				\
	{ "login", put_text, NULL, NULL, false },			\
	{ "name", put_text, NULL, NULL, false },			\
	REPOSITORIES,							\
	REPOSITORY,							\
	{ "resourcePath", put_text, NULL, NULL, false },		\
	{ "url", put_text, NULL, NULL, false }

static const struct gql_field user_fields[] = {
	ACCOUNT,
	{ NULL, NULL, NULL, NULL, false }
};

static const struct gql_field organization_fields[] = {
	ACCOUNT,
	{ "team", gql_put_team, &gql_type_team, "slug", false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_owner =
	{ "RepositoryOwner", NULL, owner_fields };
const struct gql_type gql_type_actor = { "Actor", NULL, actor_fields };
const struct gql_type gql_type_user =
	{ "User", "Node Actor RepositoryOwner ProfileOwner Assignee",
	  user_fields };
const struct gql_type gql_type_organization =
	{ "Organization", "Node Actor RepositoryOwner ProfileOwner",
	  organization_fields };
GQL_CONNECTION(gql_type_users, "User", gql_type_user);

static const struct gql_field label_fields[] = {
	{ "color", gql_put_null, NULL, NULL, false },
	{ "description", gql_put_null, NULL, NULL, false },
	{ "id", put_text, NULL, NULL, false },
	{ "name", put_text, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_label = { "Label", "Node", label_fields };
GQL_CONNECTION(gql_type_labels, "Label", gql_type_label);
