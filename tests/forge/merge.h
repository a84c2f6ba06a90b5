/* SPDX-License-Identifier: MIT */
/*
 * What git has to say about a pull request: how far apart its branches are,
 * whether they merge, and the merge itself, made by git in the bare
 * repository.
 */
#ifndef FORGE_MERGE_H
#define FORGE_MERGE_H

#include <stdbool.h>

#include "pulls.h"
#include "store.h"

struct difference {
	long commits;			/* on the head and not on the base */
	long files, additions, deletions;
	bool mergeable;
};

enum merge_method { MERGE_COMMIT, MERGE_SQUASH, MERGE_REBASE };

/*
 * Both oids must be in repo; repo_bring_branch() sees to it for a head from
 * a fork. -1: git could not say.
 */
int pull_difference(const struct repo *repo, const char *base_oid,
		    const char *head_oid, struct difference *difference);

/*
 * Fetches a fork's branch into the base's repository (its objects; no ref
 * of them is seen there). -1: that failed.
 */
int repo_bring_branch(const struct repo *repo, const struct repo *from,
		      const char *branch);

/* The same for the head of a pull request, where it is from a fork. */
void pull_bring_head(const struct repo *repo, const struct pull *pull,
		     const char *dir);

/*
 * Moves the base branch; oid is its new commit. message: the merge's or
 * the squashed commit's, whole. -1: in conflict, or the branch moved.
 */
int pull_merge(const struct repo *repo, const struct pull *pull,
	       enum merge_method method, const char *login,
	       const char *message, double now, struct strbuf *oid);

/* false: there was no such branch, or it moved. */
bool repo_delete_branch(const struct repo *repo, const char *branch,
			const char *oid);

#endif
