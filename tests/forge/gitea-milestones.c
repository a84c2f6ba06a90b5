/* SPDX-License-Identifier: MIT */
/*
 * Gitea: milestones of a repository, open and closed ones.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "fields.h"
#include "gitea.h"

#define LONG_AGO "2026-01-01T00:00:00Z"

/* A number of the whole server's, not the repository's. */
static long long id_of(const struct repo *repo, const char *title)
{
	struct strbuf key = STRBUF_INIT;
	long long id;

	strbuf_addf(&key, "%s milestone %s", repo->full, title);
	id = gitea_id(key.buf);
	strbuf_release(&key);
	return id;
}

static void put_one(struct json_writer *w, const char *key,
		    const struct repo *repo, const char *title)
{
	struct strvec open = STRVEC_INIT;
	bool is_open;

	fields_milestones(repo, false, &open);
	is_open = strvec_has(&open, title);
	json_begin_object(w, key);
	json_put_int(w, "id", id_of(repo, title));
	json_put(w, "title", title);
	json_put(w, "description", "");
	json_put(w, "state", is_open ? "open" : "closed");
	json_put_int(w, "open_issues", 0);
	json_put_int(w, "closed_issues", 0);
	json_put(w, "created_at", LONG_AGO);
	json_put(w, "updated_at", NULL);
	json_put(w, "closed_at", is_open ? NULL : LONG_AGO);
	json_put(w, "due_on", NULL);
	json_end_object(w);
	strvec_clear(&open);
}

void gitea_put_milestone(struct json_writer *w, const struct repo *repo,
			 const struct pull *pull)
{
	if (pull->milestone && fields_milestone(repo, pull->milestone))
		put_one(w, "milestone", repo, pull->milestone);
	else
		json_put(w, "milestone", NULL);
}

bool gitea_read_milestone(struct call *call, struct strbuf *title)
{
	long long id = json_int(&call->body, gitea_member(call, "milestone"),
				0);
	struct strvec all = STRVEC_INIT;
	size_t i;

	fields_milestones(&call->repo, false, &all);
	fields_milestones(&call->repo, true, &all);
	for (i = 0; id > 0 && i < all.nr && !title->len; i++)
		if (id_of(&call->repo, all.v[i]) == id)
			strbuf_addstr(title, all.v[i]);
	strvec_clear(&all);
	if (id > 0 && !title->len)
		gitea_missing(call, NULL);
	return id <= 0 || title->len;
}

/* By a part of the name, in any case; the open ones where none is named. */
void gitea_list_milestones(struct call *call)
{
	struct strvec all = STRVEC_INIT, found = STRVEC_INIT;
	struct strbuf state = STRBUF_INIT, name = STRBUF_INIT;
	struct gitea_page page;
	struct json_writer w;
	size_t i;

	if (!gitea_repo(call, 0))
		goto out;
	request_param(call->req, "state", &state);
	request_param(call->req, "name", &name);
	if (strcmp(state.buf, "closed") != 0)
		fields_milestones(&call->repo, false, &all);
	if (!strcmp(state.buf, "closed") || !strcmp(state.buf, "all"))
		fields_milestones(&call->repo, true, &all);
	for (i = 0; i < all.nr; i++)
		if (strcasestr(all.v[i], name.buf))
			strvec_push(&found, all.v[i]);
	page = gitea_page(call, found.nr, false);
	w = gitea_json(call, 200);
	json_begin_array(&w, NULL);
	for (i = page.from; i < page.to; i++)
		put_one(&w, NULL, &call->repo, found.v[i]);
	json_end_array(&w);
out:
	strvec_clear(&all);
	strvec_clear(&found);
	strbuf_release(&state);
	strbuf_release(&name);
}
