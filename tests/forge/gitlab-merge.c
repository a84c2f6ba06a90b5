/* SPDX-License-Identifier: MIT */
/*
 * GitLab: merging now, merging later, and rebasing.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "gitlab.h"
#include "process.h"

static enum merge_method method_of(const struct repo *repo,
				   const struct pull *pull)
{
	bool forward = !strcmp(gitlab_merge_method(repo), "ff");

	if (gitlab_squashes(repo, pull))
		return forward ? MERGE_SQUASH : MERGE_SQUASHED;
	return forward ? MERGE_FAST_FORWARD : MERGE_COMMIT;
}

/* The default of merge_commit_template. */
static void merge_message(struct call *call, struct strbuf *out)
{
	const struct pull *pull = call->pull;

	if (gitlab_param(call, "merge_commit_message", out) && out->len)
		return;
	strbuf_addf(out, "Merge branch '%s' into '%s'\n\n%s\n\nSee merge"
		    " request %s!%lld", pull->head, pull->base, pull->title,
		    pull->repo, pull->number);
}

static void squash_message(struct call *call, struct strbuf *out)
{
	if (!gitlab_param(call, "squash_commit_message", out) || !out->len)
		strbuf_addstr(out, call->pull->title);
}

/* As pull_merge() wants it. */
static void message_of(struct call *call, enum merge_method method,
		       struct strbuf *out)
{
	struct strbuf squash = STRBUF_INIT;

	if (method == MERGE_SQUASH) {
		squash_message(call, out);
	} else {
		merge_message(call, out);
		if (method == MERGE_SQUASHED) {
			squash_message(call, &squash);
			strbuf_addf(out, "\f%s", squash.buf);
		}
	}
	strbuf_release(&squash);
}

enum way { WAY_NOW, WAY_LATER, WAY_NONE };

/*
 * auto_merge is only possible while there is something to wait for, or
 * where a pipeline has already succeeded; old servers wait for nothing but
 * a pipeline.
 */
static enum way way_of(const struct call *call,
		       const struct gitlab_state *state, bool later)
{
	bool open = call->pull->state == PULL_OPEN && state->prepared;
	bool mergeable = !strcmp(state->detailed, "mergeable");
	bool success = state->pipeline && !strcmp(state->pipeline, "success");
	bool running = state->pipeline && !strcmp(state->pipeline, "running");

	if (!open)
		return WAY_NONE;
	if (!later)
		return mergeable || state->unmergeable ? WAY_NOW : WAY_NONE;
	if (mergeable && success)
		return WAY_NOW;
	if (running || state->ci_blocks || state->unmergeable)
		return WAY_LATER;
	return mergeable || gitlab_is_old(call->forge) ? WAY_NONE
		: WAY_LATER;
}

static void merge_now(struct call *call)
{
	struct strbuf message = STRBUF_INIT, err = STRBUF_INIT;
	struct merge_wish wish = {
		.method = method_of(&call->repo, call->pull),
		.login = call->req->account.login,
		.now = call->now
	};

	message_of(call, wish.method, &message);
	wish.message = message.buf;
	if (pull_land(&call->forge->pulls, call->forge->dir, &call->repo,
		      call->pull, &wish, &err))
		gitlab_say(call, 422, "Branch cannot be merged");
	else
		gitlab_say_request(call, 200);
	strbuf_release(&message);
	strbuf_release(&err);
}

static void merge_later(struct call *call)
{
	struct strbuf message = STRBUF_INIT;
	struct pull *pull = call->pull;

	pull->auto_method = method_of(&call->repo, pull);
	message_of(call, pull->auto_method, &message);
	replace_string(&pull->auto_login, call->req->account.login);
	replace_string(&pull->auto_message, message.buf);
	pull->auto_since = call->now;
	gitlab_say_request(call, 200);
	gitlab_save(call);
	strbuf_release(&message);
}

