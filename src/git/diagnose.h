/* SPDX-License-Identifier: MIT */
/*
 * What git's stderr (LC_ALL=C) means: a table of fragments.
 */
#ifndef GIT_DIAGNOSE_H
#define GIT_DIAGNOSE_H

#include <stdbool.h>

#include "base/failure.h"
#include "base/strbuf.h"

struct diagnosis {
	enum failure failure;
	bool later;		/* may pass: try again with backoff */
	bool limited;		/* the server said "too many" */
	bool up_to_date;	/* push: it is there already */
	bool stale;		/* push: the lease did not hold */
};

/*
 * stage is "fetch", "push", "tree", "commit" …: for the class of what no
 * line of the table knows. Appends one sentence for people to why (the
 * telling line of stderr, cleaned, without "fatal:" or "remote:").
 */
void diagnose(const char *stage, int status, const char *text,
	      struct diagnosis *out, struct strbuf *why);

#endif
