/* SPDX-License-Identifier: MIT */
/*
 * The checks of a pull request's last commit on GitHub: check runs, and the
 * older commit statuses.
 */
#ifndef FORGES_GITHUB_CHECKS_H
#define FORGES_GITHUB_CHECKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"
#include "base/strvec.h"
#include "forges/forge.h"

struct github_check {
	char *name;
	char *key;		/* a newer one of the same takes its place */
	char *started;		/* a date that sorts as text; NULL: none */
	enum checks state;
	bool required;
};

struct github_checks {
	bool asked;		/* the answer tells of checks at all */
	enum checks rollup;	/* of all, as GitHub sums them up; NONE: there
				   is not one */
	bool whole;		/* every one is in the list */
	struct github_check *list;
	size_t nr, alloc;
};

/* Begins as zeros; wanted: names that rules require. */
void github_checks_read(struct github_checks *checks, const struct json *doc,
			int pull, const struct strvec *wanted);
void github_checks_release(struct github_checks *checks);

/* Of a commit by its rollup: UNKNOWN where the answer tells of none. */
enum checks github_checks_rollup(const struct json *doc, int commit);

bool github_checks_has(const struct github_checks *checks, const char *name);

/* Of the required ones, or all; NONE where there is none of these. */
enum checks github_checks_worst(const struct github_checks *checks,
				bool required);

#endif
