/* SPDX-License-Identifier: MIT */
/*
 * Unix sockets in a folder whose path may be of any length: a socket's address
 * holds about a hundred bytes, so it is reached through the folder's
 * descriptor.
 */
#ifndef ENGINE_LOCAL_H
#define ENGINE_LOCAL_H

#include <stdbool.h>

#include "base/strbuf.h"

/* A descriptor of the folder; -1 and err. */
int local_folder(const char *path, struct strbuf *err);

/*
 * A non-blocking socket of that name (0600) in the folder that listens; what
 * was there of that name is replaced. -1 and err.
 */
int local_listen(int folder, const char *name, struct strbuf *err);

/*
 * Connects, blocking, with that many seconds for each wait, this one too. -1
 * and err; LOCAL_NOBODY: there is none, or nobody listens any more.
 */
#define LOCAL_NOBODY (-2)
int local_connect(int folder, const char *name, double seconds,
		  struct strbuf *err);

/* Whether the other end of a connection is a process of our user. */
bool local_is_same_user(int fd);

#endif
