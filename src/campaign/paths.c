/* SPDX-License-Identifier: MIT */
/*
 * Where campaigns and caches live.
 */
#include "campaign/paths.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NAME_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"		\
		     "abcdefghijklmnopqrstuvwxyz0123456789._-"
#define NAME_MAX_BYTES 60

/* The variable's value; NULL where it is unset or empty. */
static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static int must_be_absolute(const char *name, const char *value,
			    struct strbuf *err)
{
	if (*value == '/')
		return 0;
	strbuf_addf(err, "%s is '%s', which is not an absolute path", name,
		    value);
	return -1;
}

static int base_folder(struct strbuf *out, const char *xdg,
		       const char *below_home, struct strbuf *err)
{
	const char *value = variable(xdg), *home = variable("HOME");

	if (value) {
		if (must_be_absolute(xdg, value, err) < 0)
			return -1;
		strbuf_addf(out, "%s/git-multi", value);
		return 0;
	}
	if (!home) {
		strbuf_addf(err, "neither %s nor HOME is set: there is no "
			    "place to keep anything", xdg);
		return -1;
	}
	if (must_be_absolute("HOME", home, err) < 0)
		return -1;
	strbuf_addf(out, "%s/%s/git-multi", home, below_home);
	return 0;
}

int paths_state(struct strbuf *out, struct strbuf *err)
{
	return base_folder(out, "XDG_STATE_HOME", ".local/state", err);
}

int paths_cache(struct strbuf *out, struct strbuf *err)
{
	return base_folder(out, "XDG_CACHE_HOME", ".cache", err);
}

int paths_campaigns(struct strbuf *out, struct strbuf *err)
{
	if (paths_state(out, err) < 0)
		return -1;
	strbuf_addstr(out, "/campaigns");
	return 0;
}

/* A name comes from the command line too: it must not lead elsewhere. */
static int must_be_name(const char *name, struct strbuf *err)
{
	size_t len = strlen(name);

	if (len && len <= NAME_MAX_BYTES && *name != '.' && *name != '-' &&
	    strspn(name, NAME_LETTERS) == len)
		return 0;
	strbuf_addf(err, "'%s' cannot be a campaign's name: letters, digits, "
		    "'.', '_' and '-' make one, at most %d, the first no '.' "
		    "or '-'", name, NAME_MAX_BYTES);
	return -1;
}

int paths_campaign(struct strbuf *out, const char *name, struct strbuf *err)
{
	if (must_be_name(name, err) < 0 || paths_campaigns(out, err) < 0)
		return -1;
	strbuf_addf(out, "/%s", name);
	return 0;
}

/*
 * Where the end of a part begins that could be taken for something else: a
 * lock of git's, or what our own file names end in, so that the file of
 * "o/n" ("o/n.git") is never the folder of "o/n.git/x".
 */
static size_t telling_end(const char *part, size_t len)
{
	static const char *const ends[] = {
		".git", ".lock", ".log", ".tree", ".bundle", ".part",
		".lfs", ".answer", NULL
	};
	size_t i;

	for (i = 0; ends[i]; i++) {
		size_t n = strlen(ends[i]);

		if (len >= n && !strncasecmp(part + len - n, ends[i], n))
			return len - n;
	}
	return len;
}

static void add_part(struct strbuf *out, const char *part, size_t len)
{
	size_t end = telling_end(part, len), i;

	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)part[i];
		bool wrong = !c || !strchr(NAME_LETTERS, c) || i == end ||
			     (!i && (c == '.' || c == '-'));

		if (wrong)
			strbuf_addf(out, "%%%02X", c);
		else
			strbuf_addch(out, c);
	}
}

void paths_task(struct strbuf *out, const char *key)
{
	for (;;) {
		size_t len = strcspn(key, "/");

		add_part(out, key, len);
		if (!len)	/* of the "//" before a part's folder */
			strbuf_addstr(out, "%2F");
		key += len;
		if (!*key++)
			return;
		strbuf_addch(out, '/');
	}
}
