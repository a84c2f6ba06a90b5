/* SPDX-License-Identifier: MIT */
/*
 * A search for code at GitHub: files, a hundred a page, by REST with a counter
 * of its own (docs.github.com "REST API endpoints for search": 10 a minute,
 * whoever asks has a token, 1,000 results). Of a file's repository it tells
 * little more than the name.
 */
#include "forges/github.h"
#include "forges/list.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

static void add_qualifier(struct strbuf *url, const char *qualifier,
			  const char *value)
{
	strbuf_addf(url, "+%s:", qualifier);
	text_percent_encode(url, value);
}

int github_code_ask(const struct forge_site *site,
		    const struct list_query *query, struct request *request,
		    struct strbuf *err)
{
	(void)err;
	request->method = "GET";
	request->draws = DRAW_SEARCH;
	strvec_push(&request->headers, "Accept: application/vnd.github+json");
	strbuf_addf(&request->url, "%ssearch/code?", site->api);
	if (query->next) {
		strbuf_addstr(&request->url, query->next);
		return 0;
	}
	strbuf_addstr(&request->url, "q=");
	text_percent_encode(&request->url, query->text);
	if (query->owner)
		add_qualifier(&request->url, "user", query->owner);
	strbuf_addstr(&request->url, "&per_page=100");
	return 0;
}

/* Several files of one repository are one repository. */
static bool has(const struct list_answer *answer, const char *name)
{
	size_t i;

	for (i = 0; i < answer->nr; i++)
		if (!strcasecmp(answer->v[i].name, name))
			return true;
	return false;
}

static int read_item(const struct json *doc, int item,
		     struct list_answer *answer, struct strbuf *err)
{
	char *name = json_copy(doc, json_get(doc, item,
					     "repository.full_name"));
	struct listed *listed;

	if (!name) {
		strbuf_addstr(err, "the search finds a file that is in no "
			      "repository");
		return -1;
	}
	if (has(answer, name)) {
		free(name);
		return 0;
	}
	listed = list_add(answer);
	listed->name = name;
	listed->name_only = true;
	return 0;
}

static void cut(struct list_answer *answer, const char *why)
{
	struct strbuf text = STRBUF_INIT;

	answer->cut = true;
	strbuf_addf(&text, "the search finds %lld files, and %s",
		    answer->total, why);
	answer->why = strbuf_detach(&text);
}

int github_code_read(const struct reply *reply, struct list_answer *answer,
		     struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int items, item, result = -1;

	answer->total = -1;
	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		return -1;
	items = json_get(&doc, 0, "items");
	if (json_kind(&doc, items) != JSON_ARRAY) {
		strbuf_addstr(err, "the answer holds no list of files");
		goto out;
	}
	for (item = json_first(&doc, items); item >= 0;
	     item = json_next(&doc, item))
		if (read_item(&doc, item, answer, err))
			goto out;
	answer->total = json_int(&doc, json_get(&doc, 0, "total_count"), -1);
	if (json_bool(&doc, json_get(&doc, 0, "incomplete_results"), false))
		cut(answer, "GitHub ended it before it had looked everywhere");
	else if (answer->total > 1000)
		cut(answer, "GitHub gives no more than 1,000 of one search");
	answer->next = list_next(reply);
	result = 0;
out:
	json_release(&doc);
	return result;
}
