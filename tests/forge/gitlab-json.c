/* SPDX-License-Identifier: MIT */
/*
 * Users, projects and pipelines as GitLab's official description has them.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "facts.h"
#include "forks.h"
#include "gitlab.h"
#include "when.h"

void gitlab_put_user(const struct call *call, struct json_writer *w,
		     const char *key, const char *login)
{
	if (!login) {
		json_put(w, key, NULL);
		return;
	}
	json_begin_object(w, key);
	json_put_int(w, "id", gitlab_id(login));
	json_put(w, "username", login);
	json_put(w, "public_email", NULL);
	json_put(w, "name", login);
	json_put(w, "state", "active");
	json_put_bool(w, "locked", false);
	json_put(w, "avatar_url", NULL);
	gitlab_putf(w, "web_url", "%s/%s", call->site, login);
	json_end_object(w);
}

static double repo_time(const struct repo *repo)
{
	struct stat st;

	if (stat(repo->path, &st))
		return WHEN_ORIGIN;
	return when_of((double)st.st_mtim.tv_sec);
}

static void put_namespace(const struct call *call, struct json_writer *w,
			  const char *path)
{
	const char *last = strrchr(path, '/');
	bool user = account_exists(call->forge->dir, path);

	json_begin_object(w, "namespace");
	json_put_int(w, "id", gitlab_id(path));
	json_put(w, "name", last ? last + 1 : path);
	json_put(w, "path", last ? last + 1 : path);
	json_put(w, "kind", user ? "user" : "group");
	json_put(w, "full_path", path);
	json_put(w, "parent_id", NULL);
	json_put(w, "avatar_url", NULL);
	gitlab_putf(w, "web_url", "%s/%s%s", call->site,
		    user ? "" : "groups/", path);
	json_end_object(w);
}

static void put_topics(struct json_writer *w, const char *key,
		       const struct repo *repo)
{
	const char *at = settings_get(&repo->settings, "topics");

	json_begin_array(w, key);
	while (at && *at) {
		size_t n = strcspn(at, ", ");
		char *topic = xstrndup(at, n);

		json_put(w, NULL, topic);
		free(topic);
		at += n + strspn(at + n, ", ");
	}
	json_end_array(w);
}

/* What stands in every list, "simple" ones too. */
static void put_basics(const struct call *call, struct json_writer *w,
		       const struct repo *repo)
{
	json_put_int(w, "id", repo_id(repo));
	json_put(w, "description",
		 settings_get(&repo->settings, "description"));
	json_put(w, "name", repo->name);
	gitlab_putf(w, "name_with_namespace", "%s / %s", repo->owner,
		    repo->name);
	json_put(w, "path", repo->name);
	json_put(w, "path_with_namespace", repo->full);
	gitlab_time(w, "created_at", repo_time(repo));
	json_put(w, "default_branch", repo->oid[0] ? repo->branch : NULL);
	put_topics(w, "tag_list", repo);
	put_topics(w, "topics", repo);
	gitlab_putf(w, "ssh_url_to_repo", "git@127.0.0.1:%s.git",
		    repo->full);
	gitlab_putf(w, "http_url_to_repo", "%s/%s.git", call->site,
		    repo->full);
	gitlab_putf(w, "web_url", "%s/%s", call->site, repo->full);
	json_put(w, "readme_url", NULL);
	json_put_int(w, "forks_count", 0);
	json_put(w, "avatar_url", NULL);
	json_put_int(w, "star_count", 0);
	gitlab_time(w, "last_activity_at", repo_time(repo));
	put_namespace(call, w, repo->owner);
}

static long open_requests(const struct call *call, const struct repo *repo)
{
	const struct pulls *pulls = &call->forge->pulls;
	long count = 0;
	size_t i;

	for (i = 0; i < pulls->nr; i++)
		if (pulls->list[i]->state == PULL_OPEN &&
		    !strcmp(pulls->list[i]->repo, repo->full))
			count++;
	return count;
}

static void put_links(const struct call *call, struct json_writer *w,
		      const struct repo *repo)
{
	static const char *const names[] = {
		"merge_requests", "repo_branches", "labels", "members"
	};
	static const char *const paths[] = {
		"/merge_requests", "/repository/branches", "/labels",
		"/members"
	};
	long long id = repo_id(repo);
	size_t i;

	json_begin_object(w, "_links");
	gitlab_putf(w, "self", "%s/projects/%lld", call->api, id);
	for (i = 0; i < ARRAY_SIZE(names); i++)
		gitlab_putf(w, names[i], "%s/projects/%lld%s", call->api, id,
			    paths[i]);
	json_end_object(w);
}

