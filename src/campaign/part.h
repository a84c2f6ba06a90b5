/* SPDX-License-Identifier: MIT */
/*
 * Parts of a repository (--split-by): folders whose changes go into pull
 * requests of their own. Each is a task, with the key HOST/OWNER/NAME//DIR.
 */
#ifndef CAMPAIGN_PART_H
#define CAMPAIGN_PART_H

#include <stddef.h>

#include "base/strbuf.h"
#include "base/strvec.h"

/* The folder, within key; NULL: the key is that of a whole repository. */
const char *part_of_key(const char *key);

/* How long the repository's own key is in it. */
size_t part_repository_len(const char *key);

/*
 * Whether it can say which folders are parts: a glob of the shell's, in which
 * '*' stands for no '/'. -1 and err, without the option's name.
 */
int part_check(const char *glob, struct strbuf *err);

/*
 * How long the folder at the beginning of path is that one of the globs names
 * (the shortest that is one); 0: it is in none.
 */
size_t part_of_path(const struct strvec *globs, const char *path);

/*
 * Appends the folder as part of a branch's name: what git takes in none becomes
 * '-', each byte that no name may hold, and of "..", ".lock", "@{" and a dot at
 * either end of a component the first.
 */
void part_as_ref(struct strbuf *out, const char *part, size_t len);

#endif
