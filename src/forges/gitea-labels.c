/* SPDX-License-Identifier: MIT */
/*
 * Labels of a pull request on Gitea. Newer servers take them by name, leave
 * out without a word those that do not exist, and answer with all that the
 * pull request has by then: mostly that is all. Else the missing ones are
 * made, and given by their numbers; an older server takes only these, which
 * its lists tell.
 *
 * From part to part the notes hold what comes next ("names", "page 1",
 * "org 1", "create", "numbers"), then "NUMBER NAME" of each label known.
 */
#include "forges/gitea.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"

#define PAGES_MAX 20
#define COLOUR "#ededed"	/* grey: it is for people to choose one */

bool gitea_describe_needed(const struct pull_query *query)
{
	return query->labels && query->labels->nr;
}

/* ---- the notes ----------------------------------------------------------- */

static void set_next(const struct pull_query *query, const char *step,
		     unsigned page)
{
	struct strbuf next = STRBUF_INIT;

	strbuf_addstr(&next, step);
	if (page)
		strbuf_addf(&next, " %u", page);
	if (query->notes->nr)
		replace_string(&query->notes->v[0], next.buf);
	else
		strvec_push(query->notes, next.buf);
	strbuf_release(&next);
}

static bool is_next(const struct pull_query *query, const char *step)
{
	return query->notes->nr && starts_with(query->notes->v[0], step);
}

/* The N of "page N". */
static unsigned page_of(const struct pull_query *query)
{
	const char *space = strchr(query->notes->v[0], ' ');

	return space ? (unsigned)strtoul(space, NULL, 10) : 1;
}

static bool is_known(const struct pull_query *query, const char *label)
{
	const char *space;
	size_t i;

	for (i = 1; i < query->notes->nr; i++) {
		space = strchr(query->notes->v[i], ' ');
		if (space && !strcasecmp(space + 1, label))
			return true;
	}
	return false;
}

/* The first label whose number is not known, or NULL. */
static const char *missing(const struct pull_query *query)
{
	size_t i;

	for (i = 0; i < query->labels->nr; i++)
		if (!is_known(query, query->labels->v[i]))
			return query->labels->v[i];
	return NULL;
}

static bool is_wanted(const struct pull_query *query, const char *label)
{
	size_t i;

	for (i = 0; i < query->labels->nr; i++)
		if (!strcasecmp(query->labels->v[i], label))
			return true;
	return false;
}

static void learn(const struct pull_query *query, const struct json *doc,
		  int label)
{
	long long number = json_int(doc, json_get(doc, label, "id"), 0);
	char *name = json_copy(doc, json_get(doc, label, "name"));

	if (number > 0 && name && is_wanted(query, name) &&
	    !is_known(query, name))
		strvec_pushf(query->notes, "%lld %s", number, name);
	free(name);
}

/* ---- asking ------------------------------------------------------------- */

static void ask_names(const struct pull_query *query,
		      struct json_writer *body)
{
	size_t i;

	json_begin_array(body, "labels");
	for (i = 0; i < query->labels->nr; i++)
		json_put(body, NULL, query->labels->v[i]);
	json_end_array(body);
}

static void ask_numbers(const struct pull_query *query,
			struct json_writer *body)
{
	size_t i;

	json_begin_array(body, "labels");
	for (i = 1; i < query->notes->nr; i++)
		json_put_int(body, NULL, strtoll(query->notes->v[i], NULL,
						 10));
	json_end_array(body);
}

static void ask_write(const struct forge_site *site,
		      const struct pull_query *query,
		      struct request *request)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);
	struct strbuf path = STRBUF_INIT;

	if (is_next(query, "create"))
		strbuf_addstr(&path, "/labels");
	else
		strbuf_addf(&path, "/issues/%lld/labels",
			    query->pull->number);
	gitea_request(request, "POST", site, query->owner, query->name,
		      path.buf);
	gitea_expect_body(request);
	request->draws = DRAW_WRITE | DRAW_CONTENT;
	json_begin_object(&body, NULL);
	if (is_next(query, "create")) {
		json_put(&body, "name", missing(query));
		json_put(&body, "color", COLOUR);
	} else if (is_next(query, "names")) {
		ask_names(query, &body);
	} else {
		ask_numbers(query, &body);
	}
	json_end_object(&body);
	strbuf_release(&path);
}

static void ask_list(const struct forge_site *site,
		     const struct pull_query *query, struct request *request)
{
	if (is_next(query, "page")) {
		gitea_request(request, "GET", site, query->owner,
			      query->name, "/labels");
	} else {
		strbuf_addf(&request->url, "%sorgs/", site->api);
		text_percent_encode(&request->url, query->owner);
		strbuf_addstr(&request->url, "/labels");
		strvec_push(&request->headers, "Accept: application/json");
	}
	request->draws = DRAW_READ;
	gitea_add_page(request, page_of(query));
}

int gitea_describe_ask(const struct forge_site *site,
		       const struct pull_query *query,
		       struct request *request, struct strbuf *err)
{
	(void)err;
	if (!query->notes->nr && (site->lacks & GITEA_LACKS_LABEL_NAMES))
		set_next(query, "page", 1);
	else if (!query->notes->nr)
		set_next(query, "names", 0);
	if (is_next(query, "page") || is_next(query, "org"))
		ask_list(site, query, request);
	else
		ask_write(site, query, request);
	return 0;
}

/* ---- reading ------------------------------------------------------------ */

/* Whether the request was the last one, or what comes next. */
static int decide(const struct pull_query *query, const struct reply *reply)
{
	bool goes_on = gitea_has_next(reply) &&
		       (is_next(query, "page") || is_next(query, "org")) &&
		       page_of(query) < PAGES_MAX;

	if (is_next(query, "numbers") ||
	    (is_next(query, "names") && !missing(query)))
		return 0;
	if (!missing(query))
		set_next(query, "numbers", 0);
	else if (goes_on)
		set_next(query, is_next(query, "page") ? "page" : "org",
			 page_of(query) + 1);
	else if (is_next(query, "page"))
		set_next(query, "org", 1);
	else
		set_next(query, "create", 0);
	return FORGE_MORE;
}

static int read_labels(const struct json *doc, const struct pull_query *query,
		       struct strbuf *err)
{
	char *wanted = xstrdup_or_null(missing(query));
	int label, result = 0;

	if (is_next(query, "create")) {
		learn(query, doc, 0);
		if (wanted && !is_known(query, wanted)) {
			strbuf_addstr(err, "the answer names no label");
			result = -1;
		}
	} else if (json_kind(doc, 0) == JSON_ARRAY) {
		for (label = json_first(doc, 0); label >= 0;
		     label = json_next(doc, label))
			learn(query, doc, label);
	} else {
		strbuf_addstr(err, "the answer is no list of labels");
		result = -1;
	}
	free(wanted);
	return result;
}

int gitea_describe_read(const struct reply *reply,
			const struct pull_query *query, struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int result = -1;

	/* an owner that is no organization has no labels of its own */
	if (reply->status == 404 && is_next(query, "org"))
		return decide(query, reply);
	if (json_parse(&doc, reply->body.buf, reply->body.len, err) ||
	    read_labels(&doc, query, err))
		goto out;
	result = decide(query, reply);
out:
	json_release(&doc);
	return result;
}
