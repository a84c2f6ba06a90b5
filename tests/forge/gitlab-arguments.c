/* SPDX-License-Identifier: MIT */
/*
 * GitLab's GraphQL: arguments held against their types, before a query is
 * executed.
 */
#include <string.h>

#include "base/alloc.h"
#include "gitlab-schema.h"

#define DEPTH_MAX 64

/* Of merge requests and of milestones ("active"). */
#define STATES "active all closed locked merged opened"

enum shape { SHAPE_TEXT, SHAPE_TEXTS, SHAPE_NUMBER, SHAPE_ENUM };

/* In every field that takes an argument of the name. */
static const struct {
	const char *name, *type;
	enum shape shape;
	const char *values;		/* of enums */
} shapes[] = {
	{ "fullPath", "ID!", SHAPE_TEXT, NULL },
	{ "fullPaths", "[String!]", SHAPE_TEXTS, NULL },
	{ "ids", "[ID!]", SHAPE_TEXTS, NULL },
	{ "paths", "[String!]!", SHAPE_TEXTS, NULL },
	{ "search", "String", SHAPE_TEXT, NULL },
	{ "topics", "[String!]", SHAPE_TEXTS, NULL },
	{ "after", "String", SHAPE_TEXT, NULL },
	{ "iid", "String!", SHAPE_TEXT, NULL },
	{ "iids", "[String!]", SHAPE_TEXTS, NULL },
	{ "sourceBranches", "[String!]", SHAPE_TEXTS, NULL },
	{ "targetBranches", "[String!]", SHAPE_TEXTS, NULL },
	{ "usernames", "[String!]", SHAPE_TEXTS, NULL },
	{ "title", "String", SHAPE_TEXT, NULL },
	{ "searchTerm", "String", SHAPE_TEXT, NULL },
	{ "first", "Int", SHAPE_NUMBER, NULL },
	{ "last", "Int", SHAPE_NUMBER, NULL },
	{ "state", "MergeRequestState", SHAPE_ENUM, STATES }
};

static const struct {
	const char *type, *field, *argument;
} needs[] = {
	{ "Query", "project", "fullPath" },
	{ "Query", "group", "fullPath" },
	{ "Repository", "blobs", "paths" },
	{ "Project", "mergeRequest", "iid" },
	{ "Project", "label", "title" }
};

static bool is_text(const struct gql_value *value)
{
	return value->kind == GQL_STRING;
}

/* One text is as good as a list of one. Variables bring enums as texts. */
static bool fits(const struct gql_value *value, enum shape shape,
		 const char *values, bool variable)
{
	size_t i;

	if (shape == SHAPE_TEXT)
		return is_text(value);
	if (shape == SHAPE_NUMBER)
		return value->kind == GQL_INT;
	if (shape == SHAPE_ENUM)
		return value->kind == (variable ? GQL_STRING : GQL_ENUM) &&
		       gql_has_word(values, value->text);
	if (value->kind != GQL_LIST)
		return is_text(value);
	for (i = 0; i < value->nr; i++)
		if (!is_text(&value->items[i].value))
			return false;
	return true;
}

static void check_argument(struct exec *exec, const struct gql_selection *s,
			   const struct gql_argument *argument)
{
	const struct gql_value *value = gql_value(exec->op,
						  &argument->value);
	bool variable = argument->value.kind == GQL_VARIABLE;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(shapes); i++)
		if (!strcmp(shapes[i].name, argument->name))
			break;
	if (i == ARRAY_SIZE(shapes) || !value ||
	    fits(value, shapes[i].shape, shapes[i].values, variable))
		return;
	gql_refuse(exec, s, "argumentLiteralsIncompatible", "Argument '%s' on"
		   " Field '%s' has an invalid value (%s). Expected type"
		   " '%s'.", argument->name, s->name,
		   value->text ? value->text : "[…]", shapes[i].type);
}

static void check_needs(struct exec *exec, const struct gql_type *type,
			const struct gql_selection *s)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(needs); i++)
		if (!strcmp(needs[i].type, type->name) &&
		    !strcmp(needs[i].field, s->name) &&
		    !gql_argument(exec->op, s->arguments, s->argument_nr,
				  needs[i].argument))
			gql_refuse(exec, s, "missingRequiredArguments",
				   "Field '%s' is missing required"
				   " arguments: %s", s->name,
				   needs[i].argument);
}

static void check_set(struct exec *exec, const struct gql_type *type,
		      const struct gql_selections *set, int depth)
{
	size_t i, j;

	for (i = 0; i < set->nr && depth < DEPTH_MAX; i++) {
		const struct gql_selection *s = &set->list[i];
		const struct gql_selections *below = &s->selections;
		const struct gql_fragment *fragment;
		const struct gql_field *field;

		if (s->kind == GQL_SPREAD) {
			fragment = gql_fragment(&exec->doc, s->name);
			below = &fragment->selections;
		} else if (s->kind == GQL_FIELD) {
			for (j = 0; j < s->argument_nr; j++)
				check_argument(exec, s, &s->arguments[j]);
			check_needs(exec, type, s);
			field = gql_find_field(type, s->name);
			if (!field || !field->type)
				continue;
			check_set(exec, field->type, below, depth + 1);
			continue;
		}
		check_set(exec, type, below, depth + 1);
	}
}

bool gitlab_check_arguments(struct exec *exec, const struct gql_type *root)
{
	check_set(exec, root, &exec->op->selections, 1);
	return !exec->error_nr;
}
