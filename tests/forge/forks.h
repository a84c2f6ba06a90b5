/* SPDX-License-Identifier: MIT */
/*
 * Forks: a repository with "fork-of = OWNER/NAME". A new one takes its commits
 * from the other: at once, or (not on Gitea) with "fork-delay = SECONDS" in the
 * config file so much later (of the forge's clock); until then it has no
 * branches, and its setting "fork-ready-at" says when.
 */
#ifndef FORGE_FORKS_H
#define FORGE_FORKS_H

#include "forge.h"
#include "store.h"

bool forks_is(const struct repo *repo, const struct repo *of);

/* "owner/name" of all of a repository, sorted. */
void forks_list(const char *dir, const struct repo *of, struct strvec *out);

/* The owner's; false: there is none. */
bool forks_find(const char *dir, const struct repo *of, const char *owner,
		struct repo *fork);

/* Whether the owner has that name already. */
bool forks_taken(const char *dir, const char *owner, const char *name);

/* When one that is made now has its commits. */
double forks_later(const struct forge *forge, double now);

/* Makes one, with its commits from that time on; -1: it could not be. */
int forks_make(const struct forge *forge, const struct repo *of,
	       const char *owner, const char *name, double ready,
	       struct repo *fork);

/* One whose time has come gets its commits; whether it did. */
bool forks_fill(const struct repo *repo, const char *dir);

/* Whether it has its commits. */
bool forks_ready(const struct repo *repo);

#endif
