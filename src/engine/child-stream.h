/* SPDX-License-Identifier: MIT */
/*
 * For child.c: what a child writes.
 */
#ifndef ENGINE_CHILD_STREAM_H
#define ENGINE_CHILD_STREAM_H

#include "engine/child.h"

/* Takes our end of a pipe over, and is read by the loop; -1: there is none. */
void stream_open(struct child_stream *stream, int fd, struct child *child);

/* Reads what is in the pipe, and closes it. */
void stream_finish(struct child *child, struct child_stream *stream);

#endif
