/* SPDX-License-Identifier: MIT */
/*
 * What a run shows while it runs. The cursor rests on the first character of
 * the block, not below it: so whatever a resize does to its lines, and
 * whatever the keyboard echoes there, to erase from the cursor on is enough
 * and takes nothing that was there before.
 */
#include "terminal/progress.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/file.h"
#include "base/report.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "base/text.h"
#include "terminal/block.h"
#include "terminal/screen.h"

#define FRAME 0.1		/* ten a second at the most */
#define TICK 1.0		/* running times go on when nothing ends */
#define HEARTBEAT 30.0
#define LONG_WAIT 60.0		/* engine seconds */
#define NAMED_RUNNING 5		/* in a heartbeat */

#define ERASE "\r\033[J"
#define WRAP_OFF "\033[?7l"	/* a line too long must not become two */
#define WRAP_ON "\033[?7h"

static struct {
	enum progress_kind kind;
	bool begun;		/* shown is when the last frame was, or start */
	double shown;
	bool redraw;
	struct strbuf block;	/* the last frame, as written */
	unsigned columns, rows;	/* of the screen it was made for */
	volatile sig_atomic_t drawn;	/* it is on the screen */
} progress = { .kind = PROGRESS_NONE, .block = STRBUF_INIT };

/* Where nobody is the foreground, no job control can stop us either. */
static bool is_foreground(void)
{
	pid_t group = tcgetpgrp(STDERR_FILENO);

	return group < 0 || group == getpgrp();
}

/* ---- stopped by Ctrl-Z -------------------------------------------------- */

/* Stopped, we leave the screen to the shell; CONT brings the next frame. */
static void on_stop(int sig)
{
	int saved = errno;
	sigset_t set, before;

	if (progress.drawn && is_foreground() &&
	    write(STDERR_FILENO, ERASE, strlen(ERASE)) < 0)
		errno = 0;	/* no terminal is left: nothing to clean */
	progress.drawn = false;
	signal(sig, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, sig);
	raise(sig);
	sigprocmask(SIG_UNBLOCK, &set, &before);	/* stops here */
	sigprocmask(SIG_SETMASK, &before, NULL);
	signal(sig, on_stop);
	errno = saved;
}

static bool is_handled_by(void (*handler)(int))
{
	struct sigaction action;

	return !sigaction(SIGTSTP, NULL, &action) &&
	       action.sa_handler == handler;
}

/* ---- the screen --------------------------------------------------------- */

