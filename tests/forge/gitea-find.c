/* SPDX-License-Identifier: MIT */
/*
 * Repositories and pull requests that a request to Gitea is about.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "gitea.h"

bool gitea_known(struct call *call)
{
	if (!call->req->account.known)
		gitea_say(call, 401, "token is required");
	return call->req->account.known;
}

bool gitea_may(const struct call *call, enum permission need)
{
	return repo_permission(&call->repo, &call->req->account) >= need;
}

bool gitea_open(const struct call *call, const char *full, struct repo *repo)
{
	if (repo_open(repo, call->forge->dir, full) &&
	    repo_permission(repo, &call->req->account) > PERMISSION_NONE)
		return true;
	repo_release(repo);
	return false;
}

bool gitea_open_head(const struct call *call, const struct pull *pull,
		     struct repo *repo)
{
	return gitea_open(call, pull->head_repo, repo);
}

/* The same path with the new name in it: a path only, without a host. */
static void say_moved(struct call *call, const char *to)
{
	const char *path = call->req->path + strlen(GITEA_API "/repos/");
	struct strbuf url = STRBUF_INIT;
	int slashes = 0;

	for (; *path; path++)
		if (*path == '/' && ++slashes == 2)
			break;
	strbuf_addf(&url, "%s/repos/%s%s%s%s", GITEA_API, to, path,
		    *call->req->query ? "?" : "", call->req->query);
	reply_header(call->reply, "Location", url.buf);
	gitea_bare(call, 307);
	strbuf_release(&url);
}

/* Whoever asks is sent on, even to what is hidden there. */
static bool find(struct call *call)
{
	struct strbuf to = STRBUF_INIT;
	enum found found = repo_find(&call->repo, call->forge->dir,
				     call->arg[0], call->arg[1], &to);

	if (found == REPO_FOUND &&
	    (ends_with(call->arg[1], ".git") ||
	     repo_is(&call->repo, "disabled") ||
	     !gitea_may(call, PERMISSION_READ)))
		found = REPO_MISSING;
	if (found == REPO_MOVED)
		say_moved(call, to.buf);
	else if (found == REPO_MISSING)
		gitea_missing(call, NULL);
	strbuf_release(&to);
	return found == REPO_FOUND;
}

static void say_archived(struct call *call)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "<Repository %lld:%s> is archived",
		    repo_id(&call->repo), call->repo.full);
	gitea_say(call, 423, text.buf);
	strbuf_release(&text);
}

bool gitea_repo(struct call *call, unsigned needs)
{
	if (!find(call))
		return false;
	if ((needs & GITEA_PULLS) &&
	    !settings_true(&call->repo.settings, "has-pull-requests", true))
		gitea_missing(call, NULL);
	else if ((needs & (GITEA_TOKEN | GITEA_WRITER | GITEA_ADMIN)) &&
		 !call->req->account.known)
		gitea_known(call);
	else if ((needs & GITEA_ADMIN) && !gitea_may(call, PERMISSION_ADMIN))
		gitea_say(call, 403, "user should be an owner or a"
			  " collaborator with admin write of a repository");
	else if ((needs & GITEA_WRITER) && !gitea_may(call, PERMISSION_WRITE))
		gitea_say(call, 403, "user should have a permission to write"
			  " to a repo");
	else if ((needs & GITEA_LIVE) && repo_is(&call->repo, "archived"))
		say_archived(call);
	else
		return true;
	return false;
}

bool gitea_pull(struct call *call, unsigned needs)
{
	long long number;
	char *end;

	if (!gitea_repo(call, needs))
		return false;
	number = strtoll(call->arg[2], &end, 10);
	call->pull = *end ? NULL : pulls_get(&call->forge->pulls,
					     call->repo.full, number);
	if (!call->pull) {
		gitea_missing(call, NULL);
		return false;
	}
	pulls_refresh(&call->forge->pulls, call->pull, call->forge->dir,
		      call->now);
	return true;
}

/* What cannot be written is hidden from all but the server's own people. */
void gitea_save(struct call *call)
{
	struct strbuf err = STRBUF_INIT;

	if (pulls_save(&call->forge->pulls, call->pull, call->now, &err))
		gitea_say(call, 500, "");
	strbuf_release(&err);
}
