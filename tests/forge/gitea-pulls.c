/* SPDX-License-Identifier: MIT */
/*
 * Gitea: pull requests: lists, one alone, and by the branches.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "gitea.h"

/* What a list is narrowed to; an empty text: to nothing. */
struct filter {
	struct strbuf state, sort, poster, base;
};

#define FILTER_INIT { .state = STRBUF_INIT, .sort = STRBUF_INIT,	\
	.poster = STRBUF_INIT, .base = STRBUF_INIT }

static void filter_release(struct filter *filter)
{
	strbuf_release(&filter->state);
	strbuf_release(&filter->sort);
	strbuf_release(&filter->poster);
	strbuf_release(&filter->base);
}

/* -1: a poster that is nobody, and the reply says so. */
static int read_filter(struct call *call, struct filter *filter)
{
	struct strbuf owner = STRBUF_INIT, text = STRBUF_INIT;
	int result = 0;

	request_param(call->req, "state", &filter->state);
	request_param(call->req, "sort", &filter->sort);
	request_param(call->req, "poster", &filter->poster);
	request_param(call->req, "base_branch", &filter->base);
	if (filter->poster.len &&
	    !gitea_owner(call, filter->poster.buf, &owner)) {
		strbuf_addf(&text, "user does not exist [uid: 0, name: %s]",
			    filter->poster.buf);
		gitea_say(call, 400, text.buf);
		result = -1;
	}
	strbuf_release(&owner);
	strbuf_release(&text);
	return result;
}

/* Only "closed" and "all" are not what "open" is. */
static bool fits(const struct filter *filter, const struct pull *pull)
{
	bool open = pull->state == PULL_OPEN;
	bool closed = !strcmp(filter->state.buf, "closed");
	bool all = !strcmp(filter->state.buf, "all");

	return (all || open != closed) &&
	       (!filter->poster.len ||
		!strcasecmp(filter->poster.buf, pull->author)) &&
	       (!filter->base.len ||
		!strcmp(filter->base.buf, pull->base));
}

static int by_number(const void *a, const void *b)
{
	const struct pull *x = *(struct pull *const *)a;
	const struct pull *y = *(struct pull *const *)b;

	return x->number < y->number ? 1 : -(x->number > y->number);
}

static int by_update(const void *a, const void *b)
{
	const struct pull *x = *(struct pull *const *)a;
	const struct pull *y = *(struct pull *const *)b;

	if (x->updated < y->updated)
		return 1;
	return x->updated > y->updated ? -1 : by_number(a, b);
}

/* The newest first, unless sort says otherwise. */
static void order(struct pull **list, size_t nr, const char *sort)
{
	bool rising = !strcmp(sort, "oldest") || !strcmp(sort, "leastupdate");
	bool update = !strcmp(sort, "recentupdate") ||
		      !strcmp(sort, "leastupdate");
	size_t i;

	if (nr)
		qsort(list, nr, sizeof(*list), update ? by_update
		      : by_number);
	for (i = 0; rising && i < nr / 2; i++) {
		struct pull *other = list[nr - 1 - i];

		list[nr - 1 - i] = list[i];
		list[i] = other;
	}
}

static size_t collect(struct call *call, const struct filter *filter,
		      struct pull **out)
{
	struct pulls *pulls = &call->forge->pulls;
	size_t i, nr = 0;

	for (i = 0; i < pulls->nr; i++) {
		struct pull *pull = pulls->list[i];

		if (strcmp(pull->repo, call->repo.full) != 0)
			continue;
		pulls_refresh(pulls, pull, call->forge->dir, call->now);
		if (fits(filter, pull))
			out[nr++] = pull;
	}
	return nr;
}

void gitea_list_pulls(struct call *call)
{
	struct pull **list = xcalloc(call->forge->pulls.nr + 1,
				     sizeof(*list));
	struct filter filter = FILTER_INIT;
	struct gitea_page page;
	struct json_writer w;
	size_t i, nr;

	if (gitea_repo(call, GITEA_PULLS) && !read_filter(call, &filter)) {
		nr = collect(call, &filter, list);
		order(list, nr, filter.sort.buf);
		page = gitea_page(call, nr, true);
		w = gitea_json(call, 200);
		json_begin_array(&w, NULL);
		for (i = page.from; i < page.to; i++)
			gitea_put_pull(call, &w, list[i], false);
		json_end_array(&w);
	}
	filter_release(&filter);
	free(list);
}

void gitea_get_pull(struct call *call)
{
	if (gitea_pull(call, GITEA_PULLS))
		gitea_say_pull(call, 200);
}

/*
 * The head is "BRANCH", "OWNER:BRANCH" or "OWNER/NAME:BRANCH"; false: no
 * such repository is seen.
 */
static bool read_head(struct call *call, const char *head,
		      struct strbuf *repo, const char **branch)
{
	const char *colon = strchr(head, ':');
	const char *slash = memchr(head, '/', colon ? (size_t)(colon - head)
				   : 0);
	struct repo found = REPO_INIT;

	*branch = colon ? colon + 1 : head;
	if (!colon) {
		strbuf_addstr(repo, call->repo.full);
		return true;
	}
	strbuf_add(repo, head, (size_t)(colon - head));
	if (!slash)
		strbuf_addf(repo, "/%s", call->repo.name);
	if (!gitea_open(call, repo->buf, &found))
		return false;
	strbuf_reset(repo);
	strbuf_addstr(repo, found.full);
	repo_release(&found);
	return true;
}

/* The first there ever was, whatever its state: the server does not sort. */
void gitea_get_by_branches(struct call *call)
{
	struct pulls *pulls = &call->forge->pulls;
	struct strbuf head_repo = STRBUF_INIT;
	const char *branch;
	size_t i;

	if (!gitea_repo(call, GITEA_PULLS))
		return;
	if (read_head(call, call->arg[3], &head_repo, &branch))
		for (i = 0; i < pulls->nr; i++) {
			struct pull *pull = pulls->list[i];

			if (!strcmp(pull->repo, call->repo.full) &&
			    !strcmp(pull->base, call->arg[2]) &&
			    !strcmp(pull->head_repo, head_repo.buf) &&
			    !strcmp(pull->head, branch) &&
			    (!call->pull ||
			     pull->number < call->pull->number))
				call->pull = pull;
		}
	if (call->pull) {
		pulls_refresh(pulls, call->pull, call->forge->dir, call->now);
		gitea_say_pull(call, 200);
	} else {
		gitea_missing(call, NULL);
	}
	strbuf_release(&head_repo);
}
