/* SPDX-License-Identifier: MIT */
/*
 * GitHub's GraphQL: what changes a pull request: merge, auto-merge, close,
 * being a draft.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "checks.h"
#include "github-schema.h"

static void put_client_id(struct exec *exec, const struct node *node,
			  const struct picked *picked)
{
	gql_text(exec, picked, node->text);
}

static void put_actor(struct exec *exec, const struct node *node,
		      const struct picked *picked)
{
	(void)node;
	gql_put_login(exec, picked, exec->call->req->account.login);
}

static void put_subject(struct exec *exec, const struct node *node,
			const struct picked *picked)
{
	struct node pull = { .type = &gql_type_pull, .repo = node->repo,
			     .pull = node->pull };

	gql_object(exec, picked, &pull);
}

static const struct gql_field payload_fields[] = {
	{ "actor", put_actor, &gql_type_actor, NULL, false },
	{ "clientMutationId", put_client_id, NULL, NULL, false },
	{ "pullRequest", put_subject, &gql_type_pull, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

static const struct gql_type type_merge_payload =
	{ "MergePullRequestPayload", NULL, payload_fields };
static const struct gql_type type_enable_payload =
	{ "EnablePullRequestAutoMergePayload", NULL, payload_fields };
static const struct gql_type type_disable_payload =
	{ "DisablePullRequestAutoMergePayload", NULL, payload_fields };
static const struct gql_type type_close_payload =	/* has no actor */
	{ "ClosePullRequestPayload", NULL, payload_fields + 1 };

static const struct gql_type type_draft_payload =	/* nor these */
	{ "ConvertPullRequestToDraftPayload", NULL, payload_fields + 1 };
static const struct gql_type type_ready_payload = {
	"MarkPullRequestReadyForReviewPayload", NULL, payload_fields + 1
};

const char *gql_input(const struct exec *exec, const struct picked *picked,
		      const char *name)
{
	const struct gql_value *input = gql_get(exec, picked, "input");
	const struct gql_value *value = !input ? NULL
		: gql_argument(exec->op, input->items, input->nr, name);

	return value ? value->text : NULL;
}

static struct pull *pull_by_id(const struct exec *exec, const char *id)
{
	const struct pulls *pulls = &exec->call->forge->pulls;
	size_t i;

	if (!id || !starts_with(id, "PR_"))
		return NULL;
	for (i = 0; i < pulls->nr; i++)
		if (github_pull_id(pulls->list[i]) ==
		    strtoll(id + 3, NULL, 10))
			return pulls->list[i];
	return NULL;
}

bool gql_may_write(struct exec *exec, const struct picked *picked,
		   const struct repo *repo)
{
	const struct account *account = &exec->call->req->account;
	const char *name = picked->field->name;

	if (account->most < PERMISSION_WRITE)
		gql_error(exec, picked, "FORBIDDEN", "Resource not accessible"
			  " by personal access token");
	else if (repo_is(repo, "archived"))
		gql_error(exec, picked, "UNPROCESSABLE", "Repository was"
			  " archived so is read-only.");
	else if (repo_permission(repo, account) < PERMISSION_WRITE)
		gql_error(exec, picked, "FORBIDDEN", "%s does not have the"
			  " correct permissions to execute `%c%s`",
			  account->login, name[0] - 'a' + 'A', name + 1);
	else
		return true;
	return false;
}

/* The input's pull request, if it may be changed; else an error is said. */
static struct pull *subject(struct exec *exec, const struct picked *picked,
			    struct repo *repo)
{
	const char *id = gql_input(exec, picked, "pullRequestId");
	struct forge *forge = exec->call->forge;
	struct pull *pull = pull_by_id(exec, id);

	if (!pull || !repo_open(repo, forge->dir, pull->repo) ||
	    repo_permission(repo, &exec->call->req->account) ==
	    PERMISSION_NONE) {
		gql_error(exec, picked, "NOT_FOUND", "Could not resolve to a"
			  " node with the global id of '%s'.",
			  id ? id : "");
		return NULL;
	}
	if (!gql_may_write(exec, picked, repo))
		return NULL;
	pulls_refresh(&forge->pulls, pull, forge->dir, exec->call->now);
	return pull;
}

static void answer(struct exec *exec, const struct picked *picked,
		   const struct repo *repo, const struct pull *pull)
{
	struct node payload = {
		.type = picked->field->type,
		.repo = repo,
		.pull = pull,
		.text = gql_input(exec, picked, "clientMutationId")
	};

	gql_object(exec, picked, &payload);
}

static void save(struct exec *exec, const struct picked *picked,
		 const struct repo *repo, struct pull *pull)
{
	struct call *call = exec->call;
	struct strbuf err = STRBUF_INIT;

	if (pulls_save(&call->forge->pulls, pull, call->now, &err))
		gql_error(exec, picked, NULL, "%s", err.buf);
	else
		answer(exec, picked, repo, pull);
	strbuf_release(&err);
}

static void merge(struct exec *exec, const struct picked *picked,
		  const struct repo *repo, struct pull *pull)
{
	struct github_merge wish = {
		.head = gql_input(exec, picked, "expectedHeadOid"),
		.title = gql_input(exec, picked, "commitHeadline"),
		.body = gql_input(exec, picked, "commitBody")
	};
	struct strbuf why = STRBUF_INIT;

	github_method(gql_input(exec, picked, "mergeMethod"), &wish.method);
	if (github_merge(exec->call, repo, pull, &wish, &why))
		gql_error(exec, picked, "UNPROCESSABLE", "%s", why.buf);
	else
		answer(exec, picked, repo, pull);
	strbuf_release(&why);
}

