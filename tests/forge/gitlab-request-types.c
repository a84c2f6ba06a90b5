/* SPDX-License-Identifier: MIT */
/*
 * GitLab's GraphQL: merge requests and their pipelines, field by field.
 */
#include <ctype.h>
#include <string.h>

#include "base/alloc.h"
#include "gitlab-schema.h"

/* Asking git is dear: one merge request's state is kept for all its fields. */
static const struct gitlab_state *state_of(struct exec *exec,
					   const struct node *node)
{
	struct gitlab_query *query = exec->own;

	if (query->judged != node->pull) {
		gitlab_judge(exec->call, node->repo,
			     pulls_get(&exec->call->forge->pulls,
				       node->pull->repo, node->pull->number),
			     &query->state);
		query->judged = node->pull;
	}
	return &query->state;
}

/* Enums are REST's words in capitals. */
static void put_capitals(struct exec *exec, const struct picked *picked,
			 const char *text)
{
	struct strbuf upper = STRBUF_INIT;

	for (; *text; text++)
		strbuf_addch(&upper, toupper((unsigned char)*text));
	gql_text(exec, picked, upper.buf);
	strbuf_release(&upper);
}

static void put_status(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	const struct gitlab_state *state = state_of(exec, node);
	const char *name = picked->field->name;

	if (!strcmp(name, "detailedMergeStatus"))
		put_capitals(exec, picked, state->detailed);
	else if (!strcmp(name, "conflicts"))
		gql_flag(exec, picked, state->conflicts);
	else if (!strcmp(name, "mergeable"))
		gql_flag(exec, picked,
			 !strcmp(state->detailed, "mergeable"));
	else if (!strcmp(name, "shouldBeRebased"))
		gql_flag(exec, picked,
			 !strcmp(state->detailed, "need_rebase"));
	else if (!strcmp(name, "preparedAt"))
		gql_time(exec, picked, state->prepared ? node->pull->created
			 : 0);
	else		/* mergeStatusEnum */
		gql_text(exec, picked, !state->prepared ||
			 !strcmp(state->detailed, "checking") ? "CHECKING"
			 : state->unmergeable || state->conflicts
			 ? "CANNOT_BE_MERGED" : "CAN_BE_MERGED");
}

static void put_pipeline_field(struct exec *exec, const struct node *node,
			       const struct picked *picked)
{
	const char *name = picked->field->name;
	const char *oid = node->oid;

	if (!strcmp(name, "status"))
		put_capitals(exec, picked, node->text);
	else if (!strcmp(name, "id"))
		gql_textf(exec, picked, "gid://gitlab/Ci::Pipeline/%lld",
			  gitlab_id(oid));
	else if (!strcmp(name, "iid"))
		gql_text(exec, picked, "1");
	else if (!strcmp(name, "active"))
		gql_flag(exec, picked, !strcmp(node->text, "running"));
	else if (!strcmp(name, "complete"))
		gql_flag(exec, picked, strcmp(node->text, "running") != 0);
	else
		gql_text(exec, picked, oid);
}

