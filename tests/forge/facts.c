/* SPDX-License-Identifier: MIT */
/*
 * What lists tell of a repository.
 */
#include "facts.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/alloc.h"
#include "process.h"

const char *facts_visibility(const struct repo *repo)
{
	const char *set = settings_get(&repo->settings, "visibility");

	if (repo_is(repo, "private"))
		return "private";
	return set ? set : "public";
}

const char *facts_language(const struct repo *repo)
{
	return settings_get(&repo->settings, "language");
}

bool facts_is_fork(const struct repo *repo)
{
	return settings_get(&repo->settings, "fork-of") != NULL;
}

void facts_words(const struct repo *repo, const char *setting,
		 struct strvec *out)
{
	const char *value = settings_get(&repo->settings, setting);
	char *list = xstrdup(value ? value : ""), *word, *rest = NULL;

	for (word = strtok_r(list, ", \t", &rest); word;
	     word = strtok_r(NULL, ", \t", &rest))
		strvec_push(out, word);
	free(list);
}

/*
 * What is at a path of a commit never changes: a thousand copies of one
 * repository cost one process of git.
 */
struct known {
	char *key;		/* "COMMIT:PATH" */
	char *kind;		/* "": nothing is there */
	UT_hash_handle hh;
};
static struct known *known;

static const char *remember(const char *key, const char *kind)
{
	struct known *one = xcalloc(1, sizeof(*one));

	one->key = xstrdup(key);
	one->kind = xstrdup(kind);
	HASH_ADD_KEYPTR(hh, known, one->key, strlen(one->key), one);
	return one->kind;
}

const char *facts_object(const struct repo *repo, const char *path)
{
	struct strbuf key = STRBUF_INIT, kind = STRBUF_INIT;
	const char *said;
	struct known *one;

	if (!repo->oid[0])
		return NULL;
	strbuf_addf(&key, "%s:%s", repo->oid, path);
	HASH_FIND_STR(known, key.buf, one);
	if (one) {
		said = one->kind;
	} else {
		if (process_git(repo->path, NULL, &kind, "cat-file", "-t",
				key.buf, (const char *)NULL))
			strbuf_reset(&kind);
		said = remember(key.buf, kind.buf);
	}
	strbuf_release(&key);
	strbuf_release(&kind);
	return *said ? said : NULL;
}
