/* SPDX-License-Identifier: MIT */
/*
 * Gitea's forks: one an owner, ready when it is answered.
 *
 * Belief, not seen: the words of the refusals.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "forks.h"
#include "gitea.h"

void gitea_list_forks(struct call *call)
{
	struct strvec names = STRVEC_INIT;
	struct gitea_page page;
	struct json_writer w;
	size_t i;

	if (!gitea_repo(call, 0))
		return;
	forks_list(call->forge->dir, &call->repo, &names);
	page = gitea_page(call, names.nr, true);
	w = gitea_json(call, 200);
	json_begin_array(&w, NULL);
	for (i = page.from; i < page.to; i++) {
		struct repo repo = REPO_INIT;

		if (gitea_open(call, names.v[i], &repo))
			gitea_put_repo(call, &w, NULL, &repo);
		repo_release(&repo);
	}
	json_end_array(&w);
	strvec_clear(&names);
}

/* Its own is answered here as any that is there. */
static bool is_there(struct call *call, const char *owner, const char *name)
{
	struct repo fork = REPO_INIT;
	struct strbuf text = STRBUF_INIT;
	bool there = forks_find(call->forge->dir, &call->repo, owner, &fork);

	if (there)
		strbuf_addf(&text, "repository is already forked by user"
			    " [uname: %s, repo path: %s, fork path: %s]",
			    owner, call->repo.full, fork.full);
	else if (forks_taken(call->forge->dir, owner, name))
		strbuf_addf(&text, "repository already exists [uname: %s,"
			    " name: %s]", owner, name);
	if (text.len)
		gitea_say(call, 409, text.buf);
	there = text.len > 0;
	repo_release(&fork);
	strbuf_release(&text);
	return there;
}

static void make(struct call *call, const char *owner, const char *name)
{
	struct repo fork = REPO_INIT;
	struct json_writer w;

	if (!is_there(call, owner, name)) {
		if (forks_make(call->forge, &call->repo, owner, name,
			       call->now, &fork)) {
			gitea_bare(call, 500);
		} else {
			w = gitea_json(call, 202);
			gitea_put_repo(call, &w, NULL, &fork);
		}
	}
	repo_release(&fork);
}

void gitea_make_fork(struct call *call)
{
	char *organization = NULL, *name = NULL;

	if (!gitea_repo(call, GITEA_TOKEN) || !gitea_body(call) ||
	    !gitea_text(call, "organization", NULL, &organization) ||
	    !gitea_text(call, "name", NULL, &name))
		goto out;
	if (organization && !gitea_is_organization(call, organization))
		gitea_say(call, 422, "user redirect does not exist");
	else
		make(call, organization ? organization
		     : call->req->account.login,
		     name ? name : call->repo.name);
out:
	free(organization);
	free(name);
}
