/* SPDX-License-Identifier: MIT */
/*
 * Gitea's and Forgejo's words, where they tell more than the status code.
 * They are matched in fragments; both have reworded some of them. The words
 * are those of their routers/api/v1 and services/pull.
 */
#include "forges/gitea.h"

#include "base/alloc.h"

#define OPEN "POST /pulls"
#define FORK "POST /forks"
#define MERGE "POST /merge"
#define REVIEW "POST /requested_reviewers"

/* The first that fits decides. */
static const struct gitea_rule rules[] = {
	{ 401, NULL, "", FAILURE_AUTH, 0,
	  "the token is wrong, expired or revoked" },
	{ 403, NULL, "required scope", FAILURE_AUTH, 0,
	  "the token lacks a scope" },
	{ 403, NULL, "signed in user is allowed", FAILURE_AUTH, 0,
	  "a token is needed" },
	{ 403, NULL, "archived", FAILURE_PERMISSION, 0,
	  "the repository is archived" },
	{ 423, NULL, "", FAILURE_PERMISSION, 0,
	  "the repository is archived" },
	{ 413, NULL, "", FAILURE_LIMIT, 0,
	  "the owner's quota is used up" },
	/* an owner that is no organization has no labels */
	{ 404, "GET /labels", "", FAILURE_NONE, 0, "" },

	{ 404, REVIEW, "user '", FAILURE_MISSING, 0,
	  "a reviewer is not known there" },
	{ 404, REVIEW, "team '", FAILURE_MISSING, 0,
	  "a team is not known there" },
	{ 422, REVIEW, "poster of pr", FAILURE_FORGE, 0,
	  "its author cannot review it" },
	{ 422, REVIEW, "can't read", FAILURE_PERMISSION, 0,
	  "a reviewer cannot see the repository" },
	{ 422, OPEN, "assignee does not exist", FAILURE_MISSING, 0,
	  "an assignee is not known there" },
	{ 422, OPEN, "have access to repo", FAILURE_PERMISSION, 0,
	  "an assignee cannot see the repository" },

	{ 409, FORK, "", FAILURE_CONFLICT, GITEA_EXISTS,
	  "the account has a fork of it, or another repository of that "
	  "name" },
	{ 403, FORK, "", FAILURE_PERMISSION, 0,
	  "it may not be forked there" },

	/* the push may not be seen yet */
	{ 404, OPEN, "", FAILURE_MISSING, GITEA_LATER,
	  "the branch is not visible yet, or its base does not exist" },
	{ 409, OPEN, "already exists", FAILURE_CONFLICT, GITEA_EXISTS,
	  "there is a pull request for this branch" },
	{ 422, OPEN, "no changes between", FAILURE_FORGE, 0,
	  "the branch has nothing that its base has not" },
	{ 412, "PATCH", "", FAILURE_CONFLICT, 0,
	  "it was merged already" },

	{ 409, MERGE, "already scheduled", FAILURE_NONE, 0, "" },
	{ 409, MERGE, "head out of date", FAILURE_CONFLICT, GITEA_MOVED,
	  "the branch got another commit" },
	{ 409, MERGE, "push out of date", FAILURE_FORGE, GITEA_LOOK,
	  "another merge came first" },
	{ 409, MERGE, "pushrejected", FAILURE_PERMISSION, 0,
	  "a hook or a rule of the base branch refused the merge" },
	/* what git said of it comes without a message */
	{ 409, MERGE, "", FAILURE_CONFLICT, 0,
	  "it is in conflict with its base" },
	/* merged or closed by now, or merged here and its branch kept */
	{ 405, MERGE, NULL, FAILURE_FORGE, GITEA_LOOK,
	  "it was merged meanwhile" },
	{ 404, MERGE, "", FAILURE_MISSING, GITEA_LOOK,
	  "it is no longer open" },
	{ 403, MERGE, "branch", FAILURE_PERMISSION, GITEA_LOOK,
	  "its branch may not be deleted" },
	{ 405, MERGE, "try again later", FAILURE_FORGE, GITEA_LOOK,
	  "the server has not checked yet whether it can be merged" },
	{ 405, MERGE, "work in progress", FAILURE_FORGE, GITEA_BLOCKED,
	  "it is a draft" },
	{ 405, MERGE, "enough approvals", FAILURE_FORGE, GITEA_BLOCKED,
	  "approvals are missing" },
	{ 405, MERGE, "requested changes", FAILURE_FORGE, GITEA_BLOCKED,
	  "a reviewer wants changes" },
	{ 405, MERGE, "review requests", FAILURE_FORGE, GITEA_BLOCKED,
	  "a review is missing" },
	{ 405, MERGE, "status checks", FAILURE_FORGE, GITEA_BLOCKED,
	  "its required checks have not passed" },
	{ 405, MERGE, "behind the base", FAILURE_FORGE, GITEA_BLOCKED,
	  "it is not up to date with its base" },
	{ 405, MERGE, "protected files", FAILURE_FORGE, GITEA_BLOCKED,
	  "it changes protected files" },
	{ 405, MERGE, "not ready", FAILURE_FORGE, GITEA_BLOCKED,
	  "a rule of its base branch is not met" },
	{ 405, MERGE, "[reason:", FAILURE_FORGE, GITEA_BLOCKED,
	  "a rule of its base branch is not met" },
	{ 405, MERGE, "merge style", FAILURE_FORGE, 0,
	  "the repository does not allow this way to merge" },
	{ 405, MERGE, "not allowed to merge", FAILURE_PERMISSION, 0,
	  "this account may not merge to the base branch" },
	{ 405, MERGE, "sign", FAILURE_FORGE, 0,
	  "the server would not sign the merge" }
};

static bool fits(const struct gitea_rule *rule, const struct request *request,
		 const char *message)
{
	if (rule->call && !forge_is_call(request, rule->call))
		return false;
	return rule->fragment ? forge_says(message, rule->fragment)
			      : !*message;
}

const struct gitea_rule *gitea_rule(const struct request *request,
				    int status, const char *message)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rules); i++)
		if (rules[i].status == status &&
		    fits(&rules[i], request, message))
			return &rules[i];
	return NULL;
}
