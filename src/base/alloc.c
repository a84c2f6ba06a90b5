/* SPDX-License-Identifier: MIT */
/*
 * Memory that is there or the program ends.
 */
#include "base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/report.h"

/* Not by die(): that needs memory. */
static void out_of_memory(void)
{
	static const char text[] = "fatal: out of memory\n";

	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(EXIT_FATAL);
	exit(EXIT_FATAL);
}

static void *checked(void *p)
{
	if (!p)
		out_of_memory();
	return p;
}

void *xmalloc(size_t size)
{
	return checked(malloc(size ? size : 1));
}

void *xcalloc(size_t nr, size_t size)
{
	return checked(calloc(nr ? nr : 1, size ? size : 1));
}

void *xrealloc(void *old, size_t nr, size_t size)
{
	if (size && nr > SIZE_MAX / size)
		out_of_memory();
	return checked(realloc(old, nr && size ? nr * size : 1));
}

char *xstrdup(const char *s)
{
	return checked(strdup(s));
}

char *xstrdup_or_null(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

char *xstrndup(const char *s, size_t len)
{
	return checked(strndup(s, len));
}

void replace_string(char **p, const char *s)
{
	char *copy = xstrdup_or_null(s);

	free(*p);
	*p = copy;
}
