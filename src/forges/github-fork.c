/* SPDX-License-Identifier: MIT */
/*
 * Forks on GitHub. The account's own among those of a repository are told by
 * GraphQL only; they are made by REST, which answers before they have their
 * commits, and where there is one already with that one.
 */
#include "forges/forks.h"

#include <stdlib.h>
#include <strings.h>

#include "base/alloc.h"
#include "forges/github.h"

/* A cursor that the answer before named. */
static const char *after(const struct fork_query *query)
{
	return query->notes->nr ? query->notes->v[0] : NULL;
}

/* affiliations is what the token's account is to a fork. */
int github_fork_find_ask(const struct forge_site *site,
			 const struct fork_query *query,
			 struct request *request, struct strbuf *err)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);
	struct strbuf text = STRBUF_INIT;

	(void)err;
	request->method = "POST";
	request->draws = DRAW_GRAPHQL;
	strbuf_addstr(&request->url, site->graphql);
	strvec_push(&request->headers, "Accept: application/vnd.github+json");
	github_expect_body(request);
	strbuf_addstr(&text, "query{repository(owner:");
	json_quote(&text, query->owner);
	strbuf_addstr(&text, ",name:");
	json_quote(&text, query->name);
	strbuf_addf(&text, "){forks(first:100,affiliations:[OWNER%s]",
		    query->own ? "" : ",COLLABORATOR,ORGANIZATION_MEMBER");
	if (after(query)) {
		strbuf_addstr(&text, ",after:");
		json_quote(&text, after(query));
	}
	strbuf_addstr(&text, "){nodes{id nameWithOwner owner{login}}"
		      " pageInfo{hasNextPage endCursor}}}}");
	json_begin_object(&body, NULL);
	json_put(&body, "query", text.buf);
	json_end_object(&body);
	strbuf_release(&text);
	return 0;
}

static bool is_of(const struct json *doc, int node, const char *owner)
{
	char *login = json_copy(doc, node);
	bool is = login && !strcasecmp(login, owner);

	free(login);
	return is;
}

static void take(const struct json *doc, int node, const char *path,
		 const char *id, struct forge_fork *fork)
{
	char *name = json_copy(doc, json_get(doc, node, path));

	if (forge_fork_take_path(fork, name)) {
		free(fork->id);
		fork->id = json_copy(doc, json_get(doc, node, id));
	}
	free(name);
}

static int go_on(const struct json *doc, int info,
		 const struct fork_query *query)
{
	char *cursor = json_copy(doc, json_get(doc, info, "endCursor"));
	bool more = cursor && json_bool(doc, json_get(doc, info,
						      "hasNextPage"), false);

	strvec_clear(query->notes);
	if (more)
		strvec_push(query->notes, cursor);
	free(cursor);
	return more ? FORGE_MORE : 0;
}

int github_fork_find_read(const struct reply *reply,
			  const struct fork_query *query,
			  struct forge_fork *fork, struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int forks, node, result = -1;

	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	forks = json_get(&doc, 0, "data.repository.forks");
	if (json_kind(&doc, forks) != JSON_OBJECT) {
		strbuf_addf(err, "the forks of '%s/%s' are not told: ",
			    query->owner, query->name);
		forge_text(&doc, json_get(&doc, 0, "errors.0.message"), err);
		goto out;
	}
	for (node = json_first(&doc, json_get(&doc, forks, "nodes"));
	     node >= 0 && !fork->owner; node = json_next(&doc, node))
		if (is_of(&doc, json_get(&doc, node, "owner.login"),
			  query->into))
			take(&doc, node, "nameWithOwner", "id", fork);
	result = fork->owner ? 0
		: go_on(&doc, json_get(&doc, forks, "pageInfo"), query);
out:
	json_release(&doc);
	return result;
}

/* All branches: the base need not be the default one. */
int github_fork_make_ask(const struct forge_site *site,
			 const struct fork_query *query,
			 struct request *request, struct strbuf *err)
{
	const struct pull_query of = { .owner = query->owner,
				       .name = query->name };
	struct json_writer body = JSON_WRITER_INIT(&request->body);

	(void)err;
	github_begin_request(request, "POST", site, &of);
	github_expect_body(request);
	request->draws = DRAW_WRITE | DRAW_CONTENT;
	strbuf_addstr(&request->url, "/forks");
	json_begin_object(&body, NULL);
	if (!query->own)
		json_put(&body, "organization", query->into);
	json_end_object(&body);
	return 0;
}

/* Whether it has its commits git tells, once it is there. */
int github_fork_read(const struct reply *reply,
		     const struct fork_query *query, struct forge_fork *fork,
		     struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int result = -1;

	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	take(&doc, 0, "full_name", "node_id", fork);
	fork->ready = query->fork != NULL;
	if (fork->owner)
		result = 0;
	else
		strbuf_addstr(err, "the answer names no fork");
out:
	json_release(&doc);
	return result;
}

int github_fork_ready_ask(const struct forge_site *site,
			  const struct fork_query *query,
			  struct request *request, struct strbuf *err)
{
	const struct pull_query of = { .owner = query->fork->owner,
				       .name = query->fork->name };

	(void)err;
	github_begin_request(request, "GET", site, &of);
	request->draws = DRAW_READ;
	return 0;
}
