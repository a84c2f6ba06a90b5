/* SPDX-License-Identifier: MIT */
/*
 * What a child writes, from its pipes to the memory that is kept of it.
 */
#include "engine/child-stream.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define PIECE ((size_t)64 << 10)
#define READ_AT_ONCE (4 * PIECE)	/* then it is the others' turn */
#define READ_AT_EXIT ((size_t)1 << 20)	/* a grandchild may write for ever */

/* Up to max as it comes; then, of logs, over the oldest. */
static void stream_keep(struct child_stream *stream, const char *text,
			size_t len, const struct child *child)
{
	struct strbuf *kept = &stream->text;
	size_t part = child->max - kept->len;

	stream->total += len;
	if (part > len)
		part = len;
	strbuf_add(kept, text, part);
	if (child->keep == KEEP_HEAD)
		return;
	text += part;
	len -= part;
	if (len > child->max) {
		text += len - child->max;
		len = child->max;
	}
	while (len) {
		part = child->max - stream->start;
		if (part > len)
			part = len;
		memcpy(kept->buf + stream->start, text, part);
		stream->start = (stream->start + part) % child->max;
		text += part;
		len -= part;
	}
}

static void stream_close(struct child_stream *stream)
{
	if (stream->fd < 0)
		return;
	ev_io_stop(EV_DEFAULT_ &stream->io);
	close(stream->fd);
	stream->fd = -1;
}

/* Reads until nothing is there, the end, or a little more than budget. */
static void stream_read(struct child *child, struct child_stream *stream,
			size_t budget)
{
	char piece[PIECE];
	size_t done = 0;
	ssize_t n;

	while (done < budget) {
		n = read(stream->fd, piece, sizeof(piece));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			stream_close(stream);
			return;
		}
		done += (size_t)n;
		stream_keep(stream, piece, (size_t)n, child);
		if (child->live)
			child->live(child, piece, (size_t)n);
	}
}

/* The end of a pipe is only silence: the exit ends the child. */
static void on_output(struct ev_loop *loop, ev_io *w, int revents)
{
	struct child *child = w->data;

	(void)loop;
	(void)revents;
	stream_read(child, w == &child->out.io ? &child->out : &child->err,
		    READ_AT_ONCE);
}

void stream_open(struct child_stream *stream, int fd,
			struct child *child)
{
	stream->fd = fd;
	if (fd < 0)
		return;
	ev_io_init(&stream->io, on_output, fd, EV_READ);
	stream->io.data = child;
	ev_io_start(EV_DEFAULT_ &stream->io);
}

void stream_finish(struct child *child, struct child_stream *stream)
{
	if (stream->fd >= 0)
		stream_read(child, stream, READ_AT_EXIT);
	stream_close(stream);
}

void child_output(const struct child_stream *stream, struct strbuf *out)
{
	const struct strbuf *kept = &stream->text;

	strbuf_add(out, kept->buf + stream->start, kept->len - stream->start);
	strbuf_add(out, kept->buf, stream->start);
}
