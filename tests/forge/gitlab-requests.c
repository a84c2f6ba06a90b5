/* SPDX-License-Identifier: MIT */
/*
 * GitLab: merge requests: lists and one alone, its approvals, its notes.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "gitlab.h"

/* What a list is narrowed to; an empty text: to nothing. */
struct filter {
	struct strbuf state, source, target, author, wip;
	struct strvec labels, iids;
	long long author_id;
};

#define FILTER_INIT { .state = STRBUF_INIT, .source = STRBUF_INIT,	\
	.target = STRBUF_INIT, .author = STRBUF_INIT,			\
	.wip = STRBUF_INIT, .labels = STRVEC_INIT, .iids = STRVEC_INIT }

static void filter_release(struct filter *filter)
{
	strbuf_release(&filter->state);
	strbuf_release(&filter->source);
	strbuf_release(&filter->target);
	strbuf_release(&filter->author);
	strbuf_release(&filter->wip);
	strvec_clear(&filter->labels);
	strvec_clear(&filter->iids);
}

/* -1: a value that GitLab refuses, and the reply says so. */
static int read_filter(struct call *call, struct filter *filter)
{
	static const char *const states[] = {
		"", "opened", "closed", "locked", "merged", "all"
	};
	struct strbuf id = STRBUF_INIT;
	size_t i;

	gitlab_param(call, "state", &filter->state);
	gitlab_param(call, "source_branch", &filter->source);
	gitlab_param(call, "target_branch", &filter->target);
	gitlab_param(call, "author_username", &filter->author);
	gitlab_param(call, "wip", &filter->wip);
	gitlab_list(call, "labels", &filter->labels);
	gitlab_list(call, "iids", &filter->iids);
	if (gitlab_param(call, "author_id", &id))
		filter->author_id = strtoll(id.buf, NULL, 10);
	strbuf_release(&id);
	for (i = 0; i < ARRAY_SIZE(states); i++)
		if (!strcmp(filter->state.buf, states[i]))
			return 0;
	gitlab_error(call, 400, "state does not have a valid value");
	return -1;
}

static bool has_all(const struct strvec *have, const struct strvec *want)
{
	size_t i;

	for (i = 0; i < want->nr; i++)
		if (!strvec_has(have, want->v[i]))
			return false;
	return true;
}

static bool has_iid(const struct filter *filter, long long number)
{
	size_t i;

	for (i = 0; i < filter->iids.nr; i++)
		if (strtoll(filter->iids.v[i], NULL, 10) == number)
			return true;
	return !filter->iids.nr;
}

static bool is(const struct strbuf *wanted, const char *text)
{
	return !wanted->len || !strcmp(wanted->buf, text);
}

static bool fits(const struct filter *filter, const struct pull *pull)
{
	bool any = !strcmp(filter->state.buf, "all");

	return (any || is(&filter->state, gitlab_pull_state(pull))) &&
	       is(&filter->source, pull->head) &&
	       is(&filter->target, pull->base) &&
	       (!filter->author.len ||
		!strcasecmp(filter->author.buf, pull->author)) &&
	       (!filter->author_id ||
		filter->author_id == gitlab_id(pull->author)) &&
	       is(&filter->wip, pull->draft ? "yes" : "no") &&
	       has_all(&pull->labels, &filter->labels) &&
	       has_iid(filter, pull->number);
}

