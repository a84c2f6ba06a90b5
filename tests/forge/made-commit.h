/* SPDX-License-Identifier: MIT */
/*
 * A commit that a forge makes of files that it was sent.
 */
#ifndef FORGE_MADE_COMMIT_H
#define FORGE_MADE_COMMIT_H

#include "base/strbuf.h"
#include "store.h"

struct made_file {
	const char *path;
	enum { MADE_PUT, MADE_MODE, MADE_GONE } what;
	const char *content;	/* MADE_PUT: base64 */
	int executable;		/* 1, 0; -1: as it was, or not */
};

/* Whether the commit has that path. */
bool made_has(const struct repo *repo, const char *commit, const char *path);

/*
 * On parent, by login at that time; its id appended to oid. No branch is
 * moved. -1: git did not.
 */
int made_commit(const struct repo *repo, const char *parent,
		const struct made_file *files, size_t nr,
		const char *message, const char *login, double now,
		struct strbuf *oid);

#endif
