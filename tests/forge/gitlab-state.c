/* SPDX-License-Identifier: MIT */
/*
 * GitLab: what stands against the merge of a merge request, in the words of
 * detailed_merge_status.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"
#include "gitlab.h"
#include "known.h"

const char *gitlab_merge_method(const struct repo *repo)
{
	const char *set = settings_get(&repo->settings, "merge-method");

	return set ? set : "merge";
}

const char *gitlab_squash_option(const struct repo *repo)
{
	const char *set = settings_get(&repo->settings, "squash-option");

	return set ? set : "default_off";
}

bool gitlab_squash_is_fixed(const struct repo *repo)
{
	const char *option = gitlab_squash_option(repo);

	return !strcmp(option, "always") || !strcmp(option, "never");
}

bool gitlab_squashes(const struct repo *repo, const struct pull *pull)
{
	const char *option = gitlab_squash_option(repo);

	if (!strcmp(option, "always"))
		return true;
	return pull->squash && strcmp(option, "never");
}

const char *gitlab_pull_state(const struct pull *pull)
{
	static const char *const names[] = {
		[PULL_OPEN] = "opened",
		[PULL_CLOSED] = "closed",
		[PULL_MERGED] = "merged"
	};

	return names[pull->state];
}

/* "Draft: ", "[Draft] " or "(Draft) " in any case, as the documents say. */
bool gitlab_is_draft(const char *title)
{
	static const char *const marks[] = { "draft:", "[draft]", "(draft)" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(marks); i++)
		if (!strncasecmp(title, marks[i], strlen(marks[i])))
			return true;
	return false;
}

bool gitlab_auto_merges(const struct pull *pull)
{
	return pull->state == PULL_OPEN && pull->auto_login;
}

bool gitlab_may_merge(const struct call *call, const struct repo *repo)
{
	const char *set = settings_get(&repo->settings, "merge-permission");
	enum permission need = set ? permission_by_name(set)
		: PERMISSION_WRITE;

	return call->req->account.known &&
	       repo_permission(repo, &call->req->account) >= need;
}

/*
 * The required checks are the pipeline's jobs and the others are allowed to
 * fail; where none is required, each is a job of a pipeline that need not
 * succeed (only_allow_merge_if_pipeline_succeeds is off).
 */
const char *gitlab_pipeline(struct call *call, const struct repo *repo,
			    const char *oid)
{
	static const char *const names[] = {
		[ROLLUP_NONE] = NULL,
		[ROLLUP_PENDING] = "running",
		[ROLLUP_SUCCESS] = "success",
		[ROLLUP_FAILURE] = "failed"
	};
	struct checks checks = CHECKS_INIT;
	enum rollup rollup;

	checks_of(call->forge, repo, oid, call->now, &checks);
	rollup = checks_rollup(&checks, settings_get(&repo->settings,
						     "required-checks"));
	checks_release(&checks);
	return names[rollup];
}

static bool is_ancestor(const struct repo *repo, const char *old,
			const char *young)
{
	return !known_git(repo, NULL, "merge-base", "--is-ancestor", old,
			  young, (const char *)NULL);
}

static bool in_conflict(const struct repo *repo, const struct pull *pull)
{
	struct difference difference;

	return !pull_difference(repo, pull->base_oid, pull->head_oid,
				&difference) && !difference.mergeable;
}

/* Beyond what all forges ask: commits, and a base that is up to date. */
static const char *own_obstacle(const struct repo *repo,
				const struct pull *pull)
{
	if (is_ancestor(repo, pull->head_oid, pull->base_oid))
		return "commits_status";
	if (strcmp(gitlab_merge_method(repo), "merge") &&
	    !is_ancestor(repo, pull->base_oid, pull->head_oid))
		return "need_rebase";
	return NULL;
}

static const char *status_of(const struct repo *repo,
			     const struct pull *pull, enum obstacle obstacle,
			     struct gitlab_state *state)
{
	const char *own;

	switch (obstacle) {
	case OBSTACLE_CLOSED:
		return "not_open";
	case OBSTACLE_DRAFT:
		state->conflicts = in_conflict(repo, pull);
		return "draft_status";
	case OBSTACLE_CONFLICT:
		state->conflicts = state->unmergeable = true;
		return "conflict";
	case OBSTACLE_FAILED:
		return "ci_must_pass";
	case OBSTACLE_PENDING:
		state->ci_blocks = true;
		return "ci_still_running";
	case OBSTACLE_APPROVAL:
		return "not_approved";
	case OBSTACLE_BEHIND:
		state->unmergeable = true;
		return "need_rebase";
	case OBSTACLE_NONE:
		break;
	}
	own = own_obstacle(repo, pull);
	state->unmergeable = own != NULL;
	return own ? own : "mergeable";
}

void gitlab_judge(struct call *call, const struct repo *repo,
		  struct pull *pull, struct gitlab_state *state)
{
	double prepare = settings_number(&repo->settings, "prepare", 0);
	bool reads = call->req->kind != REQUEST_WRITE;

	memset(state, 0, sizeof(*state));
	state->pipeline = gitlab_pipeline(call, repo, pull->head_oid);
	state->prepared = pull->state != PULL_OPEN ||
			  (call->now >= pull->created + prepare &&
			   !call->reply->opened_pull);
	if (pull->state == PULL_OPEN)
		pull_bring_head(repo, pull, call->forge->dir);
	if (!state->prepared)
		state->detailed = "preparing";
	else if (reads && pull_unknown(repo, pull, call->now))
		state->detailed = "checking";
	else
		state->detailed = status_of(repo, pull,
					    pull_obstacle(call->forge, repo,
							  pull, call->now),
					    state);
	if (state->ci_blocks && !state->pipeline)
		state->detailed = "ci_must_pass";	/* none was begun */
}
