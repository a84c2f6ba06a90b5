/* SPDX-License-Identifier: MIT */
/*
 * What GitLab tells of one project in a look: its branches, and the merge
 * request of ours among those that come from a branch of that name.
 */
#include "forges/gitlab.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "forges/forks.h"

void gitlab_look_fail(struct look_answer *answer,
		      const struct look_query *query, bool later,
		      const char *message)
{
	struct strbuf reason = STRBUF_INIT;

	look_answer_release(answer);
	answer->failure = FAILURE_FORGE;
	answer->later = later;
	strbuf_addf(&reason, "repository '%s/%s' cannot be looked at: %s",
		    query->owner, query->name, message);
	answer->reason = strbuf_detach(&reason);
}

/* ---- merge requests -------------------------------------------------- */

/* Numbers come as texts here. */
static long long text_number(const struct json *doc, int node)
{
	char *text = json_copy(doc, node);
	long long number = text ? strtoll(text, NULL, 10) : 0;

	free(text);
	return number;
}

static void read_request(const struct json *doc, int node, struct pull *pull)
{
	pull_release(pull);
	pull->state = gitlab_state(doc, json_get(doc, node, "state"));
	pull->number = text_number(doc, json_get(doc, node, "iid"));
	pull->url = json_copy(doc, json_get(doc, node, "webUrl"));
	pull->title = json_copy(doc, json_get(doc, node, "title"));
	pull->head = json_copy(doc, json_get(doc, node, "diffHeadSha"));
	pull->base = json_copy(doc, json_get(doc, node, "targetBranch"));
	pull->draft = json_bool(doc, json_get(doc, node, "draft"), false);
	gitlab_read_ready(doc, node, pull);
}

/* How much it is the one that is asked for; 0: not at all. */
static int fitness(const struct json *doc, int node, const char *project,
		   const struct look_query *query, const char *base)
{
	int state = json_get(doc, node, "state");

	if (!project || !json_equals(doc, json_get(doc, node,
						   "sourceProject.id"),
				     project))
		return 0;
	if (query->pull &&
	    text_number(doc, json_get(doc, node, "iid")) == query->pull)
		return 4;
	if (gitlab_state(doc, state) != PULL_OPEN)
		return 1;
	return base && json_equals(doc, json_get(doc, node, "targetBranch"),
				   base) ? 3 : 2;
}

/* The project that its branch is in, by the id that GraphQL knows. */
static char *source_of(const struct json *doc, int project_node,
		       const struct forge_fork *fork)
{
	struct strbuf id = STRBUF_INIT;

	if (!fork)
		return json_copy(doc, json_get(doc, project_node, "id"));
	strbuf_addf(&id, "gid://gitlab/Project/%s", fork->id ? fork->id : "");
	return strbuf_detach(&id);
}

/* A fork's branch is where its merge request saw it last. */
static void read_source(const struct json *doc, int node,
			struct look_answer *answer)
{
	bool there = json_bool(doc, json_get(doc, node,
					     "sourceBranchExists"), false);

	replace_string(&answer->branch_commit,
		       there ? answer->pull.head : NULL);
}

/* The newest come first: of two that fit alike, the first. */
static void choose_request(const struct json *doc, int project_node,
			   const struct look_query *query,
			   struct look_answer *answer)
{
	char *project = source_of(doc, project_node, query->fork);
	int nodes = json_get(doc, project_node, "mergeRequests.nodes");
	int node, fits, best = 0;

	for (node = json_first(doc, nodes); node >= 0;
	     node = json_next(doc, node)) {
		fits = fitness(doc, node, project, query, answer->base);
		if (fits > best) {
			best = fits;
			read_request(doc, node, &answer->pull);
			if (query->fork)
				read_source(doc, node, answer);
			answer->methods = gitlab_methods(doc, node);
		}
	}
	free(project);
}

/* ---- a project ------------------------------------------------------- */

static bool flag(const struct json *doc, int node, const char *path)
{
	return json_bool(doc, json_get(doc, node, path), false);
}

