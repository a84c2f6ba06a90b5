/* SPDX-License-Identifier: MIT */
/*
 * GitHub's GraphQL: finding pull requests, by number and in lists.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "github-schema.h"

void gql_put_pull(struct exec *exec, const struct node *node,
		  const struct picked *picked)
{
	const char *text = gql_get_text(exec, picked, "number");
	struct forge *forge = exec->call->forge;
	struct pull *pull = text ? pulls_get(&forge->pulls, node->repo->full,
					     strtoll(text, NULL, 10)) : NULL;
	struct node child = { .type = &gql_type_pull, .repo = node->repo,
			      .pull = pull };

	if (pull) {
		pulls_refresh(&forge->pulls, pull, forge->dir,
			      exec->call->now);
		gql_object(exec, picked, &child);
	} else {
		gql_error(exec, picked, "NOT_FOUND", "Could not resolve to a"
			  " PullRequest with the number of %s.",
			  text ? text : "null");
	}
}

/* An enum, or a list of them (one alone is a list of one). */
bool gql_lists(const struct gql_value *value, const char *word)
{
	size_t i;

	if (!value)
		return true;
	if (value->kind != GQL_LIST)
		return value->text && !strcmp(value->text, word);
	for (i = 0; i < value->nr; i++)
		if (value->items[i].value.text &&
		    !strcmp(value->items[i].value.text, word))
			return true;
	return false;
}

static size_t collect(struct exec *exec, const struct picked *picked,
		      const struct repo *repo, struct pull **out)
{
	struct forge *forge = exec->call->forge;
	const char *head = gql_get_text(exec, picked, "headRefName");
	const char *base = gql_get_text(exec, picked, "baseRefName");
	const struct gql_value *states = gql_get(exec, picked, "states");
	size_t i, nr = 0;

	for (i = 0; i < forge->pulls.nr; i++) {
		struct pull *pull = forge->pulls.list[i];

		if (strcmp(pull->repo, repo->full) ||
		    (head && strcmp(pull->head, head)) ||
		    (base && strcmp(pull->base, base)))
			continue;
		pulls_refresh(&forge->pulls, pull, forge->dir,
			      exec->call->now);
		if (gql_lists(states, gql_pull_state(pull)))
			out[nr++] = pull;
	}
	return nr;
}

static int by_number(const void *a, const void *b)
{
	const struct pull *x = *(struct pull *const *)a;
	const struct pull *y = *(struct pull *const *)b;

	return x->number < y->number ? -1 : x->number > y->number;
}

static int by_update(const void *a, const void *b)
{
	const struct pull *x = *(struct pull *const *)a;
	const struct pull *y = *(struct pull *const *)b;

	if (x->updated < y->updated)
		return -1;
	return x->updated > y->updated ? 1 : by_number(a, b);
}

static void order(struct exec *exec, const struct picked *picked,
		  struct pull **list, size_t nr)
{
	const struct gql_value *by = gql_get(exec, picked, "orderBy");
	const struct gql_value *field = NULL, *direction = NULL;
	size_t i;

	if (by && by->kind == GQL_OBJECT) {
		field = gql_argument(exec->op, by->items, by->nr, "field");
		direction = gql_argument(exec->op, by->items, by->nr,
					 "direction");
	}
	if (nr)
		qsort(list, nr, sizeof(*list), field && gql_lists(field,
		      "UPDATED_AT") ? by_update : by_number);
	if (!direction || !gql_lists(direction, "DESC"))
		return;
	for (i = 0; i < nr / 2; i++) {
		struct pull *other = list[nr - 1 - i];

		list[nr - 1 - i] = list[i];
		list[i] = other;
	}
}

static void pull_item(const struct connection *connection, size_t i,
		      struct node *out)
{
	out->type = &gql_type_pull;
	out->repo = connection->of->repo;
	out->pull = connection->pulls[i];
}

void gql_put_pulls(struct exec *exec, const struct node *node,
		   const struct picked *picked)
{
	struct pull **list = xcalloc(exec->call->forge->pulls.nr + 1,
				     sizeof(struct pull *));
	struct connection connection = { .item = pull_item, .of = node };

	connection.total = collect(exec, picked, node->repo, list);
	connection.pulls = list;
	order(exec, picked, list, connection.total);
	gql_connection(exec, picked, &gql_type_pulls, &connection);
	free(list);
}
