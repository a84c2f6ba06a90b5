/* SPDX-License-Identifier: MIT */
/*
 * GitHub: repositories and their lists, and who asks.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "github.h"

void github_get_repo(struct call *call)
{
	struct json_writer w;

	if (!github_repo(call, PERMISSION_READ))
		return;
	w = github_json(call, 200);
	put_repo(call, &w, NULL, &call->repo, true);
}

/* Those of an owner (NULL: anybody) that the account may see. */
static void visible(const struct call *call, const char *owner,
		    struct strvec *out)
{
	struct strvec all = STRVEC_INIT;
	size_t i;

	store_list(&all, call->forge->dir, owner);
	for (i = 0; i < all.nr; i++) {
		char *full = xstrdup(all.v[i]);
		struct repo repo;

		if (repo_find(&repo, call->forge->dir, full,
			      github_split(full), NULL) == REPO_FOUND &&
		    repo_permission(&repo, &call->req->account) >
		    PERMISSION_NONE)
			strvec_push(out, repo.full);
		repo_release(&repo);
		free(full);
	}
	strvec_clear(&all);
}

static void list(struct call *call, const char *owner)
{
	struct strvec names = STRVEC_INIT;
	struct json_writer w;
	struct page page;
	size_t i;

	visible(call, owner, &names);
	page = github_page(call, names.nr);
	w = github_json(call, 200);
	json_begin_array(&w, NULL);
	for (i = page.from; i < page.to; i++) {
		char *full = names.v[i];
		struct repo repo;

		if (repo_find(&repo, call->forge->dir, full,
			      github_split(full), NULL) == REPO_FOUND)
			put_repo(call, &w, NULL, &repo, false);
		repo_release(&repo);
	}
	json_end_array(&w);
	strvec_clear(&names);
}

static bool owner_exists(const struct call *call, const char *owner)
{
	struct strvec names = STRVEC_INIT;
	bool exists;

	store_list(&names, call->forge->dir, owner);
	exists = names.nr || account_exists(call->forge->dir, owner);
	strvec_clear(&names);
	return exists;
}

void github_list_org(struct call *call)
{
	if (owner_exists(call, call->arg[0]))
		list(call, call->arg[0]);
	else
		github_say(call, 404, "Not Found");
}

void github_list_user(struct call *call)
{
	github_list_org(call);
}

static bool known(struct call *call)
{
	if (!call->req->account.known)
		github_say(call, 401, "Requires authentication");
	return call->req->account.known;
}

void github_list_mine(struct call *call)
{
	if (known(call))
		list(call, NULL);
}

bool github_by_number(struct call *call, const char *number,
		      struct strbuf *full)
{
	struct strvec names = STRVEC_INIT;
	long long id = strtoll(number, NULL, 10);
	size_t i;

	visible(call, NULL, &names);
	for (i = 0; i < names.nr && !full->len; i++) {
		char *owner = names.v[i];
		struct repo repo;

		if (repo_find(&repo, call->forge->dir, owner,
			      github_split(owner), NULL) == REPO_FOUND &&
		    repo_id(&repo) == id)
			strbuf_addstr(full, repo.full);
		repo_release(&repo);
	}
	strvec_clear(&names);
	return full->len > 0;
}

void github_get_user(struct call *call)
{
	struct strbuf user = STRBUF_INIT;
	struct json_writer inner = JSON_WRITER_INIT(&user);
	struct json_writer w;
	static const char *const counts[] = {
		"public_repos", "public_gists", "followers", "following",
		"private_gists", "total_private_repos",
		"owned_private_repos", "disk_usage", "collaborators"
	};
	static const char *const texts[] = {
		"company", "location", "email", "bio", "hireable"
	};
	size_t i;

	if (!known(call))
		return;
	/* simple-user's object without its last brace, and more behind it */
	put_user(call, &inner, NULL, call->req->account.login);
	w = github_json(call, 200);
	strbuf_add(w.out, user.buf, user.len - 1);
	w.comma = true;
	json_put(&w, "name", call->req->account.login);
	json_put(&w, "blog", "");
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		json_put(&w, texts[i], NULL);
	for (i = 0; i < ARRAY_SIZE(counts); i++)
		json_put_int(&w, counts[i], 0);
	json_put_bool(&w, "two_factor_authentication", true);
	json_put(&w, "created_at", "2026-01-01T00:00:00Z");
	json_put(&w, "updated_at", "2026-01-01T00:00:00Z");
	json_end_object(&w);
	strbuf_release(&user);
}
