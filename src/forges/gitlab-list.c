/* SPDX-License-Identifier: MIT */
/*
 * What is asked for a list of GitLab's projects.
 */
#include "forges/gitlab-list.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "forges/gitlab.h"

/* The most that a page has, of GraphQL and of REST. */
#define PAGE_MAX 100

/* ---- where it goes on ------------------------------------------------------ */

static enum gitlab_stage first_stage(const struct list_query *query)
{
	switch (query->kind) {
	case LIST_OWNER:
		return query->as_user ? STAGE_NUMBERS : STAGE_LIST;
	case LIST_USER:
	case LIST_CODE:
		return STAGE_NUMBERS;
	case LIST_NAMED:
		return STAGE_NAMED;
	default:
		return STAGE_LIST;
	}
}

/* "l100 CURSOR" */
struct gitlab_place gitlab_place(const struct list_query *query)
{
	struct gitlab_place place = { .rest = "" };
	char *end;

	if (query->next && *query->next) {
		place.stage = (enum gitlab_stage)query->next[0];
		place.most = strtoul(query->next + 1, &end, 10);
		if (*end)
			place.rest = end + 1;
	} else {
		place.stage = first_stage(query);
		place.most = PAGE_MAX;
	}
	return place;
}

char *gitlab_place_name(enum gitlab_stage stage, size_t most,
			const char *rest)
{
	struct strbuf name = STRBUF_INIT;

	strbuf_addf(&name, "%c%zu %s", (char)stage, most, rest);
	return strbuf_detach(&name);
}

/* ---- GraphQL ----------------------------------------------------------------- */

struct asking {
	const struct list_query *query;
	const struct gitlab_place *place;
	struct strbuf names;		/* "$p:ID!,…" */
	struct strbuf fields;
	struct strbuf values;		/* of the names, JSON */
	struct json_writer variables;
};

static void declare(struct asking *a, const char *name, const char *type)
{
	strbuf_addf(&a->names, "%s$%s:%s", a->names.len ? "," : "", name,
		    type);
}

static void give(struct asking *a, const char *name, const char *type,
		 const char *value)
{
	declare(a, name, type);
	json_put(&a->variables, name, value);
}

static void add_page(struct asking *a)
{
	strbuf_addf(&a->fields, "first:%zu", a->place->most);
	if (*a->place->rest) {
		give(a, "after", "String", a->place->rest);
		strbuf_addstr(&a->fields, ",after:$after");
	}
}

#define PAGE_FIELDS "{pageInfo{hasNextPage endCursor} nodes{...L}}"

/* Those that another group shares with it are not its own. */
static void ask_group(struct asking *a)
{
	give(a, "group", "ID!", a->query->owner);
	strbuf_addstr(&a->fields, " list:group(fullPath:$group){projects("
		      "includeSubgroups:true,");
	if (a->query->text) {
		give(a, "search", "String", a->query->text);
		strbuf_addstr(&a->fields, "search:$search,");
	}
	add_page(a);
	strbuf_addstr(&a->fields, ")" PAGE_FIELDS "}");
}

static void ask_search(struct asking *a)
{
	strbuf_addstr(&a->fields, " list:projects(");
	if (a->query->text) {
		give(a, "search", "String", a->query->text);
		strbuf_addstr(&a->fields, "search:$search,");
	}
	if (a->query->topic) {
		declare(a, "topics", "[String!]");
		json_begin_array(&a->variables, "topics");
		json_put(&a->variables, NULL, a->query->topic);
		json_end_array(&a->variables);
		strbuf_addstr(&a->fields, "topics:$topics,");
	}
	add_page(a);
	strbuf_addstr(&a->fields, ")" PAGE_FIELDS);
}

/* The first of the numbers, as ids: so many as one query may have. */
static void ask_known(struct asking *a)
{
	const char *at = a->place->rest;
	size_t nr;

	declare(a, "ids", "[ID!]");
	json_begin_array(&a->variables, "ids");
	for (nr = 0; nr < a->place->most && *at && *at != ' '; nr++) {
		struct strbuf id = STRBUF_INIT;
		size_t len = strcspn(at, ", ");

		strbuf_addf(&id, "gid://gitlab/Project/%.*s", (int)len, at);
		json_put(&a->variables, NULL, id.buf);
		strbuf_release(&id);
		at += len + (at[len] == ',');
	}
	json_end_array(&a->variables);
	strbuf_addf(&a->fields, " list:projects(ids:$ids,first:%zu){nodes{"
		    "...L}}", nr);
}

static void ask_named(struct asking *a)
{
	const struct strvec *names = a->query->names;
	size_t i, from = strtoul(a->place->rest, NULL, 10), nr = 0;

	declare(a, "paths", "[String!]");
	json_begin_array(&a->variables, "paths");
	for (i = from; i < names->nr && nr < a->place->most; i++, nr++)
		json_put(&a->variables, NULL, names->v[i]);
	json_end_array(&a->variables);
	strbuf_addf(&a->fields, " list:projects(fullPaths:$paths,first:%zu){"
		    "nodes{...L}}", nr);
}

