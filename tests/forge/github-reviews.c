/* SPDX-License-Identifier: MIT */
/*
 * GitHub's GraphQL: what a pull request has.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "github-schema.h"

const char *gql_pull_state(const struct pull *pull)
{
	return pull->state == PULL_OPEN ? "OPEN"
		: pull->state == PULL_MERGED ? "MERGED" : "CLOSED";
}

static void put_text(struct exec *exec, const struct node *node,
		     const struct picked *picked)
{
	const char *name = picked->field->name;
	const struct pull *pull = node->pull;

	if (!strcmp(name, "id"))
		gql_textf(exec, picked, "PR_%lld", github_pull_id(pull));
	else if (!strcmp(name, "url") || !strcmp(name, "permalink"))
		gql_textf(exec, picked, "%s/%s/pull/%lld", exec->call->site,
			  pull->repo, pull->number);
	else if (!strcmp(name, "resourcePath"))
		gql_textf(exec, picked, "/%s/pull/%lld", pull->repo,
			  pull->number);
	else if (!strcmp(name, "title"))
		gql_text(exec, picked, pull->title);
	else if (!strcmp(name, "state"))
		gql_text(exec, picked, gql_pull_state(pull));
	else if (!strcmp(name, "headRefName"))
		gql_text(exec, picked, pull->head);
	else if (!strcmp(name, "headRefOid"))
		gql_text(exec, picked, pull->head_oid);
	else if (!strcmp(name, "baseRefName"))
		gql_text(exec, picked, pull->base);
	else if (!strcmp(name, "baseRefOid"))
		gql_text(exec, picked, pull->base_oid);
	else				/* body, bodyText: never null there */
		gql_text(exec, picked, pull->body ? pull->body : "");
}

static void put_flag(struct exec *exec, const struct node *node,
		     const struct picked *picked)
{
	const char *name = picked->field->name;
	const struct pull *pull = node->pull;

	if (!strcmp(name, "closed"))
		gql_flag(exec, picked, pull->state != PULL_OPEN);
	else if (!strcmp(name, "merged"))
		gql_flag(exec, picked, pull->state == PULL_MERGED);
	else if (!strcmp(name, "isDraft"))
		gql_flag(exec, picked, pull->draft);
	else if (!strcmp(name, "isCrossRepository"))
		gql_flag(exec, picked, strcmp(pull->repo, pull->head_repo));
	else				/* maintainerCanModify */
		gql_flag(exec, picked, pull->modifiable);
}

static void put_time(struct exec *exec, const struct node *node,
		     const struct picked *picked)
{
	const char *name = picked->field->name;
	const struct pull *pull = node->pull;
	bool at_end = !strcmp(name, "mergedAt")
		? pull->state == PULL_MERGED : pull->state != PULL_OPEN;

	if (!strcmp(name, "createdAt"))
		gql_time(exec, picked, pull->created);
	else if (!strcmp(name, "updatedAt"))
		gql_time(exec, picked, pull->updated);
	else
		gql_time(exec, picked, at_end ? pull->closed : 0);
}

static void put_number(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	const char *name = picked->field->name;
	struct difference difference;

	if (!strcmp(name, "number")) {
		gql_number(exec, picked, node->pull->number);
		return;
	}
	if (!strcmp(name, "databaseId")) {
		gql_number(exec, picked, github_pull_id(node->pull));
		return;
	}
	gql_difference(exec, node, &difference);
	gql_number(exec, picked,
		   !strcmp(name, "additions") ? difference.additions
		   : !strcmp(name, "deletions") ? difference.deletions
		   : difference.files);
}

static void put_login(struct exec *exec, const struct node *node,
		      const struct picked *picked)
{
	const char *name = picked->field->name;
	char *owner;

	if (!strcmp(name, "author")) {
		gql_put_login(exec, picked, node->pull->author);
	} else if (!strcmp(name, "mergedBy")) {
		gql_put_login(exec, picked, node->pull->merged_by);
	} else {
		owner = xstrdup(node->pull->head_repo);
		github_split(owner);
		gql_put_login(exec, picked, owner);
		free(owner);
	}
}

static void put_repository(struct exec *exec, const struct node *node,
			   const struct picked *picked)
{
	if (!strcmp(picked->field->name, "headRepository"))
		gql_put_named_repository(exec, picked,
					 node->pull->head_repo);
	else
		gql_put_named_repository(exec, picked, node->pull->repo);
}

static void put_head_ref(struct exec *exec, const struct node *node,
			 const struct picked *picked)
{
	struct repo from = REPO_INIT;
	struct node ref = { .type = &gql_type_ref, .repo = &from,
			    .text = node->pull->head };
	char oid[OID_MAX];

	if (repo_open(&from, exec->call->forge->dir, node->pull->head_repo) &&
	    repo_branch(&from, node->pull->head, oid))
		gql_object(exec, picked, &ref);
	else
		gql_text(exec, picked, NULL);
	repo_release(&from);
}

