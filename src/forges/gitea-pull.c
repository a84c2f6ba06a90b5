/* SPDX-License-Identifier: MIT */
/*
 * Pull requests on Gitea: found, opened, closed.
 */
#include "forges/gitea.h"

#include <string.h>

#include "base/text.h"
#include "forges/forks.h"

/*
 * One whose opening was not answered, or that exists already: it is among
 * those that changed last. By base and head alone the server would tell the
 * oldest, closed or not.
 */
int gitea_find_ask(const struct forge_site *site,
		   const struct pull_query *query, struct request *request,
		   struct strbuf *err)
{
	(void)err;
	gitea_request(request, "GET", site, query->owner, query->name,
		      "/pulls?state=all&sort=recentupdate");
	request->draws = DRAW_READ;
	if (!(site->lacks & GITEA_LACKS_LIST_FILTER)) {
		strbuf_addstr(&request->url, "&base=");
		text_percent_encode(&request->url, query->base);
		strbuf_addstr(&request->url, "&head=");
		text_percent_encode(&request->url, query->branch);
	}
	gitea_add_page(request, 1);
	return 0;
}

static void choose_pull(const struct json *doc,
			const struct pull_query *query, struct pull *pull)
{
	int node;

	pull_release(pull);
	for (node = json_first(doc, 0); node >= 0 && pull->state != PULL_OPEN;
	     node = json_next(doc, node)) {
		int state = json_get(doc, node, "state");
		int number = json_get(doc, node, "number");

		if (gitea_is_from(doc, node, query->fork, query->branch,
				  query->base) &&
		    (json_equals(doc, state, "open") ||
		     json_int(doc, number, 0) > pull->number))
			gitea_read_pull(doc, node, pull);
	}
}

int gitea_find_read(const struct reply *reply,
		    const struct pull_query *query, struct pull *pull,
		    struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int result = -1;

	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	if (json_kind(&doc, 0) != JSON_ARRAY) {
		strbuf_addstr(err, "the answer is no list of pull requests");
		goto out;
	}
	choose_pull(&doc, query, pull);
	result = 0;
out:
	json_release(&doc);
	return result;
}

static void put_title(struct json_writer *body,
		      const struct pull_query *query)
{
	struct strbuf title = STRBUF_INIT;

	if (query->draft && !gitea_is_draft_title(query->title))
		strbuf_addstr(&title, "WIP: ");
	strbuf_addstr(&title, query->title);
	json_put(body, "title", title.buf);
	strbuf_release(&title);
}

/* Of a fork, whatever its name: its owner has one only. */
static void put_head(struct json_writer *body, const struct pull_query *query)
{
	struct strbuf head = STRBUF_INIT;

	if (query->fork)
		strbuf_addf(&head, "%s:", query->fork->owner);
	strbuf_addstr(&head, query->branch);
	json_put(body, "head", head.buf);
	strbuf_release(&head);
}

static void put_labels(struct json_writer *body,
		       const struct pull_query *query)
{
	long long number;
	size_t i;

	if (!query->labels || !query->labels->nr)
		return;
	json_begin_array(body, "labels");
	for (i = 0; i < query->labels->nr; i++) {
		number = gitea_label(query, query->labels->v[i]);
		if (number)
			json_put_int(body, NULL, number);
	}
	json_end_array(body);
}

static void put_fields(struct json_writer *body,
		       const struct pull_query *query)
{
	long long milestone = query->milestone
		? gitea_milestone(query) : 0;
	size_t i;

	put_labels(body, query);
	if (milestone)
		json_put_int(body, "milestone", milestone);
	if (!query->assignees || !query->assignees->nr)
		return;
	json_begin_array(body, "assignees");
	for (i = 0; i < query->assignees->nr; i++)
		json_put(body, NULL, query->assignees->v[i]);
	json_end_array(body);
}

int gitea_open_ask(const struct forge_site *site,
		   const struct pull_query *query, struct request *request,
		   struct strbuf *err)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);

	(void)err;
	gitea_request(request, "POST", site, query->owner, query->name,
		      "/pulls");
	gitea_expect_body(request);
	request->draws = DRAW_WRITE | DRAW_CONTENT;
	json_begin_object(&body, NULL);
	put_title(&body, query);
	if (query->body)
		json_put(&body, "body", query->body);
	put_head(&body, query);
	json_put(&body, "base", query->base);
	put_fields(&body, query);
	json_end_object(&body);
	return 0;
}

/* Opened and closed are answered alike: with the pull request. */
static int read_one(const struct reply *reply, struct pull *pull,
		    struct strbuf *err)
{
	struct json doc = JSON_INIT;
	struct pull answer = { .state = PULL_NONE };
	int result = -1;

	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	gitea_read_pull(&doc, 0, &answer);
	if (answer.number <= 0 || !answer.url) {
		strbuf_addstr(err, "the answer names no pull request");
		goto out;
	}
	pull_copy(pull, &answer);
	result = 0;
out:
	pull_release(&answer);
	json_release(&doc);
	return result;
}

int gitea_open_read(const struct reply *reply,
		    const struct pull_query *query, struct pull *pull,
		    struct strbuf *err)
{
	gitea_known_lost(query);
	return read_one(reply, pull, err);
}

int gitea_close_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);
	struct strbuf path = STRBUF_INIT;

	(void)err;
	strbuf_addf(&path, "/pulls/%lld", query->pull->number);
	gitea_request(request, "PATCH", site, query->owner, query->name,
		      path.buf);
	gitea_expect_body(request);
	request->draws = DRAW_WRITE;
	json_begin_object(&body, NULL);
	json_put(&body, "state", "closed");
	json_end_object(&body);
	strbuf_release(&path);
	return 0;
}

int gitea_close_read(const struct reply *reply,
		     const struct pull_query *query, struct pull *pull,
		     struct strbuf *err)
{
	(void)query;
	return read_one(reply, pull, err);
}
