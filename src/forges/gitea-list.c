/* SPDX-License-Identifier: MIT */
/*
 * Which repositories Gitea or Forgejo has. A page holds as many as the server
 * likes, whatever is asked for (MAX_RESPONSE_ITEMS, 50 or less): its Link
 * header says where it goes on, its X-Total-Count how many there are where,
 * as of a team, no Link is sent; without either only an empty page ends it.
 */
#include "forges/gitea.h"
#include "forges/list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"

#define PAGE_MAX 50

/* ---- where it goes on -------------------------------------------------------- */

/* Of query->next: "TEAM SEEN PARAMETERS". */
struct place {
	long long team;		/* its number; 0: not known, or of no team */
	long long seen;		/* on the pages before */
	const char *parameters;	/* of the page; "": the first */
};

static struct place place_of(const struct list_query *query)
{
	struct place place = { .parameters = "" };
	char *end;

	if (!query->next)
		return place;
	place.team = strtoll(query->next, &end, 10);
	place.seen = strtoll(end, &end, 10);
	place.parameters = *end ? end + 1 : "";
	return place;
}

static void set_next(struct list_answer *answer, long long team,
		     long long seen, const char *parameters)
{
	struct strbuf next = STRBUF_INIT;

	strbuf_addf(&next, "%lld %lld %s", team, seen, parameters);
	free(answer->next);
	answer->next = strbuf_detach(&next);
}

/* ---- what is asked ----------------------------------------------------------- */

static void add_name(struct strbuf *url, const char *before,
		     const char *name, const char *behind)
{
	strbuf_addstr(url, before);
	text_percent_encode(url, name);
	strbuf_addstr(url, behind);
}

static void ask_team(const struct list_query *query,
		     const struct place *place, struct strbuf *url)
{
	if (place->team) {
		strbuf_addf(url, "teams/%lld/repos?", place->team);
		return;
	}
	add_name(url, "orgs/", query->owner, "/teams/search?");
	if (!*place->parameters)
		add_name(url, "q=", query->team, "&");
}

static void ask_search(const struct list_query *query,
		       const struct place *place, struct strbuf *url)
{
	strbuf_addstr(url, "repos/search?");
	if (*place->parameters)
		return;
	if (query->text)
		add_name(url, "q=", query->text, "&");
	else if (query->topic)
		add_name(url, "q=", query->topic, "&topic=true&");
}

static void ask_named(const struct list_query *query, struct strbuf *url)
{
	const char *name = query->names->v[0];
	const char *slash = strchr(name, '/');
	char *owner = xstrndup(name, slash ? (size_t)(slash - name) : 0);

	add_name(url, "repos/", owner, "/");
	text_percent_encode(url, slash ? slash + 1 : name);
	free(owner);
}

int gitea_list_ask(const struct forge_site *site,
		   const struct list_query *query, struct request *request,
		   struct strbuf *err)
{
	struct place place = place_of(query);
	struct strbuf *url = &request->url;

	if (query->kind == LIST_CODE) {
		strbuf_addf(err, "'%s' is a Gitea or Forgejo, whose API "
			    "searches for no code beyond one repository",
			    site->host);
		return -1;
	}
	request->method = "GET";
	request->draws = query->kind == LIST_SEARCH ?
			 DRAW_READ | DRAW_SEARCH : DRAW_READ;
	strvec_push(&request->headers, "Accept: application/json");
	strbuf_addstr(url, site->api);
	if (query->kind == LIST_NAMED) {
		ask_named(query, url);
		return 0;
	}
	if (query->kind == LIST_TEAM)
		ask_team(query, &place, url);
	else if (query->kind == LIST_SEARCH)
		ask_search(query, &place, url);
	else
		add_name(url, query->kind == LIST_USER || query->as_user ?
			 "users/" : "orgs/", query->owner, "/repos?");
	if (*place.parameters)
		strbuf_addstr(url, place.parameters);
	else
		strbuf_addf(url, "page=1&limit=%d", PAGE_MAX);
	return 0;
}

int gitea_has_file_ask(const struct forge_site *site, const char *owner,
		       const char *name, const char *path,
		       struct request *request, struct strbuf *err)
{
	struct strvec parts = STRVEC_INIT;
	size_t i;

	(void)err;
	gitea_request(request, "GET", site, owner, name, "/contents");
	request->draws = DRAW_READ;
	strvec_split(&parts, path, '/');
	for (i = 0; i < parts.nr; i++)
		add_name(&request->url, "/", parts.v[i], "");
	strvec_clear(&parts);
	return 0;
}

/* Of a folder it is a list of what is in there. */
bool gitea_has_file_read(const struct reply *reply)
{
	struct strbuf ignored = STRBUF_INIT;
	struct json doc = JSON_INIT;
	bool is_file = !json_parse(&doc, reply->body.buf, reply->body.len,
				   &ignored) &&
		       json_kind(&doc, 0) == JSON_OBJECT;

	json_release(&doc);
	strbuf_release(&ignored);
	return is_file;
}

/* ---- what is answered -------------------------------------------------------- */

static bool flag(const struct json *doc, int node, const char *name)
{
	return json_bool(doc, json_get(doc, node, name), false);
}

static void read_topics(const struct json *doc, int node,
			struct listed *listed)
{
	int topics = json_get(doc, node, "topics"), topic;
	char *text;

