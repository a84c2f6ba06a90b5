/* SPDX-License-Identifier: MIT */
/*
 * A temporary HOME for tests with a real git: its own global configuration,
 * no system's, no tokens, nothing of a git that may have called us.
 */
#ifndef TESTS_GITHOME_H
#define TESTS_GITHOME_H

extern char githome[64];		/* the folder; we stand in it */

void githome_open(void);
void githome_close(void);		/* environment and folder as before */

/* The global configuration becomes this text, and is loaded. */
void githome_config(const char *text);

/* What stderr gets from warning(), kept until githome_close(). */
const char *githome_said(void);

/* An executable file in the folder bin, which is first on PATH. */
void githome_program(const char *name, const char *script);

#endif
