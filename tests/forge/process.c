/* SPDX-License-Identifier: MIT */
/*
 * Children of the forge: spawned, captured, reaped, ended.
 */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/text.h"

extern char **environ;

/* What runs; a child leaves the list before it is reaped, in one breath. */
static struct {
	pthread_mutex_t lock;
	pid_t *pids;
	size_t nr, alloc;
	bool ending;
} running = { .lock = PTHREAD_MUTEX_INITIALIZER };

/*
 * A bare server is set up in the environment: pushes are allowed (who may is
 * asked before git is called), any commit may be fetched by its id as real
 * forges allow, no upkeep starts behind a test's back.
 */
static const char *const server_config[][2] = {
	{ "http.receivepack", "true" },
	{ "uploadpack.allowAnySHA1InWant", "true" },
	{ "uploadpack.allowFilter", "true" },
	{ "receive.advertisePushOptions", "true" },
	{ "receive.autogc", "false" },
	{ "gc.auto", "0" },
	{ "maintenance.auto", "false" },
	{ "safe.directory", "*" },
	{ "merge.renames", "true" }
};

void process_environment(struct strvec *env)
{
	size_t i;

	for (i = 0; environ[i]; i++)
		if (!starts_with(environ[i], "GIT_") &&
		    !starts_with(environ[i], "HTTP_"))
			strvec_push(env, environ[i]);
	strvec_push(env, "GIT_CONFIG_NOSYSTEM=1");
	strvec_push(env, "GIT_CONFIG_GLOBAL=/dev/null");
	strvec_push(env, "GIT_TERMINAL_PROMPT=0");
	strvec_push(env, "LC_ALL=C");
	strvec_pushf(env, "GIT_CONFIG_COUNT=%zu", ARRAY_SIZE(server_config));
	for (i = 0; i < ARRAY_SIZE(server_config); i++) {
		strvec_pushf(env, "GIT_CONFIG_KEY_%zu=%s", i,
			     server_config[i][0]);
		strvec_pushf(env, "GIT_CONFIG_VALUE_%zu=%s", i,
			     server_config[i][1]);
	}
}

static int spawn(const char *const *argv, const char *const *env, int in,
		 int out, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none, usual;
	int result;

	sigemptyset(&none);
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	posix_spawnattr_init(&how);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setsigdefault(&how, &usual);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSID |
				 POSIX_SPAWN_SETSIGMASK |
				 POSIX_SPAWN_SETSIGDEF);
	posix_spawn_file_actions_init(&files);
	if (in >= 0)
		posix_spawn_file_actions_adddup2(&files, in, 0);
	else
		posix_spawn_file_actions_addopen(&files, 0, "/dev/null",
						 O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, out, 1);
	/* neither list is changed by the call; its type is older than const */
	result = posix_spawnp(pid, argv[0], &files, &how,
			      (char *const *)(const void *)argv,
			      (char *const *)(const void *)env);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&how);
	return result;
}

int process_spawn(const char *const *argv, const char *const *env, int in,
		  int *out, pid_t *pid, struct strbuf *err)
{
	int ends[2], result;

	if (pipe2(ends, O_CLOEXEC)) {
		strbuf_addf(err, "no pipe for '%s': %s", argv[0],
			    strerror(errno));
		return -1;
	}
	pthread_mutex_lock(&running.lock);
	result = running.ending ? ECANCELED
		: spawn(argv, env, in, ends[1], pid);
	if (!result) {
		GROW(running.pids, running.nr, running.alloc);
		running.pids[running.nr++] = *pid;
	}
	pthread_mutex_unlock(&running.lock);
	close(ends[1]);
	if (result) {
		close(ends[0]);
		strbuf_addf(err, "cannot start '%s': %s", argv[0],
			    strerror(result));
		return -1;
	}
	*out = ends[0];
	return 0;
}

int process_wait(pid_t pid)
{
	siginfo_t info;
	int status = 0;
	size_t i;

	while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) < 0 &&
	       errno == EINTR)
		;
	pthread_mutex_lock(&running.lock);
	for (i = 0; i < running.nr; i++)
		if (running.pids[i] == pid)
			running.pids[i] = running.pids[--running.nr];
	if (!running.nr) {
		free(running.pids);
		running.pids = NULL;
		running.alloc = 0;
	}
	waitpid(pid, &status, 0);
	pthread_mutex_unlock(&running.lock);
	return WIFEXITED(status) ? WEXITSTATUS(status)
		: 128 + WTERMSIG(status);
}

void process_end_all(void)
{
	size_t i;

	pthread_mutex_lock(&running.lock);
	running.ending = true;
	for (i = 0; i < running.nr; i++)
		kill(-running.pids[i], SIGTERM);
	pthread_mutex_unlock(&running.lock);
}

static void read_all(int fd, struct strbuf *out)
{
	char data[8192];
	ssize_t n;

	while ((n = read(fd, data, sizeof(data))) != 0) {
		if (n > 0 && out)
			strbuf_add(out, data, (size_t)n);
		else if (n < 0 && errno != EINTR)
			break;
	}
}

int process_gitv(const char *dir, const struct strvec *more,
		 struct strbuf *out, const struct strvec *words)
{
	struct strvec argv = STRVEC_INIT, env = STRVEC_INIT;
	struct strbuf err = STRBUF_INIT;
	pid_t pid;
	int fd, result = 127;

	strvec_pushl(&argv, "git", "-C", dir, NULL);
	strvec_pushv(&argv, (const char *const *)words->v);
	process_environment(&env);
	if (more)
		strvec_pushv(&env, (const char *const *)more->v);
	if (!process_spawn((const char *const *)argv.v,
			   (const char *const *)env.v, -1, &fd, &pid,
			   &err)) {
		read_all(fd, out);
		close(fd);
		result = process_wait(pid);
	}
	if (out)
		strbuf_rtrim(out);
	strvec_clear(&argv);
	strvec_clear(&env);
	strbuf_release(&err);
	return result;
}

int process_git(const char *dir, const struct strvec *more,
		struct strbuf *out, ...)
{
	struct strvec words = STRVEC_INIT;
	const char *word;
	va_list ap;
	int result;

	va_start(ap, out);
	while ((word = va_arg(ap, const char *)))
		strvec_push(&words, word);
	va_end(ap);
	result = process_gitv(dir, more, out, &words);
	strvec_clear(&words);
	return result;
}

ssize_t stream_read(struct stream *stream, char *data, size_t max)
{
	size_t left = stream->pending.len - stream->sent;
	ssize_t n;

	if (stream->cut) {
		if (stream->given >= stream->cut)
			return -1;
		if (max > stream->cut - stream->given)
			max = stream->cut - stream->given;
	}
	if (left) {
		if (left > max)
			left = max;
		memcpy(data, stream->pending.buf + stream->sent, left);
		stream->sent += left;
		stream->given += left;
		return (ssize_t)left;
	}
	do
		n = read(stream->fd, data, max);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		stream->given += (size_t)n;
	return n;
}

void stream_close(struct stream *stream)
{
	close(stream->fd);
	process_wait(stream->pid);
	strbuf_release(&stream->pending);
	free(stream);
}
