/* SPDX-License-Identifier: MIT */
/*
 * What of a campaign goes to another machine.
 */
#include "campaign/portable.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "campaign/bundle.h"
#include "campaign/journal.h"

/* ---- the journal --------------------------------------------------------- */

/* The object's members, but for one; where it holds others, inner does. */
static void copy_members(const struct json *doc, int object,
			 const char *without, struct json_writer *w,
			 void (*inner)(const struct json *doc, int node,
				       struct json_writer *w))
{
	struct strbuf key = STRBUF_INIT, raw = STRBUF_INIT;
	int node;

	for (node = json_first(doc, object); node >= 0;
	     node = json_next(doc, node)) {
		strbuf_reset(&key);
		strbuf_reset(&raw);
		if (!json_key(doc, node, &key) || !strcmp(key.buf, without))
			continue;
		if (inner && !strcmp(key.buf, "files")) {
			inner(doc, node, w);
			continue;
		}
		json_raw(doc, node, &raw);
		json_put_raw(w, key.buf, raw.buf);
	}
	strbuf_release(&key);
	strbuf_release(&raw);
}

/* Where a file was is no place on another machine; its copy goes along. */
static void copy_files(const struct json *doc, int list,
		       struct json_writer *w)
{
	int node;

	json_begin_array(w, "files");
	for (node = json_first(doc, list); node >= 0;
	     node = json_next(doc, node)) {
		json_begin_object(w, NULL);
		copy_members(doc, node, "path", w, NULL);
		json_end_object(w);
	}
	json_end_array(w);
}

static int copy_event(void *data, const struct json *doc, struct strbuf *err)
{
	struct strbuf *out = data;
	struct json_writer w = JSON_WRITER_INIT(out);
	int event = json_get(doc, 0, "event");

	(void)err;
	if (json_equals(doc, event, "spawned"))
		return 0;	/* its number may be anybody's there */
	if (json_equals(doc, event, "define")) {
		json_begin_object(&w, NULL);
		copy_members(doc, 0, "clone_to", &w, copy_files);
		json_end_object(&w);
	} else {
		json_raw(doc, 0, out);
	}
	strbuf_addch(out, '\n');
	return 0;
}

static void first_line(struct strbuf *out)
{
	struct json_writer w = JSON_WRITER_INIT(out);

	json_begin_object(&w, NULL);
	json_put_int(&w, "format", JOURNAL_FORMAT);
	json_put(&w, "program", "git-multi " PACKAGE_VERSION);
	json_end_object(&w);
	strbuf_addch(out, '\n');
}

int portable_journal(const char *path, struct strbuf *out,
		     struct strbuf *err)
{
	first_line(out);
	return journal_replay(path, false, copy_event, out, err);
}

/* ---- the files ------------------------------------------------------------ */

static int add_needed(const struct campaign *c, const char *path,
		      struct strvec *out, struct strbuf *err)
{
	struct strbuf whole = STRBUF_INIT;
	bool is_there;

	strbuf_addf(&whole, "%s/%s", c->folder, path);
	is_there = file_is_regular(whole.buf);
	strbuf_release(&whole);
	if (is_there) {
		strvec_push(out, path);
		return 0;
	}
	strbuf_addf(err, "its file '%s' is missing", path);
	return -1;
}

/* All in a folder below the campaign's, as far as there is one. */
static int add_folder(const struct campaign *c, const char *path,
		      struct strvec *out, struct strbuf *err)
{
	struct strbuf whole = STRBUF_INIT, below = STRBUF_INIT;
	const struct dirent *entry;
	int ret = 0;
	DIR *dir;

	strbuf_addf(&whole, "%s/%s", c->folder, path);
	dir = opendir(whole.buf);
	if (!dir && errno != ENOENT) {
		strbuf_addf(err, "cannot read '%s': %s", whole.buf,
			    strerror(errno));
		ret = -1;
	}
	while (dir && !ret && (entry = readdir(dir))) {
		struct stat st;

		strbuf_reset(&whole);
		strbuf_reset(&below);
		strbuf_addf(&below, "%s/%s", path, entry->d_name);
		strbuf_addf(&whole, "%s/%s", c->folder, below.buf);
		if (entry->d_name[0] == '.' || lstat(whole.buf, &st) < 0)
			continue;
		if (S_ISDIR(st.st_mode))
			ret = add_folder(c, below.buf, out, err);
		else if (S_ISREG(st.st_mode))
			strvec_push(out, below.buf);
	}
	if (dir)
		closedir(dir);
	strbuf_release(&whole);
	strbuf_release(&below);
	return ret;
}

/* Of what was published nobody needs the kept commit any more. */
static int add_bundle(const struct campaign *c, const struct task *task,
		      struct strvec *out, struct strbuf *err)
{
	size_t above = strlen(c->folder) + 1;
	struct strbuf path = STRBUF_INIT;
	int ret = -1;

	if (!bundle_is_current(task) || task->facts.pushed)
		return 0;
	bundle_path(task, &path);
	if (add_needed(c, path.buf + above, out, err) < 0)
		goto out;
	strbuf_reset(&path);
	bundle_lfs_path(task, &path);
	ret = add_folder(c, path.buf + above, out, err);
out:
	strbuf_release(&path);
	return ret;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int portable_files(const struct campaign *c, struct strvec *out,
		   struct strbuf *err)
{
	size_t i, j;

	for (i = 0; i < c->definitions_nr; i++) {
		const struct definition *definition = &c->definitions[i];

		for (j = 0; j < definition->files_nr; j++) {
			const char *copy = definition->files[j].copy;

			if (!strvec_has(out, copy) &&
			    add_needed(c, copy, out, err) < 0)
				return -1;
		}
	}
	for (i = 0; i < c->nr; i++)
		if (add_bundle(c, c->tasks[i], out, err) < 0)
			return -1;
	for (i = 0; i < c->dropped_nr; i++)
		if (add_bundle(c, c->dropped[i], out, err) < 0)
			return -1;
	qsort(out->v, out->nr, sizeof(*out->v), by_text);
	return 0;
}

/* No part that leads elsewhere, or that git or we would take for another. */
bool portable_may_be(const char *path)
{
	size_t parts = 0, len;
	const char *part;

	if (!strcmp(path, "journal"))
		return true;
	if (!starts_with(path, "files/") && !starts_with(path, "bundles/"))
		return false;
	for (part = path;; part += len + 1) {
		len = strcspn(part, "/");
		if (!len || (len == 1 && part[0] == '.') ||
		    (len == 2 && !strncmp(part, "..", 2)))
			return false;
		parts++;
		if (!part[len])
			return parts > 1;
	}
}
