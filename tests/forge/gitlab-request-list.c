/* SPDX-License-Identifier: MIT */
/*
 * GitLab's GraphQL: finding merge requests, by iid and in lists.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"
#include "gitlab-schema.h"

void gitlab_put_request_node(struct exec *exec, const struct node *node,
			     const struct picked *picked)
{
	const char *iid = gql_get_text(exec, picked, "iid");
	struct forge *forge = exec->call->forge;
	struct pull *pull = pulls_get(&forge->pulls, node->repo->full,
				      strtoll(iid ? iid : "0", NULL, 10));
	struct node child = { .type = &gitlab_type_request,
			      .repo = node->repo, .pull = pull };

	if (pull) {
		pulls_refresh(&forge->pulls, pull, forge->dir,
			      exec->call->now);
		gql_object(exec, picked, &child);
	} else {
		gql_text(exec, picked, NULL);
	}
}

/* Whether the list (or one alone) holds the word; absent: any. */
static bool lists(const struct gql_value *value, const char *word)
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

static bool fits(struct exec *exec, const struct picked *picked,
		 const struct pull *pull)
{
	const struct gql_value *iids = gql_get(exec, picked, "iids");
	const char *state = gql_get_text(exec, picked, "state");
	const char *draft = gql_get_text(exec, picked, "draft");
	const char *author = gql_get_text(exec, picked, "authorUsername");
	char iid[32];

	snprintf(iid, sizeof(iid), "%lld", pull->number);
	return lists(iids, iid) &&
	       lists(gql_get(exec, picked, "sourceBranches"), pull->head) &&
	       lists(gql_get(exec, picked, "targetBranches"), pull->base) &&
	       (!state || !strcmp(state, "all") ||
		!strcmp(state, gitlab_pull_state(pull))) &&
	       (!draft || pull->draft == !strcmp(draft, "true")) &&
	       (!author || !strcasecmp(author, pull->author));
}

static size_t collect(struct exec *exec, const struct picked *picked,
		      const struct repo *repo, struct pull **out)
{
	struct forge *forge = exec->call->forge;
	size_t i, nr = 0;

	for (i = 0; i < forge->pulls.nr; i++) {
		struct pull *pull = forge->pulls.list[i];

		if (strcmp(pull->repo, repo->full))
			continue;
		pulls_refresh(&forge->pulls, pull, forge->dir,
			      exec->call->now);
		if (fits(exec, picked, pull))
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

/* created_desc, unless sort says otherwise; in either case of letters. */
static void order(struct exec *exec, const struct picked *picked,
		  struct pull **list, size_t nr)
{
	const char *by = gql_get_text(exec, picked, "sort");
	bool updated = by && !strncasecmp(by, "updated", 7);
	bool rising = by && (ends_with(by, "_ASC") || ends_with(by, "_asc"));
	size_t i;

	if (nr)
		qsort(list, nr, sizeof(struct pull *), updated ? by_update
		      : by_number);
	for (i = 0; !rising && i < nr / 2; i++) {
		struct pull *other = list[nr - 1 - i];

		list[nr - 1 - i] = list[i];
		list[i] = other;
	}
}

static void request_item(const struct connection *connection, size_t i,
			 struct node *out)
{
	out->type = &gitlab_type_request;
	out->repo = connection->of->repo;
	out->pull = connection->pulls[i];
}

void gitlab_put_request_nodes(struct exec *exec, const struct node *node,
			      const struct picked *picked)
{
	struct pull **list = xcalloc(exec->call->forge->pulls.nr + 1,
				     sizeof(struct pull *));
	struct connection connection = { .item = request_item, .of = node };

	connection.total = collect(exec, picked, node->repo, list);
	connection.pulls = list;
	order(exec, picked, list, connection.total);
	gql_connection(exec, picked, &gitlab_type_requests, &connection);
	free(list);
}
