/* SPDX-License-Identifier: MIT */
/*
 * Gitea: merging a pull request, now or as soon as its checks succeed.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "gitea.h"

void gitea_is_merged(struct call *call)
{
	if (!gitea_pull(call, GITEA_PULLS))
		return;
	if (call->pull->state == PULL_MERGED)
		gitea_bare(call, 204);
	else
		gitea_missing(call, NULL);
}

static const struct {
	const char *name, *setting;
	enum merge_method method;
	bool otherwise;
} styles[] = {
	{ "merge", "allow-merge-commit", MERGE_COMMIT, true },
	{ "rebase", "allow-rebase-merge", MERGE_REBASE, true },
	{ "rebase-merge", "allow-rebase-explicit", MERGE_REBASED, true },
	{ "squash", "allow-squash-merge", MERGE_SQUASH, true },
	{ "fast-forward-only", "allow-fast-forward-only",
	  MERGE_FAST_FORWARD, true },
	{ "manually-merged", "allow-manual-merge", MERGE_COMMIT, false }
};

/* What the body asks for. */
struct wish {
	char *style, *title, *message, *head;
	size_t at;			/* in styles */
	bool later, force, delete_branch;
};

static void wish_release(struct wish *wish)
{
	free(wish->style);
	free(wish->title);
	free(wish->message);
	free(wish->head);
}

static bool flag(const struct call *call, const char *key)
{
	return json_bool(&call->body, gitea_member(call, key), false);
}

/* The texts have other names too since 1.27; before these say nothing. */
static bool read_texts(struct call *call, struct wish *wish)
{
	bool newer = gitea_since(call->forge, 27);
	const char *title = newer &&
		gitea_member(call, "merge_title_field") >= 0
		? "merge_title_field" : "MergeTitleField";
	const char *message = newer &&
		gitea_member(call, "merge_message_field") >= 0
		? "merge_message_field" : "MergeMessageField";

	return gitea_text(call, title, NULL, &wish->title) &&
	       gitea_text(call, message, NULL, &wish->message);
}

static bool read_wish(struct call *call, struct wish *wish)
{
	if (!gitea_text(call, "Do", "Do", &wish->style) ||
	    !read_texts(call, wish) ||
	    !gitea_text(call, "head_commit_id", NULL, &wish->head))
		return false;
	while (wish->at < ARRAY_SIZE(styles) &&
	       strcmp(styles[wish->at].name, wish->style) != 0)
		wish->at++;
	wish->later = flag(call, "merge_when_checks_succeed");
	wish->force = flag(call, "force_merge");
	wish->delete_branch = flag(call, "delete_branch_after_merge");
	if (wish->at < ARRAY_SIZE(styles))
		return true;
	gitea_say(call, 422, "[Do]: In");
	return false;
}

/* Why the rules of the base branch are against it; NULL: they are not. */
static const char *rules_words(struct call *call, enum obstacle obstacle)
{
	switch (obstacle) {
	case OBSTACLE_FAILED:
	case OBSTACLE_PENDING:
		return "Not all required status checks successful";
	case OBSTACLE_APPROVAL:
		return approvals_given(call->pull) <
		       approvals_wanted(&call->repo)
			? "Does not have enough approvals"
			: "There are requested changes";
	case OBSTACLE_BEHIND:
		return "The head branch is behind the base branch";
	default:
		return NULL;
	}
}

static void refuse(struct call *call, const char *reason)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "not allowed to merge [reason: %s]", reason);
	gitea_say(call, 405, text.buf);
	strbuf_release(&text);
}

/* In the server's order. Rules are waited for by what is to merge later. */
static bool may_merge(struct call *call, const struct wish *wish)
{
	enum obstacle obstacle = pull_obstacle(call->forge, &call->repo,
					       call->pull, call->now);
	bool forced = wish->force && gitea_may(call, PERMISSION_ADMIN);
	const char *rules = rules_words(call, obstacle);

	if (call->pull->state == PULL_MERGED)
		gitea_say(call, 405, "");
	else if (obstacle == OBSTACLE_CLOSED)
		gitea_missing(call, NULL);
	else if (!gitea_may(call, PERMISSION_WRITE))
		gitea_say(call, 405, "User not allowed to merge PR");
	else if (obstacle == OBSTACLE_DRAFT)
		gitea_say(call, 405, "Work in progress PRs cannot be"
			  " merged");
	else if (obstacle == OBSTACLE_CONFLICT ||
		 pull_unknown(&call->repo, call->pull, call->now))
		gitea_say(call, 405, "Please try again later");
	else if (rules && !forced && !wish->later)
		refuse(call, rules);
	else
		return true;
	return false;
}

