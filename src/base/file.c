/* SPDX-License-Identifier: MIT */
/*
 * Whole files, folders and locks.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int failed(struct strbuf *err, const char *what, const char *path)
{
	strbuf_addf(err, "cannot %s '%s': %s", what, path, strerror(errno));
	return -1;
}

static int read_all(int fd, const char *path, size_t max, struct strbuf *out,
		    struct strbuf *err)
{
	size_t start = out->len;
	char part[16384];
	ssize_t got;

	while ((got = read(fd, part, sizeof(part)))) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return failed(err, "read", path);
		if (out->len - start + (size_t)got > max) {
			strbuf_addf(err, "'%s' is larger than %zu bytes",
				    path, max);
			return -1;
		}
		strbuf_add(out, part, (size_t)got);
	}
	return 0;
}

int file_read(const char *path, size_t max, struct strbuf *out,
	      struct strbuf *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), ret;

	if (fd < 0)
		return failed(err, "read", path);
	ret = read_all(fd, path, max, out, err);
	close(fd);
	return ret;
}

int file_write_all(int fd, const void *data, size_t len)
{
	const char *p = data;

	while (len) {
		ssize_t got = write(fd, p, len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		p += got;
		len -= (size_t)got;
	}
	return 0;
}

static void parent_of(struct strbuf *out, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		strbuf_addch(out, '.');
	else if (slash == path)
		strbuf_addch(out, '/');
	else
		strbuf_add(out, path, (size_t)(slash - path));
}

/* The new name is only safe once its folder is, too. */
static void sync_folder(const char *path)
{
	struct strbuf parent = STRBUF_INIT;
	int fd;

	parent_of(&parent, path);
	fd = open(parent.buf, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	strbuf_release(&parent);
}

int file_write(const char *path, const void *data, size_t len, mode_t mode,
	       struct strbuf *err)
{
	struct strbuf temp = STRBUF_INIT;
	int fd, ret = -1;

	strbuf_addf(&temp, "%s.XXXXXX", path);
	fd = mkostemp(temp.buf, O_CLOEXEC);
	if (fd < 0) {
		failed(err, "write", path);
		goto out;
	}
	if (file_write_all(fd, data, len) < 0 || fchmod(fd, mode) < 0 ||
	    fsync(fd) < 0)
		failed(err, "write", path);
	else if (rename(temp.buf, path) < 0)
		failed(err, "write", path);
	else
		ret = 0;
	close(fd);
	if (ret)
		unlink(temp.buf);
	else
		sync_folder(path);
out:
	strbuf_release(&temp);
	return ret;
}

int file_take(const char *part, const char *path, mode_t mode,
	      struct strbuf *err)
{
	int fd = open(part, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), ret = -1;

	if (fd < 0 || fchmod(fd, mode) < 0 || fsync(fd) < 0 ||
	    rename(part, path) < 0) {
		failed(err, "write", path);
		unlink(part);
	} else {
		sync_folder(path);
		ret = 0;
	}
	if (fd >= 0)
		close(fd);
	return ret;
}

/* Everything from one to the other; err names the one that failed. */
static int copy_bytes(int in, const char *from, int out, const char *to,
		      struct strbuf *err)
{
	char part[65536];
	ssize_t got;

	while ((got = read(in, part, sizeof(part)))) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return failed(err, "read", from);
		if (file_write_all(out, part, (size_t)got) < 0)
			return failed(err, "write", to);
	}
	return 0;
}

/* What is there is cut off only once it is known to be another file. */
static int copy_onto(int in, const struct stat *st, const char *from,
		     int out, const char *to, mode_t mode, struct strbuf *err)
{
	struct stat there;

	if (fstat(out, &there) < 0)
		return failed(err, "write", to);
	if (there.st_dev == st->st_dev && there.st_ino == st->st_ino) {
		strbuf_addf(err, "'%s' and '%s' are the same file", from, to);
		return -1;
	}
	if (ftruncate(out, 0) < 0)
		return failed(err, "write", to);
	if (copy_bytes(in, from, out, to, err) < 0)
		return -1;
	return fchmod(out, mode) < 0 ? failed(err, "write", to) : 0;
}

int file_copy(const char *from, const char *to, mode_t mode_mask,
	      struct strbuf *err)
{
	struct stat st;
	int in, out = -1, ret = -1;

	in = open(from, O_RDONLY | O_CLOEXEC);
	if (in < 0 || fstat(in, &st) < 0) {
		failed(err, "read", from);
		goto out;
	}
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		failed(err, "read", from);
		goto out;
	}
	out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (out < 0)
		failed(err, "write", to);
	else
		ret = copy_onto(in, &st, from, out, to,
				st.st_mode & mode_mask & 07777, err);
out:
	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) < 0 && !ret)
		ret = failed(err, "write", to);
	return ret;
}

bool file_is_regular(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode);
}

bool file_is_directory(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* One that is there will do, whatever mkdir says then (EACCES, EROFS …). */
static int make_directory(const char *path, mode_t mode)
{
	int why;

	if (!mkdir(path, mode) || errno == EEXIST)
		return 0;
	why = errno;
	if (file_is_directory(path))
		return 0;
	errno = why;
	return -1;
}

int file_make_directories(const char *path, mode_t mode, struct strbuf *err)
{
	struct strbuf part = STRBUF_INIT;
	const char *p = path;
	int ret = 0;

	if (file_is_directory(path))
		return 0;
	while (*p && !ret) {
		while (*p == '/')
			p++;
		while (*p && *p != '/')
			p++;
		strbuf_reset(&part);
		strbuf_add(&part, path, (size_t)(p - path));
		if (part.len && make_directory(part.buf, mode) < 0)
			ret = failed(err, "make the folder", part.buf);
	}
	if (!ret && !file_is_directory(path)) {
		errno = ENOTDIR;
		ret = failed(err, "make the folder", path);
	}
	strbuf_release(&part);
	return ret;
}

#define LOCK_LOOK 10000		/* microseconds */

int file_lock(const char *path, double seconds, struct strbuf *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	long looks = (long)(seconds * 1000000 / LOCK_LOOK);
	int got, why;

	if (fd < 0)
		return failed(err, "open the lock", path);
	/* never without an end: who holds it may have been stopped */
	while ((got = flock(fd, LOCK_EX | LOCK_NB)) < 0 &&
	       (errno == EINTR || (errno == EWOULDBLOCK && looks-- > 0)))
		if (errno == EWOULDBLOCK)
			usleep(LOCK_LOOK);
	if (!got)
		return fd;
	why = errno;
	if (why == EWOULDBLOCK && seconds > 0)
		strbuf_addf(err, "'%s' is locked by another process", path);
	if (why != EWOULDBLOCK)
		failed(err, "lock", path);
	close(fd);
	errno = why;
	return -1;
}

void file_absolute(struct strbuf *out, const char *path)
{
	char *here;

	if (*path != '/') {
		here = getcwd(NULL, 0);
		if (here) {
			strbuf_addstr(out, here);
			if (strcmp(here, "/"))
				strbuf_addch(out, '/');
		}
		free(here);
		while (path[0] == '.' && path[1] == '/') {
			path += 2;
			while (*path == '/')
				path++;
		}
	}
	strbuf_addstr(out, path);
}
