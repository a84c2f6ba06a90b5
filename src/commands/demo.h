/* SPDX-License-Identifier: MIT */
/*
 * The demo: a folder of its own, in it the demo forge, and a keeper, which
 * ends it all.
 */
#ifndef COMMANDS_DEMO_H
#define COMMANDS_DEMO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

/* Where it is, and there is one for a user: $TMPDIR/git-multi-demo-UID. */
void demo_folder(struct strbuf *out);

/*
 * The program that this is; and one that is installed with it, or lies beside
 * it in a build tree. -1 and err where it is nowhere.
 */
void demo_self(struct strbuf *out);
int demo_program(const char *name, struct strbuf *out, struct strbuf *err);

/* The file that makes a folder the demo's, written first. */
#define DEMO_MARK "keeper"

/* The variable that holds what undoes the file "env" in a shell. */
#define DEMO_LEAVE "GIT_MULTI_DEMO_LEAVE"

/* ---- the keeper: a process of its own ------------------------------- */

/*
 * Runs the demo forge in the folder until it is told to end (TERM), the forge
 * ends, or nobody asked it for so many seconds; then the folder goes, too.
 */
int demo_keep(const char *folder, double idle, struct strbuf *err);

/* Whether the folder is that of a demo whose keeper runs. */
bool demo_runs(const char *folder);

/* Whether it is the folder of a demo at all, the user's own. */
bool demo_is_folder(const char *folder);

/* Ends it, and waits until the folder is gone; -1 and err: it is not. */
int demo_end(const char *folder, struct strbuf *err);

/* ---- what a shell needs --------------------------------------------- */

struct demo_forge {
	char *name, *url;	/* "gitlab", "http://127.0.0.1:4020/" */
};

/* Those of the folder's "ports" that this git multi knows. */
size_t demo_forges(const char *folder, struct demo_forge **out,
		   struct strbuf *err);
void demo_forges_free(struct demo_forge *list, size_t nr);

/*
 * Writes folder/env, for "." in any shell: nothing but lines "export
 * NAME=VALUE".
 */
int demo_write_env(const char *folder, const struct demo_forge *list,
		   size_t nr, const char *token, const char *clock,
		   struct strbuf *err);

#endif
