/* SPDX-License-Identifier: MIT */
/*
 * Gitea: changing a pull request, and bringing its head up to its base.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "gitea.h"
#include "process.h"

/* What a request to change one asks for; NULL: nothing of that. */
struct wish {
	char *title, *body, *base, *state;
	struct strvec labels, assignees;
	struct strbuf milestone;
};

#define WISH_INIT { .title = NULL, .labels = STRVEC_INIT,		\
	.assignees = STRVEC_INIT, .milestone = STRBUF_INIT }

static void wish_release(struct wish *wish)
{
	free(wish->title);
	free(wish->body);
	free(wish->base);
	free(wish->state);
	strvec_clear(&wish->labels);
	strvec_clear(&wish->assignees);
	strbuf_release(&wish->milestone);
}

static bool read_wish(struct call *call, struct wish *wish)
{
	return gitea_text(call, "title", NULL, &wish->title) &&
	       gitea_text(call, "body", NULL, &wish->body) &&
	       gitea_text(call, "base", NULL, &wish->base) &&
	       gitea_text(call, "state", NULL, &wish->state) &&
	       gitea_strings(call, "assignees", &wish->assignees) &&
	       gitea_read_labels(call, "labels", &wish->labels) &&
	       gitea_read_milestone(call, &wish->milestone);
}

static bool asks(const struct call *call, const char *key)
{
	return json_kind(&call->body, gitea_member(call, key)) == JSON_ARRAY;
}

static void replace_list(struct strvec *list, const struct strvec *by)
{
	strvec_clear(list);
	strvec_pushv(list, (const char *const *)by->v);
}

/* An empty title changes nothing. Lists are for those who may write. */
static void set_words(struct call *call, const struct wish *wish)
{
	struct pull *pull = call->pull;

	if (wish->title && *wish->title) {
		replace_string(&pull->title, wish->title);
		pull->draft = gitea_is_draft(call->forge, wish->title);
	}
	if (wish->body)
		replace_string(&pull->body, wish->body);
	if (!gitea_may(call, PERMISSION_WRITE))
		return;
	/* 0 is as if it were not there: only the call takes it away */
	if (wish->milestone.len)
		replace_string(&pull->milestone, wish->milestone.buf);
	if (asks(call, "labels"))
		replace_list(&pull->labels, &wish->labels);
	if (asks(call, "assignees"))
		replace_list(&pull->assignees, &wish->assignees);
}

/* Every word but "closed" opens it. */
static bool set_state(struct call *call, const char *state)
{
	struct pull *pull = call->pull;
	bool close = state && !strcmp(state, "closed");

	if (!state)
		return true;
	if (pull->state == PULL_MERGED) {
		gitea_say(call, 412, "cannot change state of this pull"
			  " request, it was already merged");
		return false;
	}
	if (close && pull->state == PULL_OPEN) {
		pull_close(pull, call->now);
	} else if (!close && pull->state == PULL_CLOSED) {
		pull->state = PULL_OPEN;
		pulls_refresh(&call->forge->pulls, pull, call->forge->dir,
			      call->now);
	}
	return true;
}

static bool set_base(struct call *call, const char *base)
{
	struct pull *pull = call->pull;
	struct strbuf text = STRBUF_INIT;
	char oid[OID_MAX];
	unsigned status = 0;

	if (!base || !*base || !strcmp(base, pull->base) ||
	    pull->state == PULL_MERGED)
		return true;
	if (!repo_branch(&call->repo, base, oid)) {
		strbuf_addf(&text, "new base '%s' not exist", base);
		status = 404;
	} else if (pulls_find_open(&call->forge->pulls, pull->repo,
				   pull->head_repo, pull->head, base)) {
		strbuf_addstr(&text, "pull request already exists for these"
			      " targets");
		status = 409;
	} else if (pull->state == PULL_CLOSED) {
		strbuf_addf(&text, "issue is closed [id: 0, repo_id: %lld,"
			    " index: %lld]", repo_id(&call->repo),
			    pull->number);
		status = 422;
	} else {
		replace_string(&pull->base, base);
		replace_string(&pull->base_oid, oid);
	}
	if (status)
		gitea_say(call, status, text.buf);
	strbuf_release(&text);
	return !status;
}

/*
 * An archived repository's can be changed too. What was changed before
 * something else is refused stays so.
 */
void gitea_edit_pull(struct call *call)
{
	struct wish wish = WISH_INIT;
	int edit;

	if (!gitea_pull(call, GITEA_PULLS | GITEA_TOKEN) ||
	    !gitea_body(call) || !read_wish(call, &wish))
		goto out;
	if (strcmp(call->pull->author, call->req->account.login) != 0 &&
	    !gitea_may(call, PERMISSION_WRITE)) {
		gitea_bare(call, 403);
		goto out;
	}
	set_words(call, &wish);
	edit = gitea_member(call, "allow_maintainer_edit");
	call->pull->modifiable = json_bool(&call->body, edit,
					   call->pull->modifiable);
	if (set_state(call, wish.state) && set_base(call, wish.base))
		gitea_say_pull(call, 201);
	gitea_save(call);
out:
	wish_release(&wish);
}

/* The base into the head: a merge the other way round. */
static bool merge_base(struct call *call)
{
	struct pull turned = *call->pull;
	struct strbuf message = STRBUF_INIT, oid = STRBUF_INIT;
	int result;

	turned.base = call->pull->head;
	turned.base_oid = call->pull->head_oid;
	turned.head = call->pull->base;
	turned.head_oid = call->pull->base_oid;
	strbuf_addf(&message, "Merge branch '%s' into %s", turned.head,
		    turned.base);
	result = pull_merge(&call->repo, &turned, MERGE_COMMIT,
			    call->req->account.login, message.buf, call->now,
			    &oid);
	strbuf_release(&message);
	strbuf_release(&oid);
	return !result;
}

static bool rebase(struct call *call)
{
	struct strbuf ref = STRBUF_INIT, oid = STRBUF_INIT;
	int result;

	strbuf_addf(&ref, "refs/heads/%s", call->pull->head);
	result = pull_rebase(&call->repo, call->pull,
			     call->req->account.login, call->now, &oid);
	if (!result)
		result = process_git(call->repo.path, NULL, NULL,
				     "update-ref", ref.buf, oid.buf,
				     call->pull->head_oid,
				     (const char *)NULL);
	strbuf_release(&ref);
	strbuf_release(&oid);
	return !result;
}

/* A fork's branch is not touched here. */
void gitea_update_pull(struct call *call)
{
	struct strbuf style = STRBUF_INIT;
	bool by_rebase;

	if (!gitea_pull(call, GITEA_PULLS | GITEA_TOKEN))
		return;
	request_param(call->req, "style", &style);
	by_rebase = !strcmp(style.buf, "rebase");
	if (call->pull->state != PULL_OPEN)
		gitea_say(call, 422, "");
	else if (strcmp(call->pull->head_repo, call->repo.full) != 0 ||
		 !gitea_may(call, PERMISSION_WRITE))
		gitea_bare(call, 403);
	else if (by_rebase ? rebase(call) : merge_base(call))
		gitea_bare(call, 200);
	else
		gitea_say(call, 409, by_rebase ? "rebase failed because of"
			  " conflict" : "merge failed because of conflict");
	strbuf_release(&style);
}
