/* SPDX-License-Identifier: MIT */
/*
 * One program run to its end, with our terminal and in our process group:
 * before the pool or after it, never inside the loop (libev would reap it).
 */
#ifndef GIT_CAPTURE_H
#define GIT_CAPTURE_H

#include "base/strbuf.h"

struct capture {
	const char *const *argv;	/* argv[0] is looked up in our PATH */
	const char *const *env;		/* NULL: ours */
	const char *input;		/* NULL: stdin is empty */
	struct strbuf *out;		/* appended; NULL: thrown away */
	struct strbuf *errors;		/* likewise; NULL: seen by the user */
};

/* The exit code, 128 + n for signal n; -1 and err: it could not run. */
int capture_run(const struct capture *capture, struct strbuf *err);

#endif
