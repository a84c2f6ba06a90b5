/* SPDX-License-Identifier: MIT */
/*
 * One process: spawned with posix_spawnp in a session of its own, stdin empty
 * (or a text), both outputs through our non-blocking pipes into capped
 * memory. It has ended when it has exited; what it wrote is then in the
 * pipe and is read; a grandchild that keeps the pipe open is not waited for.
 */
#ifndef ENGINE_CHILD_H
#define ENGINE_CHILD_H

#include <ev.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/strbuf.h"

enum child_keep {
	KEEP_TAIL,		/* of logs the end is kept */
	KEEP_HEAD		/* of answers the beginning; overflow is said */
};

struct child_spec {
	const char *const *argv;	/* see engine/spawn.h for argv[0] */
	const char *const *env;		/* NULL: ours */
	const char *dir;		/* NULL: where we are; else absolute */
	const char *input;		/* NULL: stdin is /dev/null */
	size_t input_len;		/* input must outlive the child */
	size_t max;			/* kept of each stream; 0: 1 MiB */
	enum child_keep keep;
	bool merge;			/* stderr goes into out, in order */
	double timeout;			/* real seconds; 0: none */
	bool whole;			/* what it leaves running in its group
					   is ended before done() is called */
};

struct child_stream {
	ev_io io;
	int fd;				/* -1: closed */
	struct strbuf text;		/* while KEEP_TAIL: a ring, see below */
	size_t start;			/* ring's first byte once it is full */
	unsigned long long total;	/* bytes that came, kept or not */
};

struct child {
	/* read by the owner once done() was called */
	int status;			/* exit code; 128 + n for signal n */
	bool timed_out;
	bool cancelled;
	struct child_stream out, err;
	double started;			/* engine clock */
	double seconds;			/* real, its whole life */
	double began;			/* real, monotonic */
	void *data;			/* the owner's */

	/* read while it runs; 0 afterwards */
	pid_t pid;			/* also its session and group */

	/* child.c's */
	void (*done)(struct child *child);
	void (*live)(struct child *child, const char *text, size_t len);
	ev_child exited;
	ev_timer timer, killer, look;
	bool whole, left;		/* left: it has exited, others of its
					   group have not */
	ev_io writer;
	int in_fd;
	const char *input;
	size_t input_len, input_done, max;
	enum child_keep keep;
	struct child *next, *prev;	/* list of the running, for atexit */
};

/*
 * Starts it. 0: done(child) will be called, once, in a later round of the
 * loop, never before this returns; -1 and err: nothing runs (no such
 * program or folder, no permission); CHILD_LATER and err: the system has no
 * place now (EAGAIN, EMFILE, ENFILE, ENOMEM): put it back and try later.
 * What stands in the struct before is overwritten, so what an earlier run
 * left in it is released first. It must not move while it runs; done() may
 * release it and start another in it. live may be NULL; else it sees every
 * piece as it comes, and may cancel but not release. loop_open() comes first.
 */
#define CHILD_LATER (-2)
int child_start(struct child *child, const struct child_spec *spec,
		void (*done)(struct child *child),
		void (*live)(struct child *child, const char *text,
			     size_t len),
		void *data, struct strbuf *err);

/*
 * TERM to its group, KILL 5 s later, and when it has exited one last KILL to
 * what is left of the group; done() comes when that is gone, too, 2 s later at
 * the latest. Nothing where it does not
 * run. A time-out does the same. Where a child ends by itself, what it put in
 * the background is left alone; of a whole one it gets TERM too, and KILL 2 s
 * later, or at once by a cancel, which is none of the child any more.
 */
void child_cancel(struct child *child);
void child_kill(struct child *child);		/* KILL at once */

/* What was kept of a stream, in order; a cut beginning is not marked. */
void child_output(const struct child_stream *stream, struct strbuf *out);

/* Frees what was kept; not while it runs. */
void child_release(struct child *child);

/*
 * The start time of a process as the system knows it (Linux: field 22 of
 * /proc/PID/stat), to tell a pid from the same number used again; 0: unknown.
 */
unsigned long long child_start_time(pid_t pid);

/* KILLs the groups of all that still run: for atexit, die() included. */
void child_kill_all(void);

#endif