static int by_created(const void *a, const void *b)
{
	const struct pull *x = *(struct pull *const *)a;
	const struct pull *y = *(struct pull *const *)b;

	if (x->created < y->created)
		return -1;
	if (x->created > y->created)
		return 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static int by_updated(const void *a, const void *b)
{
	const struct pull *x = *(struct pull *const *)a;
	const struct pull *y = *(struct pull *const *)b;

	if (x->updated < y->updated)
		return -1;
	return x->updated > y->updated ? 1 : by_created(a, b);
}

/* Newest first, unless order_by and sort say otherwise. */
static void sort(const struct call *call, struct pull **list, size_t nr)
{
	size_t i;

	if (nr)
		qsort(list, nr, sizeof(struct pull *),
		      gitlab_asks(call, "order_by", "updated_at")
		      ? by_updated : by_created);
	for (i = 0; !gitlab_asks(call, "sort", "asc") && i < nr / 2; i++) {
		struct pull *other = list[nr - 1 - i];

		list[nr - 1 - i] = list[i];
		list[i] = other;
	}
}

static void put_list(struct call *call, struct pull **list, size_t nr)
{
	struct gitlab_page page;
	struct json_writer w;
	size_t i;

	sort(call, list, nr);
	if (gitlab_page(call, nr, &page))
		return;
	w = gitlab_json(call, 200);
	json_begin_array(&w, NULL);
	for (i = page.from; i < page.to; i++) {
		struct repo repo = REPO_INIT;

		if (gitlab_open(call, list[i]->repo, &repo))
			gitlab_put_request(call, &w, &repo, list[i], false);
		repo_release(&repo);
	}
	json_end_array(&w);
}

static bool is_below(const char *full, const char *group)
{
	size_t len = strlen(group);

	return !strncasecmp(full, group, len) &&
	       (!full[len] || full[len] == '/');
}

/* Of one project, a group, or (NULL) all; only what may be seen. */
static void list(struct call *call, const char *below, const char *author)
{
	struct pulls *pulls = &call->forge->pulls;
	struct pull **found = xcalloc(pulls->nr + 1, sizeof(struct pull *));
	struct filter filter = FILTER_INIT;
	size_t i, nr = 0;

	if (read_filter(call, &filter))
		goto out;
	for (i = 0; i < pulls->nr; i++) {
		struct pull *pull = pulls->list[i];
		struct repo repo = REPO_INIT;

		if ((below && !is_below(pull->repo, below)) ||
		    (author && strcmp(author, pull->author)))
			continue;
		pulls_refresh(pulls, pull, call->forge->dir, call->now);
		if (fits(&filter, pull) &&
		    gitlab_open(call, pull->repo, &repo))
			found[nr++] = pull;
		repo_release(&repo);
	}
	put_list(call, found, nr);
out:
	filter_release(&filter);
	free(found);
}

void gitlab_list_requests(struct call *call)
{
	if (gitlab_project(call, PERMISSION_READ))
		list(call, call->repo.full, NULL);
}

void gitlab_list_below(struct call *call, const char *group)
{
	list(call, group, NULL);
}

/* Everywhere: one's own, unless scope=all. */
void gitlab_list_own_requests(struct call *call)
{
	bool all = gitlab_asks(call, "scope", "all");

	if (gitlab_known(call))
		list(call, NULL, all ? NULL : call->req->account.login);
}

void gitlab_get_request(struct call *call)
{
	if (gitlab_merge_request(call, PERMISSION_READ))
		gitlab_say_request(call, 200);
}

void gitlab_get_approvals(struct call *call)
{
	long required, left;
	struct json_writer w;
	size_t i;

	if (!gitlab_merge_request(call, PERMISSION_READ))
		return;
	required = (long)settings_number(&call->repo.settings, "approvals",
					 0);
	left = approvals_missing(&call->repo, call->pull);
	w = gitlab_json(call, 200);
	json_begin_object(&w, NULL);
	json_put_int(&w, "iid", call->pull->number);
	json_put_int(&w, "project_id", repo_id(&call->repo));
	json_put(&w, "title", call->pull->title);
	json_put(&w, "state", gitlab_pull_state(call->pull));
	json_put_int(&w, "approvals_required", required);
	json_put_int(&w, "approvals_left", left);
	json_put_bool(&w, "approved", !left);
	json_begin_array(&w, "approved_by");
	for (i = 0; i < call->pull->review_nr; i++) {
		if (!call->pull->reviews[i].approved)
			continue;
		json_begin_object(&w, NULL);
		gitlab_put_user(call, &w, "user",
				call->pull->reviews[i].login);
		json_end_object(&w);
	}
	json_end_array(&w);
	json_end_object(&w);
}

static void put_note(struct call *call, struct json_writer *w,
		     const struct comment *comment)
{
	json_begin_object(w, NULL);
	json_put_int(w, "id", comment->id);
	json_put(w, "type", NULL);
	json_put(w, "body", comment->body);
	gitlab_put_user(call, w, "author", comment->author);
	gitlab_time(w, "created_at", comment->created);
	gitlab_time(w, "updated_at", comment->created);
	json_put_bool(w, "system", false);
	json_put_int(w, "noteable_id", gitlab_id(comment->repo) * 1000 +
		     comment->number);
	json_put(w, "noteable_type", "MergeRequest");
	json_put_int(w, "noteable_iid", comment->number);
	json_put_int(w, "project_id", repo_id(&call->repo));
	json_put_bool(w, "resolvable", false);
	json_put_bool(w, "confidential", false);
	json_put_bool(w, "internal", false);
	json_end_object(w);
}

/* Newest first. */
void gitlab_list_notes(struct call *call)
{
	const struct pulls *pulls = &call->forge->pulls;
	struct gitlab_page page;
	struct json_writer w;
	size_t i, seen = 0;

	if (!gitlab_merge_request(call, PERMISSION_READ) ||
	    gitlab_page(call, pulls_comment_count(pulls, call->pull), &page))
		return;
	w = gitlab_json(call, 200);
	json_begin_array(&w, NULL);
	for (i = pulls->comment_nr; i > 0; i--) {
		const struct comment *comment = &pulls->comments[i - 1];

		if (comment->number != call->pull->number ||
		    strcmp(comment->repo, call->pull->repo))
			continue;
		if (seen >= page.from && seen < page.to)
			put_note(call, &w, comment);
		seen++;
	}
	json_end_array(&w);
}

/* Each line a command of GitLab's own, which it carries out and forgets. */
static bool is_commands(const char *body)
{
	size_t nr = 0;

	for (; *body; body += strcspn(body, "\n"), body += *body == '\n') {
		if (*body == '\n' || *body == '\r')
			continue;
		if (*body != '/' || body[1] < 'a' || body[1] > 'z')
			return false;
		nr++;
	}
	return nr > 0;
}

static void say_commands(struct call *call)
{
	struct json_writer w = gitlab_json(call, 202);

	json_begin_object(&w, NULL);
	json_begin_object(&w, "commands_changes");
	json_end_object(&w);
	json_begin_array(&w, "summary");
	json_put(&w, NULL, "Applied the commands.");
	json_end_array(&w);
	json_end_object(&w);
}

void gitlab_add_note(struct call *call)
{
	struct strbuf body = STRBUF_INIT, err = STRBUF_INIT;

	if (!gitlab_known(call) ||
	    !gitlab_merge_request(call, PERMISSION_READ) ||
	    !gitlab_body(call))
		goto out;
	if (repo_is(&call->repo, "archived")) {
		gitlab_say(call, 403, "403 Forbidden");
	} else if (!gitlab_param(call, "body", &body)) {
		gitlab_error(call, 400, "body is missing");
	} else if (!body.len) {
		gitlab_say(call, 400, "400 Bad request - Note {:note=>"
			   "[\"can't be blank\"]}");
	} else if (is_commands(body.buf)) {
		say_commands(call);
	} else {
		const struct comment *comment =
			pulls_comment(&call->forge->pulls, call->pull,
				      call->req->account.login, body.buf,
				      call->now, &err);
		struct json_writer w = gitlab_json(call, 201);

		put_note(call, &w, comment);
		call->reply->content = true;
		if (err.len)
			gitlab_say(call, 500, err.buf);
	}
out:
	strbuf_release(&body);
	strbuf_release(&err);
}
