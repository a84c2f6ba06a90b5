/* SPDX-License-Identifier: MIT */
/*
 * Pull requests as Gitea's and Forgejo's official descriptions have them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "gitea.h"
#include "known.h"

/* What it is compared with, even where the base went on since. */
static void put_merge_base(struct json_writer *w, const struct repo *repo,
			   const struct pull *pull)
{
	struct strbuf oid = STRBUF_INIT;

	known_git(repo, &oid, "merge-base", pull->base_oid, pull->head_oid,
		  (const char *)NULL);
	json_put(w, "merge_base", oid.buf);
	strbuf_release(&oid);
}

static void put_base(const struct call *call, struct json_writer *w,
		     const struct repo *repo, const struct pull *pull)
{
	char oid[OID_MAX];

	json_begin_object(w, "base");
	json_put(w, "label", pull->base);
	json_put(w, "ref", pull->base);
	json_put(w, "sha", repo_branch(repo, pull->base, oid) ? oid : "");
	json_put_int(w, "repo_id", repo_id(repo));
	gitea_put_repo(call, w, "repo", repo);
	json_end_object(w);
}

/*
 * Where the branch is gone, the server's own ref keeps what it was; where
 * its repository is, there is no number of it.
 */
static void put_head(const struct call *call, struct json_writer *w,
		     const struct pull *pull)
{
	struct repo repo = REPO_INIT;
	bool there = gitea_open_head(call, pull, &repo);
	char oid[OID_MAX];

	json_begin_object(w, "head");
	json_put(w, "label", pull->head);
	if (there && repo_branch(&repo, pull->head, oid)) {
		json_put(w, "ref", pull->head);
		json_put(w, "sha", oid);
	} else {
		gitea_putf(w, "ref", "refs/pull/%lld/head", pull->number);
		json_put(w, "sha", pull->head_oid);
	}
	json_put_int(w, "repo_id", there ? repo_id(&repo) : -1);
	if (there)
		gitea_put_repo(call, w, "repo", &repo);
	else
		json_put(w, "repo", NULL);
	json_end_object(w);
	repo_release(&repo);
}

/* false also while it is being looked at, and for what is not done yet. */
static bool is_mergeable(struct call *call, const struct repo *repo,
			 struct pull *pull)
{
	if (pull->state == PULL_MERGED)
		return true;
	return !pull->draft && !pull_unknown(repo, pull, call->now) &&
	       pull_merges(repo, pull, call->forge->dir);
}

static void put_state(struct call *call, struct json_writer *w,
		      const struct repo *repo, struct pull *pull)
{
	bool merged = pull->state == PULL_MERGED;

	json_put(w, "state", pull->state == PULL_OPEN ? "open" : "closed");
	json_put_bool(w, "draft", pull->draft);
	json_put_bool(w, "is_locked", repo_is(repo, "is-locked"));
	json_put_bool(w, "mergeable", is_mergeable(call, repo, pull));
	json_put_bool(w, "merged", merged);
	gitea_time(w, "merged_at", merged ? pull->closed : 0);
	json_put(w, "merge_commit_sha", merged ? pull->merge_oid : NULL);
	gitea_put_user(call, w, "merged_by", merged ? pull->merged_by : NULL);
	json_put_bool(w, "allow_maintainer_edit", pull->modifiable);
}

/* Its difference; that of what was merged is against what the base was. */
static void put_difference(struct json_writer *w, const struct repo *repo,
			   const struct pull *pull)
{
	struct difference difference;

	pull_difference(repo, pull->base_oid, pull->head_oid, &difference);
	json_put_int(w, "additions", difference.additions);
	json_put_int(w, "deletions", difference.deletions);
	json_put_int(w, "changed_files", difference.files);
}

static void put_people(const struct call *call, struct json_writer *w,
		       const struct pull *pull)
{
	gitea_put_user(call, w, "assignee", pull->assignees.nr
		       ? pull->assignees.v[0] : NULL);
	if (pull->assignees.nr)
		gitea_put_users(call, w, "assignees", &pull->assignees);
	else
		json_put(w, "assignees", NULL);
	gitea_put_users(call, w, "requested_reviewers", &pull->reviewers);
	json_put(w, "requested_reviewers_teams", NULL);
}

static void put_urls(const struct call *call, struct json_writer *w,
		     const struct pull *pull)
{
	static const char *const names[] = {
		"url", "html_url", "diff_url", "patch_url"
	};
	static const char *const ends[] = { "", "", ".diff", ".patch" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		gitea_putf(w, names[i], "%s/%s/pulls/%lld%s", call->site,
			   pull->repo, pull->number, ends[i]);
}

static void put_pull(struct call *call, struct json_writer *w,
		     const struct repo *repo, struct pull *pull, bool alone)
{
	struct strbuf key = STRBUF_INIT;

	strbuf_addf(&key, "%s#%lld", pull->repo, pull->number);
	json_begin_object(w, NULL);
	json_put_int(w, "id", gitea_id(key.buf));
	put_urls(call, w, pull);
	json_put_int(w, "number", pull->number);
	gitea_put_user(call, w, "user", pull->author);
	json_put(w, "title", pull->title);
	json_put(w, "body", pull->body ? pull->body : "");
	gitea_put_labels(call, w, "labels", repo, &pull->labels);
	gitea_put_milestone(w, repo, pull);
	put_people(call, w, pull);
	json_put_int(w, "comments", (long long)
		     pulls_comment_count(&call->forge->pulls, pull));
	json_put_int(w, "review_comments", 0);
	if (alone)
		put_difference(w, repo, pull);
	put_state(call, w, repo, pull);
	put_base(call, w, repo, pull);
	put_head(call, w, pull);
	put_merge_base(w, repo, pull);
	json_put(w, "due_date", NULL);
	gitea_time(w, "created_at", pull->created);
	gitea_time(w, "updated_at", pull->updated);
	gitea_time(w, "closed_at", pull->state == PULL_OPEN ? 0
		   : pull->closed);
	json_put_int(w, "pin_order", 0);
	if (gitea_is_forgejo(call->forge))
		json_put_int(w, "flow", 0);
	json_end_object(w);
	strbuf_release(&key);
}

void gitea_put_pull(struct call *call, struct json_writer *w,
		    struct pull *pull, bool alone)
{
	pull_bring_head(&call->repo, pull, call->forge->dir);
	put_pull(call, w, &call->repo, pull, alone);
}

void gitea_say_pull(struct call *call, unsigned status)
{
	struct json_writer w = gitea_json(call, status);

	gitea_put_pull(call, &w, call->pull, true);
}
