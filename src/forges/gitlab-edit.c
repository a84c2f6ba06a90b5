/* SPDX-License-Identifier: MIT */
/*
 * A merge request that is there, changed in one write. It is opened with all
 * that it carries: nothing is left to describe then. Labels are added and
 * removed by name; people are replaced, so that those it has are read before.
 * In the notes "assignee NUMBER NAME" and "reviewer NUMBER NAME" of each.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "forges/pull-edit.h"
#include "forges/gitlab.h"

#define READ "read"
#define WRITE "write"

static bool asks_reviews(const struct pull_query *query)
{
	return edit_any(query->reviewers) ||
	       edit_any(query->edit->no_reviewers);
}

static const char *first_part(const struct pull_query *query)
{
	return edit_assigns(query) || asks_reviews(query) ? READ : WRITE;
}

static bool is_part(const struct pull_query *query, const char *part)
{
	return edit_is_part(query, part, first_part(query));
}

bool gitlab_describe_needed(const struct pull_query *query)
{
	const struct pull_edit *edit = query->edit;

	return edit && (edit_retitles(query, gitlab_draft_marks) ||
			edit->body || edit_labels(query) ||
			query->milestone || edit->no_milestone ||
			edit_assigns(query) || asks_reviews(query));
}

unsigned gitlab_describe_draws(const struct pull_query *query)
{
	return query->edit && is_part(query, READ) ? DRAW_READ
						   : DRAW_WRITE | DRAW_CONTENT;
}

/* ---- ask ----------------------------------------------------------------- */

static void put_names(struct json_writer *body, const char *key,
		      const struct strvec *names)
{
	size_t i;

	if (!edit_any(names))
		return;
	json_begin_array(body, key);
	for (i = 0; i < names->nr; i++)
		json_put(body, NULL, names->v[i]);
	json_end_array(body);
}

/* The name in "assignee NUMBER NAME"; NULL: it is of another kind. */
static const char *noted_name(const char *note, const char *kind)
{
	size_t len = strlen(kind);

	if (strncmp(note, kind, len) != 0 || note[len] != ' ')
		return NULL;
	return strchr(note + len + 1, ' ') + 1;
}

/* Those it has, but for less, then more; 0 says that it has none. */
static void put_people(struct json_writer *body, const char *key,
		       const char *kind, const struct pull_query *query,
		       const struct strvec *more, const struct strvec *less)
{
	struct strvec had = STRVEC_INIT;
	size_t i, nr = 0;

	if (!edit_any(more) && !edit_any(less))
		return;
	json_begin_array(body, key);
	for (i = 0; i < query->notes->nr; i++) {
		const char *note = query->notes->v[i];
		const char *name = noted_name(note, kind);

		if (!name || edit_has(less, name))
			continue;
		strvec_push(&had, name);
		json_put_int(body, NULL, strtoll(note + strlen(kind), NULL,
						 10));
		nr++;
	}
	for (i = 0; more && i < more->nr; i++) {
		long long number = gitlab_user(query, more->v[i]);

		if (!number || edit_has(&had, more->v[i]))
			continue;
		json_put_int(body, NULL, number);
		nr++;
	}
	if (!nr)
		json_put_int(body, NULL, 0);
	json_end_array(body);
	strvec_clear(&had);
}

static void put_words(struct json_writer *body,
		      const struct pull_query *query)
{
	char *title = edit_title(query, gitlab_draft_marks);

	if (title)
		json_put(body, "title", title);
	if (query->edit->body)
		json_put(body, "description", query->edit->body);
	free(title);
}

static void put_all(struct json_writer *body, const struct pull_query *query)
{
	const struct pull_edit *edit = query->edit;
	long long milestone = gitlab_milestone(query);

	put_words(body, query);
	put_names(body, "add_labels", query->labels);
	put_names(body, "remove_labels", edit->no_labels);
	put_people(body, "assignee_ids", "assignee", query,
		   query->assignees, edit->no_assignees);
	put_people(body, "reviewer_ids", "reviewer", query,
		   query->reviewers, edit->no_reviewers);
	if (milestone || edit->no_milestone)
		json_put_int(body, "milestone_id", milestone);
}

int gitlab_describe_ask(const struct forge_site *site,
			const struct pull_query *query,
			struct request *request, struct strbuf *err)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);
	struct strbuf tail = STRBUF_INIT;
	bool read;

	if (!query->edit) {
		strbuf_addf(err, "merge request %lld has its fields already",
			    query->pull->number);
		return -1;
	}
	if (edit_check_title(query, gitlab_draft_marks, err) < 0)
		return -1;
	read = is_part(query, READ);
	strbuf_addf(&tail, "/%lld", query->pull->number);
	gitlab_begin(request, read ? "GET" : "PUT", site, query, tail.buf);
	request->draws = gitlab_describe_draws(query);
	if (!read) {
		gitlab_expect_body(request);
		json_begin_object(&body, NULL);
		put_all(&body, query);
		json_end_object(&body);
	}
	strbuf_release(&tail);
	return 0;
}

/* ---- read ---------------------------------------------------------------- */

static void note_people(const struct json *doc, const char *key,
			const char *kind, const struct pull_query *query)
{
	int user = json_first(doc, json_get(doc, 0, key));

	for (; user >= 0; user = json_next(doc, user)) {
		char *name = json_copy(doc, json_get(doc, user, "username"));

		if (name)
			strvec_pushf(query->notes, "%s %lld %s", kind,
				     json_int(doc, json_get(doc, user, "id"),
					      0), name);
		free(name);
	}
}

/* Whom GitLab left out without a word. */
static int refused(const struct json *doc, const struct pull_query *query,
		   struct strbuf *err)
{
	struct pull_query ours = *query;

	ours.lost = err;
	gitlab_find_lost(doc, &ours);
	return err->len ? FORGE_REFUSED : 0;
}

int gitlab_describe_read(const struct reply *reply,
			 const struct pull_query *query, struct strbuf *err)
{
	struct json doc = JSON_INIT;
	struct pull pull = { .state = PULL_NONE };
	int result;

	if (!query->edit)
		return 0;
	result = gitlab_read_one(reply, &doc, &pull, err);
	if (!result && is_part(query, READ)) {
		note_people(&doc, "assignees", "assignee", query);
		note_people(&doc, "reviewers", "reviewer", query);
		edit_go_on(query, WRITE);
		result = FORGE_MORE;
	} else if (!result) {
		result = refused(&doc, query, err);
	}
	pull_release(&pull);
	json_release(&doc);
	return result;
}
