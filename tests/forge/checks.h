/* SPDX-License-Identifier: MIT */
/*
 * Checks of commits, approvals of pull requests, and merges that happen by
 * themselves. In the repository's "forge" file:
 *
 *	checks = build, lint:failure, slow:success@30, stuck:pending
 *		the head of every pull request gets these; behind @: so many
 *		seconds of the forge's clock after it became the head (until
 *		then it runs); without a result: success
 *	base-checks = build:failure@60	likewise the commit that a pull
 *		request was merged with, since it was
 *	required-checks = build		the others may fail; not set: all may
 *	approvals = 1			so many are required for a merge
 *	require-up-to-date = true	the head must hold the whole base
 *
 * and by hand, while the forge runs: POST /_forge/checks with {"repo",
 * "oid", "name", "state"} ("pending", "success", "failure") and POST
 * /_forge/approve with {"repo", "number", "login", "state"} ("approved",
 * "changes"). A name with a '/' (or by hand "status": true) is a commit's
 * status, any other a run of a check: GitHub has both kinds.
 */
#ifndef FORGE_CHECKS_H
#define FORGE_CHECKS_H

#include <stdbool.h>
#include <stddef.h>

#include "merge.h"
#include "pulls.h"
#include "store.h"

struct forge;

enum check_state { CHECK_RUNNING, CHECK_SUCCESS, CHECK_FAILURE };

struct check {
	char *name;
	enum check_state state;
	bool required;
	bool status;			/* GitHub's older kind, not a run */
	double started, ended;		/* ended: of one that is over */
};

struct checks {
	struct check *list;
	size_t nr;
};

#define CHECKS_INIT { .list = NULL }

/* The checks of a commit, by hand and by settings. */
void checks_of(struct forge *forge, const struct repo *repo,
	       const char *oid, double now, struct checks *checks);
void checks_release(struct checks *checks);

enum rollup { ROLLUP_NONE, ROLLUP_PENDING, ROLLUP_SUCCESS, ROLLUP_FAILURE };
enum rollup checks_rollup(const struct checks *checks, bool only_required);

/* Of those that are required; one that is not there yet is pending. */
enum rollup checks_required(struct forge *forge, const struct repo *repo,
			    const char *oid, double now);

/* How many approvals a pull request has, must have, and still needs. */
long approvals_given(const struct pull *pull);
long approvals_wanted(const struct repo *repo);
long approvals_missing(const struct repo *repo, const struct pull *pull);
/* Whether somebody's last word was that changes are wanted. */
bool pull_refused(const struct pull *pull);

/* What stands against the merge now, the first that holds. */
enum obstacle {
	OBSTACLE_NONE,
	OBSTACLE_CLOSED,
	OBSTACLE_DRAFT,
	OBSTACLE_CONFLICT,
	OBSTACLE_FAILED,		/* a required check */
	OBSTACLE_PENDING,		/* a required check */
	OBSTACLE_APPROVAL,
	OBSTACLE_BEHIND			/* the base has what the head lacks */
};
enum obstacle pull_obstacle(struct forge *forge, const struct repo *repo,
			    struct pull *pull, double now);

/*
 * Whether it is not known yet if it merges: the repository's setting
 * "mergeable-unknown = N" makes it so for the first N requests that ask
 * after it was opened or its head moved.
 */
bool pull_unknown(const struct repo *repo, struct pull *pull, double now);

/*
 * Auto-merge: the pull request (fields auto_login, auto_method,
 * auto_message, delete_branch of struct pull) is merged as soon as nothing
 * stands against it; the server calls this before every request.
 */
void checks_settle(struct forge *forge, double now);

#endif
