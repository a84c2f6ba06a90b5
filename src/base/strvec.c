/* SPDX-License-Identifier: MIT */
/*
 * A list of strings it owns.
 */
#include "base/strvec.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/strbuf.h"

char *strvec_empty[1];

void strvec_init(struct strvec *sv)
{
	sv->v = strvec_empty;
	sv->nr = sv->alloc = 0;
}

void strvec_clear(struct strvec *sv)
{
	size_t i;

	for (i = 0; i < sv->nr; i++)
		free(sv->v[i]);
	if (sv->alloc)
		free(sv->v);
	strvec_init(sv);
}

/* Takes s over. */
static const char *push_owned(struct strvec *sv, char *s)
{
	if (sv->nr + 2 > sv->alloc) {
		size_t alloc = sv->alloc ? sv->alloc * 2 : 8;

		sv->v = xrealloc(sv->alloc ? sv->v : NULL, alloc,
				 sizeof(*sv->v));
		sv->alloc = alloc;
	}
	sv->v[sv->nr++] = s;
	sv->v[sv->nr] = NULL;
	return s;
}

const char *strvec_push(struct strvec *sv, const char *s)
{
	return push_owned(sv, xstrdup(s));
}

const char *strvec_pushf(struct strvec *sv, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	return push_owned(sv, strbuf_detach(&text));
}

void strvec_pushl(struct strvec *sv, ...)
{
	const char *s;
	va_list ap;

	va_start(ap, sv);
	while ((s = va_arg(ap, const char *)))
		strvec_push(sv, s);
	va_end(ap);
}

void strvec_pushv(struct strvec *sv, const char *const *list)
{
	for (; *list; list++)
		strvec_push(sv, *list);
}

void strvec_remove(struct strvec *sv, size_t i)
{
	if (i >= sv->nr)
		BUG("entry %zu of a list of %zu", i, sv->nr);
	free(sv->v[i]);
	memmove(&sv->v[i], &sv->v[i + 1], (sv->nr - i) * sizeof(*sv->v));
	sv->nr--;
}

bool strvec_has(const struct strvec *sv, const char *s)
{
	size_t i;

	for (i = 0; i < sv->nr; i++)
		if (!strcmp(sv->v[i], s))
			return true;
	return false;
}

void strvec_split(struct strvec *sv, const char *text, char sep)
{
	const char *end;

	while ((end = strchr(text, sep))) {
		push_owned(sv, xstrndup(text, (size_t)(end - text)));
		text = end + 1;
	}
	strvec_push(sv, text);
}

static bool is_named(const char *entry, const char *name, size_t len)
{
	return !strncmp(entry, name, len) && entry[len] == '=';
}

void strvec_env_set(struct strvec *sv, const char *name, const char *value)
{
	struct strbuf entry = STRBUF_INIT;
	size_t len = strlen(name), i = 0;

	if (value)		/* it may be one of those that go */
		strbuf_addf(&entry, "%s=%s", name, value);
	while (i < sv->nr)
		if (is_named(sv->v[i], name, len))
			strvec_remove(sv, i);
		else
			i++;
	if (value)
		push_owned(sv, strbuf_detach(&entry));
}

const char *strvec_env_get(const struct strvec *sv, const char *name)
{
	size_t len = strlen(name), i;

	for (i = sv->nr; i-- > 0;)
		if (is_named(sv->v[i], name, len))
			return sv->v[i] + len + 1;
	return NULL;
}
