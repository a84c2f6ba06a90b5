/* SPDX-License-Identifier: MIT */
/*
 * Merge requests as GitLab's official description has them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "gitlab.h"
#include "known.h"

static void put_users(const struct call *call, struct json_writer *w,
		      const char *key, const struct strvec *logins)
{
	size_t i;

	json_begin_array(w, key);
	for (i = 0; i < logins->nr; i++)
		gitlab_put_user(call, w, NULL, logins->v[i]);
	json_end_array(w);
}

static void put_texts(struct json_writer *w, const char *key,
		      const struct strvec *list)
{
	size_t i;

	json_begin_array(w, key);
	for (i = 0; i < list->nr; i++)
		json_put(w, NULL, list->v[i]);
	json_end_array(w);
}

static long long project_id(const char *full)
{
	char *copy = xstrdup(full);
	struct repo repo = { .full = copy };
	long long id = repo_id(&repo);

	free(copy);
	return id;
}

static void put_people(const struct call *call, struct json_writer *w,
		       const struct pull *pull)
{
	bool merged = pull->state == PULL_MERGED;

	gitlab_put_user(call, w, "author", pull->author);
	put_users(call, w, "assignees", &pull->assignees);
	gitlab_put_user(call, w, "assignee", pull->assignees.nr
			? pull->assignees.v[0] : NULL);
	put_users(call, w, "reviewers", &pull->reviewers);
	gitlab_put_user(call, w, "merged_by", merged ? pull->merged_by
			: NULL);
	gitlab_put_user(call, w, "merge_user", merged ? pull->merged_by
			: pull->auto_login);
	gitlab_put_user(call, w, "closed_by", NULL);
}

static void put_times(struct json_writer *w, const struct pull *pull,
		      const struct gitlab_state *state)
{
	bool merged = pull->state == PULL_MERGED;
	bool closed = pull->state == PULL_CLOSED;

	gitlab_time(w, "created_at", pull->created);
	gitlab_time(w, "updated_at", pull->updated);
	gitlab_time(w, "merged_at", merged ? pull->closed : 0);
	gitlab_time(w, "closed_at", closed ? pull->closed : 0);
	gitlab_time(w, "prepared_at", state->prepared ? pull->created : 0);
}

/*
 * Which commits a merge left: a merge's second parent that is not the head
 * is the squashed one, and so is what a fast-forward to another commit
 * than the head went to.
 */
static void put_merge_commits(struct json_writer *w, const struct repo *repo,
			      const struct pull *pull)
{
	struct strbuf parents = STRBUF_INIT;
	const char *second = NULL, *merge = NULL, *squash = NULL;

	if (pull->state == PULL_MERGED && pull->merge_oid &&
	    !known_git(repo, &parents, "show", "-s", "--format=%P",
		       pull->merge_oid, (const char *)NULL))
		second = strchr(parents.buf, ' ');
	if (second) {
		merge = pull->merge_oid;
		squash = strcmp(second + 1, pull->head_oid) ? second + 1
			: NULL;
	} else if (parents.len && strcmp(pull->merge_oid, pull->head_oid)) {
		squash = pull->merge_oid;
	}
	json_put(w, "merge_commit_sha", merge);
	json_put(w, "squash_commit_sha", squash);
	strbuf_release(&parents);
}

static void put_merging(struct json_writer *w, const struct repo *repo,
			const struct pull *pull,
			const struct gitlab_state *state)
{
	bool checking = !state->prepared ||
			!strcmp(state->detailed, "checking");
	const char *status = checking ? "checking"
		: state->unmergeable || state->conflicts
		? "cannot_be_merged" : "can_be_merged";

	json_put_bool(w, "draft", pull->draft);
	json_put_bool(w, "work_in_progress", pull->draft);
	json_put_bool(w, "merge_when_pipeline_succeeds",
		      gitlab_auto_merges(pull));
	json_put(w, "merge_status", status);
	json_put(w, "detailed_merge_status", state->detailed);
	json_put_bool(w, "has_conflicts", state->conflicts);
	json_put_bool(w, "blocking_discussions_resolved", true);
	json_put(w, "sha", pull->head_oid);
	put_merge_commits(w, repo, pull);
	json_put_bool(w, "squash", pull->squash);
	json_put_bool(w, "squash_on_merge", gitlab_squashes(repo, pull));
	json_put(w, "should_remove_source_branch", NULL);
	json_put_bool(w, "force_remove_source_branch", pull->delete_branch);
	json_put(w, "discussion_locked", NULL);
	json_put(w, "merge_after", NULL);
}