static void define_fields(struct asking *a, struct strbuf *text)
{
	const struct strvec *files = a->query->files;
	size_t i;

	strbuf_addstr(text, " fragment L on Project{fullPath archived"
		      " visibility topics isForked languages{name share}"
		      " repository{empty");
	if (files) {
		declare(a, "files", "[String!]!");
		json_begin_array(&a->variables, "files");
		for (i = 0; i < files->nr; i++)
			json_put(&a->variables, NULL, files->v[i]);
		json_end_array(&a->variables);
		strbuf_addstr(text, " blobs(paths:$files){nodes{path}}");
	}
	strbuf_addstr(text, "}}");
}

static void ask_graphql(const struct forge_site *site,
			const struct list_query *query,
			const struct gitlab_place *place,
			struct request *request)
{
	struct asking a = {
		.query = query, .place = place, .names = STRBUF_INIT,
		.fields = STRBUF_INIT, .values = STRBUF_INIT,
		.variables = JSON_WRITER_INIT(&a.values)
	};
	struct json_writer body = JSON_WRITER_INIT(&request->body);
	struct strbuf text = STRBUF_INIT, fields = STRBUF_INIT;

	json_begin_object(&a.variables, NULL);
	if (place->stage == STAGE_KNOWN)
		ask_known(&a);
	else if (place->stage == STAGE_NAMED)
		ask_named(&a);
	else if (query->owner)
		ask_group(&a);
	else
		ask_search(&a);
	define_fields(&a, &fields);
	json_end_object(&a.variables);
	strbuf_addf(&text, "query(%s){%s}%s", a.names.buf, a.fields.buf + 1,
		    fields.buf);

	request->method = "POST";
	request->draws = DRAW_GRAPHQL;
	strbuf_addstr(&request->url, site->graphql);
	strvec_pushl(&request->headers, "Accept: application/json",
		     "Content-Type: application/json", NULL);
	json_begin_object(&body, NULL);
	json_put(&body, "query", text.buf);
	json_put_raw(&body, "variables", a.values.buf);
	json_end_object(&body);
	strbuf_release(&text);
	strbuf_release(&fields);
	strbuf_release(&a.names);
	strbuf_release(&a.fields);
	strbuf_release(&a.values);
}

/* ---- REST ---------------------------------------------------------------------- */

static void add_value(struct strbuf *url, const char *name,
		      const char *value)
{
	strbuf_addf(url, "&%s=", name);
	text_percent_encode(url, value);
}

static void ask_code(const struct list_query *query, struct request *request)
{
	request->draws |= DRAW_SEARCH;
	if (query->owner) {
		strbuf_addstr(&request->url, "groups/");
		text_percent_encode(&request->url, query->owner);
		strbuf_addch(&request->url, '/');
	}
	strbuf_addstr(&request->url, "search?scope=blobs");
	add_value(&request->url, "search", query->text);
}

static void ask_projects(const struct list_query *query,
			 struct request *request)
{
	bool user = query->kind == LIST_USER || query->as_user;

	if (query->owner) {
		strbuf_addstr(&request->url, user ? "users/" : "groups/");
		text_percent_encode(&request->url, query->owner);
		strbuf_addch(&request->url, '/');
	}
	strbuf_addstr(&request->url, "projects?order_by=id&sort=asc");
	if (query->owner && !user)
		strbuf_addstr(&request->url, "&include_subgroups=true"
			      "&with_shared=false");
	if (query->text)
		add_value(&request->url, "search", query->text);
	if (query->topic)
		add_value(&request->url, "topic", query->topic);
}

/* The server's parameters for a page hold all of ours. */
static void ask_rest(const struct forge_site *site,
		     const struct list_query *query,
		     const struct gitlab_place *place,
		     struct request *request)
{
	request->method = "GET";
	request->draws = DRAW_READ;
	strvec_push(&request->headers, "Accept: application/json");
	strbuf_addstr(&request->url, site->api);
	if (query->kind == LIST_CODE)
		ask_code(query, request);
	else
		ask_projects(query, request);
	if (*place->rest) {
		strbuf_setlen(&request->url,
			      strcspn(request->url.buf, "?") + 1);
		strbuf_addstr(&request->url, place->rest);
		return;
	}
	if (place->stage == STAGE_NUMBERS && query->kind != LIST_CODE)
		strbuf_addstr(&request->url, "&simple=true");
	strbuf_addf(&request->url, "&per_page=%d", PAGE_MAX);
}

int gitlab_list_ask(const struct forge_site *site,
		    const struct list_query *query, struct request *request,
		    struct strbuf *err)
{
	struct gitlab_place place = gitlab_place(query);

	if (query->kind == LIST_TEAM) {
		strbuf_addf(err, "'%s' is a GitLab, which has no teams: groups "
			    "take their place", site->host);
		return -1;
	}
	if (place.stage == STAGE_NUMBERS || place.stage == STAGE_REST)
		ask_rest(site, query, &place, request);
	else
		ask_graphql(site, query, &place, request);
	return 0;
}

/* Only what is said about it, not the file itself. */
int gitlab_has_file_ask(const struct forge_site *site, const char *owner,
			const char *name, const char *path,
			struct request *request, struct strbuf *err)
{
	(void)err;
	request->method = "HEAD";
	request->draws = DRAW_READ;
	strbuf_addf(&request->url, "%sprojects/", site->api);
	text_percent_encode(&request->url, owner);
	strbuf_addstr(&request->url, "%2F");
	text_percent_encode(&request->url, name);
	strbuf_addstr(&request->url, "/repository/files/");
	text_percent_encode(&request->url, path);
	strbuf_addstr(&request->url, "?ref=HEAD");
	return 0;
}
