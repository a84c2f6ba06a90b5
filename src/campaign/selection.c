/* SPDX-License-Identifier: MIT */
/*
 * Which repositories: what -r and --from mean and what servers list, each
 * once.
 */
#include "campaign/selection.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "campaign/from.h"
#include "campaign/listfile.h"
#include "campaign/selecting.h"
#include "forges/forge.h"
#include "git/config.h"

/* ---- one name ------------------------------------------------------- */

/* By config, else by a well-known name; no server is asked. */
static const struct forge *forge_of(const struct remote *remote)
{
	const char *name;

	if (!remote->web)
		return &forge_git;
	name = config_for_url(remote->web, "forge");
	return name ? forge_by_name(name) : forge_of_host(remote->host);
}

/* Where the forge takes OWNER/NAME in any case, all are one. */
static char *key_of(const struct remote *remote, const struct forge *forge)
{
	char *key = xstrdup(remote->key), *p;

	if (forge && forge->folds_case)
		for (p = key; *p; p++)
			*p = (char)tolower((unsigned char)*p);
	return key;
}

static bool same_settings(const struct strvec *a, const struct strvec *b)
{
	size_t i;

	for (i = 0; i < a->nr; i++)
		if (!strvec_has(b, a->v[i]))
			return false;
	return a->nr == b->nr;
}

/* A name that was there: what only one of the two says holds for it. */
static int named_again(struct selected *first, struct strvec *settings,
		       struct strbuf *err)
{
	if (!settings->nr || same_settings(&first->settings, settings))
		return 0;
	if (first->settings.nr) {
		strbuf_addf(err, "'%s' is there twice, with different "
			    "settings", first->key);
		return -1;
	}
	first->settings = *settings;
	strvec_init(settings);
	return 0;
}

static struct selected *add_new(struct selecting *s, struct remote *remote,
				const struct forge *forge, char *key)
{
	struct selected *selected;

	GROW(s->list, s->nr, s->alloc);
	selected = &s->list[s->nr];
	memset(selected, 0, sizeof(*selected));
	selected->remote = *remote;
	selected->forge = forge;
	selected->key = key;
	strvec_init(&selected->settings);
	selecting_index(s, s->nr++);
	return selected;
}

/*
 * Of a server whose forge was told only now, what was named in other case may
 * be there under its key in that case.
 */
static struct selected *find_folded(const struct selecting *s,
				    const char *key)
{
	size_t i;

	for (i = 0; i < s->nr; i++)
		if (s->list[i].named && !strcasecmp(s->list[i].key, key))
			return &s->list[i];
	return NULL;
}

/*
 * The one of that name, new or not; *is_new says which. told: its forge, or
 * NULL. NULL and err where it is no name.
 */
static struct selected *find_or_add(struct selecting *s, const char *name,
				    const struct forge *told, bool *is_new,
				    struct strbuf *err)
{
	struct remote remote = REMOTE_INIT;
	const struct forge *forge;
	struct selected *found;
	char *key;

	if (remote_parse(name, &remote, err) < 0) {
		remote_release(&remote);
		return NULL;
	}
	forge = forge_of(&remote);
	key = key_of(&remote, forge);
	found = selecting_find(s, key);
	if (!found && !forge && told && told->folds_case)
		found = find_folded(s, key);
	*is_new = !found;
	if (!found)
		return add_new(s, &remote, forge, key);
	free(key);
	remote_release(&remote);
	return found;
}

/* For listfile_read() and from_read() too. */
static int add_name(void *data, const char *name, struct strvec *settings,
		    struct strbuf *err)
{
	bool is_new;
	struct selected *one = find_or_add(data, name, NULL, &is_new, err);

	if (!one)
		return -1;
	one->named = true;
	if (!is_new)
		return named_again(one, settings, err);
	one->settings = *settings;
	strvec_init(settings);
	return 0;
}

int selecting_add(struct selecting *s, const char *url,
		  const struct forge *forge, struct listed *known,
		  struct strbuf *err)
{
	bool is_new;
	struct selected *one = find_or_add(s, url, forge, &is_new, err);

	if (!one)
		return -1;
	one->forge = forge;
	selected_know(one, known);
	return 0;
}

/* ---- what a word of -r is ------------------------------------------- */

static bool is_address(const char *word)
{
	const char *at = strchr(word, '@'), *colon = strchr(word, ':');

	return strstr(word, "://") || (at && colon && at < colon);
}

static bool is_list(const char *word)
{
	return *word == '/' || starts_with(word, "./") ||
	       starts_with(word, "../") || ends_with(word, ".txt");
}

/* A file that is here, of a name that a repository could have too. */
static int both_file_and_name(const char *word, struct strbuf *err)
{
	struct remote remote = REMOTE_INIT;
	struct strbuf ignored = STRBUF_INIT;
	int ret = 0;

	if (!remote_parse(word, &remote, &ignored)) {
		strbuf_addf(err, "'%s' is a file here and could be the "
			    "repository '%s' too: write './%s' for the list "
			    "or '%s' for the repository", word, remote.key,
			    word, remote.url);
		ret = -1;
	}
	remote_release(&remote);
	strbuf_release(&ignored);
	return ret;
}

static int second_stdin(struct selecting *s, struct strbuf *err)
{
	if (s->stdin_read) {
		strbuf_addstr(err, "standard input ('-') can be read only "
			      "once");
		return -1;
	}
	s->stdin_read = true;
	return 0;
}

static int read_word(struct selecting *s, const char *word, struct strbuf *err)
{
	struct strvec settings = STRVEC_INIT;
	int ret;

	if (!strcmp(word, "-")) {
		if (second_stdin(s, err) < 0)
			return -1;
		return listfile_read(word, add_name, s, err);
	}
	if (!is_address(word)) {
		if (is_list(word))
			return listfile_read(word, add_name, s, err);
		if (file_is_regular(word))
			return both_file_and_name(word, err) < 0 ? -1 :
				listfile_read(word, add_name, s, err);
	}
	ret = add_name(s, word, &settings, err);
	strvec_clear(&settings);
	return ret;
}

static int read_words(struct selecting *s, const struct strvec *words,
		      struct strbuf *err)
{
	size_t i;

	for (i = 0; i < words->nr; i++)
		if (read_word(s, words->v[i], err) < 0)
			return -1;
	return 0;
}

static int read_from(struct selecting *s, struct strbuf *err)
{
	const struct selection *selection = s->selection;
	size_t i;

	for (i = 0; i < selection->from.nr; i++) {
		const char *word = selection->from.v[i];

		if (!strcmp(word, "-") && second_stdin(s, err) < 0)
			return -1;
		if (from_read(word, &selection->only, add_name, s, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- the whole ------------------------------------------------------ */

int selecting_names(struct selecting *s, const struct selection *selection,
		    struct strbuf *err)
{
	memset(s, 0, sizeof(*s));
	s->selection = selection;
	if (read_words(s, &selection->repos, err) < 0)
		return -1;
	return read_from(s, err);
}

int selecting_skipped(const struct selecting *s, struct selecting *skip,
		      struct strbuf *err)
{
	memset(skip, 0, sizeof(*skip));
	skip->selection = s->selection;
	skip->stdin_read = s->stdin_read;
	return read_words(skip, &s->selection->skip, err);
}

int selection_read(const struct selection *selection,
		   struct selected **out, size_t *nr, struct strbuf *err)
{
	struct selecting s;
	int ret = -1;

	if (!selecting_names(&s, selection, err) &&
	    !selecting_by_name(&s, err)) {
		selecting_end(&s, out, nr);
		ret = 0;
	}
	selecting_release(&s);
	return ret;
}
