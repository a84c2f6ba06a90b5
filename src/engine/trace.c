/* SPDX-License-Identifier: MIT */
/*
 * A trace in Chrome's format.
 */
#include "engine/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"

#define BUFFER 65536

struct trace {
	char *path;
	int fd;			/* -1: no more is written */
	double origin;
	struct strbuf text;
	struct json_writer writer;
	bool any;
};

struct trace *trace_open(const char *path, double now, struct strbuf *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	struct trace *trace;

	if (fd < 0) {
		strbuf_addf(err, "cannot write the trace '%s': %s", path,
			    strerror(errno));
		return NULL;
	}
	trace = xcalloc(1, sizeof(*trace));
	trace->path = xstrdup(path);
	trace->fd = fd;
	trace->origin = now;
	strbuf_init(&trace->text);
	strbuf_addstr(&trace->text, "[");
	return trace;
}

static void give_up(struct trace *trace)
{
	warning("cannot write the trace '%s': %s; it ends here",
		trace->path, strerror(errno));
	close(trace->fd);
	trace->fd = -1;
}

void trace_flush(struct trace *trace)
{
	if (trace->fd >= 0 && trace->text.len &&
	    file_write_all(trace->fd, trace->text.buf, trace->text.len) < 0)
		give_up(trace);
	strbuf_reset(&trace->text);
}

void trace_close(struct trace *trace)
{
	if (!trace)
		return;
	strbuf_addstr(&trace->text, "\n]\n");
	trace_flush(trace);
	if (trace->fd >= 0 && close(trace->fd) < 0)
		warning("cannot write the trace '%s': %s", trace->path,
			strerror(errno));
	strbuf_release(&trace->text);
	free(trace->path);
	free(trace);
}

static long long microseconds(const struct trace *trace, double at)
{
	return at > trace->origin ? (long long)((at - trace->origin) * 1e6)
				  : 0;
}

static struct json_writer *begin(struct trace *trace, char phase,
				 unsigned process, unsigned thread,
				 const char *name)
{
	struct json_writer *w = &trace->writer;
	const char text[] = { phase, '\0' };

	strbuf_addstr(&trace->text, trace->any ? ",\n" : "\n");
	trace->any = true;
	*w = (struct json_writer)JSON_WRITER_INIT(&trace->text);
	json_begin_object(w, NULL);
	json_put(w, "ph", text);
	json_put_int(w, "pid", process);
	json_put_int(w, "tid", thread);
	json_put(w, "name", name);
	return w;
}

struct json_writer *trace_begin(struct trace *trace,
				const struct trace_event *event)
{
	struct json_writer *w = begin(trace, event->phase, event->process,
				      event->thread, event->name);
	long long at = microseconds(trace, event->at);

	if (event->category)
		json_put(w, "cat", event->category);
	json_put_int(w, "ts", at);
	if (event->phase == 'X') {
		long long end = microseconds(trace, event->until);

		json_put_int(w, "dur", end > at ? end - at : 0);
	} else if (event->phase == 'b' || event->phase == 'e') {
		json_put_int(w, "id", (long long)event->id);
	} else if (event->phase == 'i') {
		json_put(w, "s", "p");	/* across the process' rows */
	}
	json_begin_object(w, "args");
	return w;
}

void trace_end(struct trace *trace)
{
	json_end_object(&trace->writer);
	json_end_object(&trace->writer);
	if (trace->text.len >= BUFFER || trace->fd < 0)
		trace_flush(trace);
}

/* Rows stand in the order of their numbers, not of their first events. */
static void describe(struct trace *trace, unsigned process, unsigned thread,
		     const char *what, const char *name)
{
	struct strbuf order = STRBUF_INIT;
	struct json_writer *w;

	strbuf_addf(&order, "%s_name", what);
	w = begin(trace, 'M', process, thread, order.buf);
	json_begin_object(w, "args");
	json_put(w, "name", name);
	trace_end(trace);
	strbuf_reset(&order);
	strbuf_addf(&order, "%s_sort_index", what);
	w = begin(trace, 'M', process, thread, order.buf);
	json_begin_object(w, "args");
	json_put_int(w, "sort_index", thread ? thread : process);
	trace_end(trace);
	strbuf_release(&order);
}

void trace_process(struct trace *trace, unsigned process, const char *name)
{
	describe(trace, process, 0, "process", name);
}

void trace_thread(struct trace *trace, unsigned process, unsigned thread,
		  const char *name)
{
	describe(trace, process, thread, "thread", name);
}
