/* SPDX-License-Identifier: MIT */
/*
 * A comment or an edit, as it stands in the journal.
 */
#include "campaign/talk.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static const struct member {
	const char *name;
	size_t offset;
} texts[] = {
	{ "comment", offsetof(struct talk, comment) },
	{ "title", offsetof(struct talk, title) },
	{ "body", offsetof(struct talk, body) },
	{ "milestone", offsetof(struct talk, milestone) }
}, lists[] = {
	{ "labels", offsetof(struct talk, labels) },
	{ "reviewers", offsetof(struct talk, reviewers) },
	{ "teams", offsetof(struct talk, teams) },
	{ "assignees", offsetof(struct talk, assignees) },
	{ "no_labels", offsetof(struct talk, no_labels) },
	{ "no_reviewers", offsetof(struct talk, no_reviewers) },
	{ "no_teams", offsetof(struct talk, no_teams) },
	{ "no_assignees", offsetof(struct talk, no_assignees) }
};

static char **text_of(struct talk *talk, size_t i)
{
	return (char **)(void *)((char *)talk + texts[i].offset);
}

static const char *text_in(const struct talk *talk, size_t i)
{
	return *(char *const *)(const void *)((const char *)talk +
					      texts[i].offset);
}

static struct strvec *list_of(struct talk *talk, size_t i)
{
	return (struct strvec *)(void *)((char *)talk + lists[i].offset);
}

static const struct strvec *list_in(const struct talk *talk, size_t i)
{
	return (const struct strvec *)(const void *)((const char *)talk +
						     lists[i].offset);
}

void talk_init(struct talk *talk)
{
	size_t i;

	memset(talk, 0, sizeof(*talk));
	for (i = 0; i < ARRAY_SIZE(lists); i++)
		strvec_init(list_of(talk, i));
}

void talk_release(struct talk *talk)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++)
		free(*text_of(talk, i));
	for (i = 0; i < ARRAY_SIZE(lists); i++)
		strvec_clear(list_of(talk, i));
	talk_init(talk);
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_list(const struct strvec *a, const struct strvec *b)
{
	size_t i;

	for (i = 0; i < a->nr && i < b->nr; i++)
		if (strcmp(a->v[i], b->v[i]))
			return false;
	return a->nr == b->nr;
}

bool talk_equal(const struct talk *a, const struct talk *b)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++)
		if (!same_text(text_in(a, i), text_in(b, i)))
			return false;
	for (i = 0; i < ARRAY_SIZE(lists); i++)
		if (!same_list(list_in(a, i), list_in(b, i)))
			return false;
	return a->states == b->states && a->draft == b->draft &&
	       a->create_labels == b->create_labels;
}

bool talk_changes(const struct talk *talk)
{
	bool any = talk->title || talk->body || talk->milestone ||
		   talk->draft != DRAFT_STAYS;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lists); i++)
		any |= list_in(talk, i)->nr > 0;
	return any;
}

/* ---- JSON --------------------------------------------------------------- */

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

void talk_write(const struct talk *talk, struct json_writer *w)
{
	int state;
	size_t i;

	json_begin_array(w, "states");
	for (state = PULL_OPEN; state <= PULL_MERGED; state++)
		if (talk->states & 1u << state)
			json_put(w, NULL,
				 pull_state_name((enum pull_state)state));
	json_end_array(w);
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		if (text_in(talk, i))
			json_put(w, texts[i].name, text_in(talk, i));
	for (i = 0; i < ARRAY_SIZE(lists); i++)
		write_list(w, lists[i].name, list_in(talk, i));
	if (talk->draft != DRAFT_STAYS)
		json_put_bool(w, "draft", talk->draft == DRAFT_BECOMES);
	if (talk->create_labels)
		json_put_bool(w, "create_labels", true);
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

void talk_read(struct talk *talk, const struct json *doc, int node)
{
	int draft = json_get(doc, node, "draft");
	struct strvec states = STRVEC_INIT;
	size_t i;

	talk_init(talk);
	read_list(&states, doc, json_get(doc, node, "states"));
	for (i = 0; i < states.nr; i++)
		talk->states |= 1u << pull_state_by_name(states.v[i]);
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		*text_of(talk, i) = json_copy(doc, json_get(doc, node,
							    texts[i].name));
	for (i = 0; i < ARRAY_SIZE(lists); i++)
		read_list(list_of(talk, i), doc,
			  json_get(doc, node, lists[i].name));
	if (draft >= 0)
		talk->draft = json_bool(doc, draft, false) ? DRAFT_BECOMES
							   : DRAFT_ENDS;
	talk->create_labels = json_bool(doc, json_get(doc, node,
						      "create_labels"), false);
	strvec_clear(&states);
}
