/* SPDX-License-Identifier: MIT */
/*
 * Patches as files: which kind it is, and where in it git could not go on.
 */
#include "git/patchfile.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/text.h"

#define HEAD_BYTES 65536

/* ---- mails ---------------------------------------------------------------- */

/* The beginning of the file, as text. */
static void read_head(const char *path, struct strbuf *head)
{
	char part[4096];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0)
		return;
	while (head->len < HEAD_BYTES &&
	       (got = read(fd, part, sizeof(part))) > 0)
		strbuf_add(head, part, (size_t)got);
	close(fd);
}

/* "Subject: …", or white space and more of the line before. */
static bool is_header(const char *line, size_t len, bool first)
{
	size_t i;

	if (len && (*line == ' ' || *line == '\t'))
		return !first;
	for (i = 0; i < len; i++)
		if (!isalnum((unsigned char)line[i]) && line[i] != '-')
			break;
	return i && i < len && line[i] == ':';
}

bool patchfile_is_mail(const char *path)
{
	struct strbuf head = STRBUF_INIT;
	bool mail = false;
	const char *p;
	size_t len;

	read_head(path, &head);
	p = head.buf + strspn(head.buf, "\r\n");
	if (starts_with(p, "From ")) {
		mail = true;
		goto out;
	}
	for (;; p += len + 1, mail = true) {
		len = strcspn(p, "\n");
		if (!p[len])
			mail = false;
		if (!p[len] || !len || (len == 1 && *p == '\r'))
			break;
		if (!is_header(p, len, !mail)) {
			mail = false;
			break;
		}
	}
out:
	strbuf_release(&head);
	return mail;
}

/* ---- hunks ---------------------------------------------------------------- */

/* "--- a/NAME" or "+++ b/NAME"; behind a tab there may be a date. */
static bool names_file(const char *line, size_t len, const char *name)
{
	const char *path = line + 4, *slash;
	size_t n = strlen(name);

	if (len < 4 || (strncmp(line, "--- ", 4) && strncmp(line, "+++ ", 4)))
		return false;
	len = strcspn(path, "\t\r\n");
	if (len == n && !strncmp(path, name, n))
		return true;
	slash = memchr(path, '/', len);
	if (!slash)
		return false;
	len -= (size_t)(slash + 1 - path);
	return len == n && !strncmp(slash + 1, name, n);
}

static const char *next_line(const char *p)
{
	p += strcspn(p, "\n");
	return *p ? p + 1 : p;
}

/* "1,7", "1": its second number. */
static unsigned long read_count(const char *range)
{
	size_t digits = strspn(range, "0123456789");

	return range[digits] == ',' ? strtoul(range + digits + 1, NULL, 10)
				    : 1;
}

/* Behind "@@ -1,7 +1,6 @@" and its lines, which may look like anything. */
static const char *skip_hunk(const char *p)
{
	const char *plus = strchr(p, '+');
	unsigned long old = read_count(p + strlen("@@ -"));
	unsigned long new = plus ? read_count(plus + 1) : 0;

	for (p = next_line(p); *p && (old || new); p = next_line(p)) {
		if (old && *p != '+' && *p != '\\')
			old--;
		if (new && *p != '-' && *p != '\\')
			new--;
	}
	return p;
}

size_t patchfile_hunk(const char *patch, const char *name, unsigned long line)
{
	const char *p = patch;
	bool in = false;
	size_t nr = 0;

	while (*p) {
		size_t len = strcspn(p, "\n");

		if (starts_with(p, "@@ -")) {
			nr++;
			if (in && strtoul(p + 4, NULL, 10) == line)
				return nr;
			p = skip_hunk(p);
			continue;
		}
		if (starts_with(p, "diff ") || starts_with(p, "--- ")) {
			in = false;
			nr = 0;
		}
		in = in || names_file(p, len, name);
		p = next_line(p);
	}
	return 0;
}

static void add_place(struct strbuf *out, const char *place, size_t len,
		      const char *patch)
{
	const char *colon = memrchr(place, ':', len);
	unsigned long line = colon ? strtoul(colon + 1, NULL, 10) : 0;
	char *name = xstrndup(place, colon ? (size_t)(colon - place) : len);
	size_t hunk = patchfile_hunk(patch, name, line);

	strbuf_addf(out, "'%s'", name);
	if (hunk)
		strbuf_addf(out, ", hunk %zu (line %lu)", hunk, line);
	else if (line)
		strbuf_addf(out, ", the hunk at line %lu", line);
	free(name);
}

bool patchfile_why(const char *said, const char *patch, struct strbuf *why)
{
	const char *error = "error: ", *failed = "error: patch failed: ", *p;
	size_t len, nr = 0;

	for (p = said; *p; p += len + (p[len] != '\0')) {
		len = strcspn(p, "\n");
		if (!starts_with(p, error) ||
		    memmem(p, len, "patch does not apply", 20) ||
		    memmem(p, len, "lacks the necessary blob", 24))
			continue;
		if (nr++)
			continue;
		if (starts_with(p, failed))
			add_place(why, p + strlen(failed),
				  len - strlen(failed), patch);
		else
			strbuf_add(why, p + strlen(error),
				   len - strlen(error));
	}
	if (nr > 1)
		strbuf_addf(why, ", and %zu more", nr - 1);
	return nr;
}
