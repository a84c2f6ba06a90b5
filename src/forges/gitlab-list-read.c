/* SPDX-License-Identifier: MIT */
/*
 * What GitLab answers to a list, and where it goes on from there.
 */
#include "forges/gitlab-list.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "forges/gitlab.h"

static bool flag(const struct json *doc, int node, const char *name)
{
	return json_bool(doc, json_get(doc, node, name), false);
}

static enum visibility visibility_of(const struct json *doc, int node)
{
	size_t i;

	for (i = VISIBILITY_PUBLIC; visibility_names[i]; i++)
		if (json_equals(doc, node, visibility_names[i]))
			return (enum visibility)i;
	return VISIBILITY_UNKNOWN;
}

/* Each text of a list, or (key) each object's text of that name. */
static void read_texts(const struct json *doc, int list, const char *key,
		       struct strvec *out)
{
	char *text;
	int node;

	for (node = json_first(doc, list); node >= 0;
	     node = json_next(doc, node)) {
		text = json_copy(doc, key ? json_get(doc, node, key) : node);
		if (text)
			strvec_push(out, text);
		free(text);
	}
}

static char *most_used(const struct json *doc, int languages)
{
	double share, most = 0;
	int node, found = -1;

	for (node = json_first(doc, languages); node >= 0;
	     node = json_next(doc, node)) {
		share = json_double(doc, json_get(doc, node, "share"), 0);
		if (found < 0 || share > most) {
			found = node;
			most = share;
		}
	}
	return json_copy(doc, json_get(doc, found, "name"));
}

static struct listed *add(const struct json *doc, int node, const char *key,
			  struct list_answer *answer, struct strbuf *err)
{
	char *name = json_copy(doc, json_get(doc, node, key));
	struct listed *listed;

	if (!name) {
		strbuf_addstr(err, "the list has a project without path");
		return NULL;
	}
	listed = list_add(answer);
	listed->name = name;
	listed->archived = flag(doc, node, "archived");
	listed->visibility = visibility_of(doc, json_get(doc, node,
							 "visibility"));
	read_texts(doc, json_get(doc, node, "topics"), NULL,
		   &listed->topics);
	return listed;
}

/* ---- GraphQL ----------------------------------------------------------------- */

static int read_project(const struct json *doc, int node,
			const struct list_query *query,
			struct list_answer *answer, struct strbuf *err)
{
	struct listed *listed = add(doc, node, "fullPath", answer, err);

	if (!listed)
		return -1;
	listed->fork = flag(doc, node, "isForked");
	listed->empty = json_bool(doc, json_get(doc, node,
						"repository.empty"), false);
	listed->language = most_used(doc, json_get(doc, node, "languages"));
	if (query->files)
		read_texts(doc, json_get(doc, node,
					 "repository.blobs.nodes"),
			   "path", &listed->files);
	return 0;
}

/* Of the numbers those that were not asked, and behind them the page. */
static char *after_known(const struct gitlab_place *place)
{
	const char *at = place->rest;
	size_t nr;

	for (nr = 0; nr < place->most && *at && *at != ' '; nr++) {
		at += strcspn(at, ", ");
		at += *at == ',';
	}
	if (*at && *at != ' ')
		return gitlab_place_name(STAGE_KNOWN, place->most, at);
	if (*at == ' ' && at[1])
		return gitlab_place_name(STAGE_NUMBERS, place->most, at + 1);
	return NULL;
}

static char *after_named(const struct list_query *query,
			 const struct gitlab_place *place)
{
	size_t done = strtoul(place->rest, NULL, 10) + place->most;
	struct strbuf rest = STRBUF_INIT;
	char *name = NULL;

	strbuf_addf(&rest, "%zu", done);
	if (done < query->names->nr)
		name = gitlab_place_name(STAGE_NAMED, place->most, rest.buf);
	strbuf_release(&rest);
	return name;
}

static int read_next(const struct json *doc, int list,
		     const struct list_query *query,
		     const struct gitlab_place *place,
		     struct list_answer *answer, struct strbuf *err)
{
	int info = json_get(doc, list, "pageInfo");
	char *cursor;

	if (place->stage == STAGE_KNOWN) {
		answer->next = after_known(place);
		return 0;
	}
	if (place->stage == STAGE_NAMED) {
		answer->next = after_named(query, place);
		return 0;
	}
	if (!flag(doc, info, "hasNextPage"))
		return 0;
	cursor = json_copy(doc, json_get(doc, info, "endCursor"));
	if (!cursor) {
		strbuf_addstr(err, "the list goes on, and does not say where");
		return -1;
	}
	answer->next = gitlab_place_name(STAGE_LIST, place->most, cursor);
	free(cursor);
	return 0;
}

