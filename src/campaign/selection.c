/* SPDX-License-Identifier: MIT */
/*
 * Which repositories: what -r means, each once, less what filters leave out.
 */
#include "campaign/selection.h"

#include <ctype.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/listfile.h"
#include "forges/forge.h"
#include "git/config.h"

struct entry {			/* of a set of keys */
	const char *key;
	size_t index;
	UT_hash_handle hh;
};

struct reading {		/* what was read of -r (or --skip-repo) */
	struct selected *list;
	size_t nr, alloc;
	struct entry *by_key;
	bool stdin_read;
};

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

static void add_new(struct reading *r, struct remote *remote,
		    const struct forge *forge, char *key,
		    struct strvec *settings)
{
	struct entry *entry = xcalloc(1, sizeof(*entry));
	struct selected *selected;

	GROW(r->list, r->nr, r->alloc);
	entry->key = key;
	entry->index = r->nr;
	HASH_ADD_KEYPTR(hh, r->by_key, entry->key, strlen(entry->key), entry);
	selected = &r->list[r->nr++];
	selected->remote = *remote;
	selected->settings = *settings;
	selected->forge = forge;
	selected->key = key;
	strvec_init(settings);
}

/* For listfile_read() too. */
static int add_name(void *data, const char *name, struct strvec *settings,
		    struct strbuf *err)
{
	struct reading *r = data;
	struct remote remote = REMOTE_INIT;
	const struct forge *forge;
	struct entry *entry;
	char *key;
	int ret;

	if (remote_parse(name, &remote, err) < 0) {
		remote_release(&remote);
		return -1;
	}
	forge = forge_of(&remote);
	key = key_of(&remote, forge);
	HASH_FIND_STR(r->by_key, key, entry);
	if (!entry) {
		add_new(r, &remote, forge, key, settings);
		return 0;
	}
	ret = named_again(&r->list[entry->index], settings, err);
	free(key);
	remote_release(&remote);
	return ret;
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

static int read_word(struct reading *r, const char *word, struct strbuf *err)
{
	struct strvec settings = STRVEC_INIT;
	int ret;

	if (!strcmp(word, "-")) {
		if (r->stdin_read) {
			strbuf_addstr(err, "standard input ('-') can be read "
				      "only once");
			return -1;
		}
		r->stdin_read = true;
		return listfile_read(word, add_name, r, err);
	}
	if (!is_address(word)) {
		if (is_list(word))
			return listfile_read(word, add_name, r, err);
		if (file_is_regular(word))
			return both_file_and_name(word, err) < 0 ? -1 :
				listfile_read(word, add_name, r, err);
	}
	ret = add_name(r, word, &settings, err);
	strvec_clear(&settings);
	return ret;
}

static void free_entries(struct reading *r)
{
	struct entry *entry, *next;

	HASH_ITER(hh, r->by_key, entry, next) {
		HASH_DEL(r->by_key, entry);
		free(entry);
	}
}

static int read_words(struct reading *r, const struct strvec *words,
		      struct strbuf *err)
{
	size_t i;