/* The order is GitLab's: rights, state, branches, and last the sha. */
static bool may_go(struct call *call, enum way way,
		   const struct gitlab_state *state)
{
	struct strbuf sha = STRBUF_INIT, text = STRBUF_INIT;
	bool good = false;

	if (way == WAY_NONE) {
		gitlab_say(call, 405, "405 Method Not Allowed");
	} else if (state->unmergeable) {
		gitlab_say(call, 422, "Branch cannot be merged");
	} else if (gitlab_param(call, "sha", &sha) &&
		   strcmp(sha.buf, call->pull->head_oid)) {
		strbuf_addf(&text, "SHA does not match HEAD of source branch:"
			    " %s", call->pull->head_oid);
		gitlab_say(call, 409, text.buf);
	} else {
		good = true;
	}
	strbuf_release(&sha);
	strbuf_release(&text);
	return good;
}

/* The merge request to be merged, by somebody who may; else 401. */
static bool find(struct call *call)
{
	if (!gitlab_known(call) ||
	    !gitlab_merge_request(call, PERMISSION_READ))
		return false;
	if (repo_is(&call->repo, "archived") ||
	    !gitlab_may_merge(call, &call->repo)) {
		gitlab_say(call, 401, "401 Unauthorized");
		return false;
	}
	return true;
}

void gitlab_merge_request_now(struct call *call)
{
	struct gitlab_state state;
	enum way way;
	bool later;

	if (!find(call) || !gitlab_body(call))
		return;
	later = gitlab_flag(call, "merge_when_pipeline_succeeds", false) ||
		(!gitlab_is_old(call->forge) &&
		 gitlab_flag(call, "auto_merge", false));
	gitlab_judge(call, &call->repo, call->pull, &state);
	way = way_of(call, &state, later);
	if (!may_go(call, way, &state))
		return;
	call->pull->squash = gitlab_flag(call, "squash", call->pull->squash);
	call->pull->delete_branch =
		gitlab_flag(call, "should_remove_source_branch",
			    call->pull->delete_branch);
	if (way == WAY_NOW)
		merge_now(call);
	else
		merge_later(call);
}

/* ---- merge trains: settings "merge-queue" ---------------------------------- */

static bool has_trains(const struct repo *repo)
{
	return settings_get(&repo->settings, "merge-queue");
}

/* A train takes what has a pipeline that has ended. */
static bool may_join(const struct gitlab_state *state)
{
	return !strcmp(state->detailed, "mergeable") && state->pipeline &&
	       !strcmp(state->pipeline, "success");
}

const char *gitlab_strategy(const struct repo *repo, const struct pull *pull,
			    const struct gitlab_state *state)
{
	if (pull->state != PULL_OPEN || !state->prepared)
		return NULL;
	if (has_trains(repo))
		return may_join(state) ? "merge_train"
			: "add_to_merge_train_when_checks_pass";
	return strcmp(state->detailed, "mergeable") ? "merge_when_checks_pass"
						   : NULL;
}

static void put_car(struct call *call, struct json_writer *w,
		    struct pull *pull)
{
	json_begin_object(w, NULL);
	json_put_int(w, "id", pull->number + 100);
	json_begin_object(w, "merge_request");
	json_put_int(w, "id", gitlab_id(pull->repo) * 1000 + pull->number);
	json_put_int(w, "iid", pull->number);
	json_put_int(w, "project_id", repo_id(&call->repo));
	json_put(w, "title", pull->title);
	json_put(w, "state", gitlab_pull_state(pull));
	json_end_object(w);
	json_put(w, "target_branch", pull->base);
	json_put(w, "status", "idle");
	json_end_object(w);
}

/* All that are on the train to the same branch. */
static void say_train(struct call *call, unsigned status)
{
	struct pulls *pulls = &call->forge->pulls;
	struct json_writer w = gitlab_json(call, status);
	size_t i;

	json_begin_array(&w, NULL);
	for (i = 0; i < pulls->nr; i++)
		if (!strcmp(pulls->list[i]->repo, call->repo.full) &&
		    !strcmp(pulls->list[i]->base, call->pull->base) &&
		    gitlab_auto_merges(pulls->list[i]))
			put_car(call, &w, pulls->list[i]);
	json_end_array(&w);
}