static int too_old(const struct list_query *query,
		   const struct gitlab_place *place,
		   struct list_answer *answer, struct strbuf *err)
{
	if (place->stage != STAGE_LIST && query->kind != LIST_USER &&
	    query->kind != LIST_OWNER) {
		strbuf_addstr(err, "this GitLab is too old to tell more of a "
			      "project than its name");
		return -1;
	}
	answer->next = gitlab_place_name(STAGE_REST, place->most, "");
	return 0;
}

static int read_graphql(const struct json *doc,
			const struct list_query *query,
			const struct gitlab_place *place,
			struct list_answer *answer, struct strbuf *err)
{
	size_t fewer = gitlab_too_much(doc, place->most);
	int list = json_get(doc, 0, "data.list"), nodes, node;

	if (gitlab_lacks(doc))
		return too_old(query, place, answer, err);
	if (fewer && fewer < place->most) {
		answer->next = gitlab_place_name(place->stage, fewer,
						 place->rest);
		return 0;
	}
	if (json_kind(doc, list) == JSON_NULL &&
	    query->kind == LIST_OWNER && place->stage == STAGE_LIST) {
		answer->as_user = true;
		return 0;
	}
	if (place->stage == STAGE_LIST && query->owner)
		list = json_get(doc, list, "projects");
	nodes = json_get(doc, list, "nodes");
	if (json_kind(doc, nodes) != JSON_ARRAY) {
		strbuf_addstr(err, "the answer holds no list of projects");
		return -1;
	}
	for (node = json_first(doc, nodes); node >= 0;
	     node = json_next(doc, node))
		if (read_project(doc, node, query, answer, err))
			return -1;
	return read_next(doc, list, query, place, answer, err);
}

/* ---- REST -------------------------------------------------------------------- */

static bool has_number(const struct strbuf *numbers, const char *number)
{
	const char *at = numbers->buf;
	size_t len = strlen(number);

	for (; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
		if (!strncmp(at, number, len) &&
		    (!at[len] || at[len] == ','))
			return true;
	return false;
}

/* Files are of a project, many of one; projects are themselves. */
static int read_numbers(const struct json *doc, const struct reply *reply,
			const struct list_query *query,
			const struct gitlab_place *place,
			struct list_answer *answer)
{
	const char *key = query->kind == LIST_CODE ? "project_id" : "id";
	struct strbuf numbers = STRBUF_INIT, number = STRBUF_INIT;
	char *next = list_next(reply);
	int node;

	for (node = json_first(doc, 0); node >= 0;
	     node = json_next(doc, node)) {
		strbuf_reset(&number);
		strbuf_addf(&number, "%lld",
			    json_int(doc, json_get(doc, node, key), 0));
		if (!has_number(&numbers, number.buf))
			strbuf_addf(&numbers, "%s%s", numbers.len ? "," : "",
				    number.buf);
	}
	if (numbers.len) {
		strbuf_addf(&numbers, " %s", next ? next : "");
		answer->next = gitlab_place_name(STAGE_KNOWN, place->most,
						 numbers.buf);
	}
	strbuf_release(&numbers);
	strbuf_release(&number);
	free(next);
	return 0;
}

static int read_rest(const struct json *doc, const struct reply *reply,
		     const struct gitlab_place *place,
		     struct list_answer *answer, struct strbuf *err)
{
	char *next = list_next(reply);
	struct listed *listed;
	int node, result = 0;

	for (node = json_first(doc, 0); node >= 0 && !result;
	     node = json_next(doc, node)) {
		listed = add(doc, node, "path_with_namespace", answer, err);
		if (!listed) {
			result = -1;
			continue;
		}
		listed->fork = json_kind(doc, json_get(doc, node,
					 "forked_from_project")) ==
			       JSON_OBJECT;
		listed->empty = flag(doc, node, "empty_repo");
		listed->language_untold = listed->files_untold = true;
	}
	if (next)
		answer->next = gitlab_place_name(STAGE_REST, place->most,
						 next);
	free(next);
	return result;
}

int gitlab_list_read(const struct reply *reply,
		     const struct list_query *query,
		     struct list_answer *answer, struct strbuf *err)
{
	struct gitlab_place place = gitlab_place(query);
	struct json doc = JSON_INIT;
	int result = -1;

	answer->total = -1;
	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	if (place.stage != STAGE_NUMBERS && place.stage != STAGE_REST)
		result = read_graphql(&doc, query, &place, answer, err);
	else if (json_kind(&doc, 0) != JSON_ARRAY)
		strbuf_addstr(err, "the answer is no list");
	else if (place.stage == STAGE_NUMBERS)
		result = read_numbers(&doc, reply, query, &place, answer);
	else
		result = read_rest(&doc, reply, &place, answer, err);
out:
	json_release(&doc);
	return result;
}
