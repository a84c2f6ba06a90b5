/* SPDX-License-Identifier: MIT */
/*
 * A file in Chrome's Trace Event Format (its array form), as Perfetto and
 * chrome://tracing open it: events as they come, through a buffer, so that
 * memory is bounded and a run that was killed leaves what it had written (a
 * missing "]" is allowed by the format). Times are given in seconds of
 * clock_monotonic() and stand in the file in microseconds since it was
 * opened.
 */
#ifndef ENGINE_TRACE_H
#define ENGINE_TRACE_H

#include <stdbool.h>

#include "base/json.h"
#include "base/strbuf.h"

struct trace;

struct trace_event {
	char phase;		/* X: from at to until; b, e: of id; i; C */
	unsigned process, thread;
	const char *name, *category;
	double at, until;
	unsigned long long id;
};

/* NULL and err: the file cannot be made. */
struct trace *trace_open(const char *path, double now, struct strbuf *err);

/* Ends the array; what was not whole is told as below. */
void trace_close(struct trace *trace);

/*
 * What is kept goes to the file. Where that fails (a full disk) a warning is
 * given, once, and no more is written: a trace never stops what it shows.
 */
void trace_flush(struct trace *trace);

/* The rows' names. */
void trace_process(struct trace *trace, unsigned process, const char *name);
void trace_thread(struct trace *trace, unsigned process, unsigned thread,
		  const char *name);

/* An event with the arguments that are put between these two. */
struct json_writer *trace_begin(struct trace *trace,
				const struct trace_event *event);
void trace_end(struct trace *trace);

#endif
