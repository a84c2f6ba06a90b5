/* SPDX-License-Identifier: MIT */
/*
 * GitHub's words, where they tell more than the status code. They are matched
 * in fragments, because GitHub rewords its sentences.
 */
#include "forges/github.h"

#include "base/alloc.h"

/*
 * docs.github.com "Troubleshooting the REST API"; the words of 422 on POST
 * pulls, of 405 on a merge and of mutations are as seen in replies. The first
 * that fits decides.
 */
static const struct github_rule rules[] = {
	{ 401, "bad credentials", FAILURE_AUTH, 0,
	  "the token is wrong, expired or revoked" },
	{ 403, "login attempts exceeded", FAILURE_AUTH, 0,
	  "the token was refused too often" },
	{ 403, "saml", FAILURE_AUTH, 0,
	  "the token is not authorized for the organization's single"
	  " sign-on" },
	{ 403, "not accessible by", FAILURE_PERMISSION, 0,
	  "the token lacks a permission" },
	{ 403, "archived so is read-only", FAILURE_PERMISSION, 0,
	  "the repository is archived" },
	{ 403, "issue is locked", FAILURE_PERMISSION, 0,
	  "its conversation is locked" },
	{ 403, "forking is disabled", FAILURE_PERMISSION, 0,
	  "it may not be forked" },
	{ 422, "pull request already exists", FAILURE_CONFLICT, GITHUB_EXISTS,
	  "there is a pull request for this branch" },
	{ 422, "base invalid", FAILURE_MISSING, 0,
	  "the base branch does not exist" },
	/* GitHub may not have seen the push yet: these pass, or stay */
	{ 422, "no commits between", FAILURE_FORGE, GITHUB_LATER,
	  "the branch has nothing that its base has not" },
	{ 422, "head sha can't be blank", FAILURE_FORGE, GITHUB_LATER,
	  "the branch is not visible yet" },
	{ 422, "head invalid", FAILURE_FORGE, GITHUB_LATER,
	  "the branch is not visible yet" },

	/* merging */
	{ 409, "head branch was modified", FAILURE_CONFLICT, GITHUB_MOVED,
	  "the branch got another commit" },
	{ 405, "base branch was modified", FAILURE_FORGE, GITHUB_LOOK,
	  "another merge came first" },
	{ 405, "merge already in progress", FAILURE_FORGE, GITHUB_LOOK,
	  "it is being merged" },
	{ 405, "merge queue", FAILURE_FORGE, GITHUB_LOOK,
	  "its base takes merges by a queue only" },
	{ 405, "merge conflict", FAILURE_CONFLICT, 0,
	  "it is in conflict with its base" },
	{ 405, "not allowed on this repository", FAILURE_FORGE, 0,
	  "the repository does not allow this way to merge" },
	{ 405, "not authorized", FAILURE_PERMISSION, 0,
	  "this account may not merge to the base branch" },
	/* merged, closed, in conflict, or not computed yet: a look tells */
	{ 405, "pull request is not mergeable", FAILURE_FORGE, GITHUB_LOOK,
	  "it cannot be merged as it is now" },
	{ 405, "", FAILURE_FORGE, GITHUB_BLOCKED,
	  "a rule of its base branch is not met" },

	/* mutations: auto-merge, the queue, refs */
	{ GITHUB_MUTATION, "head branch was modified", FAILURE_CONFLICT,
	  GITHUB_MOVED, "the branch got another commit" },
	{ GITHUB_MUTATION, "head sha", FAILURE_CONFLICT, GITHUB_MOVED,
	  "the branch got another commit" },
	{ GITHUB_MUTATION, "head oid", FAILURE_CONFLICT, GITHUB_MOVED,
	  "the branch got another commit" },
	{ GITHUB_MUTATION, "base branch was modified", FAILURE_FORGE,
	  GITHUB_LOOK, "another merge came first" },
	{ GITHUB_MUTATION, "already in the queue", FAILURE_NONE, 0, "" },
	{ GITHUB_MUTATION, "already queued", FAILURE_NONE, 0, "" },
	/* it can be merged now, or that can be told: by the next look */
	{ GITHUB_MUTATION, "in clean status", FAILURE_FORGE, GITHUB_LOOK,
	  "it has nothing to wait for" },
	{ GITHUB_MUTATION, "in unstable status", FAILURE_FORGE, GITHUB_LOOK,
	  "it has nothing to wait for" },
	{ GITHUB_MUTATION, "has_hooks status", FAILURE_FORGE, GITHUB_LOOK,
	  "it has nothing to wait for" },
	{ GITHUB_MUTATION, "correct state to enable auto-merge",
	  FAILURE_FORGE, GITHUB_LOOK, "it is not ready for auto-merge" },
	{ GITHUB_MUTATION, "auto merge is not allowed", FAILURE_FORGE, 0,
	  "the repository does not allow auto-merge" },
	{ GITHUB_MUTATION, "auto-merge is not allowed", FAILURE_FORGE, 0,
	  "the repository does not allow auto-merge" },
	{ GITHUB_MUTATION, "rules not configured", FAILURE_FORGE, 0,
	  "its base branch has no rule that auto-merge could wait for" },
	{ GITHUB_MUTATION, "is in draft", FAILURE_FORGE, GITHUB_BLOCKED,
	  "it is a draft" },
	{ GITHUB_MUTATION, "not allowed on this repository", FAILURE_FORGE, 0,
	  "the repository does not allow this way to merge" },
	{ GITHUB_MUTATION, "not accessible by", FAILURE_PERMISSION, 0,
	  "the token lacks a permission" },

	/* making a commit, and the branch for it */
	{ GITHUB_COMMIT, "not accessible by", FAILURE_PERMISSION, 0,
	  "the token lacks a permission" },
	{ GITHUB_COMMIT, "rule violations", FAILURE_PERMISSION, 0,
	  "a rule of the repository protects the branch" },
	{ GITHUB_COMMIT, "protected", FAILURE_PERMISSION, 0,
	  "a rule of the repository protects the branch" },
	{ GITHUB_COMMIT, "already exists", FAILURE_CONFLICT, GITHUB_MOVED,
	  "the branch is there already" },
	{ GITHUB_COMMIT, "expected branch to point", FAILURE_CONFLICT,
	  GITHUB_MOVED, "the branch got another commit" },

	/* deleting a branch that must be at one commit */
	{ GITHUB_REFS, "not accessible by", FAILURE_PERMISSION, 0,
	  "the token lacks a permission" },
	{ GITHUB_REFS, "rule violations", FAILURE_PERMISSION, 0,
	  "a rule of the repository protects the branch" },
	{ GITHUB_REFS, "protected", FAILURE_PERMISSION, 0,
	  "a rule of the repository protects the branch" },
	{ GITHUB_REFS, "does not exist", FAILURE_NONE, 0, "" },
	{ GITHUB_REFS, "expected", FAILURE_CONFLICT, GITHUB_MOVED,
	  "the branch got another commit" },
	{ GITHUB_REFS, "does not match", FAILURE_CONFLICT, GITHUB_MOVED,
	  "the branch got another commit" },
	{ GITHUB_REFS, "stale", FAILURE_CONFLICT, GITHUB_MOVED,
	  "the branch got another commit" },
	{ GITHUB_REFS, "was modified", FAILURE_CONFLICT, GITHUB_MOVED,
	  "the branch got another commit" }
};

const struct github_rule *github_rule(int status, const char *message)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rules); i++)
		if (rules[i].status == status &&
		    forge_says(message, rules[i].fragment))
			return &rules[i];
	return NULL;
}
