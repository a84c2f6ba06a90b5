/* SPDX-License-Identifier: MIT */
/*
 * Memory that is there or the program ends: no caller tests for NULL.
 */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <stddef.h>

/* Each dies with exit code 128 and one sentence when memory runs out. */
void *xmalloc(size_t size);
void *xcalloc(size_t nr, size_t size);
void *xrealloc(void *old, size_t nr, size_t size);	/* nr * size checked */
char *xstrdup(const char *s);
char *xstrdup_or_null(const char *s);			/* NULL stays NULL */
char *xstrndup(const char *s, size_t len);

/* Makes room for one more element in array/nr/alloc (three lvalues). */
#define GROW(array, nr, alloc)						\
	do {								\
		if ((nr) >= (alloc)) {					\
			(alloc) = (alloc) ? (alloc) * 2 : 8;		\
			(array) = xrealloc((array), (alloc),		\
					   sizeof(*(array)));		\
		}							\
	} while (0)

/* Frees what *p points to, then stores a copy of s (s may be NULL). */
void replace_string(char **p, const char *s);

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#endif
