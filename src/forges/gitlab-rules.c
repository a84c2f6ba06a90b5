/* SPDX-License-Identifier: MIT */
/*
 * GitLab's words, where they tell more than the status code. They are matched
 * in fragments, because GitLab rewords them too.
 */
#include "forges/gitlab.h"

#include "base/alloc.h"

#define OPEN "POST /merge_requests"
#define FORK "POST /fork"
#define MERGE "PUT /merge"
#define TRAIN "POST /merge_trains/merge_requests/#"
#define SEARCH "GET /search"
#define COMMIT "POST /commits"

/*
 * docs.gitlab.com, "Merge requests API", for the codes of a merge; the words
 * are those of lib/api and app/services. The first that fits decides.
 */
static const struct gitlab_rule rules[] = {
	/* no token that is refused: reading was allowed with it */
	{ 401, MERGE, "", FAILURE_PERMISSION, 0,
	  "this account may not merge to the target branch" },
	{ 401, TRAIN, "", FAILURE_PERMISSION, 0,
	  "this account may not merge to the target branch" },
	{ 401, NULL, "", FAILURE_AUTH, 0,
	  "the token is wrong, expired or revoked" },
	{ 403, NULL, "insufficient_scope", FAILURE_AUTH, 0,
	  "the token lacks the scope 'api'" },
	{ 403, NULL, "insufficient_granular_scope", FAILURE_AUTH, 0,
	  "the token lacks a permission" },
	{ 403, NULL, "archived", FAILURE_PERMISSION, 0,
	  "the project is archived" },
	{ 403, NULL, "must accept the terms", FAILURE_PERMISSION, 0,
	  "the account has not accepted the terms of service" },
	{ 403, NULL, "account has been blocked", FAILURE_AUTH, 0,
	  "the account is blocked" },
	{ 405, NULL, "moved projects", FAILURE_MISSING, 0,
	  "the repository was renamed or transferred" },

	/* docs.gitlab.com, "Search API": blobs beyond one project */
	{ 400, SEARCH, "scope", FAILURE_FORGE, 0,
	  "it searches for code beyond one project only with advanced or "
	  "exact code search" },
	{ 403, SEARCH, "", FAILURE_FORGE, 0,
	  "it searches for code beyond one project only with advanced or "
	  "exact code search" },

	/* app/services/commits/create_service.rb */
	{ 400, COMMIT, "a branch called", FAILURE_CONFLICT, GITLAB_MOVED,
	  "the branch is there already" },
	{ 400, COMMIT, "not allowed to push into this branch",
	  FAILURE_PERMISSION, 0, "a rule protects the branch" },

	{ 409, FORK, "", FAILURE_CONFLICT, GITLAB_EXISTS,
	  "the account has another project of that name" },
	{ 403, FORK, "", FAILURE_PERMISSION, 0,
	  "it may not be forked there" },

	{ 409, OPEN, "already exists", FAILURE_CONFLICT, GITLAB_EXISTS,
	  "there is a merge request for this branch" },
	/* the push may not be seen yet */
	{ 400, OPEN, "source_branch does not exist", FAILURE_FORGE,
	  GITLAB_LATER, "the branch is not visible yet" },
	{ 400, OPEN, "target_branch does not exist", FAILURE_MISSING, 0,
	  "the base branch does not exist" },
	{ 422, OPEN, "same project/branch", FAILURE_FORGE, 0,
	  "branch and base are the same" },

	{ 409, MERGE, "sha does not match", FAILURE_CONFLICT, GITLAB_MOVED,
	  "the branch got another commit" },
	{ 409, MERGE, "", FAILURE_FORGE, GITLAB_LOOK,
	  "another merge came first" },
	/* in conflict, behind its base, or the base moved: a look tells */
	{ 422, MERGE, "", FAILURE_FORGE, GITLAB_LOOK,
	  "it cannot be merged as it is now" },
	{ 406, MERGE, "", FAILURE_FORGE, GITLAB_LOOK,
	  "it cannot be merged as it is now" },
	{ 405, MERGE, "conflict", FAILURE_CONFLICT, 0,
	  "it is in conflict with its base" },
	{ 405, MERGE, "", FAILURE_FORGE, GITLAB_BLOCKED,
	  "it is not ready to be merged" },

	/* docs.gitlab.com, "Merge trains API" */
	{ 409, TRAIN, "sha does not match", FAILURE_CONFLICT, GITLAB_MOVED,
	  "the branch got another commit" },
	{ 409, TRAIN, "", FAILURE_FORGE, GITLAB_LOOK,
	  "it cannot join the merge train as it is now" },
	{ 400, TRAIN, "", FAILURE_FORGE, GITLAB_LOOK,
	  "it cannot join the merge train as it is now" },
	{ 403, TRAIN, "", FAILURE_PERMISSION, 0,
	  "the merge train is not open to this account" }
};

const struct gitlab_rule *gitlab_rule(const struct request *request,
				      int status, const char *message)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rules); i++)
		if (rules[i].status == status &&
		    (!rules[i].call ||
		     forge_is_call(request, rules[i].call)) &&
		    forge_says(message, rules[i].fragment))
			return &rules[i];
	return NULL;
}
