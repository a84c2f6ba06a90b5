/* SPDX-License-Identifier: MIT */
/*
 * Names that git takes for a branch, by the rules of git-check-ref-format(1).
 */
#include "git/refname.h"

#include <string.h>

#define LOCK ".lock"

/* What stands between two slashes. */
static bool is_component(const char *part, size_t len)
{
	if (!len || *part == '.')
		return false;
	return len < strlen(LOCK) ||
	       memcmp(part + len - strlen(LOCK), LOCK, strlen(LOCK)) != 0;
}

static bool has_forbidden(const char *name)
{
	const unsigned char *p = (const unsigned char *)name;

	for (; *p; p++)
		if (*p <= ' ' || *p == 0x7f || strchr("~^:?*[\\", *p))
			return true;
	return strstr(name, "..") || strstr(name, "@{");
}

bool refname_is_branch(const char *name)
{
	size_t all = strlen(name), len;
	const char *part;

	if (*name == '-' || !strcmp(name, "HEAD") || has_forbidden(name) ||
	    (all && name[all - 1] == '.'))
		return false;
	for (part = name;; part += len + 1) {
		len = strcspn(part, "/");
		if (!is_component(part, len))
			return false;
		if (!part[len])
			return true;
	}
}
