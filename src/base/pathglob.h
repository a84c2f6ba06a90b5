/* SPDX-License-Identifier: MIT */
/*
 * Whether a path of a repository ("src/a.c") is one that a pattern names. The
 * patterns come from repositories, so that none may take long.
 */
#ifndef BASE_PATHGLOB_H
#define BASE_PATHGLOB_H

#include <regex.h>
#include <stdbool.h>

#include "base/strvec.h"

enum pathglob_kind { PATHGLOB_IGNORE, PATHGLOB_GITLAB, PATHGLOB_REGEX };

/* A pattern that is read once, for many paths. */
struct pathglob {
	enum pathglob_kind kind;
	int end;		/* what may follow where it ends */
	struct strvec parts;
	regex_t regex;
	bool works;		/* else it matches nothing */
};

void pathglob_init(struct pathglob *glob, enum pathglob_kind kind,
		   const char *pattern);
void pathglob_release(struct pathglob *glob);

/* names: the path's parts. */
bool pathglob_fits(const struct pathglob *glob, const char *path,
		   const struct strvec *names);

/* As in gitignore: a file, or a folder with all in it; a last "*" only files. */
bool pathglob_ignore(const char *pattern, const char *path);

/* As GitLab: without a slash before it anywhere, one behind it all below. */
bool pathglob_gitlab(const char *pattern, const char *path);

/*
 * As Gitea: an expression for the whole path. What would take long or much
 * (back references, counts) matches nothing; nor does what is none.
 */
bool pathglob_regex(const char *pattern, const char *path);

#endif
