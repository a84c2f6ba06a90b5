/* SPDX-License-Identifier: MIT */
/*
 * What GitHub answers to a list of repositories by GraphQL.
 */
#include "forges/github.h"
#include "forges/list.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"

/* docs.github.com "REST API endpoints for search": 1,000 results a search. */
#define SEARCH_MAX 1000

static bool flag(const struct json *doc, int node, const char *name)
{
	return json_bool(doc, json_get(doc, node, name), false);
}

static enum visibility visibility_of(const struct json *doc, int node)
{
	if (json_equals(doc, node, "PUBLIC"))
		return VISIBILITY_PUBLIC;
	if (json_equals(doc, node, "INTERNAL"))
		return VISIBILITY_INTERNAL;
	if (json_equals(doc, node, "PRIVATE"))
		return VISIBILITY_PRIVATE;
	return VISIBILITY_UNKNOWN;
}

static void read_topics(const struct json *doc, int nodes,
			struct listed *listed)
{
	char *name;
	int node;

	for (node = json_first(doc, nodes); node >= 0;
	     node = json_next(doc, node)) {
		name = json_copy(doc, json_get(doc, node, "topic.name"));
		if (name)
			strvec_push(&listed->topics, name);
		free(name);
	}
}

/* A folder of that name is no file. */
static void read_files(const struct json *doc, int node,
		       const struct list_query *query,
		       struct listed *listed)
{
	struct strbuf path = STRBUF_INIT;
	size_t i;

	for (i = 0; query->files && i < query->files->nr; i++) {
		strbuf_reset(&path);
		strbuf_addf(&path, "f%zu.__typename", i);
		if (json_equals(doc, json_get(doc, node, path.buf), "Blob"))
			strvec_push(&listed->files, query->files->v[i]);
	}
	strbuf_release(&path);
}

static int read_repository(const struct json *doc, int node,
			   const struct list_query *query,
			   struct list_answer *answer, struct strbuf *err)
{
	char *name = json_copy(doc, json_get(doc, node, "nameWithOwner"));
	struct listed *listed;

	if (!name) {
		strbuf_addstr(err, "the list has a repository without name");
		return -1;
	}
	listed = list_add(answer);
	listed->name = name;
	listed->archived = flag(doc, node, "isArchived");
	listed->fork = flag(doc, node, "isFork");
	listed->empty = flag(doc, node, "isEmpty");
	listed->visibility = visibility_of(doc, json_get(doc, node,
							 "visibility"));
	listed->language = json_copy(doc, json_get(doc, node,
						   "primaryLanguage.name"));
	read_topics(doc, json_get(doc, node, "repositoryTopics.nodes"),
		    listed);
	read_files(doc, node, query, listed);
	return 0;
}

static void read_cut(struct list_answer *answer)
{
	struct strbuf why = STRBUF_INIT;

	if (answer->total <= SEARCH_MAX)
		return;
	answer->cut = true;
	strbuf_addf(&why, "the search finds %lld repositories, and GitHub "
		    "gives no more than 1,000 of one search", answer->total);
	answer->why = strbuf_detach(&why);
}

static int read_connection(const struct json *doc, int connection,
			   const struct list_query *query,
			   struct list_answer *answer, struct strbuf *err)
{
	int nodes = json_get(doc, connection, "nodes"), node;
	int info = json_get(doc, connection, "pageInfo");
	bool search = query->kind == LIST_SEARCH;

	if (json_kind(doc, nodes) != JSON_ARRAY ||
	    json_kind(doc, json_get(doc, info, "hasNextPage")) != JSON_BOOL) {
		strbuf_addstr(err, "the answer holds no list of "
			      "repositories");
		return -1;
	}
	answer->total = json_int(doc, json_get(doc, connection, search ?
					       "repositoryCount" :
					       "totalCount"), -1);
	for (node = json_first(doc, nodes); node >= 0;
	     node = json_next(doc, node))
		if (read_repository(doc, node, query, answer, err))
			return -1;
	if (flag(doc, info, "hasNextPage")) {
		answer->next = json_copy(doc, json_get(doc, info,
						       "endCursor"));
		if (!answer->next) {
			strbuf_addstr(err, "the list goes on, and does not "
				      "say where");
			return -1;
		}
	}
	if (search)
		read_cut(answer);
	return 0;
}

/* What is not there, or hidden, is left out; anything else went wrong. */
static int check_errors(const struct json *doc, struct strbuf *err)
{
	struct verdict_of_reply verdict = { .failure = FAILURE_NONE };
	int error = json_first(doc, json_get(doc, 0, "errors"));

	for (; error >= 0; error = json_next(doc, error)) {
		github_graphql_error(doc, error, &verdict);
		if (verdict.failure == FAILURE_MISSING ||
		    verdict.failure == FAILURE_PERMISSION)
			continue;
		strbuf_addstr(err, "not all repositories can be told of: ");
		forge_text(doc, json_get(doc, error, "message"), err);
		return -1;
	}
	return 0;
}

/* Renames are followed. */
static void note_name(struct listed *listed, const char *asked)
{
	if (strcasecmp(listed->name, asked))
		listed->asked = xstrdup(asked);
}

static int read_named(const struct json *doc, const struct list_query *query,
		      struct list_answer *answer, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	int node, result = check_errors(doc, err);
	size_t i;

	for (i = 0; !result && i < query->names->nr; i++) {
		strbuf_reset(&path);
		strbuf_addf(&path, "data.r%zu", i);
		node = json_get(doc, 0, path.buf);
		if (json_kind(doc, node) == JSON_OBJECT)
			result = read_repository(doc, node, query, answer,
						 err);
		if (!result && json_kind(doc, node) == JSON_OBJECT)
			note_name(&answer->v[answer->nr - 1],
				  query->names->v[i]);
	}
	strbuf_release(&path);
	return result;
}

int github_list_read(const struct reply *reply,
		     const struct list_query *query,
		     struct list_answer *answer, struct strbuf *err)
{
	static const char *const paths[] = {
		[LIST_OWNER] = "data.list.repositories",
		[LIST_USER] = "data.list.repositories",
		[LIST_TEAM] = "data.list.team.repositories",
		[LIST_SEARCH] = "data.list"
	};
	struct json doc = JSON_INIT;
	int result = -1;

	if (query->kind == LIST_CODE)
		return github_code_read(reply, answer, err);
	answer->total = -1;
	if (!json_parse(&doc, reply->body.buf, reply->body.len, err))
		result = query->kind == LIST_NAMED ?
			 read_named(&doc, query, answer, err) :
			 read_connection(&doc, json_get(&doc, 0,
							paths[query->kind]),
					 query, answer, err);
	json_release(&doc);
	return result;
}

bool github_list_missing(const struct json *doc)
{
	int list = json_get(doc, 0, "data.list");
	int team = json_get(doc, list, "team");

	return json_kind(doc, list) == JSON_NULL ||
	       json_kind(doc, team) == JSON_NULL;
}
