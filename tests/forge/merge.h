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

/* Whether its branches, as they are now, merge; tried once only. */
bool pull_merges(const struct repo *repo, struct pull *pull,
		 const char *dir);

/*
 * Moves the base branch; oid is its new commit. message: the merge's or
 * the squashed commit's, whole; for MERGE_SQUASHED the merge's, and behind a
 * form feed the squashed commit's (none: the title). -1: in conflict, or the
 * branch moved.
 */
int pull_merge(const struct repo *repo, const struct pull *pull,
	       enum merge_method method, const char *login,
	       const char *message, double now, struct strbuf *oid);

/*
 * The commits of a pull request anew on its base, as pull_merge() would make
 * them; no branch is moved. -1: in conflict.
 */
int pull_rebase(const struct repo *repo, const struct pull *pull,
		const char *login, double now, struct strbuf *oid);

/* What GitHub makes of a pull request, where nobody says anything else. */
void pull_message(const struct pull *pull, enum merge_method method,
		  struct strbuf *out);

/*
 * The whole of it: the merge (message NULL: the usual one), its record, and
 * the head's branch gone where the pull request or the repository's setting
 * wants it so. -1: it was not merged; err only says what was not written.
 */
struct merge_wish {
	enum merge_method method;
	const char *login, *message;
	double now;
};
int pull_land(struct pulls *pulls, const char *dir, const struct repo *repo,
	      struct pull *pull, const struct merge_wish *wish,
	      struct strbuf *err);

/*
 * For git's environment: LOGIN is committer, and author, at the forge's time.
 */
void commit_identity(struct strvec *env, const char *login, double now,
		     bool author);

/* false: there was no such branch, or it moved. */
bool repo_delete_branch(const struct repo *repo, const char *branch,
			const char *oid);

#endif
