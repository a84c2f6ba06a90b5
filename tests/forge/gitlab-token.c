/* SPDX-License-Identifier: MIT */
/*
 * GitLab: what it tells a token of itself (docs.gitlab.com, "Personal access
 * tokens API", "Retrieve a token's own details").
 */
#include <stdlib.h>
#include <string.h>

#include "gitlab.h"

void gitlab_get_token(struct call *call)
{
	const char *scopes = call->req->account.scopes;
	struct strvec list = STRVEC_INIT;
	struct json_writer w;
	size_t i;

	if (!gitlab_known(call))
		return;
	strvec_split(&list, scopes ? scopes : "api", ',');
	w = gitlab_json(call, 200);
	json_begin_object(&w, NULL);
	json_put_int(&w, "id", 1);
	json_put(&w, "name", "token");
	json_put_bool(&w, "revoked", false);
	json_put(&w, "created_at", "2026-01-01T00:00:00.000Z");
	json_begin_array(&w, "scopes");
	for (i = 0; i < list.nr; i++)
		json_put(&w, NULL, list.v[i]);
	json_end_array(&w);
	json_put_bool(&w, "active", true);
	json_put(&w, "expires_at", NULL);
	json_end_object(&w);
	strvec_clear(&list);
}
