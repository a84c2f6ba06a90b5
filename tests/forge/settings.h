/* SPDX-License-Identifier: MIT */
/*
 * Small files of "key = value" lines. What `git config -f FILE forge.key
 * value` writes is read too: section headers are passed over, a key alone
 * means true. '_' and '-' in keys are the same, and so are cases.
 */
#ifndef FORGE_SETTINGS_H
#define FORGE_SETTINGS_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "base/strvec.h"

struct settings {
	struct strvec pairs;	/* "key=value" */
};

#define SETTINGS_INIT { .pairs = STRVEC_INIT }

/* A file that is not there is an empty one. -1 and err: unreadable. */
int settings_read(struct settings *s, const char *path, struct strbuf *err);
void settings_release(struct settings *s);

/* Keys are asked for in lower case with '-'. NULL: not set. */
const char *settings_get(const struct settings *s, const char *key);
bool settings_true(const struct settings *s, const char *key, bool otherwise);
double settings_number(const struct settings *s, const char *key,
		       double otherwise);

/* Whether the value, a list with commas or spaces, holds the word. */
bool settings_lists(const struct settings *s, const char *key,
		    const char *word);

#endif
