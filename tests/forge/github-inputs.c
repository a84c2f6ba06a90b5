/* SPDX-License-Identifier: MIT */
/*
 * GitHub's GraphQL: what the inputs of mutations may hold and must hold.
 */
#include <string.h>

#include "base/alloc.h"
#include "github-schema.h"

#define MERGE_NAMES "authorEmail clientMutationId commitBody"		\
	" commitHeadline expectedHeadOid mergeMethod pullRequestId"

static const struct input {
	const char *field, *type, *required, *names;
} inputs[] = {
	{ "closePullRequest", "ClosePullRequestInput", "pullRequestId",
	  "clientMutationId pullRequestId" },
	{ "convertPullRequestToDraft", "ConvertPullRequestToDraftInput",
	  "pullRequestId", "clientMutationId pullRequestId" },
	{ "createCommitOnBranch", "CreateCommitOnBranchInput",
	  "expectedHeadOid", "branch clientMutationId expectedHeadOid"
	  " fileChanges message" },
	{ "disablePullRequestAutoMerge", "DisablePullRequestAutoMergeInput",
	  "pullRequestId", "clientMutationId pullRequestId" },
	{ "enablePullRequestAutoMerge", "EnablePullRequestAutoMergeInput",
	  "pullRequestId", MERGE_NAMES },
	{ "enqueuePullRequest", "EnqueuePullRequestInput", "pullRequestId",
	  "clientMutationId expectedHeadOid jump pullRequestId" },
	{ "markPullRequestReadyForReview",
	  "MarkPullRequestReadyForReviewInput", "pullRequestId",
	  "clientMutationId pullRequestId" },
	{ "mergePullRequest", "MergePullRequestInput", "pullRequestId",
	  MERGE_NAMES },
	{ "updateRefs", "UpdateRefsInput", "repositoryId",
	  "clientMutationId refUpdates repositoryId" },
	{ NULL, "RefUpdate", "name", "afterOid beforeOid force name" }
};

static void check_object(struct exec *exec, const struct gql_selection *s,
			 const struct input *input,
			 const struct gql_value *value)
{
	size_t i;

	for (i = 0; i < value->nr; i++)
		if (!gql_has_word(input->names, value->items[i].name))
			gql_refuse(exec, s, "argumentNotAccepted",
				   "InputObject '%s' doesn't accept argument"
				   " '%s'", input->type,
				   value->items[i].name);
	if (!gql_argument(exec->op, value->items, value->nr,
			  input->required))
		gql_refuse(exec, s, "missingRequiredInputObjectAttribute",
			   "Argument '%s' on InputObject '%s' is required",
			   input->required, input->type);
}

static void check_method(struct exec *exec, const struct gql_selection *s,
			 const struct input *input,
			 const struct gql_value *value)
{
	const struct gql_value *method =
		gql_argument(exec->op, value->items, value->nr,
			     "mergeMethod");

	if (method && !gql_has_word("MERGE REBASE SQUASH", method->text))
		gql_refuse(exec, s, "argumentLiteralsIncompatible",
			   "Argument 'mergeMethod' on InputObject '%s' has an"
			   " invalid value (%s). Expected type"
			   " 'PullRequestMergeMethod'.", input->type,
			   method->text ? method->text : "");
}

static void check_updates(struct exec *exec, const struct gql_selection *s,
			  const struct gql_value *value)
{
	const struct input *update = &inputs[ARRAY_SIZE(inputs) - 1];
	const struct gql_value *list =
		gql_argument(exec->op, value->items, value->nr,
			     "refUpdates");
	size_t i;

	if (!list || list->kind != GQL_LIST)
		gql_refuse(exec, s, "missingRequiredInputObjectAttribute",
			   "Argument 'refUpdates' on InputObject"
			   " 'UpdateRefsInput' is required");
	for (i = 0; list && list->kind == GQL_LIST && i < list->nr; i++) {
		const struct gql_value *item =
			gql_value(exec->op, &list->items[i].value);

		if (item)
			check_object(exec, s, update, item);
	}
}

void gql_check_input(struct exec *exec, const struct gql_selection *s)
{
	const struct gql_value *value =
		gql_argument(exec->op, s->arguments, s->argument_nr,
			     "input");
	const struct input *input = inputs;

	while (input->field && strcmp(input->field, s->name))
		input++;
	if (!input->field)
		return;		/* no such mutation: that is said anyway */
	if (!value || value->kind != GQL_OBJECT) {
		gql_refuse(exec, s, "missingRequiredArguments", "Field '%s'"
			   " is missing required arguments: input", s->name);
		return;
	}
	check_object(exec, s, input, value);
	check_method(exec, s, input, value);
	if (!strcmp(s->name, "updateRefs"))
		check_updates(exec, s, value);
}
