/* SPDX-License-Identifier: MIT */
/*
 * Searches in GitHub's words, over all repositories.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"
#include "facts.h"
#include "process.h"

static bool is_qualifier(const char *word)
{
	size_t len = strspn(word, "abcdefghijklmnopqrstuvwxyz-");

	return len && word[len] == ':' && word[len + 1] && word[len + 1] != '/';
}

static void add_word(struct search *search, const char *word)
{
	if (is_qualifier(word))
		strvec_push(&search->qualifiers, word);
	else if (*word)
		strvec_push(&search->words, word);
}

/* Between spaces, or within quotes. */
void search_parse(struct search *search, const char *text)
{
	struct strbuf word = STRBUF_INIT;
	bool quoted = false;

	for (; *text; text++) {
		if (*text == '"') {
			quoted = !quoted;
		} else if (*text == ' ' && !quoted) {
			add_word(search, word.buf);
			strbuf_reset(&word);
		} else {
			strbuf_addch(&word, *text);
		}
	}
	add_word(search, word.buf);
	strbuf_release(&word);
}

void search_release(struct search *search)
{
	strvec_clear(&search->words);
	strvec_clear(&search->qualifiers);
}

static bool lists(const struct repo *repo, const char *setting,
		  const char *word)
{
	return settings_lists(&repo->settings, setting, word);
}

static bool same_flag(const char *value, bool have)
{
	return !strcmp(value, "true") == have;
}

static bool is_kind(const struct repo *repo, const char *value)
{
	if (!strcmp(value, "fork"))
		return facts_is_fork(repo);
	if (!strcmp(value, "archived"))
		return repo_is(repo, "archived");
	return !strcmp(value, facts_visibility(repo));
}

/* Of files, and of where words are, nothing is held against here. */
static bool qualifies(const struct repo *repo, const char *name,
		      const char *value)
{
	const char *language = facts_language(repo);

	if (!strcmp(name, "user") || !strcmp(name, "org"))
		return !strcasecmp(value, repo->owner);
	if (!strcmp(name, "repo"))
		return !strcasecmp(value, repo->full);
	if (!strcmp(name, "topic"))
		return lists(repo, "topics", value);
	if (!strcmp(name, "archived"))
		return same_flag(value, repo_is(repo, "archived"));
	if (!strcmp(name, "language"))
		return language && !strcasecmp(value, language);
	if (!strcmp(name, "is") || !strcmp(name, "visibility"))
		return is_kind(repo, value);
	return true;
}

static const char *value_of(const struct search *search, const char *name)
{
	size_t i, len = strlen(name);

	for (i = 0; i < search->qualifiers.nr; i++)
		if (!strncmp(search->qualifiers.v[i], name, len) &&
		    search->qualifiers.v[i][len] == ':')
			return search->qualifiers.v[i] + len + 1;
	return NULL;
}

/* fork:true takes them along, fork:only takes nothing else. */
static bool fork_fits(const struct search *search, const struct repo *repo)
{
	const char *fork = value_of(search, "fork");

	if (!fork || (strcmp(fork, "true") && strcmp(fork, "only")))
		return !facts_is_fork(repo);
	return !strcmp(fork, "true") || facts_is_fork(repo);
}

static bool has_word(const struct repo *repo, const char *word)
{
	const char *about = settings_get(&repo->settings, "description");
	const char *topics = settings_get(&repo->settings, "topics");

	return strcasestr(repo->name, word) ||
	       (about && strcasestr(about, word)) ||
	       (topics && strcasestr(topics, word));
}

static bool all_qualify(const struct search *search, const struct repo *repo)
{
	bool fits = true;
	size_t i;

	for (i = 0; i < search->qualifiers.nr && fits; i++) {
		char *name = xstrdup(search->qualifiers.v[i]);
		char *value = strchr(name, ':');

		*value++ = '\0';
		fits = qualifies(repo, name, value);
		free(name);
	}
	return fits;
}

bool search_fits(const struct search *search, const struct repo *repo)
{
	bool fits = fork_fits(search, repo) && all_qualify(search, repo);
	size_t i;

	for (i = 0; i < search->words.nr && fits; i++)
		fits = has_word(repo, search->words.v[i]);
	return fits;
}

static bool file_fits(const struct search *search, const char *path)
{
	const char *name = value_of(search, "filename");
	const char *extension = value_of(search, "extension");
	const char *folder = value_of(search, "path");
	const char *last = strrchr(path, '/');
	const char *dot = strrchr(path, '.');

	last = last ? last + 1 : path;
	return (!name || strcasestr(last, name)) &&
	       (!extension || (dot && !strcasecmp(dot + 1, extension))) &&
	       (!folder || starts_with(path, folder));
}

/* The files that hold one word, in any case, as "HEAD:path" lines. */
static void grep(const struct repo *repo, const char *word,
		 struct strvec *out)
{
	struct strbuf text = STRBUF_INIT;

	if (!process_git(repo->path, NULL, &text, "grep", "-l", "-i", "-F",
			 "-I", "-e", word, "HEAD", (const char *)NULL) &&
	    text.len)
		strvec_split(out, text.buf, '\n');
	strbuf_release(&text);
}

void search_files(const struct search *search, const struct repo *repo,
		  struct strvec *out)
{
	struct strvec first = STRVEC_INIT;
	size_t i, k;

	if (!repo->oid[0] || !all_qualify(search, repo) ||
	    facts_is_fork(repo) || !search->words.nr)
		return;
	grep(repo, search->words.v[0], &first);
	for (i = 1; i < search->words.nr && first.nr; i++) {
		struct strvec also = STRVEC_INIT;

		grep(repo, search->words.v[i], &also);
		for (k = first.nr; k-- > 0;)
			if (!strvec_has(&also, first.v[k]))
				strvec_remove(&first, k);
		strvec_clear(&also);
	}
	for (i = 0; i < first.nr; i++)
		if (file_fits(search, first.v[i] + strlen("HEAD:")))
			strvec_push(out, first.v[i] + strlen("HEAD:"));
	strvec_clear(&first);
}
