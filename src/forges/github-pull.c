/* SPDX-License-Identifier: MIT */
/*
 * Pull requests on GitHub by REST: found by their branch, and opened.
 */
#include "forges/github.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "forges/forks.h"

/* The description is pinned: the next version drops fields. */
static const char api_version[] = "X-GitHub-Api-Version: 2022-11-28";

void github_begin_request(struct request *request, const char *method,
			  const struct forge_site *site,
			  const struct pull_query *query)
{
	request->method = method;
	strbuf_addf(&request->url, "%srepos/", site->api);
	text_percent_encode(&request->url, query->owner);
	strbuf_addch(&request->url, '/');
	text_percent_encode(&request->url, query->name);
	strvec_pushl(&request->headers,
		     "Accept: application/vnd.github+json", api_version,
		     NULL);
}

void github_expect_body(struct request *request)
{
	strvec_push(&request->headers, "Content-Type: application/json");
}

int github_find_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err)
{
	(void)err;
	github_begin_request(request, "GET", site, query);
	request->draws = DRAW_READ;
	/* without an owner before it, head would be ignored */
	strbuf_addstr(&request->url, "/pulls?head=");
	text_percent_encode(&request->url, query->fork ? query->fork->owner
						       : query->owner);
	strbuf_addch(&request->url, ':');
	text_percent_encode(&request->url, query->branch);
	strbuf_addstr(&request->url, "&state=all&per_page=100");
	return 0;
}

static enum pull_state read_state(const struct json *doc, int node)
{
	int merged_at = json_get(doc, node, "merged_at");
	int merged = json_get(doc, node, "merged");

	if (json_equals(doc, json_get(doc, node, "state"), "open"))
		return PULL_OPEN;
	/* a list tells the time of the merge only */
	if (json_kind(doc, merged_at) == JSON_STRING ||
	    json_bool(doc, merged, false))
		return PULL_MERGED;
	return PULL_CLOSED;
}

static void read_pull(const struct json *doc, int node, struct pull *pull)
{
	pull_release(pull);
	pull->state = read_state(doc, node);
	pull->number = json_int(doc, json_get(doc, node, "number"), 0);
	pull->url = json_copy(doc, json_get(doc, node, "html_url"));
	pull->id = json_copy(doc, json_get(doc, node, "node_id"));
	pull->title = json_copy(doc, json_get(doc, node, "title"));
	pull->head = json_copy(doc, json_get(doc, node, "head.sha"));
	pull->base = json_copy(doc, json_get(doc, node, "base.ref"));
	pull->draft = json_bool(doc, json_get(doc, node, "draft"), false);
}

int github_read_pull(const struct json *doc, struct pull *pull,
		     struct strbuf *err)
{
	read_pull(doc, 0, pull);
	if (pull->number > 0 && pull->url)
		return 0;
	strbuf_addstr(err, "the answer names no pull request");
	pull_release(pull);
	return -1;
}

/*
 * Whether its branch is the one we ask for, in the repository itself or the
 * fork: one owner may have both. head.repo is null when the fork is gone.
 */
static bool is_ours(const struct json *doc, int node,
		    const struct pull_query *query)
{
	int head = json_get(doc, node, "head.repo.id");
	int base = json_get(doc, node, "base.repo.id");

	if (!json_equals(doc, json_get(doc, node, "head.ref"), query->branch))
		return false;
	if (query->fork)
		return forge_fork_is(query->fork, doc,
				     json_get(doc, node,
					      "head.repo.full_name"));
	return json_int(doc, head, -1) == json_int(doc, base, -2);
}

int github_find_read(const struct reply *reply,
		     const struct pull_query *query, struct pull *pull,
		     struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int node, result = -1;

	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	if (json_kind(&doc, 0) != JSON_ARRAY) {
		strbuf_addstr(err, "the answer is no list of pull requests");
		goto out;
	}
	pull_release(pull);
	for (node = json_first(&doc, 0); node >= 0;
	     node = json_next(&doc, node)) {
		if (!is_ours(&doc, node, query))
			continue;
		/* the newest come first; an open one beats them all */
		if (pull->state == PULL_NONE ||
		    read_state(&doc, node) == PULL_OPEN)
			read_pull(&doc, node, pull);
		if (pull->state == PULL_OPEN)
			break;
	}
	result = 0;
out:
	json_release(&doc);
	return result;
}

/*
 * Of a fork "OWNER:BRANCH"; where that owner has the repository, too, only the
 * fork's name tells which is meant.
 */
static void put_head(struct json_writer *body, const struct pull_query *query)
{
	const struct forge_fork *fork = query->fork;
	struct strbuf head = STRBUF_INIT;

	if (fork)
		strbuf_addf(&head, "%s:", fork->owner);
	strbuf_addstr(&head, query->branch);
	json_put(body, "head", head.buf);
	if (fork && !strcasecmp(fork->owner, query->owner))
		json_put(body, "head_repo", fork->name);
	strbuf_release(&head);
}

int github_open_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);

	(void)err;
	github_begin_request(request, "POST", site, query);
	github_expect_body(request);
	request->draws = DRAW_WRITE | DRAW_CONTENT;
	strbuf_addstr(&request->url, "/pulls");
	json_begin_object(&body, NULL);
	json_put(&body, "title", query->title);
	if (query->body)
		json_put(&body, "body", query->body);
	put_head(&body, query);
	json_put(&body, "base", query->base);
	json_put_bool(&body, "draft", query->draft);
	json_end_object(&body);
	return 0;
}

int github_open_read(const struct reply *reply,
		     const struct pull_query *query, struct pull *pull,
		     struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int result = -1;

	(void)query;
	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	result = github_read_pull(&doc, pull, err);
out:
	json_release(&doc);
	return result;
}
