/* SPDX-License-Identifier: MIT */
/*
 * What a run shows while it runs, on stderr: a live block on a terminal
 * (at most 10 frames a second, gone at the end without a trace), or lines
 * (append-only, a heartbeat every 30 s), or nothing. It draws from a
 * snapshot that its caller fills; it keeps no state of the work.
 */
#ifndef TERMINAL_PROGRESS_H
#define TERMINAL_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct progress_running {
	const char *task;	/* key */
	const char *step;
	double seconds;		/* how long it has been running, engine */
};

struct progress_wait {
	const char *what;	/* "github.com: 1 write a second" */
	size_t tasks;		/* how many wait for it */
	double seconds;		/* until it ends, engine; 0: unknown */
};

struct progress_view {
	const char *title;	/* campaign and command */
	size_t total, finished;
	size_t done, unchanged, skipped, failed, waiting, cancelled;
	const struct progress_running *running;
	size_t running_nr;
	const struct progress_wait *waits;
	size_t waits_nr;
	double eta;		/* engine seconds; negative: unknown */
	bool ending;		/* Ctrl-C came: says so */
	const char *paused;	/* by a person: what; NULL: nothing */
};

enum progress_kind { PROGRESS_AUTO, PROGRESS_BLOCK, PROGRESS_LINES,
		     PROGRESS_NONE };

/*
 * AUTO: block where stderr is a terminal, we are its foreground, TERM is not
 * dumb, and neither CI nor ACCESSIBLE is set; else lines. With -q: none.
 * Takes the sink of base/report.h, so that messages never tear the block.
 */
void progress_start(enum progress_kind kind);

/*
 * Draws if a frame is due (now: clock_monotonic()); returns the real seconds
 * after which it wants to be called again even if nothing happened; negative:
 * never.
 */
double progress_show(const struct progress_view *view, double now);
void progress_redraw(void);	/* the size changed, or we were stopped */

/*
 * A line about one task's end, for lines mode ("done github.com/o/n …"); the
 * block shows it nowhere.
 */
void progress_task(const char *line);

/* Erases the block and gives the sink back. Also from atexit, on die(). */
void progress_end(void);

#endif
