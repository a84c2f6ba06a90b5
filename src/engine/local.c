/* SPDX-License-Identifier: MIT */
/*
 * Unix sockets in a folder.
 */
#include "engine/local.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#ifdef O_PATH
#define FOLDER_FLAGS (O_PATH | O_DIRECTORY | O_CLOEXEC)
#else
#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_CLOEXEC)
#endif

typedef int deed(int fd, const struct sockaddr *address, socklen_t len);

int local_folder(const char *path, struct strbuf *err)
{
	int fd = open(path, FOLDER_FLAGS);

	if (fd < 0)
		strbuf_addf(err, "cannot open '%s': %s", path,
			    strerror(errno));
	return fd;
}

static int do_at(deed *act, int fd, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(address.sun_path, path, strlen(path) + 1);
	return act(fd, (const struct sockaddr *)&address, sizeof(address));
}

/*
 * Where there is no /proc we step into the folder for this one call: nothing
 * else runs meanwhile, and we step in only where we can step back.
 */
static int step_in(deed *act, int fd, int folder, const char *name)
{
	int here = open(".", FOLDER_FLAGS), got = -1, saved;

	if (here < 0)
		return -1;
	if (fchdir(here) < 0 || fchdir(folder) < 0)
		goto out;
	got = do_at(act, fd, name);
	saved = errno;
	if (fchdir(here) < 0)
		got = -1;
	else
		errno = saved;
out:
	saved = errno;
	close(here);
	errno = saved;
	return got;
}

static int reach(deed *act, int fd, int folder, const char *name)
{
	char path[80];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", folder);
	if (access(path, F_OK) < 0)
		return step_in(act, fd, folder, name);
	snprintf(path, sizeof(path), "/proc/self/fd/%d/%s", folder, name);
	return do_at(act, fd, path);
}

int local_listen(int folder, const char *name, struct strbuf *err)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			0);
	mode_t mask;
	int got;

	if (fd < 0)
		goto fail;
	if (unlinkat(folder, name, 0) < 0 && errno != ENOENT)
		goto fail;
	mask = umask(0177);
	got = reach(bind, fd, folder, name);
	umask(mask);
	if (!got && !listen(fd, 64))
		return fd;
fail:
	strbuf_addf(err, "cannot make the socket '%s': %s", name,
		    strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

static int set_patience(int fd, double seconds)
{
	struct timeval tv = { .tv_sec = (time_t)seconds };

	tv.tv_usec = (suseconds_t)((seconds - (double)tv.tv_sec) * 1e6);
	if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv)) < 0)
		return -1;
	return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
}

int local_connect(int folder, const char *name, double seconds,
		  struct strbuf *err)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), got = -1;

	if (fd >= 0 && !set_patience(fd, seconds) &&
	    !reach(connect, fd, folder, name))
		return fd;
	if (errno == ENOENT || errno == ECONNREFUSED)
		got = LOCAL_NOBODY;
	else
		strbuf_addf(err, "cannot connect to the socket '%s': %s", name,
			    strerror(errno));
	if (fd >= 0)
		close(fd);
	return got;
}

bool local_is_same_user(int fd)
{
#ifdef SO_PEERCRED
	struct ucred peer;
	socklen_t len = sizeof(peer);

	return !getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) &&
	       peer.uid == geteuid();
#else
	uid_t uid;
	gid_t gid;

	return !getpeereid(fd, &uid, &gid) && uid == geteuid();
#endif
}
