/* SPDX-License-Identifier: MIT */
/*
 * GitHub: pull requests: list, get, edit.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "github.h"

void github_save_pull(struct call *call, struct pull *pull)
{
	struct strbuf err = STRBUF_INIT;

	if (pulls_save(&call->forge->pulls, pull, call->now, &err))
		github_say(call, 500, err.buf);
	strbuf_release(&err);
}

void github_say_pull(struct call *call, unsigned status,
		     const struct pull *pull)
{
	struct difference difference;
	struct json_writer w = github_json(call, status);

	if (pull->state == PULL_OPEN)
		pull_bring_head(&call->repo, pull, call->forge->dir);
	pull_difference(&call->repo, pull->base_oid, pull->head_oid,
			&difference);
	put_pull(call, &w, NULL, pull, &difference);
}

bool github_text(struct call *call, const char *key, bool required,
		 char **out)
{
	int node = json_get(&call->body, 0, key);
	enum json_kind kind = json_kind(&call->body, node);

	if (kind == JSON_STRING) {
		*out = json_copy(&call->body, node);
		if (**out || !required)
			return true;
	} else if (kind != JSON_MISSING && kind != JSON_NULL) {
		github_say(call, 422, "Invalid request. A string was"
			   " expected.");
		return false;
	} else if (!required) {
		return true;
	}
	github_invalid(call, GITHUB_PULL, key, "missing_field", NULL);
	return false;
}

/* What a list is narrowed to; "head" counts only with its owner. */
struct filter {
	struct strbuf state, head, base;
	bool by_base;
};

static bool fits(const struct filter *filter, const struct pull *pull)
{
	bool open = pull->state == PULL_OPEN;
	const char *owner = pull->head_repo;
	size_t len = strcspn(owner, "/");
	const char *colon = strchr(filter->head.buf, ':');

	if (!strcmp(filter->state.buf, "closed") ? open
	    : strcmp(filter->state.buf, "all") && !open)
		return false;
	if (filter->by_base && strcmp(filter->base.buf, pull->base))
		return false;
	return !colon || ((size_t)(colon - filter->head.buf) == len &&
			  !strncasecmp(filter->head.buf, owner, len) &&
			  !strcmp(colon + 1, pull->head));
}

static void collect(const struct call *call, const struct filter *filter,
		    struct pull **out, size_t *nr)
{
	struct pulls *pulls = &call->forge->pulls;
	size_t i;

	for (i = 0; i < pulls->nr; i++) {
		struct pull *pull = pulls->list[i];

		if (strcmp(pull->repo, call->repo.full))
			continue;
		pulls_refresh(pulls, pull, call->forge->dir, call->now);
		if (fits(filter, pull))
			out[(*nr)++] = pull;
	}
}

static int by_created(const void *a, const void *b)
{
	const struct pull *x = *(struct pull *const *)a;
	const struct pull *y = *(struct pull *const *)b;

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

/* Newest first, unless sort and direction say otherwise. */
static void sort(const struct call *call, struct pull **list, size_t nr)
{
	struct strbuf text = STRBUF_INIT;
	bool updated = request_param(call->req, "sort", &text) &&
		       !strcmp(text.buf, "updated");
	bool rising = text.len && !updated;
	size_t i;

	if (nr)
		qsort(list, nr, sizeof(*list),
		      updated ? by_updated : by_created);
	if (request_param(call->req, "direction", &text))
		rising = !strcmp(text.buf, "asc");
	for (i = 0; !rising && i < nr / 2; i++) {
		struct pull *other = list[nr - 1 - i];

		list[nr - 1 - i] = list[i];
		list[i] = other;
	}
	strbuf_release(&text);
}

void github_list_pulls(struct call *call)
{
	struct filter filter = { .state = STRBUF_INIT, .head = STRBUF_INIT,
				 .base = STRBUF_INIT };
	struct json_writer w;
	struct pull **list;
	struct page page;
	size_t nr = 0, i;

	if (!github_repo(call, PERMISSION_READ))
		return;
	list = xcalloc(call->forge->pulls.nr + 1, sizeof(struct pull *));
	request_param(call->req, "state", &filter.state);
	request_param(call->req, "head", &filter.head);
	filter.by_base = request_param(call->req, "base", &filter.base);
	collect(call, &filter, list, &nr);
	sort(call, list, nr);
	page = github_page(call, nr);
	w = github_json(call, 200);
	json_begin_array(&w, NULL);
	for (i = page.from; i < page.to; i++)
		put_pull(call, &w, NULL, list[i], NULL);
	json_end_array(&w);
	free(list);
	strbuf_release(&filter.state);
	strbuf_release(&filter.head);
	strbuf_release(&filter.base);
}

void github_get_pull(struct call *call)
{
	if (github_pull(call, PERMISSION_READ))
		github_say_pull(call, 200, call->pull);
}

static bool reopen(struct call *call, struct pull *pull)
{
	bool merged = pull->state == PULL_MERGED;
	struct pull *other = pulls_find_open(&call->forge->pulls,
					     pull->repo, pull->head_repo,
					     pull->head, pull->base);

	if (!merged && !other) {
		pull->state = PULL_OPEN;
		pulls_refresh(&call->forge->pulls, pull, call->forge->dir,
			      call->now);
	}
	if (pull->state == PULL_OPEN)
		return true;
	github_invalid(call, GITHUB_PULL, "state", "invalid",
		       merged ? "state cannot be changed. The pull request"
		       " cannot be reopened." : other ? "state cannot be"
		       " changed. There is already an open pull request."
		       : "state cannot be changed. The head branch was"
		       " deleted.");
	return false;
}

static bool set_state(struct call *call, struct pull *pull)
{
	int node = json_get(&call->body, 0, "state");

	if (node < 0)
		return true;
	if (json_equals(&call->body, node, "open"))
		return pull->state == PULL_OPEN || reopen(call, pull);
	if (!json_equals(&call->body, node, "closed")) {
		github_invalid(call, GITHUB_PULL, "state", "invalid", NULL);
		return false;
	}
	if (pull->state == PULL_OPEN)
		pull_close(pull, call->now);
	return true;
}

/* Whoever opened it may, though not push to where it goes. */
static bool may_edit(struct call *call)
{
	const struct account *account = &call->req->account;

	return (account->known && account->most >= PERMISSION_WRITE &&
		!repo_is(&call->repo, "archived") &&
		!strcmp(account->login, call->pull->author)) ||
	       github_allowed(call, PERMISSION_WRITE);
}

void github_edit_pull(struct call *call)
{
	char *title = NULL, *body = NULL, *base = NULL;
	char oid[OID_MAX];
	struct pull *pull;

	if (!github_pull(call, PERMISSION_READ) || !may_edit(call) ||
	    !github_body(call))
		return;
	pull = call->pull;
	if (!github_text(call, "title", json_get(&call->body, 0, "title") >= 0,
			&title) ||
	    !github_text(call, "body", false, &body) ||
	    !github_text(call, "base", false, &base))
		goto out;
	if (base && !repo_branch(&call->repo, base, oid)) {
		github_invalid(call, GITHUB_PULL, "base", "invalid", NULL);
		goto out;
	}
	if (!set_state(call, pull))
		goto out;
	if (title)
		replace_string(&pull->title, title);
	if (body)
		replace_string(&pull->body, body);
	if (base) {
		replace_string(&pull->base, base);
		replace_string(&pull->base_oid, oid);
	}
	github_say_pull(call, 200, pull);
	github_save_pull(call, pull);
out:
	free(title);
	free(body);
	free(base);
}
