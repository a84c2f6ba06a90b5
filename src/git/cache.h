/* SPDX-License-Identifier: MIT */
/*
 * Cached repositories: bare, shallow, one for each repository, made to be
 * deleted at any time. The files named here are those of
 * gitrepository-layout(5).
 */
#ifndef GIT_CACHE_H
#define GIT_CACHE_H

#include <stdbool.h>

#include "base/strbuf.h"

/*
 * What a new repository looks like, asked from git once (`git init` in a
 * temporary folder below folder); before the pool. Copying two small files
 * then saves a process for each repository.
 */
int cache_init(const char *folder, struct strbuf *err);

/*
 * The repository at path with url as its origin; there already: fine.
 */
int cache_create(const char *path, const char *url, struct strbuf *err);

/*
 * Lock files that a killed git left behind; only while the repository's own
 * lock is held.
 */
void cache_remove_stale(const char *path, const char *ref);

/*
 * Branches, tags and a stash that commands of earlier trees made. None goes
 * while somebody works in another tree than this one, which may need it. Only
 * while the repository's own lock is held, and before tags are fetched.
 */
void cache_forget_refs(const char *path, const char *tree);

/* The tree is only kept to be looked at: it needs none of those refs. */
void cache_keep_tree(const char *path, const char *tree);

/*
 * The folder in the repository at path that knows of the tree, named by the
 * tree's own ".git" file, in out. A command may have written anything there:
 * false where it is no folder right below this repository's "worktrees".
 */
bool cache_registration(const char *path, const char *tree,
			struct strbuf *out);

/*
 * Likewise where the tree is not there: the folder that has its name, if it
 * knows of no tree at all. A git that is ended while it adds a tree removes
 * what it made, but its child may write there once more.
 */
bool cache_broken_registration(const char *path, const char *tree,
			       struct strbuf *out);

/*
 * The commit that a work tree's detached HEAD is on, appended, without a
 * process; false where it is on a branch or cannot be told so: ask git.
 */
bool cache_head(const char *tree, struct strbuf *id);

/* The commit a ref of ours names, appended; false where it is not there. */
bool cache_ref(const char *path, const char *ref, struct strbuf *id);

#endif
