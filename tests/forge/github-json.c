/* SPDX-License-Identifier: MIT */
/*
 * Users, repositories, pull requests, labels and comments as GitHub's
 * official description has them, with every field that it requires.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/text.h"
#include "facts.h"
#include "github.h"
#include "when.h"

struct url {
	const char *key, *rest;
};

static const struct url user_urls[] = {
	{ "followers_url", "/followers" },
	{ "following_url", "/following{/other_user}" },
	{ "gists_url", "/gists{/gist_id}" },
	{ "starred_url", "/starred{/owner}{/repo}" },
	{ "subscriptions_url", "/subscriptions" },
	{ "organizations_url", "/orgs" },
	{ "repos_url", "/repos" },
	{ "events_url", "/events{/privacy}" },
	{ "received_events_url", "/received_events" },
	{ "url", "" },
	{ NULL, NULL }
};

static const struct url repo_urls[] = {
	{ "url", "" },
	{ "archive_url", "/{archive_format}{/ref}" },
	{ "assignees_url", "/assignees{/user}" },
	{ "blobs_url", "/git/blobs{/sha}" },
	{ "branches_url", "/branches{/branch}" },
	{ "collaborators_url", "/collaborators{/collaborator}" },
	{ "comments_url", "/comments{/number}" },
	{ "commits_url", "/commits{/sha}" },
	{ "compare_url", "/compare/{base}...{head}" },
	{ "contents_url", "/contents/{+path}" },
	{ "contributors_url", "/contributors" },
	{ "deployments_url", "/deployments" },
	{ "downloads_url", "/downloads" },
	{ "events_url", "/events" },
	{ "forks_url", "/forks" },
	{ "git_commits_url", "/git/commits{/sha}" },
	{ "git_refs_url", "/git/refs{/sha}" },
	{ "git_tags_url", "/git/tags{/sha}" },
	{ "hooks_url", "/hooks" },
	{ "issue_comment_url", "/issues/comments{/number}" },
	{ "issue_events_url", "/issues/events{/number}" },
	{ "issues_url", "/issues{/number}" },
	{ "keys_url", "/keys{/key_id}" },
	{ "labels_url", "/labels{/name}" },
	{ "languages_url", "/languages" },
	{ "merges_url", "/merges" },
	{ "milestones_url", "/milestones{/number}" },
	{ "notifications_url", "/notifications{?since,all}" },
	{ "pulls_url", "/pulls{/number}" },
	{ "releases_url", "/releases{/id}" },
	{ "stargazers_url", "/stargazers" },
	{ "statuses_url", "/statuses/{sha}" },
	{ "subscribers_url", "/subscribers" },
	{ "subscription_url", "/subscription" },
	{ "tags_url", "/tags" },
	{ "teams_url", "/teams" },
	{ "trees_url", "/git/trees{/sha}" },
	{ NULL, NULL }
};

static void put_urls(struct json_writer *w, const char *base,
		     const struct url *urls)
{
	struct strbuf url = STRBUF_INIT;

	for (; urls->key; urls++) {
		strbuf_reset(&url);
		strbuf_addf(&url, "%s%s", base, urls->rest);
		json_put(w, urls->key, url.buf);
	}
	strbuf_release(&url);
}

void putf(struct json_writer *w, const char *key, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	json_put(w, key, text.buf);
	strbuf_release(&text);
}

/* Node ids are opaque to a client; here they say what they are of. */
static void put_node_id(struct json_writer *w, const char *kind,
			long long id)
{
	putf(w, "node_id", "%s_%lld", kind, id);
}

void github_time(struct json_writer *w, const char *key, double when)
{
	struct strbuf text = STRBUF_INIT;

	if (when > 0)
		when_iso(&text, when);
	json_put(w, key, text.len ? text.buf : NULL);
	strbuf_release(&text);
}

long long github_user_id(const char *login)
{
	return (long long)(text_hash(login, strlen(login)) % 90000000) + 1;
}

long long github_pull_id(const struct pull *pull)
{
	return (long long)(text_hash(pull->repo, strlen(pull->repo)) %
			   800000000) * 10000 + pull->number;
}