	listed->topics_untold = topics < 0;	/* before 1.22 */
	for (topic = json_first(doc, topics); topic >= 0;
	     topic = json_next(doc, topic)) {
		text = json_copy(doc, topic);
		if (text)
			strvec_push(&listed->topics, text);
		free(text);
	}
}

static int read_repository(const struct json *doc, int node,
			   struct list_answer *answer, struct strbuf *err)
{
	char *name = json_copy(doc, json_get(doc, node, "full_name"));
	char *language = json_copy(doc, json_get(doc, node, "language"));
	struct listed *listed;

	if (!name) {
		strbuf_addstr(err, "the list has a repository without name");
		free(language);
		return -1;
	}
	listed = list_add(answer);
	listed->name = name;
	listed->archived = flag(doc, node, "archived");
	listed->fork = flag(doc, node, "fork");
	listed->empty = flag(doc, node, "empty");
	listed->visibility = flag(doc, node, "internal") ?
			     VISIBILITY_INTERNAL :
			     flag(doc, node, "private") ?
			     VISIBILITY_PRIVATE : VISIBILITY_PUBLIC;
	listed->language_untold = json_get(doc, node, "language") < 0;
	listed->files_untold = true;
	if (language && *language)
		listed->language = language;
	else
		free(language);
	read_topics(doc, node, listed);
	return 0;
}

static long long total_of(const struct reply *reply)
{
	const char *value = reply_header(reply, "x-total-count");
	long long total;
	char *end;

	if (!value)
		return -1;
	errno = 0;
	total = strtoll(value, &end, 10);
	return errno || end == value || *end || total < 0 ? -1 : total;
}

/* The page behind this one, by its number: the same parameters otherwise. */
static void next_number(const struct list_query *query,
			const struct place *place, struct strbuf *out)
{
	const char *page = strstr(place->parameters, "page=");
	long long number = page ? strtoll(page + strlen("page="), NULL, 10)
				: 1;

	if (query->kind == LIST_SEARCH && (query->text || query->topic))
		add_name(out, "q=", query->text ? query->text : query->topic,
			 query->text ? "&" : "&topic=true&");
	strbuf_addf(out, "page=%lld&limit=%d", number + 1, PAGE_MAX);
}

static void cut(struct list_answer *answer, long long seen)
{
	struct strbuf why = STRBUF_INIT;

	answer->cut = true;
	strbuf_addf(&why, "the server says that there are %lld repositories, "
		    "and gives %lld", answer->total, seen);
	answer->why = strbuf_detach(&why);
}

static void read_next(const struct reply *reply,
		      const struct list_query *query,
		      const struct place *place, size_t came,
		      struct list_answer *answer)
{
	long long seen = place->seen + (long long)came;
	char *parameters = list_next(reply);
	struct strbuf number = STRBUF_INIT;

	if (parameters) {
		set_next(answer, place->team, seen, parameters);
	} else if (answer->total < 0 ? came > 0 : seen < answer->total) {
		if (came) {
			next_number(query, place, &number);
			set_next(answer, place->team, seen, number.buf);
		} else {
			cut(answer, seen);
		}
	}
	strbuf_release(&number);
	free(parameters);
}

/* A part of the name finds it, too. */
static int read_team(const struct json *doc, const struct reply *reply,
		     const struct list_query *query,
		     const struct place *place, struct list_answer *answer,
		     struct strbuf *err)
{
	int node = json_first(doc, json_get(doc, 0, "data"));
	size_t came = 0;
	char *name;
	bool same;

	for (; node >= 0; node = json_next(doc, node), came++) {
		name = json_copy(doc, json_get(doc, node, "name"));
		same = name && !strcasecmp(name, query->team);
		free(name);
		if (same) {
			set_next(answer, json_int(doc, json_get(doc, node,
								"id"), 0),
				 0, "");
			return 0;
		}
	}
	answer->total = total_of(reply);
	read_next(reply, query, place, came, answer);
	answer->total = -1;
	if (answer->next)
		return 0;
	strbuf_addf(err, "there is no team '%s' in '%s', or it is hidden from "
		    "this token", query->team, query->owner);
	return -1;
}

static int read_page(const struct json *doc, const struct reply *reply,
		     const struct list_query *query,
		     const struct place *place, struct list_answer *answer,
		     struct strbuf *err)
{
	bool search = query->kind == LIST_SEARCH;
	int list = search ? json_get(doc, 0, "data") : 0, node;

	/* an empty list may be null */
	if (json_kind(doc, list) != JSON_ARRAY &&
	    json_kind(doc, list) != JSON_NULL) {
		strbuf_addstr(err, "the answer is no list of repositories");
		return -1;
	}
	for (node = json_first(doc, list); node >= 0;
	     node = json_next(doc, node))
		if (read_repository(doc, node, answer, err))
			return -1;
	answer->total = total_of(reply);
	read_next(reply, query, place, answer->nr, answer);
	return 0;
}

int gitea_list_read(const struct reply *reply,
		    const struct list_query *query,
		    struct list_answer *answer, struct strbuf *err)
{
	struct place place = place_of(query);
	struct json doc = JSON_INIT;
	int result = -1;

	answer->total = -1;
	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	if (query->kind == LIST_NAMED)
		result = read_repository(&doc, 0, answer, err);
	else if (query->kind == LIST_TEAM && !place.team)
		result = read_team(&doc, reply, query, &place, answer, err);
	else
		result = read_page(&doc, reply, query, &place, answer, err);
out:
	json_release(&doc);
	return result;
}
