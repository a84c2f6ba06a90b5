/* SPDX-License-Identifier: MIT */
/*
 * Changing a pull request that is there, as several forges do it: a draft is
 * one by its title, lists are replaced as a whole.
 */
#ifndef FORGES_PULL_EDIT_H
#define FORGES_PULL_EDIT_H

#include "forges/forge.h"

/* Whether there is something in it; NULL: no. */
bool edit_any(const struct strvec *list);

/* Whether the list has the name, in any case; NULL: no. */
bool edit_has(const struct strvec *list, const char *name);

/* Whether an edit changes its people to be assigned, or its labels. */
bool edit_assigns(const struct pull_query *query);
bool edit_labels(const struct pull_query *query);

/*
 * The title to be sent, where a title that begins with one of the marks (in
 * any case, NULL at the end) is a draft's; the first is put before one. NULL:
 * it stays as it is. The caller frees.
 */
char *edit_title(const struct pull_query *query, const char *const *marks);

/*
 * Whether the title is to be sent, or its draft state cannot be told from it
 * (then check says so: -1 and err).
 */
bool edit_retitles(const struct pull_query *query, const char *const *marks);
int edit_check_title(const struct pull_query *query, const char *const *marks,
		     struct strbuf *err);

/* Which part comes next: noted; the first, where none was. */
void edit_go_on(const struct pull_query *query, const char *part);
bool edit_is_part(const struct pull_query *query, const char *part,
		  const char *first);

#endif
