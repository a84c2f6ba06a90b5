/* SPDX-License-Identifier: MIT */
/*
 * Why something failed, in the words of design.md part 2. The names are
 * journalled and never renamed.
 */
#ifndef BASE_FAILURE_H
#define BASE_FAILURE_H

enum failure {
	FAILURE_NONE,
	FAILURE_NETWORK,
	FAILURE_LIMIT,
	FAILURE_AUTH,
	FAILURE_PERMISSION,
	FAILURE_MISSING,
	FAILURE_CONFLICT,
	FAILURE_SCRIPT,
	FAILURE_TEST,
	FAILURE_TIMEOUT,
	FAILURE_DISK,
	FAILURE_GIT,
	FAILURE_FORGE,
	FAILURE_INTERNAL
};

const char *failure_name(enum failure failure);	/* "" for FAILURE_NONE */
enum failure failure_by_name(const char *name);	/* FAILURE_NONE: unknown */
extern const char *const failure_names[];	/* all, NULL at the end */

#endif
