/* SPDX-License-Identifier: MIT */
/*
 * Pull requests, issues and comments as GitHub's official description has
 * them.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "github.h"

struct link {
	const char *key, *link;		/* link: its name in _links */
	const char *under, *rest;	/* URL: under NUMBER rest */
};

static const struct link links[] = {
	{ "url", "self", "pulls", "" },
	{ "issue_url", "issue", "issues", "" },
	{ "commits_url", "commits", "pulls", "/commits" },
	{ "review_comments_url", "review_comments", "pulls", "/comments" },
	{ "comments_url", "comments", "issues", "/comments" },
	{ NULL, NULL, NULL, NULL }
};

static const char *page_url(const struct call *call, struct strbuf *url,
			    const struct pull *pull, const char *rest)
{
	strbuf_reset(url);
	strbuf_addf(url, "%s/%s/pull/%lld%s", call->site, pull->repo,
		    pull->number, rest);
	return url->buf;
}

static const char *api_url(const struct call *call, struct strbuf *url,
			   const struct pull *pull, const struct link *link)
{
	strbuf_reset(url);
	strbuf_addf(url, "%s/repos/%s/%s/%lld%s", call->api, pull->repo,
		    link->under, pull->number, link->rest);
	return url->buf;
}

static const char *other_url(const struct call *call, struct strbuf *url,
			     const struct pull *pull, const char *rest)
{
	strbuf_reset(url);
	strbuf_addf(url, "%s/repos/%s/%s", call->api, pull->repo, rest);
	return url->buf;
}

static void put_link(struct json_writer *w, const char *key,
		     const char *url)
{
	json_begin_object(w, key);
	json_put(w, "href", url);
	json_end_object(w);
}

static void put_urls(const struct call *call, struct json_writer *w,
		     const struct pull *pull)
{
	struct strbuf url = STRBUF_INIT, statuses = STRBUF_INIT;
	const struct link *link;

	json_put(w, "html_url", page_url(call, &url, pull, ""));
	json_put(w, "diff_url", page_url(call, &url, pull, ".diff"));
	json_put(w, "patch_url", page_url(call, &url, pull, ".patch"));
	for (link = links; link->key; link++)
		json_put(w, link->key, api_url(call, &url, pull, link));
	json_put(w, "review_comment_url",
		 other_url(call, &url, pull, "pulls/comments{/number}"));
	other_url(call, &statuses, pull, "statuses/");
	strbuf_addstr(&statuses, pull->head_oid);
	json_put(w, "statuses_url", statuses.buf);

	json_begin_object(w, "_links");
	for (link = links; link->key; link++)
		put_link(w, link->link, api_url(call, &url, pull, link));
	put_link(w, "html", page_url(call, &url, pull, ""));
	put_link(w, "review_comment",
		 other_url(call, &url, pull, "pulls/comments{/number}"));
	put_link(w, "statuses", statuses.buf);
	json_end_object(w);
	strbuf_release(&url);
	strbuf_release(&statuses);
}

static void put_side(const struct call *call, struct json_writer *w,
		     const char *key, const char *full, const char *branch,
		     const char *oid)
{
	char *owner = xstrdup(full), *name = github_split(owner);
	struct strbuf label = STRBUF_INIT;
	struct repo repo = REPO_INIT;

	strbuf_addf(&label, "%s:%s", owner, branch);
	json_begin_object(w, key);
	json_put(w, "label", label.buf);
	json_put(w, "ref", branch);
	json_put(w, "sha", oid);
	put_user(call, w, "user", owner);
	if (repo_follow(&repo, call->forge->dir, owner, name))
		put_repo(call, w, "repo", &repo, false);
	else
		json_put(w, "repo", NULL);
	json_end_object(w);
	repo_release(&repo);
	strbuf_release(&label);
	free(owner);
}

static void put_users(const struct call *call, struct json_writer *w,
		      const char *key, const struct strvec *logins)
{
	size_t i;

	json_begin_array(w, key);
	for (i = 0; i < logins->nr; i++)
		put_user(call, w, NULL, logins->v[i]);
	json_end_array(w);
}

