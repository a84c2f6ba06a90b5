/* SPDX-License-Identifier: MIT */
/*
 * What is asked for a list of GitHub's repositories: a hundred in one GraphQL
 * query (100 is the most that a connection gives) with all that filters want
 * to know, files too, for 1 point. A search for code is in REST only:
 * github-list-code.c.
 */
#include "forges/github.h"
#include "forges/list.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/report.h"

#define LIST_MAX 100

/* A repository has at most 20 topics (docs.github.com "… with topics"). */
static const char fields[] =
	" fragment R on Repository{nameWithOwner isArchived isFork isEmpty"
	" visibility primaryLanguage{name}"
	" repositoryTopics(first:20){nodes{topic{name}}}";

static void define_fields(const struct list_query *query,
			  struct strbuf *text)
{
	struct strbuf expression = STRBUF_INIT;
	size_t i;

	strbuf_addstr(text, fields);
	for (i = 0; query->files && i < query->files->nr; i++) {
		strbuf_reset(&expression);
		strbuf_addf(&expression, "HEAD:%s", query->files->v[i]);
		strbuf_addf(text, " f%zu:object(expression:", i);
		json_quote(text, expression.buf);
		strbuf_addstr(text, "){__typename}");
	}
	strbuf_addch(text, '}');
	strbuf_release(&expression);
}

static void add_argument(struct strbuf *text, const char *name,
			 const char *value)
{
	strbuf_addf(text, "%s:", name);
	json_quote(text, value);
}

static void ask_page(const struct list_query *query, struct strbuf *text)
{
	strbuf_addf(text, "first:%d", LIST_MAX);
	if (query->next)
		add_argument(text, ",after", query->next);
}

static void ask_repositories(const struct list_query *query,
			     const char *arguments, struct strbuf *text)
{
	strbuf_addstr(text, "{repositories(");
	ask_page(query, text);
	strbuf_addf(text, "%s,orderBy:{field:NAME,direction:ASC}){totalCount"
		    " pageInfo{hasNextPage endCursor} nodes{...R}}}",
		    arguments);
}

/* An owner may be either; without OWNER a user's are also others'. */
static void ask_owner(const struct list_query *query, struct strbuf *text)
{
	strbuf_addstr(text, " list:repositoryOwner(");
	add_argument(text, "login", query->owner);
	strbuf_addch(text, ')');
	ask_repositories(query, ",ownerAffiliations:[OWNER]", text);
}

static void ask_team(const struct list_query *query, struct strbuf *text)
{
	strbuf_addstr(text, " list:organization(");
	add_argument(text, "login", query->owner);
	strbuf_addstr(text, "){team(");
	add_argument(text, "slug", query->team);
	strbuf_addch(text, ')');
	ask_repositories(query, "", text);
	strbuf_addch(text, '}');
}

static void add_word(struct strbuf *words, const char *qualifier,
		     const char *value)
{
	strbuf_addf(words, "%s%s%s", words->len ? " " : "", qualifier,
		    value);
}

/* Forks are left out unless they are asked for: filters are the caller's. */
static void ask_search(const struct list_query *query, struct strbuf *text)
{
	struct strbuf words = STRBUF_INIT;

	if (query->text)
		add_word(&words, "", query->text);
	if (query->owner)
		add_word(&words, "user:", query->owner);
	if (query->topic)
		add_word(&words, "topic:", query->topic);
	if (!forge_says(words.buf, "fork:"))
		add_word(&words, "fork:", "true");
	strbuf_addstr(text, " list:search(type:REPOSITORY,");
	add_argument(text, "query", words.buf);
	strbuf_addch(text, ',');
	ask_page(query, text);
	strbuf_addstr(text, "){repositoryCount pageInfo{hasNextPage endCursor}"
		      " nodes{...R}}");
	strbuf_release(&words);
}

static int ask_named(const struct list_query *query, struct strbuf *text,
		     struct strbuf *err)
{
	const char *slash;
	char *owner;
	size_t i;

	for (i = 0; i < query->names->nr; i++) {
		slash = strchr(query->names->v[i], '/');
		if (!slash || strchr(slash + 1, '/')) {
			strbuf_addf(err, "'%s' is no OWNER/NAME of GitHub",
				    query->names->v[i]);
			return -1;
		}
		owner = xstrndup(query->names->v[i],
				 (size_t)(slash - query->names->v[i]));
		strbuf_addf(text, " r%zu:repository(", i);
		add_argument(text, "owner", owner);
		add_argument(text, ",name", slash + 1);
		strbuf_addstr(text, "){...R}");
		free(owner);
	}
	return 0;
}

static int ask(const struct list_query *query, struct strbuf *text,
	       struct strbuf *err)
{
	switch (query->kind) {
	case LIST_OWNER:
	case LIST_USER:
		ask_owner(query, text);
		return 0;
	case LIST_TEAM:
		ask_team(query, text);
		return 0;
	case LIST_SEARCH:
		ask_search(query, text);
		return 0;
	case LIST_NAMED:
		return ask_named(query, text, err);
	case LIST_CODE:
		break;
	}
	BUG("a search for code is no GraphQL query");
}

int github_list_ask(const struct forge_site *site,
		    const struct list_query *query, struct request *request,
		    struct strbuf *err)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);
	struct strbuf text = STRBUF_INIT;
	int result;

	if (query->kind == LIST_CODE)
		return github_code_ask(site, query, request, err);
	request->method = "POST";
	request->draws = DRAW_GRAPHQL;
	strbuf_addstr(&request->url, site->graphql);
	strvec_pushl(&request->headers,
		     "Accept: application/vnd.github+json",
		     "Content-Type: application/json", NULL);
	strbuf_addstr(&text, "query{rateLimit{cost remaining used limit"
		      " resetAt}");
	result = ask(query, &text, err);
	if (!result) {
		strbuf_addch(&text, '}');
		define_fields(query, &text);
		json_begin_object(&body, NULL);
		json_put(&body, "query", text.buf);
		json_end_object(&body);
	}
	strbuf_release(&text);
	return result;
}
