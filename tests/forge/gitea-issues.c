/* SPDX-License-Identifier: MIT */
/*
 * Gitea: what a pull request is as an issue, and its comments.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "gitea.h"

static void put_issue(const struct call *call, struct json_writer *w,
		      const struct pull *pull)
{
	bool merged = pull->state == PULL_MERGED;

	json_put_int(w, "number", pull->number);
	gitea_putf(w, "url", "%s/repos/%s/issues/%lld", call->api, pull->repo,
		   pull->number);
	gitea_putf(w, "html_url", "%s/%s/pulls/%lld", call->site, pull->repo,
		   pull->number);
	gitea_put_user(call, w, "user", pull->author);
	json_put(w, "original_author", "");
	json_put_int(w, "original_author_id", 0);
	json_put(w, "title", pull->title);
	json_put(w, "body", pull->body ? pull->body : "");
	json_put(w, "ref", "");
	json_begin_array(w, "assets");
	json_end_array(w);
	gitea_put_labels(call, w, "labels", &call->repo, &pull->labels);
	gitea_put_milestone(w, &call->repo, pull);
	gitea_put_user(call, w, "assignee", pull->assignees.nr
		       ? pull->assignees.v[0] : NULL);
	gitea_put_users(call, w, "assignees", &pull->assignees);
	json_put(w, "state", pull->state == PULL_OPEN ? "open" : "closed");
	json_put_bool(w, "is_locked", false);
	json_put_int(w, "comments", (long long)
		     pulls_comment_count(&call->forge->pulls, pull));
	gitea_time(w, "created_at", pull->created);
	gitea_time(w, "updated_at", pull->updated);
	gitea_time(w, "closed_at", pull->state == PULL_OPEN ? 0
		   : pull->closed);
	json_put(w, "due_date", NULL);
	json_begin_object(w, "pull_request");
	json_put_bool(w, "merged", merged);
	gitea_time(w, "merged_at", merged ? pull->closed : 0);
	json_put_bool(w, "draft", pull->draft);
	gitea_putf(w, "html_url", "%s/%s/pulls/%lld", call->site, pull->repo,
		   pull->number);
	json_end_object(w);
}

static void say_issue(struct call *call, unsigned status)
{
	struct strbuf key = STRBUF_INIT;
	struct json_writer w = gitea_json(call, status);

	strbuf_addf(&key, "%s#%lld", call->pull->repo, call->pull->number);
	json_begin_object(&w, NULL);
	json_put_int(&w, "id", gitea_id(key.buf));
	put_issue(call, &w, call->pull);
	json_begin_object(&w, "repository");
	json_put_int(&w, "id", repo_id(&call->repo));
	json_put(&w, "name", call->repo.name);
	json_put(&w, "owner", call->repo.owner);
	json_put(&w, "full_name", call->repo.full);
	json_end_object(&w);
	json_put_int(&w, "pin_order", 0);
	json_end_object(&w);
	strbuf_release(&key);
}

void gitea_get_issue(struct call *call)
{
	if (gitea_pull(call, 0))
		say_issue(call, 200);
}

/*
 * Of what an issue and a pull request have in common: title, body, and here
 * alone no milestone at all, by 0.
 */
void gitea_edit_issue(struct call *call)
{
	struct strbuf milestone = STRBUF_INIT;
	char *title = NULL, *body = NULL;
	struct pull *pull;

	if (!gitea_pull(call, GITEA_TOKEN) || !gitea_body(call) ||
	    !gitea_text(call, "title", NULL, &title) ||
	    !gitea_text(call, "body", NULL, &body) ||
	    !gitea_read_milestone(call, &milestone))
		goto out;
	pull = call->pull;
	if (strcmp(pull->author, call->req->account.login) != 0 &&
	    !gitea_may(call, PERMISSION_WRITE)) {
		gitea_bare(call, 403);
		goto out;
	}
	if (title && *title) {
		replace_string(&pull->title, title);
		pull->draft = gitea_is_draft(call->forge, title);
	}
	if (body)
		replace_string(&pull->body, body);
	if (gitea_member(call, "milestone") >= 0 &&
	    gitea_may(call, PERMISSION_WRITE))
		replace_string(&pull->milestone, milestone.len
						 ? milestone.buf : NULL);
	say_issue(call, 201);
	gitea_save(call);
out:
	strbuf_release(&milestone);
	free(title);
	free(body);
}

static void put_comment(const struct call *call, struct json_writer *w,
			const struct comment *comment)
{
	json_begin_object(w, NULL);
	json_put_int(w, "id", comment->id);
	gitea_putf(w, "html_url", "%s/%s/pulls/%lld#issuecomment-%lld",
		   call->site, comment->repo, comment->number, comment->id);
	gitea_putf(w, "pull_request_url", "%s/%s/pulls/%lld", call->site,
		   comment->repo, comment->number);
	json_put(w, "issue_url", "");
	gitea_put_user(call, w, "user", comment->author);
	json_put(w, "original_author", "");
	json_put_int(w, "original_author_id", 0);
	json_put(w, "body", comment->body);
	json_begin_array(w, "assets");
	json_end_array(w);
	gitea_time(w, "created_at", comment->created);
	gitea_time(w, "updated_at", comment->created);
	json_end_object(w);
}

/* All of them at once, of a time on where one is asked: there are no pages. */
void gitea_list_comments(struct call *call)
{
	const struct pulls *pulls = &call->forge->pulls;
	struct strbuf text = STRBUF_INIT;
	double since = request_param(call->req, "since", &text)
		? date_parse_iso(text.buf) : 0;
	struct json_writer w;
	size_t i;

	strbuf_release(&text);
	if (!gitea_pull(call, 0))
		return;
	reply_headerf(call->reply, "X-Total-Count", "%zu",
		      pulls_comment_count(pulls, call->pull));
	w = gitea_json(call, 200);
	json_begin_array(&w, NULL);
	for (i = 0; i < pulls->comment_nr; i++)
		if (pulls->comments[i].number == call->pull->number &&
		    !strcmp(pulls->comments[i].repo, call->pull->repo) &&
		    pulls->comments[i].created >= since)
			put_comment(call, &w, &pulls->comments[i]);
	json_end_array(&w);
}

void gitea_add_comment(struct call *call)
{
	struct strbuf err = STRBUF_INIT;
	const struct comment *comment;
	struct json_writer w;
	char *body = NULL;

	if (!gitea_pull(call, GITEA_TOKEN | GITEA_LIVE) ||
	    !gitea_body(call) || !gitea_text(call, "body", "Body", &body))
		goto out;
	comment = pulls_comment(&call->forge->pulls, call->pull,
				call->req->account.login, body, call->now,
				&err);
	w = gitea_json(call, 201);
	put_comment(call, &w, comment);
	call->reply->content = true;
	if (err.len)
		gitea_say(call, 500, "");
out:
	strbuf_release(&err);
	free(body);
}
