/* SPDX-License-Identifier: MIT */
/*
 * Diffs compared: two are the same change where they differ only in where
 * it stands and in what it was made of.
 */
#ifndef GIT_PATCH_H
#define GIT_PATCH_H

#include <stddef.h>

#include "base/strbuf.h"

struct patch {
	size_t files;
	unsigned long long insertions, deletions;	/* of text files */
};

/*
 * Reads what `git diff-tree -r -p --numstat --full-index` of two trees says:
 * sums of its numbers, and in normal the diff without hunks' positions, blobs'
 * ids (of binary files the new one stays) and degrees of similarity. Names,
 * modes and content stay.
 */
void patch_read(const char *text, size_t len, struct patch *patch,
		struct strbuf *normal);

#endif
