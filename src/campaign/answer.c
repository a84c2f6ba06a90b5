/* SPDX-License-Identifier: MIT */
/*
 * The answer of a command, by one table of its keys.
 */
#include "campaign/answer.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/paths.h"
#include "git/refname.h"

enum kind { LINE, TEXT, EMPTY_TEXT, BRANCH, WORDS, FLAG };

/* Members are journalled and never renamed; one without is not. */
static const struct key {
	const char *name, *member;
	enum kind kind;
	size_t offset;
} keys[] = {
	{ "pull.title", "title", LINE, offsetof(struct answer, title) },
	{ "pull.body", "body", EMPTY_TEXT, offsetof(struct answer, body) },
	{ "pull.label", "labels", WORDS, offsetof(struct answer, labels) },
	{ "pull.reviewer", "reviewers", WORDS,
	  offsetof(struct answer, reviewers) },
	{ "pull.assignee", "assignees", WORDS,
	  offsetof(struct answer, assignees) },
	{ "pull.milestone", "milestone", EMPTY_TEXT,
	  offsetof(struct answer, milestone) },
	{ "pull.draft", "draft", FLAG, offsetof(struct answer, draft) },
	{ "pull.base", "base", BRANCH, offsetof(struct answer, base) },
	{ "commit.message", "message", TEXT,
	  offsetof(struct answer, message) },
	{ "skip.reason", NULL, LINE, offsetof(struct answer, skip) },
};

static void *at(const struct answer *answer, const struct key *key)
{
	return (char *)answer + key->offset;
}

struct answer *answer_new(void)
{
	struct answer *answer = xcalloc(1, sizeof(*answer));

	strvec_init(&answer->labels);
	strvec_init(&answer->reviewers);
	strvec_init(&answer->assignees);
	return answer;
}

void answer_free(struct answer *answer)
{
	size_t i;

	if (!answer)
		return;
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		if (keys[i].kind == WORDS)
			strvec_clear(at(answer, &keys[i]));
		else if (keys[i].kind != FLAG)
			free(*(char **)at(answer, &keys[i]));
	}
	free(answer);
}

/* ---- the file ------------------------------------------------------------- */

/* Always -1. git writes names of sections and keys in lower case. */
static int unknown(const char *name, struct strbuf *err)
{
	const char *names[ARRAY_SIZE(keys) + 1], *near;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		names[i] = keys[i].name;
	names[i] = NULL;
	near = text_nearest(name, names);
	strbuf_addf(err, "the command's answer has an unknown key '%s'",
		    name);
	if (near)
		strbuf_addf(err, ", the nearest is '%s'", near);
	else
		for (i = 0; i < ARRAY_SIZE(keys); i++)
			strbuf_addf(err, "%s %s", i ? "," : "; the keys are",
				    keys[i].name);
	return -1;
}

static int wrong(const struct key *key, const char *what, struct strbuf *err)
{
	strbuf_addf(err, "'%s' in the command's answer %s", key->name, what);
	return -1;
}

/* What git takes for a boolean; -1: none. A key alone is true. */
static int truth(const char *value)
{
	static const char *const yes[] = { "true", "yes", "on" };
	static const char *const no[] = { "false", "no", "off", "" };
	char *end;
	long number;
	size_t i;

	if (!value)
		return 1;
	for (i = 0; i < ARRAY_SIZE(yes); i++)
		if (!strcasecmp(value, yes[i]))
			return 1;
	for (i = 0; i < ARRAY_SIZE(no); i++)
		if (!strcasecmp(value, no[i]))
			return 0;
	number = strtol(value, &end, 10);
	return *end ? -1 : number != 0;
}

static int take_words(const struct key *key, const char *value,
		      struct strvec *list, struct strbuf *err)
{
	struct strvec words = STRVEC_INIT;
	size_t i;
	int ret = 0;

	strvec_split(&words, value, ',');
	for (i = 0; i < words.nr && !ret; i++) {
		if (!*words.v[i])
			ret = wrong(key, "has an empty name", err);
		else if (!strvec_has(list, words.v[i]))
			strvec_push(list, words.v[i]);
	}
	strvec_clear(&words);
	return ret;
}

static int take_text(const struct key *key, const char *value, char **text,
		     struct strbuf *err)
{
	struct strbuf trimmed = STRBUF_INIT;
	int ret = 0;

	strbuf_addstr(&trimmed, value);
	strbuf_rtrim(&trimmed);
	if (!trimmed.len && key->kind != EMPTY_TEXT)
		ret = wrong(key, "is empty", err);
	else if (key->kind == LINE && strchr(trimmed.buf, '\n'))
		ret = wrong(key, "has more than one line", err);
	else if (key->kind == BRANCH &&
		 (starts_with(trimmed.buf, "refs/heads/") ||
		  !refname_is_branch(trimmed.buf)))
		ret = wrong(key, "is not a name for a branch", err);
	else
		replace_string(text, trimmed.buf);
	strbuf_release(&trimmed);
	return ret;
}

