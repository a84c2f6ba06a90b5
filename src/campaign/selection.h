/* SPDX-License-Identifier: MIT */
/*
 * Which repositories: -r in all its forms, lists, stdin, filters (design.md
 * part 5). The same in every command that selects.
 */
#ifndef CAMPAIGN_SELECTION_H
#define CAMPAIGN_SELECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "base/strvec.h"
#include "git/remote.h"

struct forge;

struct selection {		/* as the options fill it */
	struct strvec repos;	/* -r */
	struct strvec include, exclude;	/* POSIX extended regex on the key */
	struct strvec skip;	/* --skip-repo, as -r names them */
};

#define SELECTION_INIT { .repos = STRVEC_INIT, .include = STRVEC_INIT,	\
			 .exclude = STRVEC_INIT, .skip = STRVEC_INIT }

struct selected {
	struct remote remote;
	struct strvec settings;	/* "base=develop", "label=x,y" */
	const struct forge *forge;	/* NULL: only a probe could tell */
	char *key;		/* unique; folded where the forge ignores case */
};

/*
 * Reads names and lists, drops duplicates, applies the filters. -1 and err
 * (a list's name and line in it) for bad input: nothing is selected then.
 * Returned array and its contents: selected_free().
 */
int selection_read(const struct selection *selection,
		   struct selected **out, size_t *nr, struct strbuf *err);
void selected_free(struct selected *list, size_t nr);
void selection_release(struct selection *selection);

#endif
