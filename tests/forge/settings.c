/* SPDX-License-Identifier: MIT */
/*
 * Small files of "key = value" lines.
 */
#include "settings.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/file.h"

#define SETTINGS_MAX (1024 * 1024)

static const char *skip_space(const char *s)
{
	while (isspace((unsigned char)*s))
		s++;
	return s;
}

/* Values may stand in quotes; a comment ends one that does not. */
static void add_value(struct strbuf *out, const char *s)
{
	bool quoted = false;

	for (; *s; s++) {
		if (*s == '"')
			quoted = !quoted;
		else if (*s == '\\' && s[1])
			strbuf_addch(out, *++s);
		else if (!quoted && (*s == '#' || *s == ';'))
			break;
		else
			strbuf_addch(out, *s);
	}
	strbuf_rtrim(out);
}

static void read_line(struct settings *set, const char *line)
{
	struct strbuf pair = STRBUF_INIT;
	const char *s = skip_space(line);

	if (!*s || *s == '#' || *s == ';' || *s == '[')
		return;
	while (*s && *s != '=' && !isspace((unsigned char)*s)) {
		strbuf_addch(&pair, *s == '_' ? '-'
			     : tolower((unsigned char)*s));
		s++;
	}
	s = skip_space(s);
	strbuf_addch(&pair, '=');
	if (*s == '=')
		add_value(&pair, skip_space(s + 1));
	else
		strbuf_addstr(&pair, "true");
	strvec_push(&set->pairs, pair.buf);
	strbuf_release(&pair);
}

int settings_read(struct settings *s, const char *path, struct strbuf *err)
{
	struct strbuf text = STRBUF_INIT;
	struct strvec lines = STRVEC_INIT;
	size_t i;
	int result = 0;

	if (access(path, F_OK))
		return 0;
	result = file_read(path, SETTINGS_MAX, &text, err);
	if (!result) {
		strvec_split(&lines, text.buf, '\n');
		for (i = 0; i < lines.nr; i++)
			read_line(s, lines.v[i]);
	}
	strvec_clear(&lines);
	strbuf_release(&text);
	return result;
}

void settings_release(struct settings *s)
{
	strvec_clear(&s->pairs);
}

const char *settings_get(const struct settings *s, const char *key)
{
	size_t i, len = strlen(key);

	for (i = s->pairs.nr; i > 0; i--) {	/* the last one counts */
		const char *pair = s->pairs.v[i - 1];

		if (!strncmp(pair, key, len) && pair[len] == '=')
			return pair + len + 1;
	}
	return NULL;
}

bool settings_true(const struct settings *s, const char *key, bool otherwise)
{
	const char *value = settings_get(s, key);

	if (!value)
		return otherwise;
	return !strcasecmp(value, "true") || !strcasecmp(value, "yes") ||
	       !strcasecmp(value, "on") || !strcmp(value, "1");
}

double settings_number(const struct settings *s, const char *key,
		       double otherwise)
{
	const char *value = settings_get(s, key);

	return value && *value ? strtod(value, NULL) : otherwise;
}

bool settings_lists(const struct settings *s, const char *key,
		    const char *word)
{
	const char *at = settings_get(s, key);
	size_t len = strlen(word);

	while (at && *at) {
		size_t n = strcspn(at, ", \t");

		if (n == len && !strncasecmp(at, word, len))
			return true;
		at += n + strspn(at + n, ", \t");
	}
	return false;
}
