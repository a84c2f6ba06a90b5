/* SPDX-License-Identifier: MIT */
/*
 * Who watches, and the lines of GIT_MULTI_TRACE.
 */
#include "campaign/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/watch-parts.h"
#include "engine/loop.h"

#define VARIABLE "GIT_MULTI_TRACE"
#define SLOW_ROUND 0.05

bool watch_on;
struct trace *watch_trace;

static int lines = -1;		/* where they go; -1: nowhere */
static bool lines_owned;

/* What a task was told by its step, until its state is told. */
static struct {
	const struct task *task;
	const char *step, *verdict;
	struct strbuf why;
} said = { .why = STRBUF_INIT };

/* ---- open and close ---------------------------------------------------------- */

/* A descriptor that nobody gave us would soon be one of our own files. */
static void lines_to(int fd, const char *value)
{
	if (fcntl(fd, F_GETFD) < 0)
		warning("%s is '%s', but that descriptor is not open",
			VARIABLE, value);
	else
		lines = fd;
}

static void lines_into(const char *path)
{
	lines = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	lines_owned = lines >= 0;
	if (lines < 0)
		warning("cannot write '%s' of %s: %s", path, VARIABLE,
			strerror(errno));
}

static void open_lines(void)
{
	const char *value = getenv(VARIABLE);

	if (!value || !*value || !strcmp(value, "0") ||
	    !strcasecmp(value, "false"))
		return;
	if (!strcmp(value, "1") || !strcasecmp(value, "true"))
		lines_to(STDERR_FILENO, value);
	else if (*value >= '2' && *value <= '9' && !value[1])
		lines_to(*value - '0', value);
	else if (*value == '/')
		lines_into(value);
	else
		warning("%s is '%s', which is neither 1 (stderr), 2 to 9 (a "
			"descriptor) nor an absolute path", VARIABLE, value);
}

int watch_open(const char *file, struct strbuf *err)
{
	open_lines();
	if (file && !watch_trace) {
		watch_trace = trace_open(file, clock_monotonic(), err);
		if (!watch_trace)
			return -1;
		trace_process(watch_trace, 1, "this machine");
	}
	watch_on = watch_trace || lines >= 0;
	if (watch_on)
		atexit(watch_close);
	return 0;
}

void watch_close(void)
{
	if (!watch_on)
		return;
	watch_on = false;
	watch_rows_close();
	watch_limits_close();
	trace_close(watch_trace);
	watch_trace = NULL;
	strbuf_release(&said.why);
	if (lines_owned)
		close(lines);
	lines = -1;
	lines_owned = false;
}

/* ---- text --------------------------------------------------------------------- */

void watch_clean(struct strbuf *out, const char *text)
{
	struct strbuf clean = STRBUF_INIT;

	text_clean(&clean, text, strlen(text), false);
	credential_redact(&clean);
	strbuf_add(out, clean.buf, clean.len);
	strbuf_release(&clean);
}

void watch_put(struct json_writer *w, const char *key, const char *text)
{
	struct strbuf clean = STRBUF_INIT;

	watch_clean(&clean, text);
	json_put(w, key, clean.buf);
	strbuf_release(&clean);
}

void watch_number(struct json_writer *w, const char *key, double value)
{
	char text[64];

	snprintf(text, sizeof(text), "%.3f", value);
	json_put_raw(w, key, text);
}

struct json_writer *watch_event(struct trace_event *event, const char *name)
{
	struct strbuf clean = STRBUF_INIT;
	struct json_writer *w;

	watch_clean(&clean, name);
	event->name = clean.buf;
	w = trace_begin(watch_trace, event);
	event->name = NULL;
	strbuf_release(&clean);
	return w;
}

/* The time as git's own traces have it, so that both can be read together. */
static void put_time(struct strbuf *out)
{
	struct timeval now;
	struct tm tm;

	gettimeofday(&now, NULL);
	localtime_r(&now.tv_sec, &tm);
	strbuf_addf(out, "%02d:%02d:%02d.%06ld ", tm.tm_hour, tm.tm_min,
		    tm.tm_sec, (long)now.tv_usec);
}

static void write_line(struct strbuf *line)
{
	if (lines == STDERR_FILENO) {
		report_line("%s", line->buf);
		return;
	}
	strbuf_addch(line, '\n');
	if (file_write_all(lines, line->buf, line->len) == 0)
		return;
	warning("cannot write the lines of %s: %s; they end here", VARIABLE,
		strerror(errno));
	if (lines_owned)
		close(lines);
	lines = -1;
	watch_on = watch_trace;
}

