/* SPDX-License-Identifier: MIT */
/*
 * GitHub's GraphQL: what a base branch asks of pull requests, as the settings
 * "approvals" and "required-checks" have it; and where a check comes from.
 * All of it is in the one form, refUpdateRule: there are no rule sets here,
 * and no workflows.
 */
#include <string.h>

#include "checks.h"
#include "github-schema.h"

void gql_put_base_ref(struct exec *exec, const struct node *node,
		      const struct picked *picked)
{
	struct node ref = { .type = &gql_type_ref, .repo = node->repo,
			    .text = node->pull->base };
	char oid[OID_MAX];

	if (repo_branch(node->repo, node->pull->base, oid))
		gql_object(exec, picked, &ref);
	else
		gql_text(exec, picked, NULL);
}

/* ---- refUpdateRule ---------------------------------------------------------- */

void gql_put_update_rule(struct exec *exec, const struct node *node,
			 const struct picked *picked)
{
	const struct settings *settings = &node->repo->settings;
	struct node rule = { .type = &gql_type_update_rule,
			     .repo = node->repo };

	if (approvals_wanted(node->repo) ||
	    settings_get(settings, "required-checks"))
		gql_object(exec, picked, &rule);
	else
		gql_text(exec, picked, NULL);
}

static void put_approvals(struct exec *exec, const struct node *node,
			  const struct picked *picked)
{
	gql_number(exec, picked, approvals_wanted(node->repo));
}

static void put_contexts(struct exec *exec, const struct node *node,
			 const struct picked *picked)
{
	const char *names = settings_get(&node->repo->settings,
					 "required-checks");
	struct strbuf name = STRBUF_INIT;

	json_begin_array(&exec->w, picked->key);
	for (; names && *names; names += strspn(names, ", ")) {
		strbuf_reset(&name);
		strbuf_add(&name, names, strcspn(names, ", "));
		json_put(&exec->w, NULL, name.buf);
		names += name.len;
	}
	json_end_array(&exec->w);
	strbuf_release(&name);
}

static const struct gql_field update_rule_fields[] = {
	{ "pattern", gql_put_null, NULL, NULL, false },
	{ "requiredApprovingReviewCount", put_approvals, NULL, NULL, false },
	{ "requiredStatusCheckContexts", put_contexts, NULL, NULL, false },
	{ "requiresConversationResolution", gql_put_false, NULL, NULL,
	  false },
	{ "requiresSignatures", gql_put_false, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_update_rule =
	{ "RefUpdateRule", NULL, update_rule_fields };

/* ---- what is only asked for, and is never there ------------------------------- */

static const struct gql_field no_fields[] = {
	{ NULL, NULL, NULL, NULL, false }
};

static const struct gql_type type_context_rule = {
	"StatusCheckConfiguration", NULL, (const struct gql_field[]){
		{ "context", gql_put_null, NULL, NULL, false },
		{ NULL, NULL, NULL, NULL, false }
	}
};

const struct gql_type gql_type_check_parameters = {
	"RequiredStatusChecksParameters", "RuleParameters",
	(const struct gql_field[]){
		{ "requiredStatusChecks", gql_put_null, &type_context_rule,
		  NULL, false },
		{ NULL, NULL, NULL, NULL, false }
	}
};

const struct gql_type gql_type_pull_parameters = {
	"PullRequestParameters", "RuleParameters",
	(const struct gql_field[]){
		{ "requiredApprovingReviewCount", gql_put_null, NULL, NULL,
		  false },
		{ "requiredReviewThreadResolution", gql_put_null, NULL, NULL,
		  false },
		{ NULL, NULL, NULL, NULL, false }
	}
};

const struct gql_type gql_type_parameters =
	{ "RuleParameters", NULL, no_fields };

static const struct gql_type type_rule = {
	"RepositoryRule", "Node", (const struct gql_field[]){
		{ "id", gql_put_null, NULL, NULL, false },
		{ "parameters", gql_put_null, &gql_type_parameters, NULL,
		  false },
		{ "type", gql_put_null, NULL, NULL, false },
		{ NULL, NULL, NULL, NULL, false }
	}
};

GQL_CONNECTION(gql_type_rules, "RepositoryRule", type_rule);

static const struct gql_type type_workflow = {
	"Workflow", "Node", (const struct gql_field[]){
		{ "name", gql_put_null, NULL, NULL, false },
		{ NULL, NULL, NULL, NULL, false }
	}
};

static const struct gql_type type_workflow_run = {
	"WorkflowRun", "Node", (const struct gql_field[]){
		{ "event", gql_put_null, NULL, NULL, false },
		{ "workflow", gql_put_null, &type_workflow, NULL, false },
		{ NULL, NULL, NULL, NULL, false }
	}
};

const struct gql_type gql_type_suite = {
	"CheckSuite", "Node", (const struct gql_field[]){
		{ "workflowRun", gql_put_null, &type_workflow_run, NULL,
		  false },
		{ NULL, NULL, NULL, NULL, false }
	}
};