	for (i = 0; i < words->nr; i++)
		if (read_word(r, words->v[i], err) < 0)
			return -1;
	return 0;
}

/* ---- filters -------------------------------------------------------- */

/* An expression twice: where the forge ignores case it does so too. */
struct pattern {
	regex_t exact, folded;
};

struct patterns {
	struct pattern *list;
	size_t nr;
};

static void patterns_release(struct patterns *patterns)
{
	size_t i;

	for (i = 0; i < patterns->nr; i++) {
		regfree(&patterns->list[i].exact);
		regfree(&patterns->list[i].folded);
	}
	free(patterns->list);
	patterns->list = NULL;
	patterns->nr = 0;
}

static int compile(struct patterns *out, const struct strvec *texts,
		   const char *option, struct strbuf *err)
{
	const int flags = REG_EXTENDED | REG_NOSUB;
	size_t i;

	out->list = xcalloc(texts->nr + 1, sizeof(*out->list));
	for (i = 0; i < texts->nr; i++) {
		struct pattern *p = &out->list[i];
		int code = regcomp(&p->exact, texts->v[i], flags);
		char why[128];

		if (code) {
			regerror(code, &p->exact, why, sizeof(why));
			strbuf_addf(err, "'%s %s' is no regular expression: "
				    "%s", option, texts->v[i], why);
			return -1;
		}
		if (regcomp(&p->folded, texts->v[i], flags | REG_ICASE))
			BUG("'%s' compiles only with case", texts->v[i]);
		out->nr++;
	}
	return 0;
}

static bool any_matches(const struct patterns *patterns,
			const struct selected *one)
{
	bool folds = one->forge && one->forge->folds_case;
	size_t i;

	for (i = 0; i < patterns->nr; i++) {
		const struct pattern *p = &patterns->list[i];

		if (!regexec(folds ? &p->folded : &p->exact, one->remote.key,
			     0, NULL, 0))
			return true;
	}
	return false;
}

static void release_one(struct selected *one)
{
	remote_release(&one->remote);
	strvec_clear(&one->settings);
	free(one->key);
}

/* Keeps, in their order, those that all filters let through. */
static void narrow(struct reading *r, const struct patterns *include,
		   const struct patterns *exclude, const struct reading *skip)
{
	size_t i, kept = 0;

	for (i = 0; i < r->nr; i++) {
		struct selected *one = &r->list[i];
		struct entry *skipped;

		HASH_FIND_STR(skip->by_key, one->key, skipped);
		if (skipped || any_matches(exclude, one) ||
		    (include->nr && !any_matches(include, one)))
			release_one(one);
		else
			r->list[kept++] = *one;
	}
	r->nr = kept;
}

/* A name to skip that was never there is a slip of the pen, most likely. */
static void warn_of_strangers(const struct reading *skip,
			      const struct reading *r)
{
	size_t i;

	for (i = 0; i < skip->nr; i++) {
		struct entry *found;

		HASH_FIND_STR(r->by_key, skip->list[i].key, found);
		if (!found)
			warning("'%s' of --skip-repo is not in the selection",
				skip->list[i].key);
	}
}

static int apply_filters(struct reading *r, const struct selection *selection,
			 const struct reading *skip, struct strbuf *err)
{
	struct patterns include = { .nr = 0 }, exclude = { .nr = 0 };
	int ret = -1;

	if (!compile(&include, &selection->include, "--include", err) &&
	    !compile(&exclude, &selection->exclude, "--exclude", err)) {
		warn_of_strangers(skip, r);
		free_entries(r);	/* their keys are about to go */
		narrow(r, &include, &exclude, skip);
		ret = 0;
	}
	patterns_release(&include);
	patterns_release(&exclude);
	return ret;
}

/* ---- the whole ------------------------------------------------------ */

int selection_read(const struct selection *selection,
		   struct selected **out, size_t *nr, struct strbuf *err)
{
	struct reading r = { .nr = 0 }, skip = { .nr = 0 };
	int ret = -1;

	if (!read_words(&r, &selection->repos, err)) {
		skip.stdin_read = r.stdin_read;
		if (!read_words(&skip, &selection->skip, err))
			ret = apply_filters(&r, selection, &skip, err);
	}
	free_entries(&r);
	free_entries(&skip);
	selected_free(skip.list, skip.nr);
	if (ret < 0) {
		selected_free(r.list, r.nr);
		return -1;
	}
	*out = r.list;
	*nr = r.nr;
	return 0;
}

void selected_free(struct selected *list, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		release_one(&list[i]);
	free(list);
}

void selection_release(struct selection *selection)
{
	strvec_clear(&selection->repos);
	strvec_clear(&selection->include);
	strvec_clear(&selection->exclude);
	strvec_clear(&selection->skip);
}
