/* SPDX-License-Identifier: MIT */
/*
 * Children of the forge: git, always. Each leads a session of its own, has
 * an environment without the caller's GIT_ variables and configuration, and
 * is reaped by whoever spawned it.
 */
#ifndef FORGE_PROCESS_H
#define FORGE_PROCESS_H

#include <sys/types.h>

#include "base/strbuf.h"
#include "base/strvec.h"
#include "http.h"

/* git's environment for a forge, and room for more NAME=VALUE. */
void process_environment(struct strvec *env);

/*
 * Starts argv with in as its stdin (-1: /dev/null) and its stdout in *out
 * (a pipe's end to read from); stderr is the forge's own. -1 and err, also
 * when the forge is ending.
 */
int process_spawn(const char *const *argv, const char *const *env, int in,
		  int *out, pid_t *pid, struct strbuf *err);

/* Waits for it: its exit code, or 128 and the signal's number. */
int process_wait(pid_t pid);

/*
 * git -C DIR ARG…: its exit code, what it printed (without the newline at
 * the end) in out, which may be NULL. more: NAME=VALUE for its environment,
 * NULL for nothing. What could not be started counts as exit code 127.
 */
int process_git(const char *dir, const struct strvec *more,
		struct strbuf *out, ...) __attribute__((sentinel));
int process_gitv(const char *dir, const struct strvec *more,
		 struct strbuf *out, const struct strvec *words);

/* No child is started any more; those that run get SIGTERM. */
void process_end_all(void);

/*
 * Reads up to max bytes of a stream, waiting for them: 0 at its end, -1
 * where it broke or was cut.
 */
ssize_t stream_read(struct stream *stream, char *data, size_t max);
void stream_close(struct stream *stream);

#endif
