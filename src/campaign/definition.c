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
	{ FLAG, "draft", "--draft", offsetof(struct definition, draft) },
	{ FLAG, "signoff", "--signoff",
	  offsetof(struct definition, signoff) },
	{ FLAG, "no_verify", "--no-verify",
	  offsetof(struct definition, no_verify) },
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

/* Where a file was is kept for a retry, but makes no other definition. */
static void write_files(const struct definition *definition, bool paths,
			struct json_writer *w)
{
	size_t i;

	if (!definition->files_nr)
		return;
	json_begin_array(w, "files");
	for (i = 0; i < definition->files_nr; i++) {
		const struct definition_file *file = &definition->files[i];

		json_begin_object(w, NULL);
		json_put_int(w, "word", (long long)file->word);
		json_put(w, "hash", file->hash);
		json_put(w, "copy", file->copy);
		if (paths && file->path)
			json_put(w, "path", file->path);
		json_end_object(w);
	}
	json_end_array(w);
}

void definition_write(const struct definition *definition,
		      struct json_writer *w)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(members); i++)
		write_member(definition, &members[i], w);
	write_files(definition, true, w);
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

/* A copy is a path below the campaign's folder and stays below it. */
static bool sound_file(const struct definition *definition,
		       const struct definition_file *file)
{
	return file->hash && file->copy && file->copy[0] != '/' &&
	       !strstr(file->copy, "../") &&
	       (!file->path || *file->path == '/') &&
	       file->word < definition->command.nr;
}

static void read_files(struct definition *definition, const struct json *doc,
		       int list)
{
	int node;

	for (node = json_first(doc, list); node >= 0;
	     node = json_next(doc, node)) {
		struct definition_file file = {
			.word = (size_t)json_int(
				doc, json_get(doc, node, "word"), -1),
			.hash = json_copy(doc, json_get(doc, node, "hash")),
			.copy = json_copy(doc, json_get(doc, node, "copy")),
			.path = json_copy(doc, json_get(doc, node, "path")),
		};

		if (!sound_file(definition, &file)) {
			free(file.hash);
			free(file.copy);
			free(file.path);
			continue;
		}
		GROW(definition->files, definition->files_nr,
		     definition->files_alloc);
		definition->files[definition->files_nr++] = file;
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
	read_files(definition, doc, json_get(doc, node, "files"));
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
		write_files(a, false, &l);
		write_files(b, false, &r);
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

static void add_word(struct strbuf *out, size_t start, const char *word)
{
	if (out->len > start)
		strbuf_addstr(out, ", ");
	strbuf_addstr(out, word);
}

static const struct definition_file *
file_of_word(const struct definition *definition, size_t word)
{
	size_t i;

	for (i = 0; i < definition->files_nr; i++)
		if (definition->files[i].word == word)
			return &definition->files[i];
	return NULL;
}

/* Files of the same words with another content. */
static void files_difference(const struct definition *a,
			     const struct definition *b, size_t start,
			     struct strbuf *out)
{
	struct strbuf word = STRBUF_INIT;
	size_t i;

	for (i = 0; i < b->command.nr; i++) {
		const struct definition_file *old = file_of_word(a, i);
		const struct definition_file *new = file_of_word(b, i);

		if (old == new || (old && new && !strcmp(old->hash,
							  new->hash)))
			continue;
		strbuf_reset(&word);
		strbuf_addf(&word, "the content of '%s'", b->command.v[i]);
		add_word(out, start, word.buf);
	}
	strbuf_release(&word);
}

void definition_difference(const struct definition *a,
			   const struct definition *b, struct strbuf *out)
{
	size_t start = out->len, i;

	for (i = 0; i < ARRAY_SIZE(members); i++)
		if (!same_text(a, b, &members[i]))
			add_word(out, start, members[i].words);
	if (same_text(a, b, &members[0]) && !same_text(a, b, NULL))
		files_difference(a, b, start, out);
}
