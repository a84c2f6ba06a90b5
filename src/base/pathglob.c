/* SPDX-License-Identifier: MIT */
/*
 * Patterns against paths, part by part: only the last star needs to be come
 * back to, so that no pattern takes longer than its length times the path's.
 */
#include "base/pathglob.h"

#include <string.h>

#include "base/text.h"

/* What may follow in the path where the pattern ends. */
enum end { END_EXACT, END_BELOW, END_EITHER };

/* ---- one part -------------------------------------------------------------- */

/* The character behind a set that begins at p ("[a-z]"); NULL: it is none. */
static const char *end_of_set(const char *p)
{
	const char *q = p + 1;

	q += *q == '!' || *q == '^';
	q += *q == ']';
	while (*q && *q != ']')
		q += *q == '\\' && q[1] ? 2 : 1;
	return *q ? q + 1 : NULL;
}

static bool in_set(const char *p, const char *end, char c)
{
	bool negative = p[1] == '!' || p[1] == '^', found = false;

	for (p += 1 + negative; p < end - 1; p++) {
		char low = *p == '\\' && p + 1 < end - 1 ? *++p : *p;

		if (p[1] == '-' && p + 2 < end - 1) {
			found = found || (low <= c && c <= p[2]);
			p += 2;
		} else {
			found = found || low == c;
		}
	}
	return found != negative;
}

/* One character of the name against what p begins with; *next: behind it. */
static bool match_one(const char *p, char c, const char **next)
{
	const char *end = *p == '[' ? end_of_set(p) : NULL;

	if (end) {
		*next = end;
		return in_set(p, end, c);
	}
	if (*p == '\\' && p[1])
		p++;
	else if (*p == '?') {
		*next = p + 1;
		return true;
	}
	*next = p + 1;
	return *p == c;
}

static bool match_part(const char *p, const char *name)
{
	const char *star = NULL, *again = NULL, *next;

	while (*name) {
		if (*p == '*') {
			star = ++p;
			again = name;
		} else if (*p && match_one(p, *name, &next)) {
			p = next;
			name++;
		} else if (star) {
			p = star;
			name = ++again;
		} else {
			return false;
		}
	}
	while (*p == '*')
		p++;
	return !*p;
}

/* ---- a path ---------------------------------------------------------------- */

static bool ends_well(enum end end, const char *rest)
{
	return end == END_EITHER || (end == END_BELOW) == (rest != NULL);
}

static bool is_any(const char *part)
{
	return part && !strcmp(part, "**");
}

/* "**" stands for any number of folders, at the end for all in there. */
static bool match_parts(char *const *p, char *const *path, enum end end)
{
	char *const *any = NULL, *const *again = NULL;

	for (;;) {
		if (is_any(*p)) {
			any = ++p;
			again = path;
			if (!*p)
				return *path != NULL;
			continue;
		}
		if (!*p && ends_well(end, *path))
			return true;
		if (*p && *path && match_part(*p, *path)) {
			p++;
			path++;
		} else if (any && *again) {
			p = any;
			path = ++again;
		} else {
			return false;
		}
	}
}

/* The pattern without a slash at its begin and its end. */
static void trim(const char *pattern, struct strbuf *out)
{
	strbuf_addstr(out, pattern + (*pattern == '/'));
	if (ends_with(out->buf, "/"))
		strbuf_setlen(out, out->len - 1);
}

static void read_parts(struct pathglob *glob, const char *pattern)
{
	bool git = glob->kind == PATHGLOB_IGNORE;
	struct strbuf bare = STRBUF_INIT;

	trim(pattern, &bare);
	glob->end = git ? END_EITHER : END_EXACT;
	if (ends_with(pattern, "/"))
		glob->end = END_BELOW;
	else if (git && ends_with(pattern, "/*"))
		glob->end = END_EXACT;
	if (*pattern != '/' && !(git && strchr(bare.buf, '/')))
		strvec_push(&glob->parts, "**");
	strvec_split(&glob->parts, bare.buf, '/');
	glob->works = true;
	strbuf_release(&bare);
}

static bool is_heavy(const char *pattern)
{
	const char *p;

	for (p = pattern; *p; p++) {
		if (*p == '{')
			return true;
		if (*p == '\\' && p[1] && strchr("123456789", *++p))
			return true;
	}
	return false;
}

static void read_regex(struct pathglob *glob, const char *pattern)
{
	struct strbuf whole = STRBUF_INIT;

	strbuf_addf(&whole, "^(%s)$", pattern);
	glob->works = !is_heavy(pattern) &&
		      !regcomp(&glob->regex, whole.buf,
			       REG_EXTENDED | REG_NOSUB);
	strbuf_release(&whole);
}

/* ---- patterns -------------------------------------------------------------- */

void pathglob_init(struct pathglob *glob, enum pathglob_kind kind,
		   const char *pattern)
{
	*glob = (struct pathglob){ .kind = kind, .parts = STRVEC_INIT };
	if (kind == PATHGLOB_REGEX)
		read_regex(glob, pattern);
	else
		read_parts(glob, pattern);
}

void pathglob_release(struct pathglob *glob)
{
	if (glob->kind == PATHGLOB_REGEX && glob->works)
		regfree(&glob->regex);
	strvec_clear(&glob->parts);
}

bool pathglob_fits(const struct pathglob *glob, const char *path,
		   const struct strvec *names)
{
	if (glob->kind == PATHGLOB_REGEX)
		return glob->works && !regexec(&glob->regex, path, 0, NULL, 0);
	return match_parts(glob->parts.v, names->v, (enum end)glob->end);
}

static bool fits(enum pathglob_kind kind, const char *pattern,
		 const char *path)
{
	struct strvec names = STRVEC_INIT;
	struct pathglob glob;
	bool matched;

	pathglob_init(&glob, kind, pattern);
	strvec_split(&names, path, '/');
	matched = pathglob_fits(&glob, path, &names);
	strvec_clear(&names);
	pathglob_release(&glob);
	return matched;
}

bool pathglob_ignore(const char *pattern, const char *path)
{
	return fits(PATHGLOB_IGNORE, pattern, path);
}

bool pathglob_gitlab(const char *pattern, const char *path)
{
	return fits(PATHGLOB_GITLAB, pattern, path);
}

bool pathglob_regex(const char *pattern, const char *path)
{
	return fits(PATHGLOB_REGEX, pattern, path);
}
