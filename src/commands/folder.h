/* SPDX-License-Identifier: MIT */
/*
 * Campaigns' and repositories' folders as things on disk: whose, in use or
 * not, how large, gone.
 */
#ifndef COMMANDS_FOLDER_H
#define COMMANDS_FOLDER_H

#include <stdbool.h>

#include "base/strbuf.h"

/* Whether a process works on the campaign in that folder. */
bool folder_is_locked(const char *folder);

/* A repository's key again of the path that paths_task() made of it. */
void folder_add_key(struct strbuf *out, const char *path, size_t len);

/* What all in it takes on disk; links are not followed. */
unsigned long long folder_size(const char *path);

/* "1.2 MiB" */
void folder_add_size(struct strbuf *out, unsigned long long bytes);

/*
 * Removes a campaign, its lock held: first out of sight, then away, so that
 * none is ever left in part. -1 and err where it is in use or cannot be
 * removed; *bytes: what it took.
 */
int folder_remove(const char *folder, unsigned long long *bytes,
		  struct strbuf *err);

/* What folder_remove() was killed over, below the folder of all campaigns. */
#define FOLDER_GOING ".going-"

#endif
