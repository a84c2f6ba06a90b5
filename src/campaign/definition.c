/* SPDX-License-Identifier: MIT */
/*
 * What a campaign does to each repository, as data: one table says what its
 * members are, how they are journalled and what people call them.
 */
#include "campaign/definition.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/report.h"
#include "campaign/program.h"

enum member_kind { TEXT, LIST, FLAG, WHOLE, COUNT, SECONDS };

/* Names are journalled and never renamed; order is that of the journal. */
static const struct member {
	enum member_kind kind;
	const char *name;
	const char *words;		/* for people */
	size_t offset;
} members[] = {
	{ LIST, "command", "the command",
	  offsetof(struct definition, command) },
	{ TEXT, "sh", "--sh", offsetof(struct definition, sh) },
	{ TEXT, "test", "--test", offsetof(struct definition, test) },
	{ FLAG, "test_baseline", "--test-baseline",
	  offsetof(struct definition, test_baseline) },
	{ FLAG, "patch", "--patch", offsetof(struct definition, patch) },
	{ FLAG, "keep_commits", "--keep-commits",
	  offsetof(struct definition, keep_commits) },
	{ LIST, "push_options", "--push-option",
	  offsetof(struct definition, push_options) },
	{ FLAG, "direct", "--direct",
	  offsetof(struct definition, direct) },
	{ LIST, "split_by", "--split-by",
	  offsetof(struct definition, split_by) },
	{ TEXT, "reverts", "what it reverts",
	  offsetof(struct definition, reverts) },
	{ FLAG, "api_commit", "--api-commit",
	  offsetof(struct definition, api_commit) },
	{ TEXT, "message", "the message",
	  offsetof(struct definition, message) },
	{ TEXT, "title", "the title", offsetof(struct definition, title) },
	{ TEXT, "body", "the body", offsetof(struct definition, body) },
	{ TEXT, "branch", "the branch", offsetof(struct definition, branch) },
	{ TEXT, "base", "the base", offsetof(struct definition, base) },
	{ TEXT, "author", "the author", offsetof(struct definition, author) },
	{ TEXT, "if_exists", "--if-exists",
	  offsetof(struct definition, if_exists) },
	{ LIST, "labels", "the labels", offsetof(struct definition, labels) },
	{ LIST, "trailers", "the trailers",
	  offsetof(struct definition, trailers) },
	{ LIST, "reviewers", "the reviewers",
	  offsetof(struct definition, reviewers) },
	{ LIST, "teams", "the reviewing teams",
	  offsetof(struct definition, teams) },
	{ LIST, "assignees", "the assignees",
	  offsetof(struct definition, assignees) },
	{ TEXT, "milestone", "the milestone",
	  offsetof(struct definition, milestone) },
	{ TEXT, "reviewers_from", "--reviewers-from",
	  offsetof(struct definition, reviewers_from) },
	{ COUNT, "max_reviewers", "--max-reviewers",
	  offsetof(struct definition, max_reviewers) },
	{ COUNT, "max_teams", "--max-team-reviewers",
	  offsetof(struct definition, max_teams) },
	{ FLAG, "create_labels", "--create-labels",
	  offsetof(struct definition, create_labels) },
	{ FLAG, "force_over_others", "--force-over-others",
	  offsetof(struct definition, force_over_others) },
	{ FLAG, "adopted", "adopted pull requests",
	  offsetof(struct definition, adopted) },
	{ FLAG, "draft", "--draft", offsetof(struct definition, draft) },
	{ FLAG, "signoff", "--signoff",
	  offsetof(struct definition, signoff) },
	{ FLAG, "no_verify", "--no-verify",
	  offsetof(struct definition, no_verify) },
	{ TEXT, "fork", "--fork", offsetof(struct definition, fork) },
	{ FLAG, "push_only", "--push-only",
	  offsetof(struct definition, push_only) },
	{ FLAG, "tags", "--tags", offsetof(struct definition, tags) },
	{ FLAG, "lfs", "--lfs", offsetof(struct definition, lfs) },
	{ WHOLE, "depth", "--depth", offsetof(struct definition, depth) },
	{ SECONDS, "timeout", "--timeout",
	  offsetof(struct definition, timeout) },
	{ TEXT, "clone_to", "--clone-to",
	  offsetof(struct definition, clone_to) },
};

static void *at(const struct definition *definition, const struct member *m)
{
	return (char *)definition + m->offset;
}

void definition_init(struct definition *definition)
{
	memset(definition, 0, sizeof(*definition));
	strvec_init(&definition->command);
	strvec_init(&definition->labels);
	strvec_init(&definition->trailers);
	strvec_init(&definition->reviewers);
	strvec_init(&definition->teams);
	strvec_init(&definition->assignees);
	strvec_init(&definition->push_options);
	strvec_init(&definition->split_by);
	definition->depth = 1;
}

void definition_release(struct definition *definition)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(members); i++) {
		if (members[i].kind == TEXT)
			free(*(char **)at(definition, &members[i]));
		else if (members[i].kind == LIST)
			strvec_clear(at(definition, &members[i]));
	}
	for (i = 0; i < definition->files_nr; i++) {
		free(definition->files[i].path);
		free(definition->files[i].hash);
		free(definition->files[i].copy);
	}
	free(definition->files);
	definition_init(definition);
}

