/* SPDX-License-Identifier: MIT */
/*
 * The fields of a pull request that Gitea takes by number: labels, which are
 * the repository's or its organization's, and a milestone. They are read
 * before it is opened. A label that is nowhere is made where that is wanted.
 *
 * From part to part the first note holds what comes next ("label PAGE SEEN"
 * and "org …", pages of lists and what earlier ones held, "milestone …",
 * "create", those of gitea-known.c, at last "known"); behind it is "label NUMBER NAME" of each label
 * known, and "milestone NUMBER NAME".
 */
#include "forges/gitea.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"

#define PAGES_MAX 20
#define COLOUR "#ededed"	/* grey: it is for people to choose one */

static size_t count(const struct strvec *names)
{
	return names ? names->nr : 0;
}

/* A team GROUP/NAME of another organization cannot be meant there. */
static const char *foreign_team(const struct pull_query *query)
{
	const char *team, *slash;
	size_t i, len;

	for (i = 0; i < count(query->teams); i++) {
		team = query->teams->v[i];
		slash = strrchr(team, '/');
		len = slash ? (size_t)(slash - team) : 0;
		if (slash && (strlen(query->owner) != len ||
			      strncasecmp(team, query->owner, len) != 0))
			return team;
	}
	return NULL;
}

bool gitea_names_needed(const struct pull_query *query)
{
	struct strbuf next = STRBUF_INIT;
	bool needed = count(query->labels) || query->milestone ||
		      foreign_team(query) || gitea_known_next(query, &next);

	strbuf_release(&next);
	return needed;
}

/* ---- the notes ----------------------------------------------------------- */

static void set_next(const struct pull_query *query, const char *step,
		     unsigned page, size_t seen)
{
	struct strbuf next = STRBUF_INIT;

	strbuf_addstr(&next, step);
	if (page)
		strbuf_addf(&next, " %u %zu", page, seen);
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

/* Of "label PAGE SEEN". */
static unsigned page_of(const struct pull_query *query)
{
	const char *space = strchr(query->notes->v[0], ' ');

	return space ? (unsigned)strtoul(space, NULL, 10) : 1;
}

static size_t seen_of(const struct pull_query *query)
{
	const char *space = strrchr(query->notes->v[0], ' ');

	return space ? strtoul(space, NULL, 10) : 0;
}

bool gitea_names_writes(const struct pull_query *query)
{
	return is_next(query, "create");
}

/*
 * What stands for a name of that kind; 0: unknown. The server itself tells
 * labels by their exact names, but people hardly mean two by one word.
 */
static long long number_of(const struct pull_query *query, const char *kind,
			   const char *name)
{
	size_t i, len = strlen(kind);
	char *end;

	for (i = 1; query->notes && i < query->notes->nr; i++) {
		const char *note = query->notes->v[i];
		long long number;

		if (!starts_with(note, kind) || note[len] != ' ')
			continue;
		number = strtoll(note + len, &end, 10);
		if (*end == ' ' && !strcasecmp(end + 1, name))
			return number;
	}
	return 0;
}

long long gitea_label(const struct pull_query *query, const char *name)
{
	return number_of(query, "label", name);
}

long long gitea_milestone(const struct pull_query *query)
{
	return number_of(query, "milestone", query->milestone);
}

/* The first label whose number is not known, or NULL. */
static const char *missing_label(const struct pull_query *query)
{
	size_t i;

	for (i = 0; i < count(query->labels); i++)
		if (!number_of(query, "label", query->labels->v[i]))
			return query->labels->v[i];
	return NULL;
}

static bool misses_milestone(const struct pull_query *query)
{
	return query->milestone &&
	       !number_of(query, "milestone", query->milestone);
}

static bool is_wanted(const struct strvec *names, const char *name)
{
	size_t i;

	for (i = 0; i < count(names); i++)
		if (!strcasecmp(names->v[i], name))
			return true;
	return false;
}

static void learn_label(const struct pull_query *query,
			const struct json *doc, int label)
{
	long long number = json_int(doc, json_get(doc, label, "id"), 0);
	char *name = json_copy(doc, json_get(doc, label, "name"));

	if (number > 0 && name && is_wanted(query->labels, name) &&
	    !number_of(query, "label", name))
		strvec_pushf(query->notes, "label %lld %s", number, name);
	free(name);
}

static void learn_milestone(const struct pull_query *query,
			    const struct json *doc, int milestone)
{
	long long number = json_int(doc, json_get(doc, milestone, "id"), 0);
	char *title = json_copy(doc, json_get(doc, milestone, "title"));

	if (number > 0 && title && !strcasecmp(title, query->milestone) &&
	    misses_milestone(query))
		strvec_pushf(query->notes, "milestone %lld %s", number,
			     title);
	free(title);
}

/* ---- asking ------------------------------------------------------------- */

static void ask_create(const struct forge_site *site,
		       const struct pull_query *query,
		       struct request *request)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);

	gitea_request(request, "POST", site, query->owner, query->name,
		      "/labels");
	gitea_expect_body(request);
	request->draws = DRAW_WRITE | DRAW_CONTENT;
	json_begin_object(&body, NULL);
	json_put(&body, "name", missing_label(query));
	json_put(&body, "color", COLOUR);
	json_end_object(&body);
}