/* The first line as the server makes it, or as asked for; and a body. */
static void message_of(const struct call *call, const struct wish *wish,
		       struct strbuf *out)
{
	const struct pull *pull = call->pull;
	bool own = !strcmp(pull->head_repo, pull->repo);

	if (wish->title && *wish->title)
		strbuf_addstr(out, wish->title);
	else if (styles[wish->at].method == MERGE_SQUASH)
		strbuf_addf(out, "%s (#%lld)", pull->title, pull->number);
	else
		strbuf_addf(out, "Merge pull request '%s' (#%lld) from %s%s%s"
			    " into %s", pull->title, pull->number,
			    own ? "" : pull->head_repo, own ? "" : ":",
			    pull->head, pull->base);
	if (wish->message && *wish->message)
		strbuf_addf(out, "\n\n%s", wish->message);
}

static void schedule(struct call *call, const struct wish *wish)
{
	struct pull *pull = call->pull;
	struct strbuf text = STRBUF_INIT;

	if (pull->auto_login) {
		strbuf_addf(&text, "pull request is already scheduled to auto"
			    " merge when checks succeed [pull_id: %lld]",
			    pull->number);
		gitea_say(call, 409, text.buf);
	} else {
		message_of(call, wish, &text);
		pull->auto_method = styles[wish->at].method;
		pull->auto_since = call->now;
		pull->delete_branch = wish->delete_branch;
		replace_string(&pull->auto_login, call->req->account.login);
		replace_string(&pull->auto_message, text.buf);
		gitea_bare(call, 201);
		gitea_save(call);
	}
	strbuf_release(&text);
}

/* A conflict's object is not like other errors: it has no message. */
static void say_conflict(struct call *call, const struct wish *wish)
{
	struct json_writer w = gitea_json(call, 409);

	json_begin_object(&w, NULL);
	json_put(&w, "Style", wish->style);
	json_put(&w, "CommitSHA", call->pull->head_oid);
	json_put(&w, "StdOut", "");
	json_put(&w, "StdErr", "");
	json_begin_object(&w, "Err");
	json_end_object(&w);
	json_end_object(&w);
}

static void merge(struct call *call, const struct wish *wish)
{
	struct strbuf message = STRBUF_INIT, err = STRBUF_INIT;
	enum merge_method method = styles[wish->at].method;
	struct merge_wish how = {
		.method = method,
		.login = call->req->account.login,
		.now = call->now
	};

	message_of(call, wish, &message);
	how.message = message.buf;
	call->pull->delete_branch = wish->delete_branch;
	if (!pull_land(&call->forge->pulls, call->forge->dir, &call->repo,
		       call->pull, &how, &err))
		gitea_bare(call, 200);
	else if (method == MERGE_FAST_FORWARD)
		gitea_say(call, 500, "");
	else if (method == MERGE_REBASE || method == MERGE_REBASED)
		say_conflict(call, wish);
	else
		gitea_say(call, 409, "merge push out of date");
	strbuf_release(&message);
	strbuf_release(&err);
}

static void merge_now(struct call *call, const struct wish *wish)
{
	bool allowed = settings_true(&call->repo.settings,
				     styles[wish->at].setting,
				     styles[wish->at].otherwise);
	struct strbuf text = STRBUF_INIT;

	if (!allowed) {
		strbuf_addf(&text, "%s is not allowed an allowed merge style"
			    " for this repository", wish->style);
		gitea_say(call, 405, text.buf);
	} else if (wish->head && *wish->head &&
		   strcmp(wish->head, call->pull->head_oid) != 0) {
		gitea_say(call, 409, "head out of date");
	} else {
		merge(call, wish);
	}
	strbuf_release(&text);
}

void gitea_merge_pull(struct call *call)
{
	struct wish wish = { .style = NULL };

	if (gitea_pull(call, GITEA_PULLS | GITEA_TOKEN | GITEA_LIVE) &&
	    gitea_body(call) && read_wish(call, &wish) &&
	    may_merge(call, &wish)) {
		if (wish.later)
			schedule(call, &wish);
		else
			merge_now(call, &wish);
	}
	wish_release(&wish);
}

/* Who asked for it may take it back, and the repository's admins. */
void gitea_cancel_merge(struct call *call)
{
	const struct pull *pull;

	if (!gitea_pull(call, GITEA_PULLS | GITEA_TOKEN | GITEA_LIVE))
		return;
	pull = call->pull;
	if (!pull->auto_login) {
		gitea_missing(call, NULL);
	} else if (strcmp(pull->auto_login, call->req->account.login) != 0 &&
		   !gitea_may(call, PERMISSION_ADMIN)) {
		gitea_say(call, 403, "user has no permission to cancel the"
			  " scheduled auto merge");
	} else {
		pull_stop_auto(call->pull);
		gitea_bare(call, 204);
		gitea_save(call);
	}
}
