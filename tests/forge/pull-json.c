/* SPDX-License-Identifier: MIT */
/*
 * A pull request as JSON, in the forge's own file.
 */
#include "pull-json.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/date.h"

static const char *const state_names[] = {
	[PULL_OPEN] = "open",
	[PULL_CLOSED] = "closed",
	[PULL_MERGED] = "merged"
};

static const char *const method_names[] = {
	[MERGE_COMMIT] = "merge",
	[MERGE_SQUASH] = "squash",
	[MERGE_REBASE] = "rebase",
	[MERGE_FAST_FORWARD] = "fast-forward",
	[MERGE_SQUASHED] = "squashed",
	[MERGE_REBASED] = "rebased"
};

static void put_list(struct json_writer *w, const char *key,
		     const struct strvec *list)
{
	size_t i;

	json_begin_array(w, key);
	for (i = 0; i < list->nr; i++)
		json_put(w, NULL, list->v[i]);
	json_end_array(w);
}

void pull_put_time(struct json_writer *w, const char *key, double when)
{
	struct strbuf text = STRBUF_INIT;

	if (when > 0)
		date_iso(&text, when);
	json_put(w, key, text.len ? text.buf : NULL);
	strbuf_release(&text);
}

static void put_auto(struct json_writer *w, const struct pull *pull)
{
	json_put_bool(w, "delete_branch", pull->delete_branch);
	if (!pull->auto_login)
		return;
	json_begin_object(w, "auto");
	json_put(w, "login", pull->auto_login);
	json_put(w, "method", method_names[pull->auto_method]);
	json_put(w, "message", pull->auto_message);
	pull_put_time(w, "since", pull->auto_since);
	json_end_object(w);
}

static void put_reviews(struct json_writer *w, const struct pull *pull)
{
	size_t i;

	json_begin_array(w, "reviews");
	for (i = 0; i < pull->review_nr; i++) {
		const struct review *review = &pull->reviews[i];

		json_begin_object(w, NULL);
		json_put(w, "login", review->login);
		json_put_bool(w, "approved", review->approved);
		json_put(w, "oid", review->oid);
		pull_put_time(w, "when", review->when);
		json_end_object(w);
	}
	json_end_array(w);
}

void pull_put(struct json_writer *w, const struct pull *pull)
{
	json_put(w, "repo", pull->repo);
	json_put_int(w, "number", pull->number);
	json_put(w, "state", state_names[pull->state]);
	json_put(w, "title", pull->title);
	json_put(w, "body", pull->body);
	json_put(w, "author", pull->author);
	json_put(w, "head_repo", pull->head_repo);
	json_put(w, "head", pull->head);
	json_put(w, "base", pull->base);
	json_put(w, "head_oid", pull->head_oid);
	json_put(w, "base_oid", pull->base_oid);
	json_put(w, "merge_oid", pull->merge_oid);
	json_put(w, "merged_by", pull->merged_by);
	json_put_bool(w, "draft", pull->draft);
	json_put_bool(w, "modifiable", pull->modifiable);
	json_put_bool(w, "squash", pull->squash);
	put_list(w, "labels", &pull->labels);
	put_list(w, "assignees", &pull->assignees);
	put_list(w, "reviewers", &pull->reviewers);
	put_list(w, "teams", &pull->teams);
	json_put(w, "milestone", pull->milestone);
	pull_put_time(w, "created", pull->created);
	pull_put_time(w, "updated", pull->updated);
	pull_put_time(w, "closed", pull->closed);
	pull_put_time(w, "head_since", pull->head_since);
	put_reviews(w, pull);
	put_auto(w, pull);
}

void pull_read_text(char **out, const struct json *doc, const char *key)
{
	free(*out);
	*out = json_copy(doc, json_get(doc, 0, key));
}

static void read_list(struct strvec *out, const struct json *doc,
		      const char *key)
{
	int node = json_get(doc, 0, key);
	struct strbuf text = STRBUF_INIT;
	int item;

	strvec_clear(out);
	for (item = json_first(doc, node); item >= 0;
	     item = json_next(doc, item)) {
		strbuf_reset(&text);
		if (!json_string(doc, item, &text))
			strvec_push(out, text.buf);
	}
	strbuf_release(&text);
}

double pull_read_time(const struct json *doc, const char *key)
{
	char *text = json_copy(doc, json_get(doc, 0, key));
	double when = text ? date_parse_iso(text) : 0;

	free(text);
	return when;
}

static void read_review(struct pull *pull, const struct json *doc, int node)
{
	char *login = json_copy(doc, json_get(doc, node, "login"));
	char *when = json_copy(doc, json_get(doc, node, "when"));
	bool approved = json_bool(doc, json_get(doc, node, "approved"),
				  false);
	struct review *review;

	if (login && when) {
		review = pull_review(pull, login, approved,
				     date_parse_iso(when));
		free(review->oid);
		review->oid = json_copy(doc, json_get(doc, node, "oid"));
	}
	free(login);
	free(when);
}

static void read_reviews(struct pull *pull, const struct json *doc)
{
	int list = json_get(doc, 0, "reviews"), item;

	for (item = json_first(doc, list); item >= 0;
	     item = json_next(doc, item))
		read_review(pull, doc, item);
}

static void read_auto(struct pull *pull, const struct json *doc)
{
	size_t i;

	pull->delete_branch =
		json_bool(doc, json_get(doc, 0, "delete_branch"), false);
	pull_read_text(&pull->auto_login, doc, "auto.login");
	pull_read_text(&pull->auto_message, doc, "auto.message");
	pull->auto_since = pull_read_time(doc, "auto.since");
	for (i = 0; i < ARRAY_SIZE(method_names); i++)
		if (json_equals(doc, json_get(doc, 0, "auto.method"),
				method_names[i]))
			pull->auto_method = (enum merge_method)i;
}

void pull_read(struct pull *pull, const struct json *doc)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(state_names); i++)
		if (json_equals(doc, json_get(doc, 0, "state"),
				state_names[i]))
			pull->state = (enum pull_state)i;
	pull_read_text(&pull->title, doc, "title");
	pull_read_text(&pull->body, doc, "body");
	pull_read_text(&pull->author, doc, "author");
	pull_read_text(&pull->head_repo, doc, "head_repo");
	pull_read_text(&pull->head, doc, "head");
	pull_read_text(&pull->base, doc, "base");
	pull_read_text(&pull->head_oid, doc, "head_oid");
	pull_read_text(&pull->base_oid, doc, "base_oid");
	pull_read_text(&pull->merge_oid, doc, "merge_oid");
	pull_read_text(&pull->merged_by, doc, "merged_by");
	pull->draft = json_bool(doc, json_get(doc, 0, "draft"), false);
	pull->modifiable =
		json_bool(doc, json_get(doc, 0, "modifiable"), false);
	pull->squash = json_bool(doc, json_get(doc, 0, "squash"), false);
	read_list(&pull->labels, doc, "labels");
	read_list(&pull->assignees, doc, "assignees");
	read_list(&pull->reviewers, doc, "reviewers");
	read_list(&pull->teams, doc, "teams");
	pull_read_text(&pull->milestone, doc, "milestone");
	pull->created = pull_read_time(doc, "created");
	pull->updated = pull_read_time(doc, "updated");
	pull->closed = pull_read_time(doc, "closed");
	pull->head_since = pull_read_time(doc, "head_since");
	read_reviews(pull, doc);
	read_auto(pull, doc);
}