static void ask_list(const struct forge_site *site,
		     const struct pull_query *query, struct request *request)
{
	if (is_next(query, "org")) {
		request->method = "GET";
		strbuf_addf(&request->url, "%sorgs/", site->api);
		text_percent_encode(&request->url, query->owner);
		strbuf_addstr(&request->url, "/labels");
		strvec_push(&request->headers, "Accept: application/json");
	} else {
		gitea_request(request, "GET", site, query->owner,
			      query->name, is_next(query, "label")
			      ? "/labels" : "/milestones?state=open&name=");
		if (is_next(query, "milestone"))
			text_percent_encode(&request->url, query->milestone);
	}
	request->draws = DRAW_READ;
	gitea_add_page(request, page_of(query));
}

static bool is_known_next(const struct pull_query *query)
{
	return is_next(query, "user ") || is_next(query, "team ");
}

/* All numbers are known; who is to review it, and then nothing. */
static void set_last(const struct pull_query *query)
{
	struct strbuf next = STRBUF_INIT;

	set_next(query, gitea_known_next(query, &next) ? next.buf : "known",
		 0, 0);
	strbuf_release(&next);
}

static void first(const struct pull_query *query)
{
	if (missing_label(query))
		set_next(query, "label", 1, 0);
	else if (query->milestone)
		set_next(query, "milestone", 1, 0);
	else
		set_last(query);
}

int gitea_names_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err)
{
	const char *foreign = foreign_team(query);

	if (foreign) {
		strbuf_addf(err, "there is no team '%s': only teams of '%s' "
			    "can review there", foreign, query->owner);
		return -1;
	}
	if (!query->notes->nr)
		first(query);
	if (is_next(query, "create"))
		ask_create(site, query, request);
	else if (is_known_next(query))
		gitea_known_ask(site, query, request);
	else
		ask_list(site, query, request);
	return 0;
}

/* ---- reading ------------------------------------------------------------ */

static int lack(const struct pull_query *query, struct strbuf *err)
{
	size_t i;

	for (i = 0; i < count(query->labels) && !query->create_labels; i++)
		if (!number_of(query, "label", query->labels->v[i]))
			forge_lacks(err, "label", query->labels->v[i]);
	if (err->len)
		strbuf_addstr(err, " (--create-labels makes it)");
	if (misses_milestone(query))
		forge_lacks(err, "open milestone", query->milestone);
	return FORGE_LACKS;
}

/*
 * Whether a list goes on. These lists have no links on all servers, but tell
 * how many there are; how many a page holds is the server's choice.
 */
static bool goes_on(const struct pull_query *query, const struct reply *reply,
		    size_t got)
{
	const char *total = reply_header(reply, "x-total-count");

	return page_of(query) < PAGES_MAX && got &&
	       (gitea_has_next(reply) ||
		(total && strtoul(total, NULL, 10) > seen_of(query) + got));
}

/* Whether the request was the last one, or what comes next. */
static int decide(const struct pull_query *query, bool more, size_t got,
		  struct strbuf *err)
{
	bool labels = is_next(query, "label") || is_next(query, "org");
	const char *missing = missing_label(query);

	if (more && (labels ? missing != NULL : misses_milestone(query)))
		set_next(query, is_next(query, "label") ? "label" :
			 is_next(query, "org") ? "org" : "milestone",
			 page_of(query) + 1, seen_of(query) + got);
	else if (is_next(query, "label") && missing)
		set_next(query, "org", 1, 0);
	else if (labels && misses_milestone(query))
		set_next(query, "milestone", 1, 0);
	else if (misses_milestone(query) ||
		 (missing && !query->create_labels))
		return lack(query, err);
	else if (missing)
		set_next(query, "create", 0, 0);
	else
		set_last(query);
	return is_next(query, "known") ? 0 : FORGE_MORE;
}

static int decide_known(const struct pull_query *query, struct strbuf *err)
{
	set_last(query);
	if (!is_next(query, "known"))
		return FORGE_MORE;
	return gitea_known_lacks(query, err) ? FORGE_LACKS : 0;
}

static int read_made(const struct json *doc, const struct pull_query *query,
		     struct strbuf *err)
{
	const char *wanted = missing_label(query);

	learn_label(query, doc, 0);
	if (!number_of(query, "label", wanted)) {
		strbuf_addstr(err, "the answer names no label");
		return -1;
	}
	return 0;
}

static int read_all(const struct json *doc, const struct pull_query *query,
		    struct strbuf *err)
{
	bool milestones = is_next(query, "milestone");
	int node;

	if (is_next(query, "create"))
		return read_made(doc, query, err);
	if (json_kind(doc, 0) != JSON_ARRAY) {
		strbuf_addf(err, "the answer is no list of %s",
			    milestones ? "milestones" : "labels");
		return -1;
	}
	for (node = json_first(doc, 0); node >= 0;
	     node = json_next(doc, node))
		if (milestones)
			learn_milestone(query, doc, node);
		else
			learn_label(query, doc, node);
	return 0;
}

int gitea_names_read(const struct reply *reply,
		     const struct pull_query *query, struct strbuf *err)
{
	struct json doc = JSON_INIT;
	size_t got;
	int result = -1;

	if (is_known_next(query)) {
		gitea_known_read(reply, query);
		return decide_known(query, err);
	}
	/* an owner that is no organization has no labels of its own */
	if (reply->status == 404 && is_next(query, "org"))
		return decide(query, false, 0, err);
	if (json_parse(&doc, reply->body.buf, reply->body.len, err) ||
	    read_all(&doc, query, err))
		goto out;
	got = is_next(query, "create") ? 0 : json_size(&doc, 0);
	result = decide(query, goes_on(query, reply, got), got, err);
out:
	json_release(&doc);
	return result;
}
