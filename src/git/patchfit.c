/* SPDX-License-Identifier: MIT */
/*
 * An edited diff, for another repository.
 */
#include "git/patchfit.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

#define SECTION "diff --git "
#define HUNK "@@ -"
#define BINARY "Binary files "

/* Of a line, with its newline; behind the text: 0. */
static size_t line_length(const char *line)
{
	const char *newline = strchr(line, '\n');

	return newline ? (size_t)(newline - line) + 1 : strlen(line);
}

/* Without the line's end, which an editor may have made another. */
static bool same_line(const char *a, const char *b)
{
	size_t len = strcspn(a, "\r\n");

	return len == strcspn(b, "\r\n") && !memcmp(a, b, len);
}

/* The text behind this section; or behind what stands before the first. */
static const char *section_end(const char *p)
{
	do
		p += line_length(p);
	while (*p && !starts_with(p, SECTION));
	return p;
}

static const char *first_section(const char *text)
{
	return starts_with(text, SECTION) ? text : section_end(text);
}

/*
 * The nth section that begins with that line: a file whose type changes has
 * two. NULL: there is none.
 */
static const char *find_section(const char *text, const char *head, size_t nth)
{
	const char *p = *text ? first_section(text) : text;

	for (; *p; p = section_end(p))
		if (same_line(p, head) && !nth--)
			return p;
	return NULL;
}

static size_t sections_before(const char *text, const char *head)
{
	const char *p = first_section(text);
	size_t nr = 0;

	for (; p < head; p = section_end(p))
		nr += same_line(p, head);
	return nr;
}

/* The next line of a section that begins so, from p on; NULL: none. */
static const char *find_line(const char *p, const char *end,
			     const char *prefix)
{
	for (; p < end; p += line_length(p))
		if (starts_with(p, prefix))
			return p;
	return NULL;
}

/* "@@ -1,4 +1,3 @@": as long as where it stands goes. */
static size_t position_length(const char *hunk)
{
	const char *end = strstr(hunk, " @@");
	size_t len = line_length(hunk);

	return end && end < hunk + len ? (size_t)(end - hunk) + 3 : 0;
}

/* The hunk of own that is this one in shown; NULL: a person made it. */
static const char *find_hunk(const char *hunk, const char *shown,
			     const char *own)
{
	size_t len = position_length(hunk);
	const char *shown_end = section_end(shown), *own_end = section_end(own);
	const char *a = find_line(shown, shown_end, HUNK);
	const char *b = find_line(own, own_end, HUNK);

	while (len && a && b) {
		if (!strncmp(a, hunk, len))
			return b;
		a = find_line(a + line_length(a), shown_end, HUNK);
		b = find_line(b + line_length(b), own_end, HUNK);
	}
	return NULL;
}

static void add_line(const char *line, const char *instead,
		     struct strbuf *out)
{
	size_t len = line_length(instead ? instead : line);

	strbuf_add(out, instead ? instead : line, len);
	if (out->len && out->buf[out->len - 1] != '\n')
		strbuf_addch(out, '\n');
}

/* Blobs' ids are another repository's; the mode behind them is the same. */
static void fit_section(const char *section, const char *end,
			const char *shown, const char *own,
			struct strbuf *out)
{
	const char *p, *index = NULL;

	if (own)
		index = find_line(own, section_end(own), "index ");
	for (p = section; p < end; p += line_length(p)) {
		if (starts_with(p, "index ")) {
			if (index)
				add_line(index, NULL, out);
		} else if (starts_with(p, HUNK) && shown && own) {
			add_line(p, find_hunk(p, shown, own), out);
		} else {
			add_line(p, NULL, out);
		}
	}
}

int patch_fit(const char *edited, const char *shown, const char *own,
	      struct strbuf *out, struct strbuf *err)
{
	const char *p, *end, *theirs;
	size_t nth;

	if (!*edited)
		return 0;
	for (p = first_section(edited); *p; p = end) {
		end = section_end(p);
		nth = sections_before(edited, p);
		theirs = find_section(own, p, nth);
		if (!find_line(p, end, BINARY)) {
			fit_section(p, end, find_section(shown, p, nth),
				    theirs, out);
			continue;
		}
		if (!theirs) {
			strbuf_addf(err, "'%.*s' is no text, and is not in "
				    "the diff that was shown",
				    (int)strcspn(p, "\r\n"), p);
			return -1;
		}
		strbuf_add(out, theirs,
			   (size_t)(section_end(theirs) - theirs));
	}
	return 0;
}