/* NULL: nothing is against it; there is something to wait for. */
static const char *auto_refusal(struct exec *exec, const struct repo *repo,
				struct pull *pull, const char *head)
{
	const char *state = github_merge_state(exec->call, repo, pull);

	if (!repo_is(repo, "allow-auto-merge"))
		return "Pull request Auto merge is not allowed for this"
			" repository";
	if (pull->state != PULL_OPEN)
		return "Can't enable auto-merge for this pull request.";
	if (head && strcmp(head, pull->head_oid))
		return "Head sha does not match the expected head sha";
	if (!strcmp(state, "CLEAN"))
		return "Pull request Pull request is in clean status";
	if (!strcmp(state, "UNSTABLE"))
		return "Pull request Pull request is in unstable status";
	return NULL;
}

static void enable(struct exec *exec, const struct picked *picked,
		   const struct repo *repo, struct pull *pull)
{
	const char *title = gql_input(exec, picked, "commitHeadline");
	const char *body = gql_input(exec, picked, "commitBody");
	const char *why = auto_refusal(exec, repo, pull, gql_input(
				exec, picked, "expectedHeadOid"));
	enum merge_method method;

	github_method(gql_input(exec, picked, "mergeMethod"), &method);
	if (!why)
		why = github_method_refusal(repo, method);
	if (why) {
		gql_error(exec, picked, "UNPROCESSABLE", "%s", why);
		return;
	}
	replace_string(&pull->auto_login, exec->call->req->account.login);
	replace_string(&pull->auto_message, NULL);
	if (title || body)
		pull->auto_message = github_commit_message(pull, method,
							   title, body);
	pull->auto_method = method;
	pull->auto_since = exec->call->now;
	save(exec, picked, repo, pull);
}

static void enqueue(struct exec *exec, const struct picked *picked,
		    const struct repo *repo, struct pull *pull)
{
	if (gql_enqueue(exec, picked, repo, pull))
		save(exec, picked, repo, pull);
}

static void disable(struct exec *exec, const struct picked *picked,
		    const struct repo *repo, struct pull *pull)
{
	if (!pull->auto_login) {
		gql_error(exec, picked, "UNPROCESSABLE", "Can't disable"
			  " auto-merge for this pull request.");
		return;
	}
	pull_stop_auto(pull);
	save(exec, picked, repo, pull);
}

static void close_pull(struct exec *exec, const struct picked *picked,
		       const struct repo *repo, struct pull *pull)
{
	if (pull->state != PULL_OPEN) {
		gql_error(exec, picked, "UNPROCESSABLE", "Could not close the"
			  " pull request.");
		return;
	}
	pull_close(pull, exec->call->now);
	save(exec, picked, repo, pull);
}

static void set_draft(struct exec *exec, const struct picked *picked,
		      const struct repo *repo, struct pull *pull)
{
	if (pull->state != PULL_OPEN) {
		gql_error(exec, picked, "UNPROCESSABLE", "Pull request is not"
			  " open");
		return;
	}
	pull->draft = picked->field->type == &type_draft_payload;
	save(exec, picked, repo, pull);
}

static void put_change(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	static const struct {
		const struct gql_type *type;
		void (*change)(struct exec *, const struct picked *,
			       const struct repo *, struct pull *);
	} changes[] = {
		{ &type_merge_payload, merge },
		{ &type_enable_payload, enable },
		{ &gql_type_enqueue_payload, enqueue },
		{ &type_disable_payload, disable },
		{ &type_close_payload, close_pull },
		{ &type_draft_payload, set_draft },
		{ &type_ready_payload, set_draft }
	};
	struct repo repo = REPO_INIT;
	struct pull *pull = subject(exec, picked, &repo);
	size_t i;

	(void)node;
	for (i = 0; pull && i < ARRAY_SIZE(changes); i++)
		if (changes[i].type == picked->field->type)
			changes[i].change(exec, picked, &repo, pull);
	repo_release(&repo);
}

static const struct gql_field refs_payload_fields[] = {
	{ "clientMutationId", put_client_id, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

static const struct gql_type type_refs_payload =
	{ "UpdateRefsPayload", NULL, refs_payload_fields };

static const struct gql_field mutation_fields[] = {
	{ "closePullRequest", put_change, &type_close_payload, "input",
	  false },
	{ "convertPullRequestToDraft", put_change, &type_draft_payload,
	  "input", false },
	{ "createCommitOnBranch", gql_put_create_commit,
	  &gql_type_create_commit, "input", false },
	{ "disablePullRequestAutoMerge", put_change, &type_disable_payload,
	  "input", false },
	{ "enablePullRequestAutoMerge", put_change, &type_enable_payload,
	  "input", false },
	{ "enqueuePullRequest", put_change, &gql_type_enqueue_payload,
	  "input", false },
	{ "markPullRequestReadyForReview", put_change, &type_ready_payload,
	  "input", false },
	{ "mergePullRequest", put_change, &type_merge_payload, "input",
	  false },
	{ "updateRefs", gql_put_update_refs, &type_refs_payload, "input",
	  false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_mutation =
	{ "Mutation", NULL, mutation_fields };
