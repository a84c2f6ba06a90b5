/* SPDX-License-Identifier: MIT */
/*
 * Repositories: bare ones on disk at DIR/repos/OWNER/NAME.git, found when
 * they are asked for, so that a test makes them with plain git. An owner may
 * have slashes (GROUP/SUBGROUP); what ends in ".git" is a repository. What
 * git does not know stands in the file "forge" inside (settings.h):
 *
 *	archived, disabled, private, is-locked, is-template: true
 *	permission = read|triage|write|maintain|admin	everyone's
 *	members = a,b		who may see a private one, besides its owner
 *	renamed-to = OWNER/NAME	it is there now (the folder needs no more)
 *	fork-of = OWNER/NAME
 *	description = …
 *	allow-merge-commit, allow-squash-merge, allow-rebase-merge,
 *	allow-auto-merge, delete-branch-on-merge, allow-forking
 *
 * The default branch is HEAD; a repository whose HEAD is not born is empty.
 */
#ifndef FORGE_STORE_H
#define FORGE_STORE_H

#include <stdbool.h>

#include "account.h"
#include "base/strvec.h"
#include "settings.h"

#define OID_MAX 65

struct repo {
	char *owner, *name;		/* as they stand on disk */
	char *full;			/* "owner/name" */
	char *path;
	char *branch;			/* what HEAD names */
	char oid[OID_MAX];		/* "" where it is empty */
	struct settings settings;
};

#define REPO_INIT { .owner = NULL, .settings = SETTINGS_INIT }

enum found { REPO_FOUND, REPO_MOVED, REPO_MISSING };

/*
 * Names are found in any case, with or without ".git". REPO_MOVED: moved_to
 * (may be NULL) has "owner/name", and repo is not filled.
 */
enum found repo_find(struct repo *repo, const char *dir, const char *owner,
		     const char *name, struct strbuf *moved_to);

/* The same, following renames; false: it is nowhere. */
bool repo_follow(struct repo *repo, const char *dir, const char *owner,
		 const char *name);
/* The same of "owner/name". */
bool repo_open(struct repo *repo, const char *dir, const char *full);
void repo_release(struct repo *repo);

/* What the account may do there; NONE: it must look as if missing. */
enum permission repo_permission(const struct repo *repo,
				const struct account *account);

bool repo_is(const struct repo *repo, const char *setting);

/* The repository's number, the same after a restart. */
long long repo_id(const struct repo *repo);

/* The commit a branch is at; false: there is none. */
bool repo_branch(const struct repo *repo, const char *branch,
		 char oid[OID_MAX]);

/* "oid name" of every branch, sorted by name. */
void repo_branches(const struct repo *repo, struct strvec *out);

/* "owner/name" of every repository (right below one owner), sorted. */
void store_list(struct strvec *out, const char *dir, const char *owner);

#endif
