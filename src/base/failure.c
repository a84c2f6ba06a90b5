/* SPDX-License-Identifier: MIT */
/*
 * Why something failed: the names.
 */
#include "base/failure.h"

#include <string.h>

const char *const failure_names[] = {
	"network", "limit", "auth", "permission", "missing", "conflict",
	"script", "test", "timeout", "disk", "git", "forge", "internal", NULL
};

const char *failure_name(enum failure failure)
{
	return failure == FAILURE_NONE ? "" : failure_names[failure - 1];
}

enum failure failure_by_name(const char *name)
{
	size_t i;

	for (i = 0; failure_names[i]; i++)
		if (!strcmp(failure_names[i], name))
			return (enum failure)(i + 1);
	return FAILURE_NONE;
}
