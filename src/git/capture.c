/* SPDX-License-Identifier: MIT */
/*
 * One program run to its end.
 */
#include "git/capture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/report.h"

#define PIECE (16u << 10)
#define LOOK_EVERY 100		/* ms, see run_pipes() */

enum { IN, OUT, ERR, STREAMS };

/* The child's end and ours of each stream; -1: not there. */
struct pipes {
	int theirs[STREAMS], ours[STREAMS];
	struct strbuf *text[STREAMS];
	const char *input;
	size_t left;
};

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_ends(int fds[STREAMS])
{
	int i;

	for (i = 0; i < STREAMS; i++)
		close_end(&fds[i]);
}

/*
 * A socket, because only send() can be told not to raise SIGPIPE: whether
 * it is ignored yet is not known here.
 */
static int open_input(struct pipes *pipes, const char *input)
{
	int pair[2];

	if (!input) {
		pipes->theirs[IN] = open("/dev/null", O_RDONLY | O_CLOEXEC);
		return pipes->theirs[IN] < 0 ? -1 : 0;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return -1;
	pipes->theirs[IN] = pair[0];
	pipes->ours[IN] = pair[1];
	pipes->input = input;
	pipes->left = strlen(input);
	return fcntl(pair[1], F_SETFL, O_NONBLOCK);
}

static int open_output(struct pipes *pipes, int which, struct strbuf *text)
{
	int pair[2];

	if (!text) {
		pipes->theirs[which] = open("/dev/null",
					    O_WRONLY | O_CLOEXEC);
		return pipes->theirs[which] < 0 ? -1 : 0;
	}
	if (pipe2(pair, O_CLOEXEC) < 0)
		return -1;
	pipes->ours[which] = pair[0];
	pipes->theirs[which] = pair[1];
	pipes->text[which] = text;
	return fcntl(pair[0], F_SETFL, O_NONBLOCK);
}

static int open_pipes(struct pipes *pipes, const struct capture *capture)
{
	if (open_input(pipes, capture->input) < 0 ||
	    open_output(pipes, OUT, capture->out) < 0)
		return -1;
	return capture->errors ? open_output(pipes, ERR, capture->errors) : 0;
}

/* An errno: posix_spawn() tells of exec's failure too. */
static int spawn(const struct capture *capture, const struct pipes *pipes,
		 pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t ignored;
	int i, rc = 0;

	sigemptyset(&ignored);
	sigaddset(&ignored, SIGPIPE);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &ignored);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	for (i = 0; i < STREAMS && !rc; i++)
		if (pipes->theirs[i] >= 0)
			rc = posix_spawn_file_actions_adddup2(
				&files, pipes->theirs[i], i);
	if (!rc)
		rc = posix_spawnp(pid, capture->argv[0], &files, &attributes,
				  (char *const *)capture->argv,
				  capture->env ? (char *const *)capture->env
					       : environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return rc;
}

/* What is there now; the end of the stream closes it. */
static void read_all(struct pipes *pipes, int which)
{
	char piece[PIECE];
	ssize_t len;

	while (pipes->ours[which] >= 0) {
		len = read(pipes->ours[which], piece, sizeof(piece));
		if (len > 0)
			strbuf_add(pipes->text[which], piece, (size_t)len);
		else if (len < 0 && errno == EINTR)
			continue;
		else if (len < 0 && errno == EAGAIN)
			return;
		else
			close_end(&pipes->ours[which]);
	}
}

/* A reader that went away is a fact; its exit code will speak. */
static void write_some(struct pipes *pipes)
{
	ssize_t len = send(pipes->ours[IN], pipes->input, pipes->left,
			   MSG_NOSIGNAL);

	if (len < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (len >= 0) {
		pipes->input += len;
		pipes->left -= (size_t)len;
	}
	if (len < 0 || !pipes->left)
		close_end(&pipes->ours[IN]);
}

static void wait_for_event(struct pipes *pipes)
{
	struct pollfd fds[STREAMS];
	int i;

	for (i = 0; i < STREAMS; i++) {
		fds[i].fd = pipes->ours[i];	/* -1: poll() skips it */
		fds[i].events = i == IN ? POLLOUT : POLLIN;
		fds[i].revents = 0;
	}
	if (poll(fds, STREAMS, LOOK_EVERY) <= 0)
		return;
	if (fds[IN].revents)
		write_some(pipes);
	for (i = OUT; i < STREAMS; i++)
		if (fds[i].revents)
			read_all(pipes, i);
}

/*
 * It has ended when it has exited. Its output usually ends in the same
 * moment; where something it left behind (a credential daemon) keeps the
 * pipe open, we see the exit by looking ten times a second.
 */
static int run_pipes(struct pipes *pipes, pid_t pid)
{
	int status = 0, which;
	pid_t ended = 0;

	while (!ended &&
	       (pipes->ours[OUT] >= 0 || pipes->ours[ERR] >= 0 ||
		pipes->ours[IN] >= 0)) {
		wait_for_event(pipes);
		ended = waitpid(pid, &status, WNOHANG);
	}
	while (!ended || (ended < 0 && errno == EINTR))
		ended = waitpid(pid, &status, 0);
	for (which = OUT; which < STREAMS; which++)
		read_all(pipes, which);
	if (ended < 0)
		BUG("waitpid: %s", strerror(errno));
	return WIFEXITED(status) ? WEXITSTATUS(status)
				 : 128 + WTERMSIG(status);
}

int capture_run(const struct capture *capture, struct strbuf *err)
{
	struct pipes pipes = {
		.theirs = { -1, -1, -1 }, .ours = { -1, -1, -1 }
	};
	pid_t pid;
	int rc, ret = -1;

	rc = open_pipes(&pipes, capture) < 0 ? errno : 0;
	if (!rc)
		rc = spawn(capture, &pipes, &pid);
	close_ends(pipes.theirs);
	if (rc)
		strbuf_addf(err, "cannot run '%s': %s", capture->argv[0],
			    strerror(rc));
	else
		ret = run_pipes(&pipes, pid);
	close_ends(pipes.ours);
	return ret;
}