static void put_merge_commit(struct exec *exec, const struct node *node,
			     const struct picked *picked)
{
	struct node commit = { .type = &gql_type_commit,
			       .repo = node->repo,
			       .text = node->pull->merge_oid };

	if (commit.text)
		gql_object(exec, picked, &commit);
	else
		gql_text(exec, picked, NULL);
}

static void label_item(const struct connection *connection, size_t i,
		       struct node *out)
{
	out->type = &gql_type_label;
	out->text = connection->texts->v[i];
}

static void user_item(const struct connection *connection, size_t i,
		      struct node *out)
{
	out->type = &gql_type_user;
	out->text = connection->texts->v[i];
}

static void put_label_list(struct exec *exec, const struct node *node,
			   const struct picked *picked)
{
	struct connection connection = {
		.item = label_item,
		.texts = &node->pull->labels,
		.total = node->pull->labels.nr
	};

	gql_connection(exec, picked, &gql_type_labels, &connection);
}

static void put_assignees(struct exec *exec, const struct node *node,
			  const struct picked *picked)
{
	struct connection connection = {
		.item = user_item,
		.texts = &node->pull->assignees,
		.total = node->pull->assignees.nr
	};

	gql_connection(exec, picked, &gql_type_users, &connection);
}

#define PAGED "first last after before"

static const struct gql_field pull_fields[] = {
	{ "additions", put_number, NULL, NULL, false },
	{ "assignees", put_assignees, &gql_type_users, PAGED, true },
	{ "author", put_login, &gql_type_actor, NULL, false },
	{ "autoMergeRequest", gql_put_auto, &gql_type_auto, NULL, false },
	{ "baseRef", gql_put_base_ref, &gql_type_ref, NULL, false },
	{ "baseRefName", put_text, NULL, NULL, false },
	{ "baseRefOid", put_text, NULL, NULL, false },
	{ "baseRepository", put_repository, &gql_type_repository, NULL,
	  false },
	{ "body", put_text, NULL, NULL, false },
	{ "bodyText", put_text, NULL, NULL, false },
	{ "changedFiles", put_number, NULL, NULL, false },
	{ "closed", put_flag, NULL, NULL, false },
	{ "closedAt", put_time, NULL, NULL, false },
	{ "commits", gql_put_pull_commits, &gql_type_pull_commits, PAGED,
	  true },
	{ "createdAt", put_time, NULL, NULL, false },
	{ "databaseId", put_number, NULL, NULL, false },
	{ "deletions", put_number, NULL, NULL, false },
	{ "headRef", put_head_ref, &gql_type_ref, NULL, false },
	{ "headRefName", put_text, NULL, NULL, false },
	{ "headRefOid", put_text, NULL, NULL, false },
	{ "headRepository", put_repository, &gql_type_repository, NULL,
	  false },
	{ "headRepositoryOwner", put_login, &gql_type_owner, NULL, false },
	{ "id", put_text, NULL, NULL, false },
	{ "isCrossRepository", put_flag, NULL, NULL, false },
	{ "isDraft", put_flag, NULL, NULL, false },
	{ "isInMergeQueue", gql_put_queue_flag, NULL, NULL, false },
	{ "isMergeQueueEnabled", gql_put_queue_flag, NULL, NULL,
	  false },
	{ "labels", put_label_list, &gql_type_labels, PAGED " orderBy",
	  true },
	{ "locked", gql_put_false, NULL, NULL, false },
	{ "maintainerCanModify", put_flag, NULL, NULL, false },
	{ "merged", put_flag, NULL, NULL, false },
	{ "mergeable", gql_put_mergeable, NULL, NULL, false },
	{ "mergeCommit", put_merge_commit, &gql_type_commit, NULL, false },
	{ "mergeQueueEntry", gql_put_queue_entry, &gql_type_queue_entry,
	  NULL, false },
	{ "mergeStateStatus", gql_put_merge_state, NULL, NULL, false },
	{ "mergedAt", put_time, NULL, NULL, false },
	{ "mergedBy", put_login, &gql_type_actor, NULL, false },
	{ "milestone", gql_put_milestone, &gql_type_milestone, NULL, false },
	{ "number", put_number, NULL, NULL, false },
	{ "permalink", put_text, NULL, NULL, false },
	{ "repository", put_repository, &gql_type_repository, NULL, false },
	{ "resourcePath", put_text, NULL, NULL, false },
	{ "reviewDecision", gql_put_decision, NULL, NULL, false },
	{ "state", put_text, NULL, NULL, false },
	{ "statusCheckRollup", gql_put_rollup, &gql_type_rollup, NULL,
	  false },
	{ "title", put_text, NULL, NULL, false },
	{ "updatedAt", put_time, NULL, NULL, false },
	{ "url", put_text, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_pull = { "PullRequest", "Node", pull_fields };
GQL_CONNECTION(gql_type_pulls, "PullRequest", gql_type_pull);
