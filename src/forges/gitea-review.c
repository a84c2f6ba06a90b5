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

bool gitea_describe_needed(const struct pull_query *query)
{
	return count(query->reviewers) || count(query->teams);
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

int gitea_describe_ask(const struct forge_site *site,
		       const struct pull_query *query,
		       struct request *request, struct strbuf *err)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);
	struct strbuf path = STRBUF_INIT;

	(void)err;
	strbuf_addf(&path, "/pulls/%lld/requested_reviewers",
		    query->pull->number);
	gitea_request(request, "POST", site, query->owner, query->name,
		      path.buf);
	gitea_expect_body(request);
	request->draws = DRAW_WRITE | DRAW_CONTENT;
	json_begin_object(&body, NULL);
	put_names(&body, "reviewers", query->reviewers);
	put_names(&body, "team_reviewers", query->teams);
	json_end_object(&body);
	strbuf_release(&path);
	return 0;
}

/* Who was asked before is not in the answer: that it is one is enough. */
int gitea_describe_read(const struct reply *reply,
			const struct pull_query *query, struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int result = -1;

	(void)query;
	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	if (json_kind(&doc, 0) == JSON_ARRAY)
		result = 0;
	else
		strbuf_addstr(err, "the answer is no list of reviews");
out:
	json_release(&doc);
	return result;
}
