/* SPDX-License-Identifier: MIT */
/*
 * Diffs compared.
 */
#include "git/patch.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct line {
	const char *start;
	size_t len;		/* without the newline */
};

static bool next_line(const char **text, const char *end, struct line *line)
{
	const char *newline;

	if (*text >= end)
		return false;
	newline = memchr(*text, '\n', (size_t)(end - *text));
	line->start = *text;
	line->len = (size_t)((newline ? newline : end) - *text);
	*text = newline ? newline + 1 : end;
	return true;
}

static bool begins(const struct line *line, const char *prefix)
{
	size_t len = strlen(prefix);

	return line->len >= len && !memcmp(line->start, prefix, len);
}

/* "12\t3\tNAME"; "-\t-\tNAME" of a binary file. */
static void add_numbers(const struct line *line, struct patch *patch)
{
	const char *tab = memchr(line->start, '\t', line->len);

	patch->files++;
	if (!tab || *line->start == '-')
		return;
	patch->insertions += strtoull(line->start, NULL, 10);
	patch->deletions += strtoull(tab + 1, NULL, 10);
}

/* Of "index OLD..NEW MODE": NEW. */
static struct line new_id(const struct line *line)
{
	struct line id = { line->start + line->len, 0 };
	size_t i;

	for (i = 0; i + 2 < line->len; i++)
		if (line->start[i] == '.' && line->start[i + 1] == '.') {
			id.start = line->start + i + 2;
			id.len = line->len - i - 2;
			break;
		}
	for (i = 0; i < id.len && id.start[i] != ' ';)
		i++;
	id.len = i;
	return id;
}

/* The lines of a hunk begin with a sign, those around it with a word. */
static void add_line(const struct line *line, struct line *id,
		     struct strbuf *normal)
{
	if (begins(line, "index ")) {
		*id = new_id(line);
		return;
	}
	if (begins(line, "similarity index ") ||
	    begins(line, "dissimilarity index "))
		return;
	if (begins(line, "@@ ")) {
		strbuf_addstr(normal, "@@\n");
		return;
	}
	strbuf_add(normal, line->start, line->len);
	if (begins(line, "Binary files ")) {
		strbuf_addch(normal, ' ');
		strbuf_add(normal, id->start, id->len);
	}
	strbuf_addch(normal, '\n');
}

void patch_read(const char *text, size_t len, struct patch *patch,
		struct strbuf *normal)
{
	const char *end = text + len;
	struct line line, id = { text, 0 };

	memset(patch, 0, sizeof(*patch));
	while (next_line(&text, end, &line) && line.len)
		add_numbers(&line, patch);
	while (next_line(&text, end, &line))
		add_line(&line, &id, normal);
}
