/* SPDX-License-Identifier: MIT */
/*
 * A folder and all in it, removed, whatever a stranger's repository put
 * there: symbolic links, read-only folders, folders in folders without end.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/report.h"

/*
 * Each level holds a descriptor. What lies deeper is moved up into the top
 * folder first, so that any depth does with this many.
 */
#define DEPTH_MAX 32

struct level {
	DIR *dir;
	bool seen;		/* something was in it */
	char name[256];		/* in the level above; unused at the top */
};

struct removal {
	const char *path;
	struct level levels[DEPTH_MAX];
	size_t depth;
	unsigned long moved;
};

/* Never through a link, and with all rights for us once it is open. */
static int open_folder(int parent, const char *name)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(parent, name, flags);

	if (fd < 0 && errno == EACCES &&
	    !fchmodat(parent, name, 0700, AT_SYMLINK_NOFOLLOW))
		fd = openat(parent, name, flags);
	if (fd >= 0)
		fchmod(fd, 0700);	/* where it may not, unlink says so */
	return fd;
}

static int enter(struct removal *removal, int parent, const char *name)
{
	struct level *level = &removal->levels[removal->depth];
	int fd = open_folder(parent, name);

	if (fd < 0)
		return -1;
	level->dir = fdopendir(fd);
	if (!level->dir) {
		close(fd);
		return -1;
	}
	level->seen = false;
	removal->depth++;
	return 0;
}

static int folder_at(const struct removal *removal, size_t depth)
{
	return depth ? dirfd(removal->levels[depth - 1].dir) : AT_FDCWD;
}

/* open_folder() for the rights: a moved folder is written to, its "..". */
static int move_up(struct removal *removal, int parent, const char *name)
{
	int top = folder_at(removal, 1), fd = open_folder(parent, name);
	char to[48];

	if (fd < 0)
		return -1;
	close(fd);
	do {
		snprintf(to, sizeof(to), ".moved-up-%lu", removal->moved++);
		if (!renameat(parent, name, top, to))
			return 0;
	} while (errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR);
	return -1;
}

/* Linux says EISDIR for a folder, POSIX EPERM. */
static bool may_be_folder(int why)
{
	return why == EISDIR || why == EPERM;
}

static int remove_entry(struct removal *removal, const char *name)
{
	int folder = folder_at(removal, removal->depth), why, ret;
	struct level *next;

	if (!unlinkat(folder, name, 0) || errno == ENOENT)
		return 0;
	why = errno;
	if (!may_be_folder(why))
		return -1;
	if (removal->depth == DEPTH_MAX) {
		ret = move_up(removal, folder, name);
	} else {
		next = &removal->levels[removal->depth];
		snprintf(next->name, sizeof(next->name), "%s", name);
		ret = enter(removal, folder, name);
	}
	if (ret < 0 && errno == ENOTDIR)
		errno = why;
	return ret;
}

/*
 * The folder at the end of a pass. What was moved up, or what the file
 * system did not show while entries went, is found in another pass.
 */
static int leave(struct removal *removal)
{
	struct level *level = &removal->levels[--removal->depth];
	int parent = folder_at(removal, removal->depth);
	const char *name = removal->depth ? level->name : removal->path;

	closedir(level->dir);
	if (!unlinkat(parent, name, AT_REMOVEDIR) || errno == ENOENT)
		return 0;
	if ((errno != ENOTEMPTY && errno != EEXIST) || !level->seen)
		return -1;
	return enter(removal, parent, name);
}

static int pass(struct removal *removal)
{
	struct level *level = &removal->levels[removal->depth - 1];
	const struct dirent *entry = readdir(level->dir);

	if (!entry)
		return leave(removal);
	if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
		return 0;
	level->seen = true;
	return remove_entry(removal, entry->d_name);
}

/* A link in the place of a folder is removed itself. */
static int remove_any(const char *path)
{
	struct removal removal = { .path = path };
	int ret, why;

	if (!unlinkat(AT_FDCWD, path, 0) || errno == ENOENT ||
	    errno == ENOTDIR)
		return 0;
	if (!may_be_folder(errno))
		return -1;
	ret = enter(&removal, AT_FDCWD, path);
	while (!ret && removal.depth)
		ret = pass(&removal);
	why = errno;
	while (removal.depth)
		closedir(removal.levels[--removal.depth].dir);
	errno = why;
	return ret;
}

/* With a slash at its end a link to a folder would be the folder. */
int file_remove_tree(const char *path, struct strbuf *err)
{
	struct strbuf name = STRBUF_INIT;
	int ret;

	strbuf_addstr(&name, path);
	while (name.len > 1 && name.buf[name.len - 1] == '/')
		strbuf_setlen(&name, name.len - 1);
	if (!name.len || !strcmp(name.buf, "/"))
		BUG("asked to remove '%s'", path);
	ret = remove_any(name.buf);
	if (ret < 0)
		strbuf_addf(err, "cannot remove '%s': %s", path,
			    strerror(errno));
	strbuf_release(&name);
	return ret;
}
