/* SPDX-License-Identifier: MIT */
/*
 * A selection on its way: a list in which each key is once, and what its
 * options say without being read any further.
 */
#include "campaign/selecting.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/alloc.h"
#include "base/text.h"
#include "campaign/from.h"

struct selecting_entry {	/* of the set of keys */
	const char *key;
	size_t index;
	UT_hash_handle hh;
};

/* ---- the set ---------------------------------------------------------- */

struct selected *selecting_find(const struct selecting *s, const char *key)
{
	struct selecting_entry *entry;

	HASH_FIND_STR(s->by_key, key, entry);
	return entry ? &s->list[entry->index] : NULL;
}

void selecting_index(struct selecting *s, size_t index)
{
	struct selecting_entry *entry = xcalloc(1, sizeof(*entry));

	entry->key = s->list[index].key;
	entry->index = index;
	HASH_ADD_KEYPTR(hh, s->by_key, entry->key, strlen(entry->key), entry);
}

static void forget_keys(struct selecting *s)
{
	struct selecting_entry *entry, *next;

	HASH_ITER(hh, s->by_key, entry, next) {
		HASH_DEL(s->by_key, entry);
		free(entry);
	}
}

static void release_one(struct selected *one)
{
	remote_release(&one->remote);
	strvec_clear(&one->settings);
	free(one->key);
	if (one->known)
		listed_release(one->known);
	free(one->known);
}

void selected_know(struct selected *one, struct listed *known)
{
	if (one->known || known->name_only) {
		listed_release(known);
	} else {
		one->known = xcalloc(1, sizeof(*known));
		*one->known = *known;
	}
	memset(known, 0, sizeof(*known));
	strvec_init(&known->topics);
	strvec_init(&known->files);
}

void selecting_narrow(struct selecting *s,
		      bool (*keep)(const struct selected *one, void *data),
		      void *data)
{
	size_t i, kept = 0;

	forget_keys(s);
	for (i = 0; i < s->nr; i++) {
		if (keep(&s->list[i], data))
			s->list[kept++] = s->list[i];
		else
			release_one(&s->list[i]);
	}
	s->nr = kept;
	for (i = 0; i < s->nr; i++)
		selecting_index(s, i);
}

void selecting_end(struct selecting *s, struct selected **out, size_t *nr)
{
	*out = s->list;
	*nr = s->nr;
	s->list = NULL;
	s->nr = s->alloc = 0;
}

void selecting_release(struct selecting *s)
{
	forget_keys(s);
	selected_free(s->list, s->nr);
	s->list = NULL;
	s->nr = s->alloc = 0;
}

void selected_free(struct selected *list, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		release_one(&list[i]);
	free(list);
}

/* ---- the options ------------------------------------------------------- */

bool selection_has_source(const struct selection *selection)
{
	return selection->repos.nr || selection->from.nr ||
	       selection->orgs.nr || selection->users.nr ||
	       selection->teams.nr || selection->searches.nr ||
	       selection->code_searches.nr || selection->topics.nr;
}

bool selection_needs_facts(const struct selection *selection)
{
	return selection->topics.nr || selection->languages.nr ||
	       selection->visibilities.nr || selection->files.nr ||
	       selection->skip_forks;
}

/* What a server listed is left out where it is archived. */
bool selected_needs_facts(const struct selected *one,
			  const struct selection *selection)
{
	return !one->known && !one->unseen &&
	       (selection_needs_facts(selection) ||
		(!one->named && !selection->archived));
}

static int no_such_value(const char *option, const char *value,
			 const struct strvec *values, struct strbuf *err)
{
	const char **names = xcalloc(values->nr + 1, sizeof(*names));
	const char *near;
	size_t i;

	for (i = 0; i < values->nr; i++)
		names[i] = values->v[i];
	near = text_nearest(value, names);
	strbuf_addf(err, "option '%s': '%s' is none of", option, value);
	for (i = 0; i < values->nr; i++)
		strbuf_addf(err, "%s %s", i ? "," : "", values->v[i]);
	if (near)
		strbuf_addf(err, "; did you mean '%s'?", near);
	free(names);
	return -1;
}

static int check_values(const char *option, const struct strvec *given,
			const struct strvec *values, struct strbuf *err)
{
	size_t i;

	for (i = 0; i < given->nr; i++)
		if (!strvec_has(values, given->v[i]))
			return no_such_value(option, given->v[i], values, err);
	return 0;
}

/* An empty word names nothing and would be a filter that nobody passes. */
static int check_empty(const struct selection *s, struct strbuf *err)
{
	const struct {
		const char *option;
		const struct strvec *given;
	} lists[] = {
		{ "--from", &s->from }, { "--org", &s->orgs },
		{ "--user", &s->users }, { "--team", &s->teams },
		{ "--search", &s->searches },
		{ "--code-search", &s->code_searches },
		{ "--host", &s->hosts }, { "--topic", &s->topics },
		{ "--language", &s->languages }, { "--has-file", &s->files }
	};
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(lists); i++)
		for (k = 0; k < lists[i].given->nr; k++)
			if (!*lists[i].given->v[k]) {
				strbuf_addf(err, "option '%s': it is empty",
					    lists[i].option);
				return -1;
			}
	return 0;
}

int selection_check(const struct selection *selection, struct strbuf *err)
{
	struct strvec visibilities = STRVEC_INIT, outcomes = STRVEC_INIT;
	int ret = -1;

	strvec_pushv(&visibilities, visibility_names + 1);
	from_outcomes(&outcomes);
	if (check_empty(selection, err) < 0 ||
	    check_values("--visibility", &selection->visibilities,
			 &visibilities, err) < 0 ||
	    check_values("--only", &selection->only, &outcomes, err) < 0 ||
	    selection_check_patterns(selection, err) < 0)
		goto out;
	if (selection->only.nr && !selection->from.nr)
		strbuf_addstr(err, "'--only' says what is taken of '--from "
			      "CAMPAIGN'; name one");
	else if (!selection->sample)
		strbuf_addstr(err, "option '--sample': none of them is no "
			      "selection");
	else if (selection->seed && selection->sample < 0)
		strbuf_addstr(err, "'--seed' is of '--sample N'; say how "
			      "many");
	else
		ret = 0;
out:
	strvec_clear(&visibilities);
	strvec_clear(&outcomes);
	return ret;
}

void selection_release(struct selection *s)
{
	struct strvec *lists[] = {
		&s->repos, &s->from, &s->only, &s->orgs, &s->users, &s->teams,
		&s->searches, &s->code_searches, &s->hosts, &s->include,
		&s->exclude, &s->skip, &s->topics, &s->languages,
		&s->visibilities, &s->files
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lists); i++)
		strvec_clear(lists[i]);
	free(s->seed);
	s->seed = NULL;
}