static void put_teams(const struct call *call, struct json_writer *w,
		      const struct pull *pull)
{
	struct strbuf url = STRBUF_INIT;
	size_t i;

	json_begin_array(w, "requested_teams");
	for (i = 0; i < pull->teams.nr; i++) {
		const char *slug = pull->teams.v[i];

		strbuf_reset(&url);
		strbuf_addf(&url, "%s/teams/%lld", call->api,
			    github_user_id(slug));
		json_begin_object(w, NULL);
		json_put_int(w, "id", github_user_id(slug));
		json_put(w, "node_id", slug);
		json_put(w, "url", url.buf);
		json_put(w, "html_url", url.buf);
		json_put(w, "members_url", url.buf);
		json_put(w, "repositories_url", url.buf);
		json_put(w, "name", slug);
		json_put(w, "slug", slug);
		json_put(w, "description", NULL);
		json_put(w, "permission", "push");
		json_put(w, "privacy", "closed");
		json_put(w, "type", "organization");
		json_put_int(w, "organization_id", 1);
		json_put(w, "parent", NULL);
		json_end_object(w);
	}
	json_end_array(w);
	strbuf_release(&url);
}

/* What pull requests have in common with issues. */
static void put_common(const struct call *call, struct json_writer *w,
		       const struct pull *pull, const char *kind)
{
	long long id = github_pull_id(pull);
	struct strbuf node = STRBUF_INIT;

	strbuf_addf(&node, "%s_%lld", kind, id);
	json_put_int(w, "id", id);
	json_put(w, "node_id", node.buf);
	json_put_int(w, "number", pull->number);
	json_put(w, "state", pull->state == PULL_OPEN ? "open" : "closed");
	json_put_bool(w, "locked", false);
	json_put(w, "title", pull->title);
	json_put(w, "body", pull->body);
	put_user(call, w, "user", pull->author);
	put_labels(call, w, "labels", pull);
	put_milestone(call, w, pull);
	json_put(w, "active_lock_reason", NULL);
	github_time(w, "created_at", pull->created);
	github_time(w, "updated_at", pull->updated);
	github_time(w, "closed_at",
		    pull->state == PULL_OPEN ? 0 : pull->closed);
	put_user(call, w, "assignee", pull->assignees.nr
		 ? pull->assignees.v[0] : NULL);
	put_users(call, w, "assignees", &pull->assignees);
	json_put(w, "author_association", "MEMBER");
	json_put_bool(w, "draft", pull->draft);
	strbuf_release(&node);
}

/* In small letters; "mergeable" is null while it is not known. */
static void put_merge_state(const struct call *call, struct json_writer *w,
			    const struct pull *pull,
			    const struct difference *difference)
{
	bool unknown = github_merge_unknown(call, &call->repo, pull);
	const char *s = github_merge_state(call, &call->repo, pull);
	struct strbuf state = STRBUF_INIT;

	for (; *s; s++)
		strbuf_addch(&state, (char)tolower((unsigned char)*s));
	if (unknown)
		json_put(w, "mergeable", NULL);
	else
		json_put_bool(w, "mergeable", difference->mergeable);
	json_put_bool(w, "rebaseable", !unknown && difference->mergeable);
	json_put(w, "mergeable_state", state.buf);
	strbuf_release(&state);
}

static void put_details(const struct call *call, struct json_writer *w,
			const struct pull *pull,
			const struct difference *difference)
{
	json_put_bool(w, "merged", pull->state == PULL_MERGED);
	put_merge_state(call, w, pull, difference);
	put_user(call, w, "merged_by", pull->merged_by);
	json_put_int(w, "comments", (long long)
		     pulls_comment_count(&call->forge->pulls, pull));
	json_put_int(w, "review_comments", 0);
	json_put_bool(w, "maintainer_can_modify", pull->modifiable);
	json_put_int(w, "commits", difference->commits);
	json_put_int(w, "additions", difference->additions);
	json_put_int(w, "deletions", difference->deletions);
	json_put_int(w, "changed_files", difference->files);
}

