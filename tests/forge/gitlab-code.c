/* SPDX-License-Identifier: MIT */
/*
 * GitLab's GraphQL: projects, what is in their repositories, and what an
 * account may do there.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"
#include "facts.h"
#include "gitlab-schema.h"
#include "process.h"

#define PROJECT_ID "gid://gitlab/Project/"

static void put_sha(struct exec *exec, const struct node *node,
		    const struct picked *picked)
{
	const char *name = picked->field->name;

	if (!strcmp(name, "id"))
		gql_textf(exec, picked, "gid://gitlab/Commit/%s", node->text);
	else if (!strcmp(name, "shortId"))
		gql_textf(exec, picked, "%.8s", node->text);
	else if (!strcmp(name, "webUrl"))
		gql_textf(exec, picked, "%s/%s/-/commit/%s",
			  exec->call->site, node->repo->full, node->text);
	else
		gql_text(exec, picked, node->text);
}

static void put_title(struct exec *exec, const struct node *node,
		      const struct picked *picked)
{
	struct strbuf text = STRBUF_INIT;

	process_git(node->repo->path, NULL, &text, "show", "-s",
		    "--format=%s", node->text, (const char *)NULL);
	gql_text(exec, picked, text.buf);
	strbuf_release(&text);
}

static void pipeline_item(const struct connection *connection, size_t i,
			  struct node *out)
{
	(void)i;
	*out = *connection->of;
}

/* A commit has one, or none. */
static void put_pipelines(struct exec *exec, const struct node *node,
			  const struct picked *picked)
{
	struct node pipeline = {
		.type = &gitlab_type_pipeline, .repo = node->repo,
		.oid = node->text,
		.text = gitlab_pipeline(exec->call, node->repo, node->text)
	};
	struct connection connection = {
		.item = pipeline_item, .of = &pipeline,
		.total = pipeline.text ? 1 : 0
	};

	gql_connection(exec, picked, &gitlab_type_pipelines, &connection);
}

