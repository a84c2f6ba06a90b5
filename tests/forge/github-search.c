/* SPDX-License-Identifier: MIT */
/*
 * GitHub's REST: searches for repositories and for code. Config:
 * github-search-max (1000: so many results a search has at most),
 * github-search-incomplete = true (a search for code ends before its time).
 */
#include <string.h>

#include "base/text.h"
#include "facts.h"
#include "github.h"

size_t github_search_max(const struct forge *forge)
{
	double most = settings_number(&forge->config, "github-search-max",
				      1000);

	return most > 0 ? (size_t)most : 1000;
}

static bool visible(const struct call *call, const char *full,
		    struct repo *repo)
{
	return repo_open(repo, call->forge->dir, full) &&
	       !strchr(repo->owner, '/') &&
	       repo_permission(repo, &call->req->account) > PERMISSION_NONE;
}

/* The words of the parameter q; false and 422: there are none. */
static bool read_words(struct call *call, struct search *search)
{
	struct strbuf q = STRBUF_INIT;

	request_param(call->req, "q", &q);
	search_parse(search, q.buf);
	strbuf_release(&q);
	if (search->words.nr || search->qualifiers.nr)
		return true;
	github_invalid(call, "Search", "q", "missing", NULL);
	return false;
}

/* The part of the list that is asked for; 422 behind its end. */
static bool page_of(struct call *call, size_t total, struct page *page)
{
	size_t most = github_search_max(call->forge);
	long at = request_param_int(call->req, "page", 1);
	long size = request_param_int(call->req, "per_page", 30);

	if (at > 1 && (size_t)((at - 1) * size) >= most) {
		github_say(call, 422, "Only the first 1000 search results"
			   " are available");
		return false;
	}
	*page = github_page(call, total > most ? most : total);
	return true;
}

static struct json_writer begin(struct call *call, size_t total,
				bool incomplete)
{
	struct json_writer w = github_json(call, 200);

	json_begin_object(&w, NULL);
	json_put_int(&w, "total_count", (long long)total);
	json_put_bool(&w, "incomplete_results", incomplete);
	json_begin_array(&w, "items");
	return w;
}

static void end(struct json_writer *w)
{
	json_end_array(w);
	json_end_object(w);
}

void github_search_repositories(struct call *call)
{
	struct strvec all = STRVEC_INIT, found = STRVEC_INIT;
	struct search search = SEARCH_INIT;
	struct json_writer w;
	struct page page;
	size_t i;

	if (!read_words(call, &search))
		goto out;
	store_list(&all, call->forge->dir, NULL);
	for (i = 0; i < all.nr; i++) {
		struct repo repo = REPO_INIT;

		if (visible(call, all.v[i], &repo) &&
		    search_fits(&search, &repo))
			strvec_push(&found, all.v[i]);
		repo_release(&repo);
	}
	if (!page_of(call, found.nr, &page))
		goto out;
	w = begin(call, found.nr, false);
	for (i = page.from; i < page.to; i++) {
		struct repo repo = REPO_INIT;

		if (repo_open(&repo, call->forge->dir, found.v[i]))
			put_repo(call, &w, NULL, &repo, false);
		repo_release(&repo);
	}
	end(&w);
out:
	strvec_clear(&all);
	strvec_clear(&found);
	search_release(&search);
}

/* "OWNER/NAME:PATH" of each file that is found. */
static void find_files(const struct call *call, const struct search *search,
		       struct strvec *found)
{
	struct strvec all = STRVEC_INIT;
	size_t i, k;

	store_list(&all, call->forge->dir, NULL);
	for (i = 0; i < all.nr; i++) {
		struct strvec files = STRVEC_INIT;
		struct repo repo = REPO_INIT;

		if (visible(call, all.v[i], &repo))
			search_files(search, &repo, &files);
		for (k = 0; k < files.nr; k++)
			strvec_pushf(found, "%s:%s", repo.full, files.v[k]);
		strvec_clear(&files);
		repo_release(&repo);
	}
	strvec_clear(&all);
}

static void put_file(struct call *call, struct json_writer *w,
		     const char *found)
{
	const char *path = strchr(found, ':') + 1;
	const char *last = strrchr(path, '/');
	struct strbuf full = STRBUF_INIT;
	struct repo repo = REPO_INIT;

	strbuf_add(&full, found, (size_t)(path - 1 - found));
	if (repo_open(&repo, call->forge->dir, full.buf)) {
		json_begin_object(w, NULL);
		json_put(w, "name", last ? last + 1 : path);
		json_put(w, "path", path);
		json_put(w, "sha", repo.oid);
		putf(w, "url", "%s/repos/%s/contents/%s", call->api,
		     repo.full, path);
		putf(w, "git_url", "%s/repos/%s/git/blobs/%s", call->api,
		     repo.full, repo.oid);
		putf(w, "html_url", "%s/%s/blob/%s/%s", call->site,
		     repo.full, repo.oid, path);
		put_minimal_repo(call, w, "repository", &repo);
		json_put_int(w, "score", 1);
		json_end_object(w);
	}
	repo_release(&repo);
	strbuf_release(&full);
}

void github_search_code(struct call *call)
{
	bool incomplete = settings_true(&call->forge->config,
					"github-search-incomplete", false);
	struct search search = SEARCH_INIT;
	struct strvec found = STRVEC_INIT;
	struct json_writer w;
	struct page page;
	size_t i;

	if (!call->req->account.known) {
		github_say(call, 401, "Requires authentication");
		return;
	}
	if (!read_words(call, &search))
		goto out;
	find_files(call, &search, &found);
	if (!page_of(call, found.nr, &page))
		goto out;
	w = begin(call, found.nr, incomplete);
	for (i = page.from; i < page.to; i++)
		put_file(call, &w, found.v[i]);
	end(&w);
out:
	strvec_clear(&found);
	search_release(&search);
}
