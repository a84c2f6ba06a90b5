/* SPDX-License-Identifier: MIT */
/*
 * CODEOWNERS: whom a repository names as owners of its files. No I/O.
 */
#ifndef BASE_CODEOWNERS_H
#define BASE_CODEOWNERS_H

#include <stdbool.h>

#include "base/strvec.h"

/*
 * Each forge reads the file in its own way: docs.github.com "About code
 * owners", docs.gitlab.com "Syntax of CODEOWNERS file", docs.gitea.com "Code
 * Owners".
 */
enum codeowners {
	CODEOWNERS_GITHUB,	/* nearly gitignore; the last match counts */
	CODEOWNERS_GITLAB,	/* globs in sections; the last of each */
	CODEOWNERS_GITEA	/* regular expressions; all that match */
};

/* Where the file is looked for, the first that is there counts; NULL ends. */
const char *const *codeowners_places(enum codeowners dialect);

/*
 * Appends the owners of the paths, each once, as written but for the '@':
 * "alice", "org/team". Mail addresses and GitLab's roles (@@maintainer) name
 * nobody that could be asked, and are left out; so are lines that are wrong.
 * false: there are so many rules and paths that it was given up.
 */
bool codeowners_find(enum codeowners dialect, const char *text,
		     const struct strvec *paths, struct strvec *owners);

#endif