static const struct gql_field commit_fields[] = {
	{ "id", put_sha, NULL, NULL, false },
	{ "pipelines", put_pipelines, &gitlab_type_pipelines,
	  "first last after before ref sha source status username", true },
	{ "sha", put_sha, NULL, NULL, false },
	{ "shortId", put_sha, NULL, NULL, false },
	{ "title", put_title, NULL, NULL, false },
	{ "webUrl", put_sha, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gitlab_type_commit = { "Commit", NULL, commit_fields };

static void put_last_commit(struct exec *exec, const struct node *node,
			    const struct picked *picked)
{
	struct node child = { .type = &gitlab_type_commit,
			      .repo = node->repo, .text = node->text };

	gql_object(exec, picked, &child);
}

static const struct gql_field tree_fields[] = {
	{ "lastCommit", put_last_commit, &gitlab_type_commit, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gitlab_type_tree = { "Tree", NULL, tree_fields };

/* Of a branch, or a commit's id; else of the default branch. */
static void put_tree(struct exec *exec, const struct node *node,
		     const struct picked *picked)
{
	const char *ref = gql_get_text(exec, picked, "ref");
	struct strbuf commit = STRBUF_INIT, oid = STRBUF_INIT;
	struct node child = { .type = &gitlab_type_tree, .repo = node->repo };
	char branch[OID_MAX];

	if (!ref || !strcmp(ref, "HEAD"))
		ref = node->repo->branch;
	if (repo_branch(node->repo, ref, branch)) {
		strbuf_addstr(&oid, branch);
	} else if (*ref != '-') {
		strbuf_addf(&commit, "%s^{commit}", ref);
		process_git(node->repo->path, NULL, &oid, "rev-parse",
			    "--verify", "--quiet", commit.buf,
			    (const char *)NULL);
	}
	child.text = oid.buf;
	if (oid.len)
		gql_object(exec, picked, &child);
	else
		gql_text(exec, picked, NULL);
	strbuf_release(&commit);
	strbuf_release(&oid);
}

static void put_root_ref(struct exec *exec, const struct node *node,
			 const struct picked *picked)
{
	gql_text(exec, picked, node->repo->oid[0] ? node->repo->branch
		 : NULL);
}

static void put_empty(struct exec *exec, const struct node *node,
		      const struct picked *picked)
{
	gql_flag(exec, picked, !node->repo->oid[0]);
}

static const struct gql_field repository_fields[] = {
	{ "blobs", gitlab_put_blobs, &gitlab_type_blobs,
	  "paths ref refType first last after before", true },
	{ "empty", put_empty, NULL, NULL, false },
	{ "exists", gql_put_true, NULL, NULL, false },
	{ "rootRef", put_root_ref, NULL, NULL, false },
	{ "tree", put_tree, &gitlab_type_tree, "path recursive ref refType",
	  false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gitlab_type_repository =
	{ "Repository", NULL, repository_fields };

static void put_permission(struct exec *exec, const struct node *node,
			   const struct picked *picked)
{
	const char *name = picked->field->name;
	const struct account *account = &exec->call->req->account;
	enum permission have = repo_permission(node->repo, account);
	bool archived = repo_is(node->repo, "archived");

	if (!strcmp(name, "readProject"))
		gql_flag(exec, picked, true);
	else if (!strcmp(name, "adminProject"))
		gql_flag(exec, picked, have >= PERMISSION_MAINTAIN);
	else if (!strcmp(name, "createMergeRequestIn"))
		gql_flag(exec, picked, account->known && !archived &&
			 settings_true(&node->repo->settings,
				       "has-pull-requests", true));
	else
		gql_flag(exec, picked, account->known && !archived &&
			 have >= PERMISSION_WRITE);
}

static const struct gql_field permission_fields[] = {
	{ "adminProject", put_permission, NULL, NULL, false },
	{ "createMergeRequestFrom", put_permission, NULL, NULL, false },
	{ "createMergeRequestIn", put_permission, NULL, NULL, false },
	{ "pushCode", put_permission, NULL, NULL, false },
	{ "readProject", put_permission, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

static const struct gql_type type_permissions =
	{ "ProjectPermissions", NULL, permission_fields };

static void put_project_text(struct exec *exec, const struct node *node,
			     const struct picked *picked)
{
	const char *name = picked->field->name;
	const struct repo *repo = node->repo;
	const char *site = exec->call->site;

	if (!strcmp(name, "id"))
		gql_textf(exec, picked, PROJECT_ID "%lld", repo_id(repo));
	else if (!strcmp(name, "fullPath"))
		gql_text(exec, picked, repo->full);
	else if (!strcmp(name, "httpUrlToRepo"))
		gql_textf(exec, picked, "%s/%s.git", site, repo->full);
	else if (!strcmp(name, "sshUrlToRepo"))
		gql_textf(exec, picked, "git@127.0.0.1:%s.git", repo->full);
	else if (!strcmp(name, "webUrl"))
		gql_textf(exec, picked, "%s/%s", site, repo->full);
	else if (!strcmp(name, "visibility"))
		gql_text(exec, picked, facts_visibility(repo));
	else if (!strcmp(name, "description"))
		gql_text(exec, picked, settings_get(&repo->settings, name));
	else				/* name, path */
		gql_text(exec, picked, repo->name);
}

static void put_project_flag(struct exec *exec, const struct node *node,
			     const struct picked *picked)
{
	const char *name = picked->field->name;
	const struct repo *repo = node->repo;

	if (!strcmp(name, "archived"))
		gql_flag(exec, picked, repo_is(repo, "archived"));
	else if (!strcmp(name, "isForked"))
		gql_flag(exec, picked, facts_is_fork(repo));
	else if (!strcmp(name, "removeSourceBranchAfterMerge"))
		gql_flag(exec, picked,
			 repo_is(repo, "delete-branch-on-merge"));
	else if (!strcmp(name, "mergeRequestsFfOnlyEnabled"))
		gql_flag(exec, picked,
			 !strcmp(gitlab_merge_method(repo), "ff"));
	else		/* onlyAllowMergeIfPipelineSucceeds */
		gql_flag(exec, picked, settings_get(&repo->settings,
						    "required-checks"));
}

/* Another part of the same project. */
static void put_part(struct exec *exec, const struct node *node,
		     const struct picked *picked)
{
	struct node child = { .type = picked->field->type,
			      .repo = node->repo };

	gql_object(exec, picked, &child);
}

#define REQUESTS_ARGUMENTS "iids sourceBranches targetBranches state sort"\
	" draft labels authorUsername first last after before"

static const struct gql_field project_fields[] = {
	{ "archived", put_project_flag, NULL, NULL, false },
	{ "description", put_project_text, NULL, NULL, false },
	{ "fullPath", put_project_text, NULL, NULL, false },
	{ "httpUrlToRepo", put_project_text, NULL, NULL, false },
	{ "id", put_project_text, NULL, NULL, false },
	GITLAB_FIELDS_OF_PROJECT,
	{ "isForked", put_project_flag, NULL, NULL, false },
	{ "languages", gitlab_put_languages, &gitlab_type_language, NULL,
	  false },
	{ "mergeRequest", gitlab_put_request_node, &gitlab_type_request,
	  "iid", false },
	{ "mergeRequests", gitlab_put_request_nodes, &gitlab_type_requests,
	  REQUESTS_ARGUMENTS, true },
	{ "mergeRequestsEnabled", gql_put_true, NULL, NULL, false },
	{ "mergeRequestsFfOnlyEnabled", put_project_flag, NULL, NULL,
	  false },
	{ "name", put_project_text, NULL, NULL, false },
	{ "onlyAllowMergeIfPipelineSucceeds", put_project_flag, NULL, NULL,
	  false },
	{ "path", put_project_text, NULL, NULL, false },
	{ "removeSourceBranchAfterMerge", put_project_flag, NULL, NULL,
	  false },
	{ "repository", put_part, &gitlab_type_repository, NULL, false },
	{ "sshUrlToRepo", put_project_text, NULL, NULL, false },
	{ "topics", gitlab_put_topics, NULL, NULL, false },
	{ "userPermissions", put_part, &type_permissions, NULL, false },
	{ "visibility", put_project_text, NULL, NULL, false },
	{ "webUrl", put_project_text, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gitlab_type_project =
	{ "Project", NULL, project_fields };
GQL_CONNECTION(gitlab_type_projects, "Project", gitlab_type_project);

/* null where it is not there, or hidden; renames are not followed. */
void gitlab_put_named_project(struct exec *exec, const struct picked *picked,
			      const char *full)
{
	struct repo repo = REPO_INIT;
	struct node node = { .type = &gitlab_type_project, .repo = &repo };

	if (gitlab_open(exec->call, full, &repo))
		gql_object(exec, picked, &node);
	else
		gql_text(exec, picked, NULL);
	repo_release(&repo);
}