double github_repo_time(const struct repo *repo)
{
	struct stat st;

	if (stat(repo->path, &st))
		return WHEN_ORIGIN;
	return when_of((double)st.st_mtim.tv_sec);
}

void put_user(const struct call *call, struct json_writer *w,
	      const char *key, const char *login)
{
	struct strbuf url = STRBUF_INIT;

	if (!login) {
		json_put(w, key, NULL);
		return;
	}
	strbuf_addf(&url, "%s/users/%s", call->api, login);
	json_begin_object(w, key);
	json_put(w, "login", login);
	json_put_int(w, "id", github_user_id(login));
	put_node_id(w, "U", github_user_id(login));
	putf(w, "avatar_url", "%s/avatars/%s", call->site, login);
	json_put(w, "gravatar_id", "");
	putf(w, "html_url", "%s/%s", call->site, login);
	put_urls(w, url.buf, user_urls);
	json_put(w, "type", account_exists(call->forge->dir, login)
		 ? "User" : "Organization");
	json_put_bool(w, "site_admin", false);
	json_end_object(w);
	strbuf_release(&url);
}

static void put_permissions(struct json_writer *w, enum permission have)
{
	json_begin_object(w, "permissions");
	json_put_bool(w, "admin", have >= PERMISSION_ADMIN);
	json_put_bool(w, "maintain", have >= PERMISSION_MAINTAIN);
	json_put_bool(w, "push", have >= PERMISSION_WRITE);
	json_put_bool(w, "triage", have >= PERMISSION_TRIAGE);
	json_put_bool(w, "pull", have >= PERMISSION_READ);
	json_end_object(w);
}

static void put_merge_settings(struct json_writer *w,
			       const struct repo *repo)
{
	const struct settings *set = &repo->settings;

	json_put_bool(w, "allow_merge_commit",
		      settings_true(set, "allow-merge-commit", true));
	json_put_bool(w, "allow_squash_merge",
		      settings_true(set, "allow-squash-merge", true));
	json_put_bool(w, "allow_rebase_merge",
		      settings_true(set, "allow-rebase-merge", true));
	json_put_bool(w, "allow_auto_merge",
		      repo_is(repo, "allow-auto-merge"));
	json_put_bool(w, "delete_branch_on_merge",
		      repo_is(repo, "delete-branch-on-merge"));
}

static long open_pulls(const struct call *call, const struct repo *repo)
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

static void put_counts(const struct call *call, struct json_writer *w,
		       const struct repo *repo)
{
	static const char *const zeros[] = {
		"forks", "forks_count", "stargazers_count", "watchers",
		"watchers_count", "size", "network_count",
		"subscribers_count"
	};
	static const char *const flags[] = {
		"has_issues", "has_projects", "has_wiki", "has_pages",
		"has_downloads", "has_discussions"
	};
	long count = open_pulls(call, repo);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(zeros); i++)
		json_put_int(w, zeros[i], 0);
	for (i = 0; i < ARRAY_SIZE(flags); i++)
		json_put_bool(w, flags[i], i == 0);
	json_put_int(w, "open_issues", count);
	json_put_int(w, "open_issues_count", count);
}

static void put_clone_urls(const struct call *call, struct json_writer *w,
			   const struct repo *repo)
{
	putf(w, "html_url", "%s/%s", call->site, repo->full);
	putf(w, "clone_url", "%s/%s.git", call->site, repo->full);
	putf(w, "svn_url", "%s/%s", call->site, repo->full);
	putf(w, "git_url", "git:%s/%s.git", call->site + 5, repo->full);
	putf(w, "ssh_url", "git@127.0.0.1:%s.git", repo->full);
	json_put(w, "mirror_url", NULL);
}

