/* SPDX-License-Identifier: MIT */
/*
 * GitLab's GraphQL: what a query costs, by the rules of GitLab's source: a
 * field 1, and 1 more where it asks Gitaly; a field with a resolver 1 on top
 * of its selections, 1 more for sort and 5 for search; and a list that is
 * resolved multiplies all that by 1 + 0.01 for each item of its page, unless
 * ids name the items. Which field is what was read there too.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "gitlab-schema.h"

#define DEPTH_MAX 64

enum kind { KIND_GITALY, KIND_FIVE, KIND_RESOLVED, KIND_RESOLVED_GITALY,
	    KIND_LIST };

/* All others cost 1. */
static const struct {
	const char *type, *field;
	enum kind kind;
} kinds[] = {
	{ "Query", "project", KIND_RESOLVED },
	{ "Query", "projects", KIND_LIST },
	{ "Query", "metadata", KIND_RESOLVED },
	{ "Query", "group", KIND_RESOLVED },
	{ "Group", "projects", KIND_LIST },
	{ "Project", "isForked", KIND_RESOLVED },
	{ "Project", "languages", KIND_GITALY },
	{ "Repository", "blobs", KIND_RESOLVED_GITALY },
	{ "Query", "users", KIND_LIST },
	{ "Commit", "pipelines", KIND_LIST },
	{ "Project", "labels", KIND_LIST },
	{ "Project", "mergeRequest", KIND_RESOLVED },
	{ "Project", "mergeRequests", KIND_LIST },
	{ "Project", "milestones", KIND_LIST },
	{ "Repository", "empty", KIND_GITALY },
	{ "Repository", "exists", KIND_GITALY },
	{ "Repository", "rootRef", KIND_GITALY },
	{ "Repository", "tree", KIND_RESOLVED_GITALY },
	{ "Tree", "lastCommit", KIND_RESOLVED_GITALY },
	{ "MergeRequest", "approved", KIND_GITALY },
	{ "MergeRequest", "detailedMergeStatus", KIND_GITALY },
	{ "MergeRequest", "diffHeadSha", KIND_GITALY },
	{ "MergeRequest", "divergedFromTargetBranch", KIND_GITALY },
	{ "MergeRequest", "labels", KIND_FIVE },
	{ "MergeRequest", "mergeable", KIND_GITALY },
	{ "MergeRequest", "mergedAt", KIND_FIVE },
	{ "MergeRequest", "rebaseInProgress", KIND_GITALY },
	{ "MergeRequest", "shouldBeRebased", KIND_GITALY },
	{ "MergeRequest", "sourceBranchExists", KIND_GITALY }
};

static bool has(const struct exec *exec, const struct gql_selection *s,
		const char *name)
{
	return gql_argument(exec->op, s->arguments, s->argument_nr, name) !=
	       NULL;
}

static unsigned long page_size(const struct exec *exec,
			       const struct gql_selection *s)
{
	static const char *const names[] = { "first", "last" };
	unsigned long size = GQL_PAGE_MAX;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		const struct gql_value *value =
			gql_argument(exec->op, s->arguments, s->argument_nr,
				     names[i]);
		unsigned long asked = value && value->text
			? strtoul(value->text, NULL, 10) : size;

		if (asked < size)
			size = asked;
	}
	return size;
}

/* The setting gitlab-list-cost: newer servers count lists that are given. */
static unsigned long list_cost(const struct exec *exec,
			       const struct gql_selection *s)
{
	double each = settings_number(&exec->call->forge->config,
				      "gitlab-list-cost", 0);
	size_t i, items = 0;

	for (i = 0; i < s->argument_nr; i++) {
		const struct gql_value *value =
			gql_value(exec->op, &s->arguments[i].value);

		if (value && value->kind == GQL_LIST)
			items += value->nr;
	}
	return (unsigned long)(each * (double)items);
}

static unsigned long field_score(const struct exec *exec,
				 const struct gql_type *type,
				 const struct gql_selection *s,
				 unsigned long below)
{
	bool by_id = has(exec, s, "iid") || has(exec, s, "iids");
	unsigned long score = below + 1;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kinds[i].type, type->name) &&
		    !strcmp(kinds[i].field, s->name))
			break;
	if (i == ARRAY_SIZE(kinds))
		return score;
	if (kinds[i].kind == KIND_FIVE)
		return below + 5;
	if (kinds[i].kind == KIND_GITALY)
		return score + 1;
	score += has(exec, s, "sort") + (has(exec, s, "search") ? 5U : 0U) +
		 (kinds[i].kind == KIND_RESOLVED_GITALY) +
		 list_cost(exec, s);
	if (kinds[i].kind == KIND_LIST && !by_id)
		score += score * page_size(exec, s) / 100;
	return score;
}

static void measure_set(const struct exec *exec, const struct gql_type *type,
			const struct gql_selections *set, int depth,
			struct gitlab_score *out);

static void measure_field(const struct exec *exec,
			  const struct gql_type *type,
			  const struct gql_selection *s, int depth,
			  struct gitlab_score *out)
{
	const struct gql_field *field = gql_find_field(type, s->name);
	struct gitlab_score below = { .score = 0, .depth = depth };

	if (field && field->type)
		measure_set(exec, field->type, &s->selections, depth + 1,
			    &below);
	out->score += field_score(exec, type, s, below.score);
	if (below.depth > out->depth)
		out->depth = below.depth;
}

static void measure_set(const struct exec *exec, const struct gql_type *type,
			const struct gql_selections *set, int depth,
			struct gitlab_score *out)
{
	size_t i;

	if (depth > out->depth)
		out->depth = depth;
	for (i = 0; i < set->nr && depth < DEPTH_MAX; i++) {
		const struct gql_selection *s = &set->list[i];
		const struct gql_fragment *fragment;

		if (s->kind == GQL_FIELD) {
			measure_field(exec, type, s, depth, out);
		} else if (s->kind == GQL_INLINE) {
			measure_set(exec, type, &s->selections, depth, out);
		} else {
			fragment = gql_fragment(&exec->doc, s->name);
			if (fragment)
				measure_set(exec, type,
					    &fragment->selections, depth,
					    out);
		}
	}
}

void gitlab_measure(const struct exec *exec, const struct gql_type *root,
		    struct gitlab_score *out)
{
	memset(out, 0, sizeof(*out));
	measure_set(exec, root, &exec->op->selections, 1, out);
}