static void write_list(struct json_writer *w, const char *name,
		       const struct strvec *list)
{
	size_t i;

	if (!list->nr)
		return;
	json_begin_array(w, name);
	for (i = 0; i < list->nr; i++)
		json_put(w, NULL, list->v[i]);
	json_end_array(w);
}

static void write_seconds(struct json_writer *w, const char *name,
			  double seconds)
{
	char text[64];

	snprintf(text, sizeof(text), "%.3f", seconds);
	json_put_raw(w, name, text);
}

/*
 * What is empty or not set is left out, so that a member which a later
 * version adds leaves the definitions of today equal.
 */
static void write_member(const struct definition *definition,
			 const struct member *m, struct json_writer *w)
{
	const void *value = at(definition, m);

	switch (m->kind) {
	case TEXT:
		if (*(char *const *)value)
			json_put(w, m->name, *(char *const *)value);
		break;
	case LIST:
		write_list(w, m->name, value);
		break;
	case FLAG:
		if (*(const bool *)value)
			json_put_bool(w, m->name, true);
		break;
	case WHOLE:
		json_put_int(w, m->name, *(const int *)value);
		break;
	case COUNT:
		if (*(const int *)value > 0)
			json_put_int(w, m->name, *(const int *)value);
		break;
	case SECONDS:
		if (*(const double *)value > 0)
			write_seconds(w, m->name, *(const double *)value);
		break;
	}
}

void definition_write(const struct definition *definition,
		      struct json_writer *w)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(members); i++)
		write_member(definition, &members[i], w);
	program_write_files(definition, true, w);
}

static void read_list(struct strvec *list, const struct json *doc, int node)
{
	int each;

	strvec_clear(list);
	for (each = json_first(doc, node); each >= 0;
	     each = json_next(doc, each)) {
		char *text = json_copy(doc, each);

		if (text)
			strvec_push(list, text);
		free(text);
	}
}

static void read_text(char **value, const struct json *doc, int node)
{
	free(*value);
	*value = json_copy(doc, node);
}

static void read_member(struct definition *definition, const struct member *m,
			const struct json *doc, int node)
{
	void *value = at(definition, m);

	switch (m->kind) {
	case TEXT:
		read_text(value, doc, node);
		break;
	case LIST:
		read_list(value, doc, node);
		break;
	case FLAG:
		*(bool *)value = json_bool(doc, node, false);
		break;
	case WHOLE:
	case COUNT:
		*(int *)value = (int)json_int(doc, node, *(int *)value);
		break;
	case SECONDS:
		*(double *)value = json_double(doc, node, 0);
		break;
	}
}

void definition_read(struct definition *definition, const struct json *doc,
		     int node)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(members); i++) {
		int member = json_get(doc, node, members[i].name);

		if (member >= 0)
			read_member(definition, &members[i], doc, member);
	}
	if (!definition->if_exists)
		definition->if_exists = xstrdup("resume");
	program_read_files(definition, doc, json_get(doc, node, "files"));
}

void definition_copy(struct definition *to, const struct definition *from)
{
	struct strbuf text = STRBUF_INIT, err = STRBUF_INIT;
	struct json_writer w = JSON_WRITER_INIT(&text);
	struct json doc = JSON_INIT;

	json_begin_object(&w, NULL);
	definition_write(from, &w);
	json_end_object(&w);
	if (json_parse(&doc, text.buf, text.len, &err) < 0)
		BUG("definition is no JSON: %s", err.buf);
	definition_read(to, &doc, 0);
	to->number = from->number;
	json_release(&doc);
	strbuf_release(&text);
	strbuf_release(&err);
}

/* Whether one member, or (m NULL) the files, are written alike. */
static bool same_text(const struct definition *a, const struct definition *b,
		      const struct member *m)
{
	struct strbuf left = STRBUF_INIT, right = STRBUF_INIT;
	struct json_writer l = JSON_WRITER_INIT(&left);
	struct json_writer r = JSON_WRITER_INIT(&right);
	bool same;

	if (m) {
		write_member(a, m, &l);
		write_member(b, m, &r);
	} else {
		program_write_files(a, false, &l);
		program_write_files(b, false, &r);
	}
	same = left.len == right.len &&
	       !memcmp(left.buf, right.buf, left.len);
	strbuf_release(&left);
	strbuf_release(&right);
	return same;
}

bool definition_equal(const struct definition *a, const struct definition *b)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(members); i++)
		if (!same_text(a, b, &members[i]))
			return false;
	return same_text(a, b, NULL);
}

void definition_add_word(struct strbuf *out, size_t start, const char *word)
{
	if (out->len > start)
		strbuf_addstr(out, ", ");
	strbuf_addstr(out, word);
}

void definition_difference(const struct definition *a,
			   const struct definition *b, struct strbuf *out)
{
	size_t start = out->len, i;

	for (i = 0; i < ARRAY_SIZE(members); i++)
		if (!same_text(a, b, &members[i]))
			definition_add_word(out, start, members[i].words);
	if (same_text(a, b, &members[0]) && !same_text(a, b, NULL))
		program_difference(a, b, start, out);
}