static const struct gql_field pipeline_fields[] = {
	{ "active", put_pipeline_field, NULL, NULL, false },
	{ "complete", put_pipeline_field, NULL, NULL, false },
	{ "id", put_pipeline_field, NULL, NULL, false },
	{ "iid", put_pipeline_field, NULL, NULL, false },
	{ "sha", put_pipeline_field, NULL, NULL, false },
	{ "status", put_pipeline_field, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gitlab_type_pipeline =
	{ "Pipeline", NULL, pipeline_fields };
GQL_CONNECTION(gitlab_type_pipelines, "Pipeline", gitlab_type_pipeline);

static void put_pipeline(struct exec *exec, const struct node *node,
			 const struct picked *picked)
{
	struct node child = *node;

	child.type = &gitlab_type_pipeline;
	child.oid = node->pull->head_oid;
	child.text = gitlab_pipeline(exec->call, node->repo,
				     node->pull->head_oid);
	if (child.text)
		gql_object(exec, picked, &child);
	else
		gql_text(exec, picked, NULL);
}

static void put_text(struct exec *exec, const struct node *node,
		     const struct picked *picked)
{
	const char *name = picked->field->name;
	const struct pull *pull = node->pull;

	if (!strcmp(name, "id"))
		gql_textf(exec, picked, "gid://gitlab/MergeRequest/%lld",
			  gitlab_id(pull->repo) * 1000 + pull->number);
	else if (!strcmp(name, "iid"))
		gql_textf(exec, picked, "%lld", pull->number);
	else if (!strcmp(name, "title"))
		gql_text(exec, picked, pull->title);
	else if (!strcmp(name, "description"))
		gql_text(exec, picked, pull->body);
	else if (!strcmp(name, "state"))
		gql_text(exec, picked, gitlab_pull_state(pull));
	else if (!strcmp(name, "sourceBranch"))
		gql_text(exec, picked, pull->head);
	else if (!strcmp(name, "targetBranch"))
		gql_text(exec, picked, pull->base);
	else if (!strcmp(name, "diffHeadSha"))
		gql_text(exec, picked, pull->head_oid);
	else if (!strcmp(name, "mergeCommitSha"))
		gql_text(exec, picked, pull->merge_oid);
	else if (!strcmp(name, "reference"))
		gql_textf(exec, picked, "%s!%lld",
			  gql_get_text(exec, picked, "full") ? pull->repo
			  : "", pull->number);
	else		/* webUrl */
		gql_textf(exec, picked, "%s/%s/-/merge_requests/%lld",
			  exec->call->site, pull->repo, pull->number);
}

static void put_flag(struct exec *exec, const struct node *node,
		     const struct picked *picked)
{
	const char *name = picked->field->name;
	const struct pull *pull = node->pull;

	if (!strcmp(name, "draft"))
		gql_flag(exec, picked, pull->draft);
	else if (!strcmp(name, "squash"))
		gql_flag(exec, picked, pull->squash);
	else if (!strcmp(name, "squashOnMerge"))
		gql_flag(exec, picked, gitlab_squashes(node->repo, pull));
	else if (!strcmp(name, "squashReadOnly"))
		gql_flag(exec, picked, gitlab_squash_is_fixed(node->repo));
	else if (!strcmp(name, "forceRemoveSourceBranch"))
		gql_flag(exec, picked, pull->delete_branch);
	else if (!strcmp(name, "approved"))
		gql_flag(exec, picked, !approvals_missing(node->repo, pull));
	else if (!strcmp(name, "canMerge"))
		gql_flag(exec, picked, gitlab_may_merge(exec->call,
							node->repo));
	else		/* autoMergeEnabled, mergeWhenPipelineSucceeds */
		gql_flag(exec, picked, gitlab_auto_merges(pull));
}

static void put_strategies(struct exec *exec, const struct node *node,
			   const struct picked *picked)
{
	const char *strategy = gitlab_strategy(node->repo, node->pull,
					       state_of(exec, node));

	json_begin_array(&exec->w, picked->key);
	if (strategy)
		json_put(&exec->w, NULL, strategy);
	json_end_array(&exec->w);
}

static void put_approvals(struct exec *exec, const struct node *node,
			  const struct picked *picked)
{
	bool left = !strcmp(picked->field->name, "approvalsLeft");

	gql_number(exec, picked, left
		   ? approvals_missing(node->repo, node->pull)
		   : approvals_wanted(node->repo));
}

static void put_time(struct exec *exec, const struct node *node,
		     const struct picked *picked)
{
	const char *name = picked->field->name;
	const struct pull *pull = node->pull;

	gql_time(exec, picked, !strcmp(name, "createdAt") ? pull->created
		 : !strcmp(name, "updatedAt") ? pull->updated
		 : pull->state == PULL_MERGED ? pull->closed : 0);
}

static void put_person(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	bool author = !strcmp(picked->field->name, "author");
	struct node child = { .type = &gitlab_type_user,
			      .text = author ? node->pull->author
			      : node->pull->merged_by };

	if (child.text)
		gql_object(exec, picked, &child);
	else
		gql_text(exec, picked, NULL);
}

static void put_source(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	gitlab_put_named_project(exec, picked, node->pull->head_repo);
}

static void put_exists(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	struct repo from = REPO_INIT;
	char oid[OID_MAX];

	gql_flag(exec, picked, gitlab_open(exec->call, node->pull->head_repo,
					   &from) &&
			       repo_branch(&from, node->pull->head, oid));
	repo_release(&from);
}

static void put_target(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	gitlab_put_named_project(exec, picked, node->pull->repo);
}

static const struct gql_field permission_fields[] = {
	{ "canMerge", put_flag, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

static const struct gql_type type_permissions =
	{ "MergeRequestPermissions", NULL, permission_fields };

static void put_permissions(struct exec *exec, const struct node *node,
			    const struct picked *picked)
{
	struct node child = *node;

	child.type = &type_permissions;
	gql_object(exec, picked, &child);
}

static void put_labels(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	gitlab_put_labels(exec, picked, &node->pull->labels);
}

#define SCALAR(name, put) { name, put, NULL, NULL, false }

static const struct gql_field request_fields[] = {
	SCALAR("approvalsLeft", put_approvals),
	SCALAR("approvalsRequired", put_approvals),
	SCALAR("approved", put_flag),
	{ "author", put_person, &gitlab_type_user, NULL, false },
	SCALAR("autoMergeEnabled", put_flag),
	SCALAR("availableAutoMergeStrategies", put_strategies),
	SCALAR("conflicts", put_status),
	SCALAR("createdAt", put_time),
	SCALAR("description", put_text),
	SCALAR("detailedMergeStatus", put_status),
	SCALAR("diffHeadSha", put_text),
	SCALAR("draft", put_flag),
	SCALAR("forceRemoveSourceBranch", put_flag),
	{ "headPipeline", put_pipeline, &gitlab_type_pipeline, NULL, false },
	SCALAR("id", put_text),
	SCALAR("iid", put_text),
	{ "labels", put_labels, &gitlab_type_labels,
	  "first last after before", true },
	SCALAR("mergeCommitSha", put_text),
	SCALAR("mergeError", gql_put_null),
	SCALAR("mergeStatusEnum", put_status),
	{ "mergeUser", put_person, &gitlab_type_user, NULL, false },
	SCALAR("mergeWhenPipelineSucceeds", put_flag),
	SCALAR("mergeable", put_status),
	SCALAR("mergedAt", put_time),
	SCALAR("preparedAt", put_status),
	SCALAR("rebaseInProgress", gql_put_false),
	{ "reference", put_text, NULL, "full", false },
	SCALAR("shouldBeRebased", put_status),
	SCALAR("sourceBranch", put_text),
	SCALAR("sourceBranchExists", put_exists),
	{ "sourceProject", put_source, &gitlab_type_project, NULL, false },
	SCALAR("squash", put_flag),
	SCALAR("squashOnMerge", put_flag),
	SCALAR("squashReadOnly", put_flag),
	SCALAR("state", put_text),
	SCALAR("targetBranch", put_text),
	{ "targetProject", put_target, &gitlab_type_project, NULL, false },
	SCALAR("title", put_text),
	SCALAR("updatedAt", put_time),
	{ "userPermissions", put_permissions, &type_permissions, NULL,
	  false },
	SCALAR("webUrl", put_text),
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gitlab_type_request =
	{ "MergeRequest", NULL, request_fields };
GQL_CONNECTION(gitlab_type_requests, "MergeRequest", gitlab_type_request);
