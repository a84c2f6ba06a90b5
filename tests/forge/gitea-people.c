/* SPDX-License-Identifier: MIT */
/*
 * Gitea: users and organizations.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "gitea.h"

#define LONG_AGO "2026-01-01T00:00:00Z"
#define NEVER "0001-01-01T00:00:00Z"

bool gitea_owner(const struct call *call, const char *name,
		 struct strbuf *owner)
{
	struct strvec names = STRVEC_INIT;
	size_t i;

	strbuf_reset(owner);
	account_logins(call->forge->dir, &names);
	for (i = 0; i < names.nr && !owner->len; i++)
		if (!strcasecmp(names.v[i], name))
			strbuf_addstr(owner, names.v[i]);
	strvec_clear(&names);
	if (owner->len)
		return true;
	store_list(&names, call->forge->dir, name);
	if (names.nr)
		strbuf_add(owner, names.v[0],
			   (size_t)(strrchr(names.v[0], '/') - names.v[0]));
	strvec_clear(&names);
	return owner->len > 0;
}

bool gitea_is_organization(const struct call *call, const char *name)
{
	return !account_exists(call->forge->dir, name);
}

/* What only the user sees of himself is empty to everybody else. */
static void put_private(const struct call *call, struct json_writer *w,
			const char *login)
{
	bool self = call->req->account.login &&
		    !strcmp(call->req->account.login, login);

	json_put(w, "language", self ? "en-US" : "");
	json_put_bool(w, "is_admin", false);
	json_put(w, "last_login", self ? LONG_AGO : NEVER);
	json_put_bool(w, "active", self);
}

void gitea_put_user(const struct call *call, struct json_writer *w,
		    const char *key, const char *login)
{
	if (!login) {
		json_put(w, key, NULL);
		return;
	}
	json_begin_object(w, key);
	json_put_int(w, "id", gitea_id(login));
	json_put(w, "login", login);
	json_put(w, "login_name", "");
	json_put_int(w, "source_id", 0);
	json_put(w, "full_name", "");
	if (gitea_is_organization(call, login))
		json_put(w, "email", "");
	else
		gitea_putf(w, "email", "%s@noreply.localhost", login);
	gitea_putf(w, "avatar_url", "%s/avatars/%llx", call->site,
		   (unsigned long long)gitea_id(login));
	gitea_putf(w, "html_url", "%s/%s", call->site, login);
	put_private(call, w, login);
	json_put(w, "created", LONG_AGO);
	json_put_bool(w, "restricted", false);
	json_put_bool(w, "prohibit_login", false);
	json_put(w, "location", "");
	if (gitea_is_forgejo(call->forge))
		json_put(w, "pronouns", "");
	json_put(w, "website", "");
	json_put(w, "description", "");
	json_put(w, "visibility", "public");
	json_put_int(w, "followers_count", 0);
	json_put_int(w, "following_count", 0);
	json_put_int(w, "starred_repos_count", 0);
	json_put(w, "username", login);		/* for old clients */
	json_end_object(w);
}

void gitea_put_users(const struct call *call, struct json_writer *w,
		     const char *key, const struct strvec *logins)
{
	size_t i;

	json_begin_array(w, key);
	for (i = 0; i < logins->nr; i++)
		gitea_put_user(call, w, NULL, logins->v[i]);
	json_end_array(w);
}

void gitea_get_self(struct call *call)
{
	struct json_writer w;

	if (!gitea_known(call))
		return;
	w = gitea_json(call, 200);
	gitea_put_user(call, &w, NULL, call->req->account.login);
}

/* An organization is a user too. */
void gitea_get_user(struct call *call)
{
	struct strbuf login = STRBUF_INIT;
	struct json_writer w;

	if (gitea_owner(call, call->arg[0], &login)) {
		w = gitea_json(call, 200);
		gitea_put_user(call, &w, NULL, login.buf);
	} else {
		gitea_missing(call, NULL);
	}
	strbuf_release(&login);
}

void gitea_put_organization(const struct call *call, struct json_writer *w,
			    const char *key, const char *name)
{
	json_begin_object(w, key);
	json_put_int(w, "id", gitea_id(name));
	json_put(w, "name", name);
	json_put(w, "full_name", "");
	json_put(w, "email", "");
	gitea_putf(w, "avatar_url", "%s/avatars/%llx", call->site,
		   (unsigned long long)gitea_id(name));
	json_put(w, "description", "");
	json_put(w, "website", "");
	json_put(w, "location", "");
	json_put(w, "visibility", "public");
	json_put_bool(w, "repo_admin_change_team_access", false);
	json_put(w, "username", name);
	json_end_object(w);
}

void gitea_get_organization(struct call *call)
{
	struct strbuf name = STRBUF_INIT;
	struct json_writer w;

	if (gitea_owner(call, call->arg[0], &name) &&
	    gitea_is_organization(call, name.buf)) {
		w = gitea_json(call, 200);
		gitea_put_organization(call, &w, NULL, name.buf);
	} else {
		gitea_missing(call, NULL);
	}
	strbuf_release(&name);
}
