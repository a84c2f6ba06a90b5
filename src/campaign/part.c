/* SPDX-License-Identifier: MIT */
/*
 * Which folders of a repository are parts.
 */
#include "campaign/part.h"

#include <fnmatch.h>
#include <string.h>

#include "base/text.h"

#define MARK "//"

const char *part_of_key(const char *key)
{
	const char *mark = strstr(key, MARK);

	return mark ? mark + strlen(MARK) : NULL;
}

size_t part_repository_len(const char *key)
{
	const char *mark = strstr(key, MARK);

	return mark ? (size_t)(mark - key) : strlen(key);
}

/* A folder's name that leads nowhere in a repository. */
static bool is_no_folder(const char *name, size_t len)
{
	return !len || (len == 1 && *name == '.') ||
	       (len == 2 && !strncmp(name, "..", 2));
}

int part_check(const char *glob, struct strbuf *err)
{
	const char *at = glob;

	if (strstr(glob, "**")) {
		strbuf_addf(err, "'%s': '**' is no folder's name; give the "
			    "option once for each depth", glob);
		return -1;
	}
	for (;;) {
		size_t len = strcspn(at, "/");

		if (is_no_folder(at, len)) {
			strbuf_addf(err, "'%s' is no folder below a "
				    "repository's own, such as 'services/*'",
				    glob);
			return -1;
		}
		if (!at[len])
			return 0;
		at += len + 1;
	}
}

static bool is_part(const struct strvec *globs, const char *folder)
{
	size_t i;

	for (i = 0; i < globs->nr; i++)
		if (!fnmatch(globs->v[i], folder, FNM_PATHNAME))
			return true;
	return false;
}

size_t part_of_path(const struct strvec *globs, const char *path)
{
	struct strbuf folder = STRBUF_INIT;
	const char *slash = path;
	size_t len = 0;

	while (!len && (slash = strchr(slash, '/'))) {
		strbuf_reset(&folder);
		strbuf_add(&folder, path, (size_t)(slash - path));
		if (is_part(globs, folder.buf))
			len = folder.len;
		slash++;
	}
	strbuf_release(&folder);
	return len;
}

/* At the begin of a component, "..", ".lock" and "." at an end. */
static bool is_wrong_dot(const char *part, size_t at, size_t len)
{
	const char *rest = part + at + 1;
	size_t left = len - at - 1;

	if (!at || part[at - 1] == '/' || part[at - 1] == '.' ||
	    !left || *rest == '/')
		return true;
	return left >= 4 && !strncmp(rest, "lock", 4) &&
	       (left == 4 || rest[4] == '/');
}

void part_as_ref(struct strbuf *out, const char *part, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)part[i];
		bool wrong = c <= ' ' || c == 0x7f || strchr("~^:?*[\\", c);

		if (c == '.')
			wrong = is_wrong_dot(part, i, len);
		else if (c == '@')
			wrong = i + 1 < len && part[i + 1] == '{';
		strbuf_addch(out, wrong ? '-' : part[i]);
	}
}