static void put_references(struct json_writer *w, const struct pull *pull)
{
	gitlab_putf(w, "reference", "!%lld", pull->number);
	json_begin_object(w, "references");
	gitlab_putf(w, "short", "!%lld", pull->number);
	gitlab_putf(w, "relative", "!%lld", pull->number);
	gitlab_putf(w, "full", "%s!%lld", pull->repo, pull->number);
	json_end_object(w);
}

static void put_diff(struct json_writer *w, const struct repo *repo,
		     const struct pull *pull)
{
	struct difference difference;
	struct strbuf base = STRBUF_INIT;
	bool known = !pull_difference(repo, pull->base_oid, pull->head_oid,
				      &difference);

	known_git(repo, &base, "merge-base", pull->base_oid, pull->head_oid,
		  (const char *)NULL);
	json_begin_object(w, "diff_refs");
	json_put(w, "base_sha", base.len ? base.buf : NULL);
	json_put(w, "head_sha", pull->head_oid);
	json_put(w, "start_sha", pull->base_oid);
	json_end_object(w);
	if (known && difference.commits)
		gitlab_putf(w, "changes_count", "%ld", difference.files);
	else
		json_put(w, "changes_count", NULL);
	strbuf_release(&base);
}

static void put_alone(const struct call *call, struct json_writer *w,
		      const struct repo *repo, const struct pull *pull,
		      const struct gitlab_state *state)
{
	put_diff(w, repo, pull);
	json_put_bool(w, "subscribed", true);
	json_put(w, "latest_build_started_at", NULL);
	json_put(w, "latest_build_finished_at", NULL);
	json_put(w, "first_deployed_to_production_at", NULL);
	gitlab_put_pipeline(call, w, "pipeline", repo, pull->head,
			    pull->head_oid, state->pipeline);
	gitlab_put_pipeline(call, w, "head_pipeline", repo, pull->head,
			    pull->head_oid, state->pipeline);
	json_put(w, "merge_error", NULL);
	if (gitlab_flag(call, "include_rebase_in_progress", false))
		json_put_bool(w, "rebase_in_progress", false);
	json_put_bool(w, "first_contribution", false);
	json_begin_object(w, "user");
	json_put_bool(w, "can_merge", gitlab_may_merge(call, repo));
	json_end_object(w);
}

void gitlab_put_request(struct call *call, struct json_writer *w,
			const struct repo *repo, struct pull *pull,
			bool full)
{
	struct gitlab_state state;

	gitlab_judge(call, repo, pull, &state);
	json_begin_object(w, NULL);
	json_put_int(w, "id", gitlab_id(pull->repo) * 1000 + pull->number);
	json_put_int(w, "iid", pull->number);
	json_put_int(w, "project_id", repo_id(repo));
	json_put(w, "title", pull->title);
	json_put(w, "description", pull->body);
	json_put(w, "state", gitlab_pull_state(pull));
	put_times(w, pull, &state);
	json_put(w, "target_branch", pull->base);
	json_put(w, "source_branch", pull->head);
	json_put_int(w, "source_project_id", project_id(pull->head_repo));
	json_put_int(w, "target_project_id", repo_id(repo));
	json_put_int(w, "user_notes_count", (long long)
		     pulls_comment_count(&call->forge->pulls, pull));
	json_put_int(w, "upvotes", 0);
	json_put_int(w, "downvotes", 0);
	put_people(call, w, pull);
	put_texts(w, "labels", &pull->labels);
	put_merging(w, repo, pull, &state);
	gitlab_put_milestone(call, w, repo, pull);
	put_references(w, pull);
	gitlab_putf(w, "web_url", "%s/%s/-/merge_requests/%lld", call->site,
		    pull->repo, pull->number);
	json_begin_object(w, "task_completion_status");
	json_put_int(w, "count", 0);
	json_put_int(w, "completed_count", 0);
	json_end_object(w);
	if (full)
		put_alone(call, w, repo, pull, &state);
	json_end_object(w);
}

void gitlab_say_request(struct call *call, unsigned status)
{
	struct json_writer w = gitlab_json(call, status);

	gitlab_put_request(call, &w, &call->repo, call->pull, true);
}

void gitlab_save(struct call *call)
{
	struct strbuf err = STRBUF_INIT;

	if (pulls_save(&call->forge->pulls, call->pull, call->now, &err))
		gitlab_say(call, 500, err.buf);
	strbuf_release(&err);
}