static int take(struct answer *answer, const struct key *key,
		const char *value, struct strbuf *err)
{
	int is_true;

	if (key->kind == FLAG) {
		is_true = truth(value);
		if (is_true < 0)
			return wrong(key, "is neither true nor false", err);
		answer->drafts = true;
		*(bool *)at(answer, key) = is_true;
		return 0;
	}
	if (!value)
		return wrong(key, "has no value", err);
	if (key->kind == WORDS)
		return take_words(key, value, at(answer, key), err);
	return take_text(key, value, at(answer, key), err);
}

/* "KEY\nVALUE" and a NUL each; a key alone has no newline. */
static int take_entry(struct answer *answer, const char *entry,
		      struct strbuf *err)
{
	size_t len = strcspn(entry, "\n"), i;
	char *name = xstrndup(entry, len);
	int ret;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if (!strcmp(keys[i].name, name))
			break;
	if (i < ARRAY_SIZE(keys))
		ret = take(answer, &keys[i],
			   entry[len] ? entry + len + 1 : NULL, err);
	else
		ret = unknown(name, err);
	free(name);
	return ret;
}

int answer_parse(struct answer *answer, const char *text, size_t len,
		 struct strbuf *err)
{
	const char *p;

	for (p = text; p < text + len; p += strlen(p) + 1)
		if (take_entry(answer, p, err) < 0)
			return -1;
	return 0;
}

/* ---- the journal ---------------------------------------------------------- */

static void write_list(const struct strvec *list, const char *name,
		       struct json_writer *w)
{
	size_t i;

	if (!list->nr)
		return;
	json_begin_array(w, name);
	for (i = 0; i < list->nr; i++)
		json_put(w, NULL, list->v[i]);
	json_end_array(w);
}

void answer_write(const struct answer *answer, struct json_writer *w)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		const struct key *key = &keys[i];
		const void *value = at(answer, key);

		if (!key->member)
			continue;
		if (key->kind == WORDS)
			write_list(value, key->member, w);
		else if (key->kind != FLAG && *(char *const *)value)
			json_put(w, key->member, *(char *const *)value);
		else if (key->kind == FLAG && answer->drafts)
			json_put_bool(w, key->member, answer->draft);
	}
}

static void read_list(struct strvec *list, const struct json *doc, int array)
{
	int node;

	for (node = json_first(doc, array); node >= 0;
	     node = json_next(doc, node)) {
		char *word = json_copy(doc, node);

		if (word)
			strvec_push(list, word);
		free(word);
	}
}

struct answer *answer_read(const struct json *doc, int node)
{
	struct answer *answer = answer_new();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		const struct key *key = &keys[i];
		int member = key->member ? json_get(doc, node, key->member)
					 : -1;
		void *value = at(answer, key);

		if (member < 0)
			continue;
		if (key->kind == WORDS) {
			read_list(value, doc, member);
		} else if (key->kind == FLAG) {
			answer->drafts = true;
			*(bool *)value = json_bool(doc, member, false);
		} else {
			*(char **)value = json_copy(doc, member);
		}
	}
	return answer;
}

struct answer *answer_copy(const struct answer *answer)
{
	struct strbuf text = STRBUF_INIT, err = STRBUF_INIT;
	struct json_writer w = JSON_WRITER_INIT(&text);
	struct json doc = JSON_INIT;
	struct answer *copy;

	json_begin_object(&w, NULL);
	answer_write(answer, &w);
	json_end_object(&w);
	if (json_parse(&doc, text.buf, text.len, &err) < 0)
		BUG("an answer is no JSON: %s", err.buf);
	copy = answer_read(&doc, 0);
	json_release(&doc);
	strbuf_release(&err);
	strbuf_release(&text);
	return copy;
}

/* ---- the task ------------------------------------------------------------- */

static bool same_list(const struct strvec *a, const struct strvec *b)
{
	size_t i;

	for (i = 0; a->nr == b->nr && i < a->nr; i++)
		if (strcmp(a->v[i], b->v[i]))
			return false;
	return a->nr == b->nr;
}

void answer_take(struct task *task, struct answer *answer)
{
	static const struct strvec nobody = STRVEC_INIT;
	struct answer *old = task->facts.answer;

	if (!same_list(old ? &old->reviewers : &nobody,
		       answer ? &answer->reviewers : &nobody))
		task->facts.chosen = 0;
	task->facts.answer = answer;
	answer_free(old);
}

void answer_folder(const struct task *task, struct strbuf *out)
{
	strbuf_addf(out, "%s/answers/", task->campaign->folder);
	paths_task(out, task->key);
	strbuf_addstr(out, ".answer");
}

void answer_path(const struct task *task, struct strbuf *out)
{
	answer_folder(task, out);
	strbuf_addf(out, "/%u", task->attempt);
}
