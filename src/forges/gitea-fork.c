/* SPDX-License-Identifier: MIT */
/*
 * Forks on Gitea, which are ready when the answer comes. An account's fork has
 * the same name as a rule; where it has another one the server refuses a
 * second, and the list of all forks tells which it is.
 */
#include "forges/forks.h"

#include <stdlib.h>
#include <strings.h>

#include "forges/gitea.h"

static const char *page(const struct fork_query *query)
{
	return query->notes->nr ? query->notes->v[0] : "1";
}

int gitea_fork_find_ask(const struct forge_site *site,
			const struct fork_query *query,
			struct request *request, struct strbuf *err)
{
	(void)err;
	request->draws = DRAW_READ;
	if (query->refused) {
		gitea_request(request, "GET", site, query->owner, query->name,
			      "/forks");
		gitea_add_page(request, (unsigned)strtoul(page(query), NULL,
							  10));
	} else {
		gitea_request(request, "GET", site, query->into, query->name,
			      "");
	}
	return 0;
}

static int take(const struct json *doc, int node, struct forge_fork *fork,
		struct strbuf *err)
{
	char *path = json_copy(doc, json_get(doc, node, "full_name"));
	bool named = forge_fork_take_path(fork, path);

	free(path);
	fork->ready = true;
	if (named)
		return 0;
	strbuf_addstr(err, "the answer names no fork");
	return -1;
}

static bool is(const struct json *doc, int node, const char *text)
{
	char *value = json_copy(doc, node);
	bool same = value && !strcasecmp(value, text);

	free(value);
	return same;
}

static int read_by_name(const struct json *doc,
			const struct fork_query *query,
			struct forge_fork *fork, struct strbuf *err)
{
	struct strbuf parent = STRBUF_INIT;
	bool fits;

	strbuf_addf(&parent, "%s/%s", query->owner, query->name);
	fits = is(doc, json_get(doc, 0, "parent.full_name"), parent.buf);
	strbuf_release(&parent);
	return fits ? take(doc, 0, fork, err) : 0;
}

static int read_list(const struct json *doc, const struct reply *reply,
		     const struct fork_query *query, struct forge_fork *fork,
		     struct strbuf *err)
{
	unsigned long next = strtoul(page(query), NULL, 10) + 1;
	int node;

	for (node = json_first(doc, 0); node >= 0;
	     node = json_next(doc, node))
		if (is(doc, json_get(doc, node, "owner.login"), query->into))
			return take(doc, node, fork, err);
	strvec_clear(query->notes);
	if (!gitea_has_next(reply))
		return 0;
	strvec_pushf(query->notes, "%lu", next);
	return FORGE_MORE;
}

int gitea_fork_find_read(const struct reply *reply,
			 const struct fork_query *query,
			 struct forge_fork *fork, struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int result = -1;

	if (reply->status == 404)
		return 0;
	if (!json_parse(&doc, reply->body.buf, reply->body.len, err))
		result = query->refused
			? read_list(&doc, reply, query, fork, err)
			: read_by_name(&doc, query, fork, err);
	json_release(&doc);
	return result;
}

int gitea_fork_make_ask(const struct forge_site *site,
			const struct fork_query *query,
			struct request *request, struct strbuf *err)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);

	(void)err;
	gitea_request(request, "POST", site, query->owner, query->name,
		      "/forks");
	gitea_expect_body(request);
	request->draws = DRAW_WRITE | DRAW_CONTENT;
	json_begin_object(&body, NULL);
	if (!query->own)
		json_put(&body, "organization", query->into);
	json_end_object(&body);
	return 0;
}

int gitea_fork_read(const struct reply *reply,
		    const struct fork_query *query, struct forge_fork *fork,
		    struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int result = -1;

	(void)query;
	if (!json_parse(&doc, reply->body.buf, reply->body.len, err))
		result = take(&doc, 0, fork, err);
	json_release(&doc);
	return result;
}

int gitea_fork_ready_ask(const struct forge_site *site,
			 const struct fork_query *query,
			 struct request *request, struct strbuf *err)
{
	(void)err;
	gitea_request(request, "GET", site, query->fork->owner,
		      query->fork->name, "");
	request->draws = DRAW_READ;
	return 0;
}
