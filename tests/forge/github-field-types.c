/* SPDX-License-Identifier: MIT */
/*
 * GitHub's GraphQL: labels by name, and milestones.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "fields.h"
#include "gitea.h"
#include "github-schema.h"

void gql_put_named_label(struct exec *exec, const struct node *node,
			 const struct picked *picked)
{
	const char *name = gql_get_text(exec, picked, "name");
	struct gitea_labels labels = { .list = NULL };
	struct node label = { .type = &gql_type_label };
	size_t i;

	gitea_labels_of(exec->call->forge, node->repo, &labels);
	for (i = 0; name && !label.text && i < labels.nr; i++)
		if (!strcasecmp(labels.list[i].name, name))
			label.text = labels.list[i].name;
	if (label.text)
		gql_object(exec, picked, &label);
	else
		gql_text(exec, picked, NULL);
	gitea_labels_release(&labels);
}

static void milestone_item(const struct connection *connection, size_t i,
			   struct node *out)
{
	out->type = &gql_type_milestone;
	out->repo = connection->of->repo;
	out->text = connection->texts->v[i];
}

void gql_put_milestones(struct exec *exec, const struct node *node,
			const struct picked *picked)
{
	const struct gql_value *states = gql_get(exec, picked, "states");
	struct strvec titles = STRVEC_INIT;
	struct connection connection = {
		.item = milestone_item, .of = node, .texts = &titles
	};

	if (gql_lists(states, "OPEN"))
		fields_milestones(node->repo, false, &titles);
	if (gql_lists(states, "CLOSED"))
		fields_milestones(node->repo, true, &titles);
	connection.total = titles.nr;
	gql_connection(exec, picked, &gql_type_milestones, &connection);
	strvec_clear(&titles);
}

void gql_put_milestone(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	struct node milestone = {
		.type = &gql_type_milestone, .repo = node->repo,
		.text = node->pull->milestone
	};

	if (milestone.text)
		gql_object(exec, picked, &milestone);
	else
		gql_text(exec, picked, NULL);
}

static void put_field(struct exec *exec, const struct node *node,
		      const struct picked *picked)
{
	const char *name = picked->field->name;
	long long number = fields_milestone(node->repo, node->text);

	if (!strcmp(name, "title"))
		gql_text(exec, picked, node->text);
	else if (!strcmp(name, "number"))
		gql_number(exec, picked, number);
	else
		gql_textf(exec, picked, "MI_%lld", number);
}

static const struct gql_field milestone_fields[] = {
	{ "id", put_field, NULL, NULL, false },
	{ "number", put_field, NULL, NULL, false },
	{ "title", put_field, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_milestone =
	{ "Milestone", "Node", milestone_fields };
GQL_CONNECTION(gql_type_milestones, "Milestone", gql_type_milestone);
