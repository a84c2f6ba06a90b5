/* SPDX-License-Identifier: MIT */
/*
 * What asking for the fields of a pull request on GitHub and reading the
 * answers have in common.
 */
#ifndef FORGES_GITHUB_FIELDS_H
#define FORGES_GITHUB_FIELDS_H

#include "forges/github.h"

/* Whether there is something in it; NULL: no. */
bool github_any(const struct strvec *list);

/* Whether the one request is needed that replaces what is there. */
bool github_edits(const struct pull_query *query);

/* Whether this part is the next: "read", "write" or "ask" (for reviews). */
bool github_is_part(const struct pull_query *query, const char *part);

/* Whether the notes have KIND=NAME, in any case. */
bool github_is_noted(const struct pull_query *query, const char *kind,
		     const char *name);

#endif
