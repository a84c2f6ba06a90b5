/* SPDX-License-Identifier: MIT */
/*
 * GitHub: reviews of pull requests: the last word of each who gave one.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "checks.h"
#include "github.h"

#define REVIEW "PullRequestReview"

static void put_href(struct json_writer *w, const char *key, const char *url)
{
	json_begin_object(w, key);
	json_put(w, "href", url);
	json_end_object(w);
}

static void put_review(const struct call *call, struct json_writer *w,
		       const struct pull *pull, const struct review *review)
{
	long long id = github_pull_id(pull) * 100 +
		(long long)(review - pull->reviews) + 1;
	struct strbuf page = STRBUF_INIT, api = STRBUF_INIT;

	strbuf_addf(&page, "%s/%s/pull/%lld#pullrequestreview-%lld",
		    call->site, pull->repo, pull->number, id);
	strbuf_addf(&api, "%s/repos/%s/pulls/%lld", call->api, pull->repo,
		    pull->number);
	json_begin_object(w, NULL);
	json_put_int(w, "id", id);
	putf(w, "node_id", "PRR_%lld", id);
	put_user(call, w, "user", review->login);
	json_put(w, "body", "");
	json_put(w, "state", review->approved ? "APPROVED"
		 : "CHANGES_REQUESTED");
	json_put(w, "html_url", page.buf);
	json_put(w, "pull_request_url", api.buf);
	json_put(w, "author_association", "MEMBER");
	json_begin_object(w, "_links");
	put_href(w, "html", page.buf);
	put_href(w, "pull_request", api.buf);
	json_end_object(w);
	github_time(w, "submitted_at", review->when);
	json_put(w, "commit_id", review->oid);
	json_end_object(w);
	strbuf_release(&page);
	strbuf_release(&api);
}

void github_list_reviews(struct call *call)
{
	struct json_writer w;
	struct page page;
	size_t i;

	if (!github_pull(call, PERMISSION_READ))
		return;
	page = github_page(call, call->pull->review_nr);
	w = github_json(call, 200);
	json_begin_array(&w, NULL);
	for (i = page.from; i < page.to; i++)
		put_review(call, &w, call->pull, &call->pull->reviews[i]);
	json_end_array(&w);
}

static void review(struct call *call, bool approved)
{
	const char *login = call->req->account.login;
	struct pull *pull = call->pull;
	struct json_writer w;

	if (!strcasecmp(login, pull->author)) {
		github_say(call, 422, approved ? "Review Can not approve your"
			   " own pull request" : "Review Can not request"
			   " changes on your own pull request");
		return;
	}
	w = github_json(call, 200);
	put_review(call, &w, pull, pull_review(pull, login, approved,
					       call->now));
	github_save_pull(call, pull);
}

void github_post_review(struct call *call)
{
	char *event = NULL;

	if (!github_pull(call, PERMISSION_WRITE))
		return;
	if (!call->req->body.len)	/* nothing is required in it */
		strbuf_addstr(&call->req->body, "{}");
	if (!github_body(call))
		return;
	event = json_copy(&call->body, json_get(&call->body, 0, "event"));
	if (event && !strcmp(event, "APPROVE"))
		review(call, true);
	else if (event && !strcmp(event, "REQUEST_CHANGES"))
		review(call, false);
	else	/* comments and drafts of reviews change nothing here */
		github_invalid(call, REVIEW, "event", "invalid", NULL);
	free(event);
}
