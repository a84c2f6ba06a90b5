/* SPDX-License-Identifier: MIT */
/*
 * Cached repositories.
 */
#include "git/cache.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "git/git.h"

#define SMALL_FILE (64u << 10)

/* HEAD and config as `git init --bare` writes them here. */
static struct strbuf head = STRBUF_INIT, config = STRBUF_INIT;

static int read_in(const char *folder, const char *name, struct strbuf *out,
		   struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	int ret;

	strbuf_addf(&path, "%s/%s", folder, name);
	strbuf_reset(out);
	ret = file_read(path.buf, SMALL_FILE, out, err);
	strbuf_release(&path);
	return ret;
}

static void forget_texts(void)
{
	strbuf_release(&head);
	strbuf_release(&config);
}

int cache_init(const char *folder, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	int status, ret = -1;

	if (head.len)
		return 0;
	if (file_make_directories(folder, 0700, err) < 0)
		goto out;
	strbuf_addf(&path, "%s/new-XXXXXX", folder);
	if (!mkdtemp(path.buf)) {
		strbuf_addf(err, "cannot make a folder in '%s': %s", folder,
			    strerror(errno));
		goto out;
	}
	status = git_capture(NULL, err, "init", "-q", "--bare",
			     "--template=", path.buf, NULL);
	if (status > 0)
		strbuf_addf(err, "git init failed in '%s'", path.buf);
	if (status || read_in(path.buf, "HEAD", &head, err) < 0 ||
	    read_in(path.buf, "config", &config, err) < 0)
		goto out;
	atexit(forget_texts);
	ret = file_remove_tree(path.buf, err);
out:
	strbuf_release(&path);
	return ret;
}

/* A value in git-config syntax, quoted. */
static void quote_value(struct strbuf *out, const char *value)
{
	strbuf_addch(out, '"');
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			strbuf_addch(out, '\\');
		strbuf_addch(out, *value);
	}
	strbuf_addch(out, '"');
}

/* Under another name first: a file that is there is whole. */
static int write_in(const char *folder, const char *name,
		    const struct strbuf *text, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT, part = STRBUF_INIT;
	FILE *file;
	int ret = -1;

	strbuf_addf(&path, "%s/%s", folder, name);
	strbuf_addf(&part, "%s.part", path.buf);
	file = fopen(part.buf, "we");
	if (file && fwrite(text->buf, 1, text->len, file) == text->len)
		ret = 0;
	if (file && fclose(file))
		ret = -1;
	if (!ret)
		ret = rename(part.buf, path.buf);
	if (ret)
		strbuf_addf(err, "cannot write '%s': %s", path.buf,
			    strerror(errno));
	strbuf_release(&part);
	strbuf_release(&path);
	return ret;
}

static int make_folders(const char *path, struct strbuf *err)
{
	static const char *const folders[] = {
		"objects/info", "objects/pack", "refs/heads", "refs/tags"
	};
	struct strbuf folder = STRBUF_INIT;
	int ret = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(folders) && !ret; i++) {
		strbuf_reset(&folder);
		strbuf_addf(&folder, "%s/%s", path, folders[i]);
		ret = file_make_directories(folder.buf, 0700, err);
	}
	strbuf_release(&folder);
	return ret;
}

/*
 * HEAD comes last: without it, or with an empty one (a power cut), the folder
 * is no repository, and the next attempt fills it again.
 */
int cache_create(const char *path, const char *url, struct strbuf *err)
{
	struct strbuf text = STRBUF_INIT, there = STRBUF_INIT;
	int ret = 0;

	if (cache_ref(path, "HEAD", &there))
		goto out;
	strbuf_addstr(&text, config.buf);
	strbuf_addstr(&text, "[remote \"origin\"]\n\turl = ");
	quote_value(&text, url);
	strbuf_addch(&text, '\n');
	ret = -1;
	if (!make_folders(path, err) &&
	    !write_in(path, "config", &text, err))
		ret = write_in(path, "HEAD", &head, err);
out:
	strbuf_release(&text);
	strbuf_release(&there);
	return ret;
}

static void remove_in(const char *path, const char *name)
{
	struct strbuf file = STRBUF_INIT;

	strbuf_addf(&file, "%s/%s.lock", path, name);
	if (!unlink(file.buf))
		warning("removed '%s', which a killed git had left",
			file.buf);
	strbuf_release(&file);
}

void cache_remove_stale(const char *path, const char *ref)
{
	remove_in(path, "shallow");
	remove_in(path, "packed-refs");
	remove_in(path, "config");
	remove_in(path, ref);
}

bool cache_ref(const char *path, const char *ref, struct strbuf *id)
{
	struct strbuf file = STRBUF_INIT, err = STRBUF_INIT;
	bool found;

	strbuf_addf(&file, "%s/%s", path, ref);
	found = file_is_regular(file.buf) &&
		!file_read(file.buf, 256, id, &err);
	if (found)
		strbuf_rtrim(id);
	strbuf_release(&file);
	strbuf_release(&err);
	return found && id->len;
}

static bool is_object_id(const char *s)
{
	size_t len = strspn(s, "0123456789abcdef");

	return !s[len] && (len == 40 || len == 64);
}

bool cache_head(const char *tree, struct strbuf *id)
{
	static const char prefix[] = "gitdir: ";
	struct strbuf path = STRBUF_INIT, link = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;
	size_t start = id->len;
	bool found = false;

	strbuf_addf(&path, "%s/.git", tree);
	if (!file_is_regular(path.buf) ||
	    file_read(path.buf, SMALL_FILE, &link, &err) < 0 ||
	    !starts_with(link.buf, prefix))
		goto out;
	strbuf_rtrim(&link);
	found = cache_ref(link.buf + strlen(prefix), "HEAD", id) &&
		is_object_id(id->buf + start);
	if (!found)
		strbuf_setlen(id, start);
out:
	strbuf_release(&err);
	strbuf_release(&link);
	strbuf_release(&path);
	return found;
}
