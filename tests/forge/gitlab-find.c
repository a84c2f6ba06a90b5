/* SPDX-License-Identifier: MIT */
/*
 * Projects, users and merge requests that a request to GitLab is about.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"
#include "gitlab.h"

bool gitlab_known(struct call *call)
{
	if (!call->req->account.known)
		gitlab_say(call, 401, "401 Unauthorized");
	return call->req->account.known;
}

/* Ends the path of a group, and gives what stands behind its last slash. */
static char *split(char *full)
{
	char *slash = strrchr(full, '/');

	if (!slash)
		return NULL;
	*slash = '\0';
	return slash + 1;
}

static enum found find(const struct call *call, const char *full,
		       struct repo *repo, struct strbuf *moved_to)
{
	char *owner = xstrdup(full), *name = split(owner);
	enum found found = REPO_MISSING;

	if (name && !ends_with(name, ".git"))
		found = repo_find(repo, call->forge->dir, owner, name,
				  moved_to);
	free(owner);
	return found;
}

bool gitlab_open(const struct call *call, const char *full,
		 struct repo *repo)
{
	if (find(call, full, repo, NULL) == REPO_FOUND &&
	    repo_permission(repo, &call->req->account) > PERMISSION_NONE)
		return true;
	repo_release(repo);
	return false;
}

void gitlab_visible(const struct call *call, struct strvec *out)
{
	struct strvec all = STRVEC_INIT;
	size_t i;

	store_list(&all, call->forge->dir, NULL);
	for (i = 0; i < all.nr; i++) {
		struct repo repo = REPO_INIT;

		if (gitlab_open(call, all.v[i], &repo))
			strvec_push(out, repo.full);
		repo_release(&repo);
	}
	strvec_clear(&all);
}

bool gitlab_open_id(const struct call *call, long long id, struct repo *repo)
{
	struct strvec all = STRVEC_INIT;
	bool found = false;
	size_t i;

	store_list(&all, call->forge->dir, NULL);
	for (i = 0; i < all.nr && !found; i++) {
		found = gitlab_open(call, all.v[i], repo) &&
			repo_id(repo) == id;
		if (!found)
			repo_release(repo);
	}
	strvec_clear(&all);
	return found;
}

bool gitlab_login(const struct call *call, long long id,
		  struct strbuf *login)
{
	struct strvec logins = STRVEC_INIT;
	size_t i;

	account_logins(call->forge->dir, &logins);
	strbuf_reset(login);
	for (i = 0; i < logins.nr && !login->len; i++)
		if (gitlab_id(logins.v[i]) == id)
			strbuf_addstr(login, logins.v[i]);
	strvec_clear(&logins);
	return login->len > 0;
}

/* The same path, but with the number of what moved. */
static void say_moved(struct call *call, const char *to)
{
	const char *rest = call->req->path + strlen(GITLAB_API "/projects/");
	struct repo repo = REPO_INIT;
	struct strbuf url = STRBUF_INIT, text = STRBUF_INIT;

	if (!gitlab_open(call, to, &repo)) {
		gitlab_say(call, 404, "404 Project Not Found");
	} else if (call->req->kind != REQUEST_READ) {
		gitlab_say(call, 405, "Non GET methods are not allowed for"
			   " moved projects");
	} else {
		strbuf_addf(&url, "%s/projects/%lld%s%s%s", call->api,
			    repo_id(&repo), rest + strcspn(rest, "/"),
			    *call->req->query ? "?" : "", call->req->query);
		strbuf_addf(&text, "This resource has been moved permanently"
			    " to %s.", url.buf);
		reply_header(call->reply, "Location", url.buf);
		reply_text(call->reply, 301, "text/plain", text.buf);
	}
	repo_release(&repo);
	strbuf_release(&url);
	strbuf_release(&text);
}

/* By number or path; false: the reply says why. */
static bool find_project(struct call *call)
{
	const char *id = call->arg[0];
	struct strbuf to = STRBUF_INIT;
	enum found found = REPO_MISSING;

	if (strspn(id, "0123456789") == strlen(id)) {
		if (gitlab_open_id(call, strtoll(id, NULL, 10), &call->repo))
			found = REPO_FOUND;
	} else {
		found = find(call, id, &call->repo, &to);
		if (found == REPO_FOUND &&
		    repo_permission(&call->repo, &call->req->account) ==
		    PERMISSION_NONE)
			found = REPO_MISSING;
	}
	if (found == REPO_MOVED)
		say_moved(call, to.buf);
	else if (found == REPO_MISSING)
		gitlab_say(call, 404, "404 Project Not Found");
	strbuf_release(&to);
	return found == REPO_FOUND;
}

bool gitlab_project(struct call *call, enum permission need)
{
	const struct account *account = &call->req->account;

	if (need > PERMISSION_READ && !gitlab_known(call))
		return false;
	if (!find_project(call))
		return false;
	if (repo_is(&call->repo, "disabled") ||
	    (need > PERMISSION_READ && repo_is(&call->repo, "archived")) ||
	    repo_permission(&call->repo, account) < need) {
		gitlab_say(call, 403, "403 Forbidden");
		return false;
	}
	return true;
}

bool gitlab_merge_request(struct call *call, enum permission need)
{
	long long iid;
	char *end;

	if (!gitlab_project(call, need))
		return false;
	iid = strtoll(call->arg[1], &end, 10);
	if (*end) {
		gitlab_error(call, 400, "merge_request_iid is invalid");
		return false;
	}
	call->pull = pulls_get(&call->forge->pulls, call->repo.full, iid);
	if (!call->pull) {
		gitlab_say(call, 404, "404 Not found");
		return false;
	}
	pulls_refresh(&call->forge->pulls, call->pull, call->forge->dir,
		      call->now);
	return true;
}
