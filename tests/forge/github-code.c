/* SPDX-License-Identifier: MIT */
/*
 * GitHub's GraphQL: repositories.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "facts.h"
#include "github-schema.h"

static const struct {
	const char *field, *setting;
	bool otherwise;
} settings[] = {
	{ "autoMergeAllowed", "allow-auto-merge", false },
	{ "deleteBranchOnMerge", "delete-branch-on-merge", false },
	{ "forkingAllowed", "allow-forking", true },
	{ "isArchived", "archived", false },
	{ "isDisabled", "disabled", false },
	{ "isLocked", "is-locked", false },
	{ "isPrivate", "private", false },
	{ "isTemplate", "is-template", false },
	{ "mergeCommitAllowed", "allow-merge-commit", true },
	{ "rebaseMergeAllowed", "allow-rebase-merge", true },
	{ "squashMergeAllowed", "allow-squash-merge", true }
};

static void put_setting(struct exec *exec, const struct node *node,
			const struct picked *picked)
{
	size_t i = 0;

	while (strcmp(settings[i].field, picked->field->name))
		i++;
	gql_flag(exec, picked,
		 settings_true(&node->repo->settings, settings[i].setting,
			       settings[i].otherwise));
}

static void put_flag(struct exec *exec, const struct node *node,
		     const struct picked *picked)
{
	const char *name = picked->field->name;
	const struct repo *repo = node->repo;

	if (!strcmp(name, "isEmpty"))
		gql_flag(exec, picked, !repo->oid[0]);
	else if (!strcmp(name, "isFork"))
		gql_flag(exec, picked, facts_is_fork(repo));
	else				/* viewerCanAdminister */
		gql_flag(exec, picked,
			 repo_permission(repo, &exec->call->req->account) ==
			 PERMISSION_ADMIN);
}

static void put_permission(struct exec *exec, const struct node *node,
			   const struct picked *picked)
{
	static const char *const names[] = {
		[PERMISSION_NONE] = NULL, [PERMISSION_READ] = "READ",
		[PERMISSION_TRIAGE] = "TRIAGE", [PERMISSION_WRITE] = "WRITE",
		[PERMISSION_MAINTAIN] = "MAINTAIN",
		[PERMISSION_ADMIN] = "ADMIN"
	};

	gql_text(exec, picked,
		 names[repo_permission(node->repo,
				       &exec->call->req->account)]);
}

static void put_visibility(struct exec *exec, const struct repo *repo,
			   const struct picked *picked)
{
	const char *visibility = facts_visibility(repo);

	gql_text(exec, picked, !strcmp(visibility, "private") ? "PRIVATE" :
		 !strcmp(visibility, "internal") ? "INTERNAL" : "PUBLIC");
}

static void put_repo_text(struct exec *exec, const struct node *node,
			  const struct picked *picked)
{
	const char *name = picked->field->name;
	const struct repo *repo = node->repo;

	if (!strcmp(name, "id"))
		gql_textf(exec, picked, "R_%lld", repo_id(repo));
	else if (!strcmp(name, "name"))
		gql_text(exec, picked, repo->name);
	else if (!strcmp(name, "nameWithOwner"))
		gql_text(exec, picked, repo->full);
	else if (!strcmp(name, "resourcePath"))
		gql_textf(exec, picked, "/%s", repo->full);
	else if (!strcmp(name, "sshUrl"))
		gql_textf(exec, picked, "git@127.0.0.1:%s.git", repo->full);
	else if (!strcmp(name, "url"))
		gql_textf(exec, picked, "%s/%s", exec->call->site,
			  repo->full);
	else if (!strcmp(name, "visibility"))
		put_visibility(exec, repo, picked);
	else if (!strcmp(name, "lockReason"))
		gql_text(exec, picked, repo_is(repo, "is-locked")
			 ? "MIGRATING" : NULL);
	else if (!strcmp(name, "viewerDefaultMergeMethod"))
		gql_text(exec, picked, "MERGE");
	else				/* description */
		gql_text(exec, picked,
			 settings_get(&repo->settings, name));
}

static void put_number(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	gql_number(exec, picked, repo_id(node->repo));
}

static void put_time(struct exec *exec, const struct node *node,
		     const struct picked *picked)
{
	gql_time(exec, picked, github_repo_time(node->repo));
}

static void put_owner(struct exec *exec, const struct node *node,
		      const struct picked *picked)
{
	gql_put_login(exec, picked, node->repo->owner);
}

static void put_parent(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	const char *of = settings_get(&node->repo->settings, "fork-of");
	char *owner = xstrdup_or_null(of);
	struct repo parent = REPO_INIT;
	struct node child = { .type = &gql_type_repository,
			      .repo = &parent };

	if (owner && repo_follow(&parent, exec->call->forge->dir, owner,
				 github_split(owner)))
		gql_object(exec, picked, &child);
	else
		gql_text(exec, picked, NULL);
	repo_release(&parent);
	free(owner);
}

static void put_branch(struct exec *exec, const struct node *node,
		       const struct picked *picked, const char *branch)
{
	struct node ref = { .type = &gql_type_ref, .repo = node->repo,
			    .text = branch };
	char oid[OID_MAX];

	if (repo_branch(node->repo, branch, oid))
		gql_object(exec, picked, &ref);
	else
		gql_text(exec, picked, NULL);
}

