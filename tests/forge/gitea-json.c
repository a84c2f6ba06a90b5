/* SPDX-License-Identifier: MIT */
/*
 * Repositories as Gitea's and Forgejo's official descriptions have them.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "facts.h"
#include "gitea.h"
#include "when.h"

#define NEVER "0001-01-01T00:00:00Z"

static double repo_time(const struct repo *repo)
{
	struct stat st;

	if (stat(repo->path, &st))
		return WHEN_ORIGIN;
	return when_of((double)st.st_mtim.tv_sec);
}

static long open_pulls(const struct forge *forge, const struct repo *repo)
{
	long count = 0;
	size_t i;

	for (i = 0; i < forge->pulls.nr; i++) {
		const struct pull *pull = forge->pulls.list[i];

		count += pull->state == PULL_OPEN &&
			 !strcmp(pull->repo, repo->full);
	}
	return count;
}

static void put_urls(const struct call *call, struct json_writer *w,
		     const struct repo *repo)
{
	gitea_putf(w, "languages_url", "%s/repos/%s/languages", call->api,
		   repo->full);
	gitea_putf(w, "html_url", "%s/%s", call->site, repo->full);
	gitea_putf(w, "url", "%s/repos/%s", call->api, repo->full);
	json_put(w, "link", "");
	gitea_putf(w, "ssh_url", "git@127.0.0.1:%s.git", repo->full);
	gitea_putf(w, "clone_url", "%s/%s.git", call->site, repo->full);
	json_put(w, "original_url", "");
	json_put(w, "website", "");
}

static void put_numbers(const struct call *call, struct json_writer *w,
			const struct repo *repo)
{
	json_put_int(w, "size", 0);
	json_put_int(w, "stars_count", 0);
	json_put_int(w, "forks_count", 0);
	json_put_int(w, "watchers_count", 1);
	json_put_int(w, "open_issues_count", 0);
	json_put_int(w, "open_pr_counter", open_pulls(call->forge, repo));
	json_put_int(w, "release_counter", 0);
}

static void put_permissions(const struct call *call, struct json_writer *w,
			    const struct repo *repo)
{
	enum permission have = repo_permission(repo, &call->req->account);
	bool known = call->req->account.known;

	json_begin_object(w, "permissions");
	json_put_bool(w, "admin", known && have >= PERMISSION_ADMIN);
	json_put_bool(w, "push", known && have >= PERMISSION_WRITE);
	json_put_bool(w, "pull", have >= PERMISSION_READ);
	json_end_object(w);
}

static void put_units(const struct call *call, struct json_writer *w,
		      const struct repo *repo)
{
	static const char *const there[] = {
		"has_issues", "has_wiki", "has_projects", "has_releases",
		"has_packages", "has_actions"
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(there); i++)
		json_put_bool(w, there[i], true);
	json_begin_object(w, "internal_tracker");
	json_put_bool(w, "enable_time_tracker", true);
	json_put_bool(w, "allow_only_contributors_to_track_time", true);
	json_put_bool(w, "enable_issue_dependencies", true);
	json_end_object(w);
	if (gitea_is_forgejo(call->forge)) {
		json_put(w, "wiki_branch", "main");
		json_put_bool(w, "globally_editable_wiki", false);
	} else {
		json_put(w, "projects_mode", "all");
	}
	json_put_bool(w, "has_pull_requests",
		      settings_true(&repo->settings, "has-pull-requests",
				    true));
}

static void put_merging(struct json_writer *w, const struct repo *repo)
{
	static const struct {
		const char *key, *setting;
		bool otherwise;
	} flags[] = {
		{ "allow_merge_commits", "allow-merge-commit", true },
		{ "allow_rebase", "allow-rebase-merge", true },
		{ "allow_rebase_explicit", "allow-rebase-explicit", true },
		{ "allow_squash_merge", "allow-squash-merge", true },
		{ "allow_fast_forward_only_merge",
		  "allow-fast-forward-only", true },
		{ "allow_rebase_update", "allow-rebase-update", true },
		{ "default_delete_branch_after_merge",
		  "delete-branch-on-merge", false },
		{ "default_allow_maintainer_edit",
		  "default-allow-maintainer-edit", false }
	};
	const char *style = settings_get(&repo->settings,
					 "default-merge-style");
	size_t i;

	for (i = 0; i < ARRAY_SIZE(flags); i++)
		json_put_bool(w, flags[i].key,
			      settings_true(&repo->settings,
					    flags[i].setting,
					    flags[i].otherwise));
	json_put_bool(w, "ignore_whitespace_conflicts", false);
	json_put(w, "default_merge_style", style ? style : "merge");
}

static void put_topics(struct json_writer *w, const struct repo *repo)
{
	struct strvec topics = STRVEC_INIT;
	size_t i;

	facts_words(repo, "topics", &topics);
	json_begin_array(w, "topics");
	for (i = 0; i < topics.nr; i++)
		json_put(w, NULL, topics.v[i]);
	json_end_array(w);
	strvec_clear(&topics);
}

static void put_rest(const struct call *call, struct json_writer *w,
		     const struct repo *repo)
{
	json_put(w, "default_branch", repo->branch);
	json_put_bool(w, "archived", repo_is(repo, "archived"));
	gitea_time(w, "created_at", repo_time(repo));
	gitea_time(w, "updated_at", repo_time(repo));
	json_put(w, "archived_at", "1970-01-01T00:00:00Z");
	put_permissions(call, w, repo);
	put_units(call, w, repo);
	put_merging(w, repo);
	json_put(w, "avatar_url", "");
	json_put_bool(w, "internal",
		      !strcmp(facts_visibility(repo), "internal"));
	json_put(w, "mirror_interval", "");
	json_put(w, "object_format_name",
		 strlen(repo->oid) == 64 ? "sha256" : "sha1");
	json_put(w, "mirror_updated", NEVER);
	json_put(w, "repo_transfer", NULL);
	put_topics(w, repo);
	if (gitea_since(call->forge, 23)) {
		json_begin_array(w, "licenses");
		json_end_array(w);
	}
}

/* A parent's own parent is not shown. */
static void put_repo(const struct call *call, struct json_writer *w,
		     const char *key, const struct repo *repo,
		     const struct repo *parent)
{
	const char *text = settings_get(&repo->settings, "description");

	json_begin_object(w, key);
	json_put_int(w, "id", repo_id(repo));
	gitea_put_user(call, w, "owner", repo->owner);
	json_put(w, "name", repo->name);
	json_put(w, "full_name", repo->full);
	json_put(w, "description", text ? text : "");
	json_put_bool(w, "empty", !repo->oid[0]);
	json_put_bool(w, "private", repo_is(repo, "private"));
	json_put_bool(w, "fork", settings_get(&repo->settings, "fork-of") !=
		      NULL);
	json_put_bool(w, "template", repo_is(repo, "is-template"));
	json_put_bool(w, "mirror", false);
	json_put(w, "language", facts_language(repo) ? facts_language(repo)
						     : "");
	if (parent)
		put_repo(call, w, "parent", parent, NULL);
	else
		json_put(w, "parent", NULL);
	put_urls(call, w, repo);
	put_numbers(call, w, repo);
	put_rest(call, w, repo);
	json_end_object(w);
}

void gitea_put_repo(const struct call *call, struct json_writer *w,
		    const char *key, const struct repo *repo)
{
	const char *of = settings_get(&repo->settings, "fork-of");
	struct repo parent = REPO_INIT;
	bool fork = of && gitea_open(call, of, &parent);

	put_repo(call, w, key, repo, fork ? &parent : NULL);
	repo_release(&parent);
}
