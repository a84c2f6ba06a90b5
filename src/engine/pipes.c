/* SPDX-License-Identifier: MIT */
/*
 * The pipes between us and a child.
 */
#include "engine/pipes.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void pipe_close(int fds[2])
{
	if (fds[0] >= 0)
		close(fds[0]);
	if (fds[1] >= 0)
		close(fds[1]);
	fds[0] = fds[1] = -1;
}

/* Where 0, 1 or 2 was closed, a pipe would get in the way of its child's. */
static int above_standard(int fd)
{
	int higher;

	if (fd > 2)
		return fd;
	higher = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	close(fd);
	return higher;
}

/* Non-blocking is our end only: the child's belongs to the child. */
static int pipe_open(int fds[2], int ours)
{
	if (pipe2(fds, O_CLOEXEC) < 0) {
		fds[0] = fds[1] = -1;
		return -1;
	}
	fds[0] = above_standard(fds[0]);
	fds[1] = above_standard(fds[1]);
	if (fds[0] < 0 || fds[1] < 0)
		return -1;
	return fcntl(fds[ours], F_SETFL, O_NONBLOCK);
}

int pipes_open(struct pipes *pipes, bool in, bool err)
{
	memset(pipes, -1, sizeof(*pipes));
	if (in && pipe_open(pipes->in, 1) < 0)
		return -1;
	if (pipe_open(pipes->out, 0) < 0)
		return -1;
	return err ? pipe_open(pipes->err, 0) : 0;
}

void pipes_close(struct pipes *pipes)
{
	pipe_close(pipes->in);
	pipe_close(pipes->out);
	pipe_close(pipes->err);
}

int pipe_take(int *fd)
{
	int value = *fd;

	*fd = -1;
	return value;
}