/* All at once, and not stopped in the middle. */
static void write_out(const struct strbuf *text, bool drawn)
{
	sigset_t set, before;

	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	sigprocmask(SIG_BLOCK, &set, &before);
	file_write_all(STDERR_FILENO, text->buf, text->len);
	progress.drawn = drawn;
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/* Held by Ctrl-S it takes nothing: the work must not wait for it. */
static bool takes_more(void)
{
	struct pollfd fd = { .fd = STDERR_FILENO, .events = POLLOUT };

	return poll(&fd, 1, 0) > 0;
}

/*
 * A message: the block gives way, and stands again below it; where it may no
 * longer fit, not before the next frame.
 */
static void above_the_block(const char *text, size_t len)
{
	struct strbuf out = STRBUF_INIT;
	bool is_there = progress.drawn && is_foreground();
	bool again = is_there &&
		     progress.columns == screen_columns(STDERR_FILENO) &&
		     progress.rows == screen_lines(STDERR_FILENO);

	if (is_there)
		strbuf_addstr(&out, ERASE);
	strbuf_add(&out, text, len);
	if (is_there && len && text[len - 1] != '\n')
		strbuf_addch(&out, '\n');
	if (again)
		strbuf_add(&out, progress.block.buf, progress.block.len);
	write_out(&out, again);
	strbuf_release(&out);
}

/* Over the last frame, line by line: nothing flickers. */
static void add_block(struct strbuf *out, const struct strvec *lines)
{
	size_t i;

	strbuf_addstr(out, WRAP_OFF "\r");
	for (i = 0; i < lines->nr; i++)
		strbuf_addf(out, "%s%s%s", i ? "\n" : "", lines->v[i],
			    i + 1 < lines->nr ? "\033[K" : "\033[J");
	if (lines->nr > 1)
		strbuf_addf(out, "\033[%zuA", lines->nr - 1);
	strbuf_addstr(out, "\r" WRAP_ON);
}

static void draw(const struct progress_view *view)
{
	struct strvec lines = STRVEC_INIT;
	struct strbuf block = STRBUF_INIT;

	progress.columns = screen_columns(STDERR_FILENO);
	progress.rows = screen_lines(STDERR_FILENO);
	block_make(&lines, view, progress.columns, progress.rows,
		   screen_utf8());
	add_block(&block, &lines);
	if (progress.redraw || !progress.drawn ||
	    strcmp(block.buf, progress.block.buf) != 0) {
		strbuf_reset(&progress.block);
		strbuf_add(&progress.block, block.buf, block.len);
		write_out(&block, true);
	}
	progress.redraw = false;
	strvec_clear(&lines);
	strbuf_release(&block);
}

/* ---- lines -------------------------------------------------------------- */

/* From outside, and one line only. */
static void say_line(const char *text)
{
	struct strbuf clean = STRBUF_INIT;

	text_clean(&clean, text, strlen(text), false);
	say("%s", clean.buf);
	strbuf_release(&clean);
}

static void heartbeat(const struct progress_view *view)
{
	struct strbuf line = STRBUF_INIT;
	size_t i, waiting = 0;

	strbuf_addf(&line, "%zu/%zu done", view->finished, view->total);
	if (view->failed)
		strbuf_addf(&line, ", %zu failed", view->failed);
	for (i = 0; i < view->waits_nr; i++)
		waiting += view->waits[i].tasks;
	if (waiting)
		strbuf_addf(&line, ", %zu waiting for %s%s", waiting,
			    view->waits[0].what,
			    view->waits_nr > 1 ? " and others" : "");
	if (waiting && view->waits[0].seconds >= LONG_WAIT) {
		strbuf_addstr(&line, ", for ");
		date_duration(&line, view->waits[0].seconds);
	}
	if (view->paused)
		strbuf_addf(&line, ", paused: %s", view->paused);
	strbuf_addf(&line, ", %zu running", view->running_nr);
	for (i = 0; i < view->running_nr && i < NAMED_RUNNING; i++)
		strbuf_addf(&line, "%s%s %s", i ? ", " : ": ",
			    view->running[i].step, view->running[i].task);
	if (i < view->running_nr)
		strbuf_addstr(&line, ", ...");
	say_line(line.buf);
	strbuf_release(&line);
}

/* ---- which of them ------------------------------------------------------ */

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

static enum progress_kind choose(void)
{
	const char *term = getenv("TERM");

	if (screen_stderr_is_terminal() && is_foreground() && term && *term &&
	    strcmp(term, "dumb") && !is_set("CI") && !is_set("ACCESSIBLE"))
		return PROGRESS_BLOCK;
	return PROGRESS_LINES;
}

void progress_start(enum progress_kind kind)
{
	static bool registered;

	progress_end();
	if (report_quiet)
		kind = PROGRESS_NONE;
	if (kind == PROGRESS_AUTO ||
	    (kind == PROGRESS_BLOCK && !screen_stderr_is_terminal()))
		kind = choose();
	progress.kind = kind;
	if (kind != PROGRESS_BLOCK)
		return;
	report_set_sink(above_the_block);
	if (is_handled_by(SIG_DFL))
		signal(SIGTSTP, on_stop);
	if (!registered)
		atexit(progress_end);
	registered = true;
}

static double show_block(const struct progress_view *view, double now)
{
	double due = progress.shown + FRAME;

	if (progress.begun && now < due)
		return due - now;
	progress.begun = true;
	progress.shown = now;
	if (is_foreground() && takes_more())
		draw(view);
	return TICK;
}

/* The first one comes when the first half minute is over. */
static double show_lines(const struct progress_view *view, double now)
{
	if (!progress.begun)
		progress.shown = now;
	progress.begun = true;
	if (now >= progress.shown + HEARTBEAT) {
		progress.shown = now;
		heartbeat(view);
	}
	return progress.shown + HEARTBEAT - now;
}

double progress_show(const struct progress_view *view, double now)
{
	switch (progress.kind) {
	case PROGRESS_BLOCK:
		return show_block(view, now);
	case PROGRESS_LINES:
		return show_lines(view, now);
	default:
		return -1;
	}
}

void progress_redraw(void)
{
	progress.redraw = true;
}

void progress_task(const char *line)
{
	if (progress.kind == PROGRESS_LINES)
		say_line(line);
}

void progress_end(void)
{
	struct strbuf out = STRBUF_INIT;

	if (progress.kind == PROGRESS_BLOCK) {
		report_set_sink(NULL);
		if (progress.drawn && is_foreground()) {
			strbuf_addstr(&out, ERASE);
			write_out(&out, false);
		}
		if (is_handled_by(on_stop))
			signal(SIGTSTP, SIG_DFL);
	}
	strbuf_release(&out);
	strbuf_release(&progress.block);
	progress.kind = PROGRESS_NONE;
	progress.begun = progress.redraw = false;
	progress.drawn = false;
}
