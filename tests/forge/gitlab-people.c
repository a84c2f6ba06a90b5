/* SPDX-License-Identifier: MIT */
/*
 * GitLab: the server's version, and users.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "gitlab.h"

#define REVISION "5f4e2d1c0ab"

void gitlab_get_metadata(struct call *call)
{
	struct json_writer w;

	if (!gitlab_known(call))
		return;
	w = gitlab_json(call, 200);
	json_begin_object(&w, NULL);
	json_put(&w, "version", gitlab_version(call->forge));
	json_put(&w, "revision", REVISION);
	json_begin_object(&w, "kas");
	json_put_bool(&w, "enabled", false);
	json_put(&w, "externalUrl", NULL);
	json_put(&w, "version", NULL);
	json_end_object(&w);
	json_put_bool(&w, "enterprise",
		      strstr(gitlab_version(call->forge), "-ee") != NULL);
	json_end_object(&w);
}

void gitlab_get_version(struct call *call)
{
	gitlab_get_metadata(call);
}

/* A user's object, as GET /user has it, begins as everybody's does. */
static void put_self(struct call *call, struct json_writer *w,
		     const char *login)
{
	struct strbuf user = STRBUF_INIT;
	struct json_writer inner = JSON_WRITER_INIT(&user);

	gitlab_put_user(call, &inner, NULL, login);
	strbuf_add(w->out, user.buf, user.len - 1);
	w->comma = true;
	gitlab_putf(w, "email", "%s@example.com", login);
	gitlab_putf(w, "commit_email", "%s@example.com", login);
	json_put(w, "created_at", "2026-01-01T00:00:00.000Z");
	json_put(w, "confirmed_at", "2026-01-01T00:00:00.000Z");
	json_put(w, "bio", "");
	json_put_bool(w, "bot", false);
	json_put_bool(w, "external", false);
	json_put_bool(w, "two_factor_enabled", true);
	json_put_bool(w, "can_create_group", true);
	json_put_bool(w, "can_create_project", true);
	json_put_int(w, "projects_limit", 100000);
	json_begin_array(w, "identities");
	json_end_array(w);
	json_end_object(w);
	strbuf_release(&user);
}

void gitlab_get_user(struct call *call)
{
	struct json_writer w;

	if (!gitlab_known(call))
		return;
	w = gitlab_json(call, 200);
	put_self(call, &w, call->req->account.login);
}

void gitlab_get_user_by_id(struct call *call)
{
	struct strbuf login = STRBUF_INIT;

	if (!gitlab_login(call, strtoll(call->arg[0], NULL, 10), &login)) {
		gitlab_say(call, 404, "404 User Not Found");
	} else {
		struct json_writer w = gitlab_json(call, 200);

		gitlab_put_user(call, &w, NULL, login.buf);
	}
	strbuf_release(&login);
}

/* By username only, or all. */
void gitlab_list_users(struct call *call)
{
	struct strvec all = STRVEC_INIT, logins = STRVEC_INIT;
	struct strbuf name = STRBUF_INIT;
	struct gitlab_page page;
	struct json_writer w;
	size_t i;
	bool named = request_param(call->req, "username", &name);

	if (!named && !call->req->account.known) {
		gitlab_say(call, 403, "403 Forbidden - Not authorized to"
			   " access /api/v4/users");
		goto out;
	}
	account_logins(call->forge->dir, &all);
	for (i = 0; i < all.nr; i++)
		if (!named || !strcasecmp(all.v[i], name.buf))
			strvec_push(&logins, all.v[i]);
	if (gitlab_page(call, logins.nr, &page))
		goto out;
	w = gitlab_json(call, 200);
	json_begin_array(&w, NULL);
	for (i = page.from; i < page.to; i++)
		gitlab_put_user(call, &w, NULL, logins.v[i]);
	json_end_array(&w);
out:
	strvec_clear(&all);
	strvec_clear(&logins);
	strbuf_release(&name);
}
