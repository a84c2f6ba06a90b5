/* SPDX-License-Identifier: MIT */
/*
 * Campaigns' folders as things on disk.
 */
#include "commands/folder.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

void folder_add_key(struct strbuf *out, const char *path, size_t len)
{
	char digits[3] = "";
	size_t i;

	for (i = 0; i < len; i++) {
		if (path[i] != '%' || i + 2 >= len ||
		    !isxdigit((unsigned char)path[i + 1]) ||
		    !isxdigit((unsigned char)path[i + 2])) {
			strbuf_addch(out, path[i]);
			continue;
		}
		memcpy(digits, path + i + 1, 2);
		strbuf_addch(out, (int)strtol(digits, NULL, 16));
		i += 2;
	}
}

static int open_lock(const char *folder)
{
	struct strbuf path = STRBUF_INIT;
	int fd;

	strbuf_addf(&path, "%s/lock", folder);
	fd = open(path.buf, O_RDONLY | O_CLOEXEC);
	strbuf_release(&path);
	return fd;
}

/* -1: another process holds it, or there is none to hold. */
static int take_lock(const char *folder, bool *held)
{
	int fd = open_lock(folder);

	*held = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0 &&
		errno == EWOULDBLOCK;
	return fd;
}

bool folder_is_locked(const char *folder)
{
	bool held;
	int fd = take_lock(folder, &held);

	if (fd >= 0)
		close(fd);
	return held;
}

/* Takes the descriptor over. */
static unsigned long long size_below(int fd)
{
	unsigned long long sum = 0;
	DIR *dir = fdopendir(fd);
	struct dirent *entry;
	struct stat st;
	int child;

	if (!dir) {
		close(fd);
		return 0;
	}
	while ((entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") ||
		    !strcmp(entry->d_name, "..") ||
		    fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		sum += (unsigned long long)st.st_blocks * 512;
		if (!S_ISDIR(st.st_mode))
			continue;
		child = openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY |
			       O_NOFOLLOW | O_CLOEXEC);
		if (child >= 0)
			sum += size_below(child);
	}
	closedir(dir);
	return sum;
}

unsigned long long folder_size(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? 0 : size_below(fd);
}

void folder_add_size(struct strbuf *out, unsigned long long bytes)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB" };
	double value = (double)bytes / 1024;
	size_t i = 0;

	while (value >= 1024 && i < 3) {
		value /= 1024;
		i++;
	}
	strbuf_addf(out, "%.1f %s", value, units[i]);
}

static void hidden_name(const char *folder, struct strbuf *out)
{
	const char *name = strrchr(folder, '/') + 1;

	strbuf_add(out, folder, (size_t)(name - folder));
	strbuf_addf(out, FOLDER_GOING "%s-%ld", name, (long)getpid());
}

int folder_remove(const char *folder, unsigned long long *bytes,
		  struct strbuf *err)
{
	struct strbuf hidden = STRBUF_INIT;
	bool held;
	int fd = take_lock(folder, &held), ret = -1;

	if (held) {
		strbuf_addf(err, "another git multi is working on campaign "
			    "'%s'", strrchr(folder, '/') + 1);
		goto out;
	}
	*bytes = folder_size(folder);
	hidden_name(folder, &hidden);
	if (rename(folder, hidden.buf) < 0)
		strbuf_addf(err, "cannot remove '%s': %s", folder,
			    strerror(errno));
	else
		ret = file_remove_tree(hidden.buf, err);
out:
	if (fd >= 0)
		close(fd);
	strbuf_release(&hidden);
	return ret;
}