static void put_auto(const struct call *call, struct json_writer *w,
		     const struct pull *pull)
{
	const char *rest = pull->auto_message
		? strstr(pull->auto_message, "\n\n") : NULL;
	struct strbuf title = STRBUF_INIT;

	if (!pull->auto_login) {
		json_put(w, "auto_merge", NULL);
		return;
	}
	if (pull->auto_message)
		strbuf_add(&title, pull->auto_message, rest
			   ? (size_t)(rest - pull->auto_message)
			   : strlen(pull->auto_message));
	json_begin_object(w, "auto_merge");
	put_user(call, w, "enabled_by", pull->auto_login);
	json_put(w, "merge_method", github_method_name(pull->auto_method));
	json_put(w, "commit_title", title.buf);
	json_put(w, "commit_message", rest ? rest + 2 : "");
	json_end_object(w);
	strbuf_release(&title);
}

void put_pull(const struct call *call, struct json_writer *w,
	      const char *key, const struct pull *pull,
	      const struct difference *difference)
{
	json_begin_object(w, key);
	put_common(call, w, pull, "PR");
	put_urls(call, w, pull);
	github_time(w, "merged_at",
		    pull->state == PULL_MERGED ? pull->closed : 0);
	json_put(w, "merge_commit_sha", pull->merge_oid);
	put_auto(call, w, pull);
	put_users(call, w, "requested_reviewers", &pull->reviewers);
	put_teams(call, w, pull);
	put_side(call, w, "head", pull->head_repo, pull->head,
		 pull->head_oid);
	put_side(call, w, "base", pull->repo, pull->base, pull->base_oid);
	if (difference)
		put_details(call, w, pull, difference);
	json_end_object(w);
}

void put_issue(const struct call *call, struct json_writer *w,
	       const struct pull *pull)
{
	static const struct link issue_links[] = {
		{ "url", NULL, "issues", "" },
		{ "labels_url", NULL, "issues", "/labels{/name}" },
		{ "comments_url", NULL, "issues", "/comments" },
		{ "events_url", NULL, "issues", "/events" },
		{ NULL, NULL, NULL, NULL }
	};
	const struct link *link;
	struct strbuf url = STRBUF_INIT;

	json_begin_object(w, NULL);
	put_common(call, w, pull, "I");
	for (link = issue_links; link->key; link++)
		json_put(w, link->key, api_url(call, &url, pull, link));
	strbuf_reset(&url);
	strbuf_addf(&url, "%s/repos/%s", call->api, pull->repo);
	json_put(w, "repository_url", url.buf);
	json_put(w, "html_url", page_url(call, &url, pull, ""));
	json_put_int(w, "comments", (long long)
		     pulls_comment_count(&call->forge->pulls, pull));
	json_begin_object(w, "pull_request");
	json_put(w, "url", api_url(call, &url, pull, &links[0]));
	json_put(w, "html_url", page_url(call, &url, pull, ""));
	json_put(w, "diff_url", page_url(call, &url, pull, ".diff"));
	json_put(w, "patch_url", page_url(call, &url, pull, ".patch"));
	json_end_object(w);
	json_end_object(w);
	strbuf_release(&url);
}

void put_comment(const struct call *call, struct json_writer *w,
		 const struct comment *comment, const struct pull *pull)
{
	struct strbuf url = STRBUF_INIT;
	char rest[64];

	json_begin_object(w, NULL);
	json_put_int(w, "id", comment->id);
	snprintf(rest, sizeof(rest), "IC_%lld", comment->id);
	json_put(w, "node_id", rest);
	snprintf(rest, sizeof(rest), "issues/comments/%lld", comment->id);
	json_put(w, "url", other_url(call, &url, pull, rest));
	snprintf(rest, sizeof(rest), "#issuecomment-%lld", comment->id);
	json_put(w, "html_url", page_url(call, &url, pull, rest));
	json_put(w, "issue_url", api_url(call, &url, pull, &links[1]));
	json_put(w, "body", comment->body);
	put_user(call, w, "user", comment->author);
	github_time(w, "created_at", comment->created);
	github_time(w, "updated_at", comment->created);
	json_put(w, "author_association", "MEMBER");
	json_end_object(w);
	strbuf_release(&url);
}
