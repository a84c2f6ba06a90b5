/* SPDX-License-Identifier: MIT */
/*
 * A pull request that is there, changed. Title, body, labels, people to be
 * assigned and the milestone in one write, that replaces the lists: what they
 * hold is read before. No milestone is what only the issue's call can say
 * (0 is no change to the other one). Reviews are asked for, and no longer, by
 * calls of their own (gitea-review.c).
 *
 * In the notes, behind those of gitea-names.c: "label NUMBER NAME" and
 * "assignee NAME" of each that it has, as "has-label", "has-assignee".
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "forges/pull-edit.h"
#include "forges/gitea.h"

#define HAS_LABEL "has-label "
#define HAS_ASSIGNEE "has-assignee "

static const char *const parts[] = {
	"read", "write", "milestone", "ask", "unask", NULL
};

static bool is_written(const struct pull_query *query)
{
	const struct pull_edit *edit = query->edit;

	return edit_retitles(query, gitea_draft_marks) || edit->body ||
	       edit_labels(query) || edit_assigns(query) || query->milestone;
}

/* Whether the part has anything to do. */
static bool is_needed(const struct pull_query *query, const char *part)
{
	const struct pull_edit *edit = query->edit;

	if (!strcmp(part, "ask"))
		return edit_any(query->reviewers) || edit_any(query->teams);
	if (!edit)
		return false;
	if (!strcmp(part, "read"))
		return edit_labels(query) || edit_assigns(query);
	if (!strcmp(part, "write"))
		return is_written(query);
	if (!strcmp(part, "milestone"))
		return edit->no_milestone;
	return edit_any(edit->no_reviewers) || edit_any(edit->no_teams);
}

/* The part behind this one, NULL: the first; NULL: there is none. */
static const char *part_after(const struct pull_query *query,
			      const char *part)
{
	size_t i = 0;

	while (part && parts[i] && strcmp(parts[i], part) != 0)
		i++;
	if (part && parts[i])
		i++;
	while (parts[i] && !is_needed(query, parts[i]))
		i++;
	return parts[i];
}

static const char *part_of(const struct pull_query *query)
{
	const char *first = part_after(query, NULL);
	size_t i;

	for (i = 0; parts[i]; i++)
		if (edit_is_part(query, parts[i], first ? first : "ask"))
			return parts[i];
	return "ask";
}

bool gitea_describe_needed(const struct pull_query *query)
{
	return part_after(query, NULL) != NULL;
}

unsigned gitea_describe_draws(const struct pull_query *query)
{
	return strcmp(part_of(query), "read") ? DRAW_WRITE | DRAW_CONTENT
					      : DRAW_READ;
}

/* ---- ask ----------------------------------------------------------------- */

static void put_labels(struct json_writer *body,
		       const struct pull_query *query)
{
	struct strvec had = STRVEC_INIT;
	size_t i;

	if (!edit_labels(query))
		return;
	json_begin_array(body, "labels");
	for (i = 0; i < query->notes->nr; i++) {
		const char *note = query->notes->v[i], *name;

		if (!starts_with(note, HAS_LABEL))
			continue;
		note += strlen(HAS_LABEL);
		name = strchr(note, ' ') + 1;
		if (edit_has(query->edit->no_labels, name))
			continue;
		strvec_push(&had, name);
		json_put_int(body, NULL, strtoll(note, NULL, 10));
	}
	for (i = 0; query->labels && i < query->labels->nr; i++)
		if (!edit_has(&had, query->labels->v[i]))
			json_put_int(body, NULL, gitea_label(
					     query, query->labels->v[i]));
	json_end_array(body);
	strvec_clear(&had);
}

static void put_assignees(struct json_writer *body,
			  const struct pull_query *query)
{
	struct strvec had = STRVEC_INIT;
	size_t i;

	if (!edit_assigns(query))
		return;
	json_begin_array(body, "assignees");
	for (i = 0; i < query->notes->nr; i++) {
		const char *note = query->notes->v[i];

		if (!starts_with(note, HAS_ASSIGNEE))
			continue;
		note += strlen(HAS_ASSIGNEE);
		if (edit_has(query->edit->no_assignees, note))
			continue;
		strvec_push(&had, note);
		json_put(body, NULL, note);
	}
	for (i = 0; query->assignees && i < query->assignees->nr; i++)
		if (!edit_has(&had, query->assignees->v[i]))
			json_put(body, NULL, query->assignees->v[i]);
	json_end_array(body);
	strvec_clear(&had);
}

