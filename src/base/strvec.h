/* SPDX-License-Identifier: MIT */
/*
 * A list of strings it owns. v always ends in NULL, as execve() wants.
 */
#ifndef BASE_STRVEC_H
#define BASE_STRVEC_H

#include <stdbool.h>
#include <stddef.h>

struct strvec {
	char **v;
	size_t nr, alloc;
};

extern char *strvec_empty[];

#define STRVEC_INIT { .v = strvec_empty, .nr = 0, .alloc = 0 }

void strvec_init(struct strvec *sv);
void strvec_clear(struct strvec *sv);		/* frees all, empty again */
const char *strvec_push(struct strvec *sv, const char *s);
const char *strvec_pushf(struct strvec *sv, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void strvec_pushl(struct strvec *sv, ...) __attribute__((sentinel));
void strvec_pushv(struct strvec *sv, const char *const *list);
void strvec_remove(struct strvec *sv, size_t i);
bool strvec_has(const struct strvec *sv, const char *s);

/* Pushes the parts of text between the characters sep, empty ones too. */
void strvec_split(struct strvec *sv, const char *text, char sep);

/*
 * For lists of NAME=VALUE (an environment): sets, replaces or (value NULL)
 * removes every entry of that name; get returns the value or NULL.
 */
void strvec_env_set(struct strvec *sv, const char *name, const char *value);
const char *strvec_env_get(const struct strvec *sv, const char *name);

#endif