static void put_default(struct exec *exec, const struct node *node,
			const struct picked *picked)
{
	put_branch(exec, node, picked, node->repo->branch);
}

/* qualifiedName: "refs/heads/x", and as GitHub takes it also "x". */
static void put_ref(struct exec *exec, const struct node *node,
		    const struct picked *picked)
{
	const char *name = gql_get_text(exec, picked, "qualifiedName");

	if (name && starts_with(name, "refs/heads/"))
		name += strlen("refs/heads/");
	else if (name && starts_with(name, "heads/"))
		name += strlen("heads/");
	put_branch(exec, node, picked, name ? name : "");
}

#define PULLS_ARGUMENTS "first last after before headRefName baseRefName"\
	" states orderBy labels"

static const struct gql_field repository_fields[] = {
	{ "autoMergeAllowed", put_setting, NULL, NULL, false },
	{ "createdAt", put_time, NULL, NULL, false },
	{ "databaseId", put_number, NULL, NULL, false },
	{ "defaultBranchRef", put_default, &gql_type_ref, NULL, false },
	{ "deleteBranchOnMerge", put_setting, NULL, NULL, false },
	{ "description", put_repo_text, NULL, NULL, false },
	{ "diskUsage", gql_put_zero, NULL, NULL, false },
	{ "forkCount", gql_put_zero, NULL, NULL, false },
	{ "forks", gql_put_forks, &gql_type_repositories, "affiliations"
	  " first last after before orderBy ownerAffiliations privacy"
	  " visibility isLocked", true },
	{ "forkingAllowed", put_setting, NULL, NULL, false },
	{ "hasIssuesEnabled", gql_put_true, NULL, NULL, false },
	{ "id", put_repo_text, NULL, NULL, false },
	{ "isArchived", put_setting, NULL, NULL, false },
	{ "isDisabled", put_setting, NULL, NULL, false },
	{ "isEmpty", put_flag, NULL, NULL, false },
	{ "isFork", put_flag, NULL, NULL, false },
	{ "isInOrganization", gql_put_false, NULL, NULL, false },
	{ "isLocked", put_setting, NULL, NULL, false },
	{ "isMirror", gql_put_false, NULL, NULL, false },
	{ "isPrivate", put_setting, NULL, NULL, false },
	{ "isTemplate", put_setting, NULL, NULL, false },
	{ "label", gql_put_named_label, &gql_type_label, "name", false },
	{ "lockReason", put_repo_text, NULL, NULL, false },
	{ "mergeCommitAllowed", put_setting, NULL, NULL, false },
	{ "milestones", gql_put_milestones, &gql_type_milestones,
	  "first last after before orderBy query states", true },
	{ "name", put_repo_text, NULL, NULL, false },
	{ "nameWithOwner", put_repo_text, NULL, NULL, false },
	{ "object", gql_put_object, &gql_type_object, "expression oid",
	  false },
	{ "owner", put_owner, &gql_type_owner, NULL, false },
	{ "parent", put_parent, &gql_type_repository, NULL, false },
	{ "primaryLanguage", gql_put_language, &gql_type_language, NULL,
	  false },
	{ "pullRequest", gql_put_pull, &gql_type_pull, "number", false },
	{ "pullRequests", gql_put_pulls, &gql_type_pulls, PULLS_ARGUMENTS,
	  true },
	{ "pushedAt", put_time, NULL, NULL, false },
	{ "rebaseMergeAllowed", put_setting, NULL, NULL, false },
	{ "ref", put_ref, &gql_type_ref, "qualifiedName", false },
	{ "repositoryTopics", gql_put_topics, &gql_type_topics,
	  "first last after before", true },
	{ "resourcePath", put_repo_text, NULL, NULL, false },
	{ "squashMergeAllowed", put_setting, NULL, NULL, false },
	{ "sshUrl", put_repo_text, NULL, NULL, false },
	{ "stargazerCount", gql_put_zero, NULL, NULL, false },
	{ "updatedAt", put_time, NULL, NULL, false },
	{ "url", put_repo_text, NULL, NULL, false },
	{ "viewerCanAdminister", put_flag, NULL, NULL, false },
	{ "viewerDefaultMergeMethod", put_repo_text, NULL, NULL, false },
	{ "viewerPermission", put_permission, NULL, NULL, false },
	{ "visibility", put_repo_text, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_repository =
	{ "Repository", "Node SearchResultItem", repository_fields };
GQL_CONNECTION(gql_type_repositories, "Repository", gql_type_repository);

/* A repository by its name, renames followed; or NOT_FOUND. */
void gql_put_named_repository(struct exec *exec,
			      const struct picked *picked, const char *full)
{
	char *owner = xstrdup(full), *name = github_split(owner);
	const char *follow = gql_get_text(exec, picked, "followRenames");
	const char *dir = exec->call->forge->dir;
	struct repo repo = REPO_INIT;
	struct node node = { .type = &gql_type_repository, .repo = &repo };
	bool found = follow && !strcmp(follow, "false")
		? repo_find(&repo, dir, owner, name, NULL) == REPO_FOUND
		: repo_follow(&repo, dir, owner, name);

	if (found && repo_permission(&repo, &exec->call->req->account) >
	    PERMISSION_NONE)
		gql_object(exec, picked, &node);
	else
		gql_error(exec, picked, "NOT_FOUND", "Could not resolve to a"
			  " Repository with the name '%s'.", full);
	repo_release(&repo);
	free(owner);
}