void watch_line(const char *fmt, ...)
{
	struct strbuf raw = STRBUF_INIT, line = STRBUF_INIT;
	va_list ap;

	if (lines < 0)
		return;
	va_start(ap, fmt);
	strbuf_vaddf(&raw, fmt, ap);
	va_end(ap);
	put_time(&line);
	watch_clean(&line, raw.buf);
	write_line(&line);
	strbuf_release(&line);
	strbuf_release(&raw);
}

/* ---- states --------------------------------------------------------------------- */

static const char *const state_names[] = {
	[TASK_IDLE] = "idle", [TASK_WAITING] = "waiting",
	[TASK_SLEEPING] = "sleeping", [TASK_RUNNING] = "running",
	[TASK_FINISHED] = "finished"
};

static const struct step *step_at(const struct task *task)
{
	const struct campaign *c = task->campaign;

	return task->step < c->plan_nr ? c->plan[task->step] : NULL;
}

void watched_verdict(const struct task *task, enum verdict verdict,
		     const char *why)
{
	static const char *const names[] = {
		[VERDICT_NEXT] = "next", [VERDICT_MORE] = "more",
		[VERDICT_AGAIN] = "again", [VERDICT_BACK] = "back",
		[VERDICT_LATER] = "later", [VERDICT_END] = "end"
	};
	const struct step *step = step_at(task);

	said.task = task;
	said.step = step ? step->name : "";
	said.verdict = names[verdict];
	strbuf_reset(&said.why);
	strbuf_addstr(&said.why, why);
}

static void finished_event(const struct task *task)
{
	struct trace_event event = {
		.phase = 'i', .category = "task", .at = clock_monotonic(),
		.process = 1 + watch_host(task->campaign, task->host)
	};
	struct strbuf name = STRBUF_INIT;
	struct json_writer *w;

	strbuf_addf(&name, "%s: %s", result_name(task->result), task->key);
	w = watch_event(&event, name.buf);
	watch_put(w, "repository", task->key);
	json_put(w, "result", result_name(task->result));
	if (task->reason)
		watch_put(w, "reason", task->reason);
	watch_number(w, "engine", clock_now());
	trace_end(watch_trace);
	strbuf_release(&name);
}

/* "…, fetch said later: why, again in 2.0 s" */
static void put_reason(struct strbuf *out, const struct task *task, int state)
{
	double wait = task->not_before - clock_now();

	if (said.task == task)
		strbuf_addf(out, ", %s said %s%s%s", said.step, said.verdict,
			    said.why.len ? ": " : "", said.why.buf);
	else if (state == TASK_FINISHED && task->reason)
		strbuf_addf(out, ": %s", task->reason);
	if (state == TASK_SLEEPING && wait > 0)
		strbuf_addf(out, ", again in %.1f s", wait);
}

void watched_state(const struct task *task, int state)
{
	const struct step *step = step_at(task);
	struct strbuf why = STRBUF_INIT, where = STRBUF_INIT;

	put_reason(&why, task, state);
	if (said.task == task)
		said.task = NULL;
	if (step)
		strbuf_addf(&where, ", lane %s",
			    lane_name(step->lane_of ? step->lane_of(task)
						    : step->lane));
	watch_line("%s %s: %s -> %s%s%s%s%s", task->key,
		   step ? step->name : "end", state_names[task->state],
		   state_names[state], state == TASK_FINISHED ? " " : "",
		   state == TASK_FINISHED ? result_name(task->result) : "",
		   where.buf, why.buf);
	if (watch_trace && state == TASK_FINISHED)
		finished_event(task);
	strbuf_release(&where);
	strbuf_release(&why);
}

/* ---- the loop --------------------------------------------------------------------- */

static void slow_event(double now, double seconds, const char *what)
{
	static bool named;
	struct trace_event event = {
		.phase = 'X', .category = "loop", .process = 1, .thread = 1,
		.at = now - seconds, .until = now
	};
	struct json_writer *w;

	if (!named)
		trace_thread(watch_trace, 1, 1, "the loop's slow turns");
	named = true;
	w = watch_event(&event, "slow turn");
	json_put(w, "what", what);
	watch_number(w, "engine", clock_now());
	trace_end(watch_trace);
}

void watched_round(double began, double shown, double woken)
{
	double now = clock_monotonic(), events = loop_busy();
	double whole = shown - began + events + now - woken;
	struct strbuf what = STRBUF_INIT;
	unsigned begun, over;

	watch_counts(&begun, &over);
	if (whole <= SLOW_ROUND)
		return;
	strbuf_addf(&what, "display %.0f ms, events %.0f ms, turn %.0f ms "
		    "with %u over and %u begun", (shown - began) * 1e3,
		    events * 1e3, (now - woken) * 1e3, over, begun);
	watch_line("the loop's turn took %.0f ms: %s", whole * 1e3, what.buf);
	if (watch_trace)
		slow_event(now, whole, what.buf);
	strbuf_release(&what);
}
