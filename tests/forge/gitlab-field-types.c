/* SPDX-License-Identifier: MIT */
/*
 * GitLab's GraphQL: what a merge request's fields can hold: a project's
 * labels and milestones, and users.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/strvec.h"
#include "fields.h"
#include "gitea.h"
#include "gitlab-schema.h"

/* ---- labels ------------------------------------------------------------- */

static void put_label(struct exec *exec, const struct node *node,
		      const struct picked *picked)
{
	gql_text(exec, picked, node->text);
}

static const struct gql_field label_fields[] = {
	{ "title", put_label, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gitlab_type_label = { "Label", NULL, label_fields };
GQL_CONNECTION(gitlab_type_labels, "Label", gitlab_type_label);

static void label_item(const struct connection *connection, size_t i,
		       struct node *out)
{
	out->type = &gitlab_type_label;
	out->text = connection->texts->v[i];
}

void gitlab_put_labels(struct exec *exec, const struct picked *picked,
		       const struct strvec *titles)
{
	struct connection connection = {
		.item = label_item, .texts = titles, .total = titles->nr
	};

	gql_connection(exec, picked, &gitlab_type_labels, &connection);
}

static void add_labels(struct strvec *out, struct gitea_labels *labels)
{
	size_t i;

	for (i = 0; i < labels->nr; i++)
		if (!strvec_has(out, labels->list[i].name))
			strvec_push(out, labels->list[i].name);
	gitea_labels_release(labels);
}

/* Its own and its group's; above: those of the groups above too. */
static void labels_of(struct exec *exec, const struct repo *repo, bool above,
		      struct strvec *out)
{
	const struct forge *forge = exec->call->forge;
	struct gitea_labels labels = { .list = NULL };
	char *group = xstrdup(repo->owner), *slash;

	gitea_labels_of(forge, repo, &labels);
	add_labels(out, &labels);
	while (above && (slash = strrchr(group, '/'))) {
		*slash = '\0';
		gitea_labels_of_owner(forge, group, &labels);
		add_labels(out, &labels);
	}
	free(group);
}

void gitlab_put_named_label(struct exec *exec, const struct node *node,
			    const struct picked *picked)
{
	const char *title = gql_get_text(exec, picked, "title");
	struct node label = { .type = &gitlab_type_label, .text = title };
	struct strvec all = STRVEC_INIT;

	labels_of(exec, node->repo, false, &all);
	if (title && strvec_has(&all, title))
		gql_object(exec, picked, &label);
	else
		gql_text(exec, picked, NULL);
	strvec_clear(&all);
}

void gitlab_put_project_labels(struct exec *exec, const struct node *node,
			       const struct picked *picked)
{
	const char *term = gql_get_text(exec, picked, "searchTerm");
	const char *above = gql_get_text(exec, picked,
					 "includeAncestorGroups");
	struct strvec all = STRVEC_INIT, found = STRVEC_INIT;
	size_t i;

	labels_of(exec, node->repo, above && !strcmp(above, "true"), &all);
	for (i = 0; i < all.nr; i++)
		if (!term || strcasestr(all.v[i], term))
			strvec_push(&found, all.v[i]);
	gitlab_put_labels(exec, picked, &found);
	strvec_clear(&all);
	strvec_clear(&found);
}

/* ---- milestones --------------------------------------------------------- */

long long gitlab_milestone_id(const struct repo *repo, const char *title)
{
	return repo_id(repo) * 1000 + fields_milestone(repo, title);
}

static void put_milestone(struct exec *exec, const struct node *node,
			  const struct picked *picked)
{
	if (strcmp(picked->field->name, "id"))
		gql_text(exec, picked, node->text);
	else
		gql_textf(exec, picked, "gid://gitlab/Milestone/%lld",
			  gitlab_milestone_id(node->repo, node->text));
}

static const struct gql_field milestone_fields[] = {
	{ "id", put_milestone, NULL, NULL, false },
	{ "title", put_milestone, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gitlab_type_milestone =
	{ "Milestone", NULL, milestone_fields };
GQL_CONNECTION(gitlab_type_milestones, "Milestone", gitlab_type_milestone);

static void milestone_item(const struct connection *connection, size_t i,
			   struct node *out)
{
	out->type = &gitlab_type_milestone;
	out->repo = connection->of->repo;
	out->text = connection->texts->v[i];
}

void gitlab_put_milestones(struct exec *exec, const struct node *node,
			   const struct picked *picked)
{
	const char *title = gql_get_text(exec, picked, "title");
	const char *state = gql_get_text(exec, picked, "state");
	struct strvec all = STRVEC_INIT, found = STRVEC_INIT;
	struct connection connection = {
		.item = milestone_item, .of = node, .texts = &found
	};
	size_t i;

	if (!state || strcmp(state, "closed") != 0)
		fields_milestones(node->repo, false, &all);
	if (!state || strcmp(state, "active") != 0)
		fields_milestones(node->repo, true, &all);
	for (i = 0; i < all.nr; i++)
		if (!title || !strcmp(all.v[i], title))
			strvec_push(&found, all.v[i]);
	connection.total = found.nr;
	gql_connection(exec, picked, &gitlab_type_milestones, &connection);
	strvec_clear(&all);
	strvec_clear(&found);
}

/* ---- users -------------------------------------------------------------- */

GQL_CONNECTION(gitlab_type_users, "UserCore", gitlab_type_user);

static void user_item(const struct connection *connection, size_t i,
		      struct node *out)
{
	out->type = &gitlab_type_user;
	out->text = connection->texts->v[i];
}

static bool is_named(const struct gql_value *names, const char *login)
{
	size_t i;

	if (!names)
		return true;
	if (names->kind != GQL_LIST)
		return names->text && !strcasecmp(names->text, login);
	for (i = 0; i < names->nr; i++)
		if (names->items[i].value.text &&
		    !strcasecmp(names->items[i].value.text, login))
			return true;
	return false;
}

void gitlab_put_users(struct exec *exec, const struct node *node,
		      const struct picked *picked)
{
	const struct gql_value *names = gql_get(exec, picked, "usernames");
	struct strvec all = STRVEC_INIT, found = STRVEC_INIT;
	struct connection connection = {
		.item = user_item, .texts = &found
	};
	size_t i;

	(void)node;
	account_logins(exec->call->forge->dir, &all);
	for (i = 0; i < all.nr; i++)
		if (is_named(names, all.v[i]))
			strvec_push(&found, all.v[i]);
	connection.total = found.nr;
	gql_connection(exec, picked, &gitlab_type_users, &connection);
	strvec_clear(&all);
	strvec_clear(&found);
}