static void put_parent(const struct call *call, struct json_writer *w,
		       const struct repo *repo)
{
	const char *of = settings_get(&repo->settings, "fork-of");
	char *owner = xstrdup_or_null(of);
	struct repo parent = REPO_INIT;

	if (owner && repo_follow(&parent, call->forge->dir, owner,
				 github_split(owner))) {
		put_repo(call, w, "parent", &parent, false);
		put_repo(call, w, "source", &parent, false);
	}
	repo_release(&parent);
	free(owner);
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

void put_minimal_repo(const struct call *call, struct json_writer *w,
		      const char *key, const struct repo *repo)
{
	struct strbuf url = STRBUF_INIT;

	strbuf_addf(&url, "%s/repos/%s", call->api, repo->full);
	json_begin_object(w, key);
	json_put_int(w, "id", repo_id(repo));
	put_node_id(w, "R", repo_id(repo));
	json_put(w, "name", repo->name);
	json_put(w, "full_name", repo->full);
	put_user(call, w, "owner", repo->owner);
	json_put_bool(w, "private", repo_is(repo, "private"));
	putf(w, "html_url", "%s/%s", call->site, repo->full);
	json_put(w, "description",
		 settings_get(&repo->settings, "description"));
	json_put_bool(w, "fork", facts_is_fork(repo));
	put_urls(w, url.buf, repo_urls);
	putf(w, "hooks_url", "%s/hooks", url.buf);
	json_end_object(w);
	strbuf_release(&url);
}

void put_repo(const struct call *call, struct json_writer *w,
	      const char *key, const struct repo *repo, bool full)
{
	const struct account *account = &call->req->account;
	enum permission have = repo_permission(repo, account);
	double when = github_repo_time(repo);
	struct strbuf url = STRBUF_INIT;

	strbuf_addf(&url, "%s/repos/%s", call->api, repo->full);
	json_begin_object(w, key);
	json_put_int(w, "id", repo_id(repo));
	put_node_id(w, "R", repo_id(repo));
	json_put(w, "name", repo->name);
	json_put(w, "full_name", repo->full);
	put_user(call, w, "owner", repo->owner);
	json_put_bool(w, "private", repo_is(repo, "private"));
	json_put(w, "visibility", facts_visibility(repo));
	json_put(w, "description",
		 settings_get(&repo->settings, "description"));
	json_put_bool(w, "fork", facts_is_fork(repo));
	put_urls(w, url.buf, repo_urls);
	put_clone_urls(call, w, repo);
	json_put(w, "default_branch", repo->branch);
	json_put_bool(w, "archived", repo_is(repo, "archived"));
	json_put_bool(w, "disabled", repo_is(repo, "disabled"));
	json_put_bool(w, "is_template", repo_is(repo, "is-template"));
	json_put_bool(w, "allow_forking",
		      settings_true(&repo->settings, "allow-forking", true));
	json_put(w, "homepage", NULL);
	json_put(w, "language", facts_language(repo));
	json_put(w, "license", NULL);
	put_topics(w, repo);
	put_counts(call, w, repo);
	github_time(w, "pushed_at", when);
	github_time(w, "created_at", when);
	github_time(w, "updated_at", when);
	if (account->known)
		put_permissions(w, have);
	if (full && have >= PERMISSION_WRITE)
		put_merge_settings(w, repo);
	if (full)
		put_parent(call, w, repo);
	json_end_object(w);
	strbuf_release(&url);
}

static void put_label(const struct call *call, struct json_writer *w,
		      const char *repo, const char *name)
{
	struct strbuf url = STRBUF_INIT;
	long long id = github_user_id(name);

	strbuf_addf(&url, "%s/repos/%s/labels/", call->api, repo);
	text_percent_encode(&url, name);
	json_begin_object(w, NULL);
	json_put_int(w, "id", id);
	put_node_id(w, "LA", id);
	json_put(w, "url", url.buf);
	json_put(w, "name", name);
	json_put(w, "description", "");
	json_put(w, "color", "ededed");
	json_put_bool(w, "default", false);
	json_end_object(w);
	strbuf_release(&url);
}

void put_labels(const struct call *call, struct json_writer *w,
		const char *key, const struct pull *pull)
{
	size_t i;

	json_begin_array(w, key);
	for (i = 0; i < pull->labels.nr; i++)
		put_label(call, w, pull->repo, pull->labels.v[i]);
	json_end_array(w);
}
