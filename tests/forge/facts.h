/* SPDX-License-Identifier: MIT */
/*
 * What lists tell of a repository, from its settings and from git:
 *
 *	visibility = internal		else private says so, else it is public
 *	language = C			the most used; not set: none
 *	topics = a, b
 *	teams = core, docs		of its owner, that work on it
 */
#ifndef FORGE_FACTS_H
#define FORGE_FACTS_H

#include "store.h"

const char *facts_visibility(const struct repo *repo);	/* "public" … */
const char *facts_language(const struct repo *repo);	/* NULL: none */
bool facts_is_fork(const struct repo *repo);

/* The words of a setting that is a list. */
void facts_words(const struct repo *repo, const char *setting,
		 struct strvec *out);

/* "blob", "tree" or "commit" at that path on its default branch; NULL: none. */
const char *facts_object(const struct repo *repo, const char *path);

/*
 * A search in words and qualifiers, as GitHub has them: user: org: repo:
 * topic: fork: archived: language: is: visibility: in:; any other word must
 * be in the name, the description or a topic.
 */
struct search {
	struct strvec words;
	struct strvec qualifiers;	/* "topic:cli" */
};
#define SEARCH_INIT { .words = STRVEC_INIT, .qualifiers = STRVEC_INIT }

void search_parse(struct search *search, const char *text);
void search_release(struct search *search);
bool search_fits(const struct search *search, const struct repo *repo);
/* Files on the default branch that hold all the words, where the qualifiers
   filename: extension: path: fit; paths are pushed. */
void search_files(const struct search *search, const struct repo *repo,
		  struct strvec *out);

#endif
