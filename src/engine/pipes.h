/* SPDX-License-Identifier: MIT */
/*
 * The pipes between us and a child. All ends are O_CLOEXEC and 3 or higher;
 * ours are O_NONBLOCK, the child's never.
 */
#ifndef ENGINE_PIPES_H
#define ENGINE_PIPES_H

#include <stdbool.h>

struct pipes {
	int in[2], out[2], err[2];	/* read end, write end; -1: none */
};

/* -1 and errno; what was opened by then is closed by pipes_close(). */
int pipes_open(struct pipes *pipes, bool in, bool err);

/* An end out of its pair, so that pipes_close() leaves it. */
int pipe_take(int *fd);
void pipes_close(struct pipes *pipes);

#endif
