/* SPDX-License-Identifier: MIT */
/*
 * A folder for as long as a command runs.
 */
#include "commands/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/paths.h"

#define PREFIX "scratch-"
#define PATIENCE 60.0		/* seconds: what was left may be large */

static struct strbuf scratch = STRBUF_INIT;
static int lock = -1;

static int take_lock(const char *folder, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	int fd;

	strbuf_addf(&path, "%s/lock", folder);
	fd = file_lock(path.buf, 0, err);
	strbuf_release(&path);
	return fd;
}

void scratch_close(void)
{
	struct strbuf err = STRBUF_INIT;

	if (scratch.len && file_remove_tree(scratch.buf, &err) < 0)
		warning("%s", err.buf);
	if (lock >= 0)
		close(lock);
	lock = -1;
	strbuf_release(&scratch);
	strbuf_release(&err);
}

/* Whose lock nobody holds was left by a command that was killed. */
static void remove_left(const char *parent)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;
	DIR *dir = opendir(parent);
	const struct dirent *entry;
	int fd;

	while (dir && (entry = readdir(dir))) {
		if (!starts_with(entry->d_name, PREFIX))
			continue;
		strbuf_reset(&path);
		strbuf_reset(&err);
		strbuf_addf(&path, "%s/%s", parent, entry->d_name);
		fd = take_lock(path.buf, &err);
		if (fd < 0)
			continue;
		if (file_remove_tree(path.buf, &err) < 0)
			warning("%s", err.buf);
		close(fd);
	}
	if (dir)
		closedir(dir);
	strbuf_release(&err);
	strbuf_release(&path);
}

/* One that is made and not locked yet must not be taken for one left. */
static int make(const char *parent, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	int guard, ret = -1;

	strbuf_addf(&path, "%s/scratch.lock", parent);
	guard = file_lock(path.buf, PATIENCE, err);
	if (guard < 0)
		goto out;
	remove_left(parent);
	strbuf_addf(&scratch, "%s/" PREFIX "XXXXXX", parent);
	if (!mkdtemp(scratch.buf)) {
		strbuf_addf(err, "cannot make a folder in '%s': %s", parent,
			    strerror(errno));
		strbuf_reset(&scratch);
		goto out;
	}
	lock = take_lock(scratch.buf, err);
	ret = lock < 0 ? -1 : 0;
out:
	if (guard >= 0)
		close(guard);
	strbuf_release(&path);
	return ret;
}

int scratch_open(char **folder, struct strbuf *err)
{
	struct strbuf parent = STRBUF_INIT;
	int ret = -1;

	if (paths_cache(&parent, err) < 0 ||
	    file_make_directories(parent.buf, 0700, err) < 0)
		goto out;
	atexit(scratch_close);
	ret = make(parent.buf, err);
	if (!ret)
		*folder = xstrdup(scratch.buf);
out:
	strbuf_release(&parent);
	return ret;
}