/* "group/sub/n": all but the last part is its owner. */
static bool read_path(const struct json *doc, int node,
		      struct look_answer *answer)
{
	char *path = json_copy(doc, node);
	char *slash = path ? strrchr(path, '/') : NULL;
	bool whole = slash && slash != path && slash[1];

	if (whole) {
		answer->owner = xstrndup(path, (size_t)(slash - path));
		answer->name = xstrdup(slash + 1);
	}
	free(path);
	return whole;
}

/* "gid://gitlab/Project/123": REST's number is its end. */
static void read_id(const struct json *doc, int node,
		    struct look_answer *answer)
{
	char *id = json_copy(doc, node);
	const char *slash = id ? strrchr(id, '/') : NULL;

	if (slash && slash[1] &&
	    strspn(slash + 1, "0123456789") == strlen(slash + 1))
		answer->id = xstrdup(slash + 1);
	free(id);
}

/* Whether something in this member of the project's repository failed. */
static bool tree_failed(const struct json *doc, int repository,
			const char *member, bool errors)
{
	return json_get(doc, repository, member) < 0 ||
	       (errors && json_kind(doc, json_get(doc, repository,
						  member)) != JSON_OBJECT);
}

static void read_base_checks(const struct json *doc, int repository,
			     struct look_answer *answer)
{
	int list = json_get(doc, repository, "base.lastCommit.pipelines.nodes");
	char *status = json_copy(doc, json_get(doc, json_first(doc, list),
					       "status"));

	if (list >= 0)
		answer->base_checks = gitlab_pipeline_checks(status);
	free(status);
}

static void read_repository(const struct json *doc, int node,
			    const struct look_query *query, bool errors,
			    struct look_answer *answer)
{
	int repository = json_get(doc, node, "repository");
	int root = json_get(doc, repository, "rootRef");

	answer->default_branch = json_copy(doc, root);
	answer->base = xstrdup_or_null(query->base ? query->base :
				       answer->default_branch);
	if (json_kind(doc, repository) != JSON_OBJECT) {
		/* no code for this account, or for anybody */
		answer->disabled = answer->may_push;
		return;
	}
	answer->empty = !answer->default_branch ||
			flag(doc, repository, "empty");
	answer->base_commit =
		json_copy(doc, json_get(doc, repository,
					"base.lastCommit.sha"));
	answer->branch_commit =
		json_copy(doc, json_get(doc, repository,
					"branch.lastCommit.sha"));
	if (query->base_checks)
		read_base_checks(doc, repository, answer);
	answer->base_unseen = !answer->base_commit &&
			      tree_failed(doc, repository, "base", errors);
}

/* The branch as a merge request knows it, where no tree tells. */
static void read_branch(const struct json *doc, int node,
			const struct look_query *query, bool errors,
			struct look_answer *answer)
{
	int repository = json_get(doc, node, "repository");

	if (!query->fork && !answer->branch_commit &&
	    answer->pull.state == PULL_OPEN &&
	    (query->pushed || query->merge) &&
	    tree_failed(doc, repository, "branch", errors))
		answer->branch_commit = xstrdup_or_null(answer->pull.head);
}

/* Nobody may open them where that says more of the project itself. */
static bool takes_requests(const struct json *doc, int node,
			   const struct look_answer *answer)
{
	return answer->archived || answer->empty || answer->disabled ||
	       flag(doc, node, "userPermissions.createMergeRequestIn");
}

void gitlab_read_project(const struct json *doc, int node,
			 const struct look_query *query, bool errors,
			 struct look_answer *answer)
{

	if (!read_path(doc, json_get(doc, node, "fullPath"), answer)) {
		gitlab_look_fail(answer, query, false,
				 "the answer has no name");
		return;
	}
	read_id(doc, json_get(doc, node, "id"), answer);
	answer->archived = flag(doc, node, "archived");
	answer->may_push = flag(doc, node, "userPermissions.pushCode");
	read_repository(doc, node, query, errors, answer);
	choose_request(doc, node, query, answer);
	read_branch(doc, node, query, errors, answer);
	answer->pulls_off = !takes_requests(doc, node, answer);
}
