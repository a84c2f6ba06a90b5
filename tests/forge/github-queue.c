/* SPDX-License-Identifier: MIT */
/*
 * GitHub's merge queue, in a repository with the setting "merge-queue =
 * SECONDS [failed]": its base takes merges through it only. What is in it is
 * merged, or thrown out, by checks_settle().
 */
#include <string.h>

#include "base/alloc.h"
#include "checks.h"
#include "github-schema.h"

bool github_has_queue(const struct repo *repo)
{
	return settings_get(&repo->settings, "merge-queue");
}

static bool is_queued(const struct node *node)
{
	return github_has_queue(node->repo) && node->pull->auto_login;
}

void gql_put_queue_flag(struct exec *exec, const struct node *node,
			const struct picked *picked)
{
	bool in = !strcmp(picked->field->name, "isInMergeQueue");

	gql_flag(exec, picked, in ? is_queued(node)
				  : github_has_queue(node->repo));
}

static void put_entry_state(struct exec *exec, const struct node *node,
			    const struct picked *picked)
{
	(void)node;
	gql_text(exec, picked, "AWAITING_CHECKS");
}

static void put_entry_time(struct exec *exec, const struct node *node,
			   const struct picked *picked)
{
	gql_time(exec, picked, node->pull->auto_since);
}

static void put_entry_position(struct exec *exec, const struct node *node,
			       const struct picked *picked)
{
	(void)node;
	gql_number(exec, picked, 1);
}

static const struct gql_field entry_fields[] = {
	{ "enqueuedAt", put_entry_time, NULL, NULL, false },
	{ "estimatedTimeToMerge", gql_put_null, NULL, NULL, false },
	{ "id", gql_put_null, NULL, NULL, false },
	{ "position", put_entry_position, NULL, NULL, false },
	{ "state", put_entry_state, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_queue_entry =
	{ "MergeQueueEntry", "Node", entry_fields };

void gql_put_queue_entry(struct exec *exec, const struct node *node,
			 const struct picked *picked)
{
	struct node entry = { .type = &gql_type_queue_entry,
			      .repo = node->repo, .pull = node->pull };

	if (is_queued(node))
		gql_object(exec, picked, &entry);
	else
		gql_text(exec, picked, NULL);
}

static void put_client_id(struct exec *exec, const struct node *node,
			  const struct picked *picked)
{
	gql_text(exec, picked, node->text);
}

static const struct gql_field payload_fields[] = {
	{ "clientMutationId", put_client_id, NULL, NULL, false },
	{ "mergeQueueEntry", gql_put_queue_entry, &gql_type_queue_entry, NULL,
	  false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_enqueue_payload =
	{ "EnqueuePullRequestPayload", NULL, payload_fields };

/* NULL: it may join. */
static const char *refusal(struct exec *exec, const struct repo *repo,
			   struct pull *pull, const char *head)
{
	if (!github_has_queue(repo))
		return "Merge queue is not enabled for this branch";
	if (head && strcmp(head, pull->head_oid))
		return "Head sha does not match the expected head sha";
	if (pull->auto_login)
		return "Pull request is already in the queue";
	if (pull_obstacle(exec->call->forge, repo, pull, exec->call->now) !=
	    OBSTACLE_NONE)
		return "Pull request is not mergeable";
	return NULL;
}

bool gql_enqueue(struct exec *exec, const struct picked *picked,
		 const struct repo *repo, struct pull *pull)
{
	const char *why = refusal(exec, repo, pull, gql_input(
				exec, picked, "expectedHeadOid"));

	if (why) {
		gql_error(exec, picked, "UNPROCESSABLE", "%s", why);
		return false;
	}
	replace_string(&pull->auto_login, exec->call->req->account.login);
	replace_string(&pull->auto_message, NULL);
	pull->auto_method = MERGE_COMMIT;
	pull->auto_since = exec->call->now;
	return true;
}
