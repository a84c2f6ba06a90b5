/* SPDX-License-Identifier: MIT */
/*
 * Reviewers of a pull request on Gitea, people and teams in one request once
 * it is open: its opening takes them only since Gitea 1.23, and on Forgejo
 * never. Teams are those of the organization that owns the repository, by
 * their bare names.
 */
#include "forges/gitea.h"

#include <string.h>

static size_t count(const struct strvec *names)
{
	return names ? names->nr : 0;
}

static void put_names(struct json_writer *body, const char *key,
		      const struct strvec *names)
{
	const char *slash;
	size_t i;

	if (!count(names))
		return;
	json_begin_array(body, key);
	for (i = 0; i < names->nr; i++) {
		slash = strrchr(names->v[i], '/');
		json_put(body, NULL, slash ? slash + 1 : names->v[i]);
	}
	json_end_array(body);
}

void gitea_review_ask(const struct forge_site *site,
		      const struct pull_query *query,
		      struct request *request, bool withdraw)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "/pulls/%lld/requested_reviewers",
		    query->pull->number);
	gitea_request(request, withdraw ? "DELETE" : "POST", site,
		      query->owner, query->name, path.buf);
	gitea_expect_body(request);
	request->draws = DRAW_WRITE | DRAW_CONTENT;
	json_begin_object(&body, NULL);
	put_names(&body, "reviewers", withdraw ? query->edit->no_reviewers
					       : query->reviewers);
	put_names(&body, "team_reviewers", withdraw ? query->edit->no_teams
						    : query->teams);
	json_end_object(&body);
	strbuf_release(&path);
}
