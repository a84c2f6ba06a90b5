/* SPDX-License-Identifier: MIT */
/*
 * GitLab's forks: "scheduled" until they have their commits; a second one
 * where its path is free, else 409.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "forks.h"
#include "gitlab.h"

/* owned=true and min_access_level narrow the list. */
static bool is_wanted(const struct call *call, const struct repo *repo)
{
	struct strbuf level = STRBUF_INIT;
	const struct account *account = &call->req->account;
	enum permission have = repo_permission(repo, account);
	bool owned = gitlab_flag(call, "owned", false);
	bool wanted = have > PERMISSION_NONE;

	if (gitlab_param(call, "min_access_level", &level) &&
	    strtol(level.buf, NULL, 10) > 20)
		wanted = have >= PERMISSION_WRITE;
	if (owned && (!account->known || have < PERMISSION_ADMIN))
		wanted = false;
	strbuf_release(&level);
	return wanted;
}

static void collect(const struct call *call, struct strvec *out)
{
	struct strvec all = STRVEC_INIT;
	size_t i;

	forks_list(call->forge->dir, &call->repo, &all);
	for (i = 0; i < all.nr; i++) {
		struct repo repo = REPO_INIT;

		if (gitlab_open(call, all.v[i], &repo) &&
		    is_wanted(call, &repo))
			strvec_push(out, all.v[i]);
		repo_release(&repo);
	}
	strvec_clear(&all);
}

void gitlab_list_forks(struct call *call)
{
	struct strvec names = STRVEC_INIT;
	struct gitlab_page page;
	struct json_writer w;
	size_t i;

	if (!gitlab_project(call, PERMISSION_READ))
		return;
	collect(call, &names);
	if (!gitlab_page(call, names.nr, &page)) {
		w = gitlab_json(call, 200);
		json_begin_array(&w, NULL);
		for (i = page.from; i < page.to; i++) {
			struct repo repo = REPO_INIT;

			if (gitlab_open(call, names.v[i], &repo))
				gitlab_put_project(call, &w, &repo,
						   GITLAB_FULL);
			repo_release(&repo);
		}
		json_end_array(&w);
	}
	strvec_clear(&names);
}

/* Words of the project's validation, under what they are about. */
static void say_taken(struct call *call)
{
	static const char *const fields[] = {
		"project_namespace.name", "name", "path"
	};
	struct json_writer w = gitlab_json(call, 409);
	size_t i;

	json_begin_object(&w, NULL);
	json_begin_object(&w, "message");
	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		json_begin_array(&w, fields[i]);
		json_put(&w, NULL, "has already been taken");
		json_end_array(&w);
	}
	json_end_object(&w);
	json_end_object(&w);
}

static bool is_namespace(const struct call *call, const char *path)
{
	struct strvec names = STRVEC_INIT;
	bool is = !strcmp(path, call->req->account.login);

	if (!is) {
		store_list(&names, call->forge->dir, path);
		is = names.nr > 0;
	}
	strvec_clear(&names);
	return is;
}

static void make(struct call *call, const char *owner, const char *name)
{
	struct repo fork = REPO_INIT;
	struct json_writer w;

	if (forks_taken(call->forge->dir, owner, name)) {
		say_taken(call);
	} else if (forks_make(call->forge, &call->repo, owner, name,
			      forks_later(call->forge, call->now), &fork)) {
		gitlab_say(call, 500, "500 Internal Server Error");
	} else {
		w = gitlab_json(call, 201);
		gitlab_put_project(call, &w, &fork, GITLAB_FULL);
	}
	repo_release(&fork);
}

void gitlab_make_fork(struct call *call)
{
	struct strbuf owner = STRBUF_INIT, path = STRBUF_INIT;

	if (!gitlab_known(call) || !gitlab_project(call, PERMISSION_READ) ||
	    !gitlab_body(call))
		goto out;
	if (!gitlab_param(call, "namespace_path", &owner) || !owner.len)
		strbuf_addstr(&owner, call->req->account.login);
	if (!gitlab_param(call, "path", &path) || !path.len)
		strbuf_addstr(&path, call->repo.name);
	if (!settings_true(&call->repo.settings, "allow-forking", true))
		gitlab_say(call, 403, "403 Forbidden");
	else if (!is_namespace(call, owner.buf))
		gitlab_say(call, 404, "404 Target Namespace Not Found");
	else
		make(call, owner.buf, path.buf);
out:
	strbuf_release(&owner);
	strbuf_release(&path);
}
