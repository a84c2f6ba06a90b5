/* SPDX-License-Identifier: MIT */
/*
 * Whole files, folders and locks. Every descriptor is O_CLOEXEC. A sentence
 * in err names the path and what the system said.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/strbuf.h"

/* Appends the file; a file larger than max bytes is an error. */
int file_read(const char *path, size_t max, struct strbuf *out,
	      struct strbuf *err);

/* Written beside it, synced, renamed over it: whole or not at all. */
int file_write(const char *path, const void *data, size_t len, mode_t mode,
	       struct strbuf *err);

/*
 * A file that somebody else wrote, at part: synced and renamed to path. When
 * that fails the part is gone.
 */
int file_take(const char *part, const char *path, mode_t mode,
	      struct strbuf *err);

/* Copies bytes and the permission bits within mode_mask. */
int file_copy(const char *from, const char *to, mode_t mode_mask,
	      struct strbuf *err);

bool file_is_regular(const char *path);
bool file_is_directory(const char *path);

/* The folder and those above it that are missing, each with that mode. */
int file_make_directories(const char *path, mode_t mode, struct strbuf *err);

/*
 * Removes a folder and all in it, never through a symbolic link, also where
 * folders are read-only for us; fine when nothing is there.
 */
int file_remove_tree(const char *path, struct strbuf *err);

/*
 * An exclusive flock on path (made 0600 if missing). Returns the descriptor;
 * -1 with errno EWOULDBLOCK where another holds it for as many seconds, and
 * err where these are more than 0; -1 and err for anything else. Closing the
 * descriptor gives it back.
 */
int file_lock(const char *path, double seconds, struct strbuf *err);

/* All bytes, also after short writes and EINTR; -1 with errno. */
int file_write_all(int fd, const void *data, size_t len);

/* path made absolute against the current folder; not resolved further. */
void file_absolute(struct strbuf *out, const char *path);

#endif