static void put_all(struct json_writer *body, const struct pull_query *query)
{
	char *title = edit_title(query, gitea_draft_marks);

	if (title)
		json_put(body, "title", title);
	if (query->edit->body)
		json_put(body, "body", query->edit->body);
	put_labels(body, query);
	put_assignees(body, query);
	if (query->milestone)
		json_put_int(body, "milestone", gitea_milestone(query));
	free(title);
}

static void ask_write(const struct forge_site *site,
		      const struct pull_query *query,
		      struct request *request, bool of_issue)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "/%s/%lld", of_issue ? "issues" : "pulls",
		    query->pull->number);
	gitea_request(request, "PATCH", site, query->owner, query->name,
		      path.buf);
	gitea_expect_body(request);
	request->draws = DRAW_WRITE | DRAW_CONTENT;
	json_begin_object(&body, NULL);
	if (of_issue)
		json_put_int(&body, "milestone", 0);
	else
		put_all(&body, query);
	json_end_object(&body);
	strbuf_release(&path);
}

static void ask_read(const struct forge_site *site,
		     const struct pull_query *query, struct request *request)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "/pulls/%lld", query->pull->number);
	gitea_request(request, "GET", site, query->owner, query->name,
		      path.buf);
	request->draws = DRAW_READ;
	strbuf_release(&path);
}

int gitea_describe_ask(const struct forge_site *site,
		       const struct pull_query *query,
		       struct request *request, struct strbuf *err)
{
	const char *part = part_of(query);

	if (query->edit &&
	    edit_check_title(query, gitea_draft_marks, err) < 0)
		return -1;
	if (!strcmp(part, "read"))
		ask_read(site, query, request);
	else if (!strcmp(part, "write") || !strcmp(part, "milestone"))
		ask_write(site, query, request, !strcmp(part, "milestone"));
	else
		gitea_review_ask(site, query, request,
				 !strcmp(part, "unask"));
	return 0;
}

/* ---- read ---------------------------------------------------------------- */

static void note_fields(const struct json *doc,
			const struct pull_query *query)
{
	int node;

	for (node = json_first(doc, json_get(doc, 0, "labels")); node >= 0;
	     node = json_next(doc, node)) {
		char *name = json_copy(doc, json_get(doc, node, "name"));

		if (name)
			strvec_pushf(query->notes, HAS_LABEL "%lld %s",
				     json_int(doc, json_get(doc, node, "id"),
					      0), name);
		free(name);
	}
	for (node = json_first(doc, json_get(doc, 0, "assignees")); node >= 0;
	     node = json_next(doc, node)) {
		char *name = json_copy(doc, json_get(doc, node, "login"));

		if (name)
			strvec_pushf(query->notes, HAS_ASSIGNEE "%s", name);
		free(name);
	}
}

/* A withdrawal is answered with nothing, all else with what there is now. */
static int read_part(const struct reply *reply,
		     const struct pull_query *query, const char *part,
		     struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int result = -1;

	if (!strcmp(part, "unask"))
		return 0;
	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	if (!strcmp(part, "ask") && json_kind(&doc, 0) != JSON_ARRAY)
		strbuf_addstr(err, "the answer is no list of reviews");
	else if (strcmp(part, "ask") != 0 &&
		 json_int(&doc, json_get(&doc, 0, "number"), 0) !=
		 query->pull->number)
		strbuf_addstr(err, "the answer names another pull request");
	else
		result = 0;
	if (!result && !strcmp(part, "read"))
		note_fields(&doc, query);
out:
	json_release(&doc);
	return result;
}

int gitea_describe_read(const struct reply *reply,
			const struct pull_query *query, struct strbuf *err)
{
	const char *part = part_of(query), *next = part_after(query, part);

	if (read_part(reply, query, part, err) < 0)
		return -1;
	if (!next)
		return 0;
	edit_go_on(query, next);
	return FORGE_MORE;
}
