/* SPDX-License-Identifier: MIT */
/*
 * A diff that a person edited, for another repository than the one it was
 * shown of.
 */
#ifndef GIT_PATCHFIT_H
#define GIT_PATCHFIT_H

#include "base/strbuf.h"

/*
 * shown is a repository's `git diff-tree -p`, edited what a person made of it,
 * own the diff of a repository whose normal diff (git/patch.h) is the same, by
 * `--binary --full-index`. Appends to out what `git apply --recount` takes in
 * that repository: each hunk where the change stands there, and what is no
 * text as it is there. -1 and err where edited names a file that is no text,
 * and own does not have it.
 */
int patch_fit(const char *edited, const char *shown, const char *own,
	      struct strbuf *out, struct strbuf *err);

#endif
