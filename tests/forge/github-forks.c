/* SPDX-License-Identifier: MIT */
/*
 * GitHub's forks: made for the account or for an organization, answered before
 * they have their commits; where there is one already with that one.
 *
 * Belief, not seen: what is said where forking is not allowed, or the owner's
 * own is to be forked for itself.
 */
#include <stdlib.h>
#include <strings.h>

#include "base/alloc.h"
#include "forks.h"
#include "github.h"

void github_list_forks(struct call *call)
{
	struct strvec names = STRVEC_INIT;
	struct json_writer w;
	struct page page;
	size_t i;

	if (!github_repo(call, PERMISSION_READ))
		return;
	forks_list(call->forge->dir, &call->repo, &names);
	page = github_page(call, names.nr);
	w = github_json(call, 200);
	json_begin_array(&w, NULL);
	for (i = page.from; i < page.to; i++) {
		struct repo repo = REPO_INIT;

		if (repo_open(&repo, call->forge->dir, names.v[i]))
			put_repo(call, &w, NULL, &repo, false);
		repo_release(&repo);
	}
	json_end_array(&w);
	strvec_clear(&names);
}

/* A name that is taken gets a number behind it. */
static void free_name(const struct call *call, const char *owner,
		      const char *name, struct strbuf *out)
{
	int number = 0;

	strbuf_addstr(out, name);
	while (forks_taken(call->forge->dir, owner, out->buf)) {
		strbuf_reset(out);
		strbuf_addf(out, "%s-%d", name, ++number);
	}
}

static void say_fork(struct call *call, const struct repo *fork)
{
	struct json_writer w = github_json(call, 202);

	put_repo(call, &w, NULL, fork, true);
}

static void make(struct call *call, const char *owner, const char *name)
{
	struct strbuf free_one = STRBUF_INIT;
	struct repo fork = REPO_INIT;

	free_name(call, owner, name, &free_one);
	if (forks_find(call->forge->dir, &call->repo, owner, &fork) ||
	    !forks_make(call->forge, &call->repo, owner, free_one.buf,
			forks_later(call->forge, call->now), &fork))
		say_fork(call, &fork);
	else
		github_say(call, 500, "Server Error");
	repo_release(&fork);
	strbuf_release(&free_one);
}

static bool is_owner(const struct call *call, const char *name)
{
	struct strvec names = STRVEC_INIT;
	bool is;

	store_list(&names, call->forge->dir, name);
	is = names.nr > 0;
	strvec_clear(&names);
	return is;
}

void github_make_fork(struct call *call)
{
	char *organization = NULL, *name = NULL;
	const char *owner;

	if (!github_repo(call, PERMISSION_READ) || !github_body(call) ||
	    !github_text(call, "organization", false, &organization) ||
	    !github_text(call, "name", false, &name))
		goto out;
	owner = organization ? organization : call->req->account.login;
	if (!call->req->account.known)
		github_say(call, 401, "Requires authentication");
	else if (organization &&
		 (account_exists(call->forge->dir, organization) ||
		  !is_owner(call, organization)))
		github_invalid(call, "Fork", "organization", "invalid",
			       NULL);
	else if (!settings_true(&call->repo.settings, "allow-forking", true))
		github_say(call, 403, "The repository exists, but forking is"
			   " disabled.");
	else if (!strcasecmp(owner, call->repo.owner))
		github_say(call, 403, "You cannot fork your own repository.");
	else
		make(call, owner, name ? name : call->repo.name);
out:
	free(organization);
	free(name);
}
