/* SPDX-License-Identifier: MIT */
/*
 * The user's editor, as git would choose it.
 */
#ifndef GIT_EDITOR_H
#define GIT_EDITOR_H

#include "base/strbuf.h"

/*
 * Opens the file in it and waits until it has ended; Ctrl-C is its own
 * meanwhile. No token is in its environment. -1 and err where there is none,
 * it did not start, or ended badly. Never inside the loop.
 */
int editor_open(const char *path, struct strbuf *err);

#endif