static void join(struct call *call)
{
	struct strbuf message = STRBUF_INIT;
	struct pull *pull = call->pull;

	pull->squash = gitlab_flag(call, "squash", pull->squash);
	pull->auto_method = method_of(&call->repo, pull);
	message_of(call, pull->auto_method, &message);
	replace_string(&pull->auto_login, call->req->account.login);
	replace_string(&pull->auto_message, message.buf);
	pull->auto_since = call->now;
	gitlab_save(call);
	strbuf_release(&message);
}

/*
 * docs.gitlab.com, "Merge trains API": 201 on the train, 202 scheduled, 400,
 * 403 where there are no trains, 409 where the sha is another one.
 */
void gitlab_join_train(struct call *call)
{
	struct gitlab_state state;
	bool later;

	if (!find(call) || !gitlab_body(call))
		return;
	gitlab_judge(call, &call->repo, call->pull, &state);
	later = gitlab_flag(call, "when_pipeline_succeeds", false) ||
		gitlab_flag(call, "auto_merge", false);
	if (!has_trains(&call->repo)) {
		gitlab_say(call, 403, "403 Forbidden");
	} else if (gitlab_auto_merges(call->pull)) {
		gitlab_say(call, 409, "Merge request is already on a train");
	} else if (!may_go(call, state.prepared ? WAY_NOW : WAY_NONE,
			   &state)) {
		return;
	} else if (may_join(&state)) {
		join(call);
		say_train(call, 201);
	} else if (later) {
		join(call);
		say_train(call, 202);
	} else {
		gitlab_say(call, 400, "400 Bad request");
	}
}

void gitlab_cancel_merge(struct call *call)
{
	if (!find(call))
		return;
	if (call->pull->state != PULL_OPEN) {
		gitlab_say(call, 405, "405 Method Not Allowed");
	} else if (!gitlab_auto_merges(call->pull)) {
		gitlab_say(call, 406, "406 Not Acceptable");
	} else {
		pull_stop_auto(call->pull);
		gitlab_say_request(call, 201);
		gitlab_save(call);
	}
}

void gitlab_end_outdated(struct call *call)
{
	struct pulls *pulls = &call->forge->pulls;
	struct strbuf err = STRBUF_INIT;
	size_t i;

	for (i = 0; i < pulls->nr; i++) {
		struct pull *pull = pulls->list[i];

		if (!gitlab_auto_merges(pull) ||
		    pull->head_since <= pull->auto_since)
			continue;
		pull_stop_auto(pull);
		pulls_save(pulls, pull, call->now, &err);
	}
	strbuf_release(&err);
}

static void say_rebasing(struct call *call)
{
	struct json_writer w = gitlab_json(call, 202);

	json_begin_object(&w, NULL);
	json_put_bool(&w, "rebase_in_progress", true);
	json_end_object(&w);
}

static void rebase(struct call *call)
{
	struct pull *pull = call->pull;
	struct strbuf oid = STRBUF_INIT, ref = STRBUF_INIT;

	strbuf_addf(&ref, "refs/heads/%s", pull->head);
	if (!pull_rebase(&call->repo, pull, call->req->account.login,
			 call->now, &oid))
		process_git(call->repo.path, NULL, NULL, "update-ref",
			    ref.buf, oid.buf, pull->head_oid,
			    (const char *)NULL);
	strbuf_release(&oid);
	strbuf_release(&ref);
}

/*
 * What is asynchronous on GitLab is done here before it is answered. A
 * fork's branch is not touched.
 */
void gitlab_rebase_request(struct call *call)
{
	if (!find(call))
		return;
	if (call->pull->state != PULL_OPEN ||
	    strcmp(call->pull->head_repo, call->repo.full)) {
		gitlab_say(call, 403, "403 Forbidden - Cannot push to source"
			   " branch");
		return;
	}
	rebase(call);
	say_rebasing(call);
}