static void put_features(struct json_writer *w)
{
	static const char *const levels[] = {
		"issues_access_level", "repository_access_level",
		"merge_requests_access_level", "forking_access_level",
		"builds_access_level"
	};
	static const char *const flags[] = {
		"issues_enabled", "merge_requests_enabled", "jobs_enabled",
		"lfs_enabled", "request_access_enabled", "public_jobs"
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(levels); i++)
		json_put(w, levels[i], "enabled");
	for (i = 0; i < ARRAY_SIZE(flags); i++)
		json_put_bool(w, flags[i], true);
}

static void put_merge_settings(struct json_writer *w,
			       const struct repo *repo)
{
	bool must_pass = settings_get(&repo->settings,
				      "required-checks") != NULL;

	json_put(w, "merge_method", gitlab_merge_method(repo));
	json_put(w, "squash_option", gitlab_squash_option(repo));
	json_put_bool(w, "only_allow_merge_if_pipeline_succeeds", must_pass);
	json_put_bool(w, "allow_merge_on_skipped_pipeline", false);
	json_put_bool(w, "only_allow_merge_if_all_discussions_are_resolved",
		      false);
	json_put_bool(w, "remove_source_branch_after_merge",
		      repo_is(repo, "delete-branch-on-merge"));
	json_put_bool(w, "printing_merge_request_link_enabled", true);
	json_put_bool(w, "merge_pipelines_enabled", false);
	json_put_bool(w, "merge_trains_enabled", false);
}

static int access_level(enum permission have)
{
	static const int levels[] = {
		[PERMISSION_NONE] = 0, [PERMISSION_READ] = 20,
		[PERMISSION_TRIAGE] = 20, [PERMISSION_WRITE] = 30,
		[PERMISSION_MAINTAIN] = 40, [PERMISSION_ADMIN] = 50
	};

	return levels[have];
}

static void put_permissions(struct json_writer *w, enum permission have)
{
	json_begin_object(w, "permissions");
	json_begin_object(w, "project_access");
	json_put_int(w, "access_level", access_level(have));
	json_put_int(w, "notification_level", 3);
	json_end_object(w);
	json_put(w, "group_access", NULL);
	json_end_object(w);
}

static void put_fork(const struct call *call, struct json_writer *w,
		     const struct repo *repo)
{
	const char *of = settings_get(&repo->settings, "fork-of");
	struct repo parent = REPO_INIT;

	if (of && gitlab_open(call, of, &parent)) {
		json_begin_object(w, "forked_from_project");
		put_basics(call, w, &parent);
		json_end_object(w);
	}
	repo_release(&parent);
}

void gitlab_put_project(const struct call *call, struct json_writer *w,
			const struct repo *repo, enum gitlab_detail detail)
{
	enum permission have = repo_permission(repo, &call->req->account);
	bool archived = repo_is(repo, "archived");

	json_begin_object(w, NULL);
	put_basics(call, w, repo);
	if (detail == GITLAB_SIMPLE) {
		json_end_object(w);
		return;
	}
	put_links(call, w, repo);
	json_put_bool(w, "packages_enabled", true);
	json_put_bool(w, "empty_repo", !repo->oid[0]);
	json_put_bool(w, "archived", archived);
	json_put(w, "visibility", facts_visibility(repo));
	put_features(w);
	json_put_bool(w, "can_create_merge_request_in",
		      call->req->account.known && !archived);
	put_fork(call, w, repo);
	json_put(w, "import_status", forks_ready(repo) ?
		 settings_get(&repo->settings, "fork-of") ? "finished"
		 : "none" : "scheduled");
	json_put(w, "import_error", NULL);
	json_put(w, "repository_object_format",
		 strlen(repo->oid) == 64 ? "sha256" : "sha1");
	json_put_int(w, "open_issues_count", open_requests(call, repo));
	json_put_int(w, "creator_id", gitlab_id(repo->owner));
	json_put(w, "marked_for_deletion_on", NULL);
	put_merge_settings(w, repo);
	json_begin_array(w, "shared_with_groups");
	json_end_array(w);
	if (call->req->account.known &&
	    (detail == GITLAB_FULL || !gitlab_is_old(call->forge)))
		put_permissions(w, have);
	json_end_object(w);
}

void gitlab_put_pipeline(const struct call *call, struct json_writer *w,
			 const char *key, const struct repo *repo,
			 const char *ref, const char *oid,
			 const char *status)
{
	long long id = gitlab_id(oid);

	if (!status) {
		json_put(w, key, NULL);
		return;
	}
	json_begin_object(w, key);
	json_put_int(w, "id", id);
	json_put_int(w, "iid", 1);
	json_put_int(w, "project_id", repo_id(repo));
	json_put(w, "sha", oid);
	json_put(w, "ref", ref);
	json_put(w, "status", status);
	json_put(w, "source", "push");
	gitlab_time(w, "created_at", repo_time(repo));
	gitlab_time(w, "updated_at", repo_time(repo));
	gitlab_putf(w, "web_url", "%s/%s/-/pipelines/%lld", call->site,
		    repo->full, id);
	json_end_object(w);
}
