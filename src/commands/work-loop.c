/* SPDX-License-Identifier: MIT */
/*
 * Round by round until the pool has nothing more to do: what is shown, what
 * the user's signals and the time of --for ask for, then the turn.
 */
#include "commands/work-loop.h"

#include <signal.h>

#include "base/date.h"
#include "base/report.h"
#include "campaign/watch.h"
#include "engine/clock.h"
#include "engine/loop.h"
#include "terminal/progress.h"

/* The first Ctrl-C ends in good order, the second at once. */
static void heed_interrupts(struct campaign *c, unsigned *seen)
{
	unsigned now = loop_interrupts();

	if (now == *seen)
		return;
	if (!*seen)
		say("stopping: what runs is ended%s",
		    loop_interrupt_signal() != SIGINT ? "" :
		    "; press Ctrl-C again to kill it");
	campaign_stop(c, now > 1);
	*seen = now;
}

#define FRAME 0.1

static void wake_in(double next, double limit)
{
	loop_wake_in(limit >= 0 && (next < 0 || limit < next) ? limit : next);
}

/*
 * A frame costs a look at every task: only when one is due. The next round
 * comes within so many real seconds; negative: when something happens.
 */
static void show(struct campaign *c, double *due, double limit)
{
	double now = clock_monotonic(), next;

	if (loop_redraw())
		progress_redraw();
	else if (now < *due) {
		wake_in(*due - now, limit);
		return;
	}
	next = progress_show(campaign_view(c), now);
	*due = now + FRAME;
	wake_in(next, limit);
}

/* What runs when the time of --for is over is let end, within bounds. */
#define GRACE 60.0

/* Real seconds until the time of --for is over; negative: it has none. */
static double time_left(double until)
{
	double left = until - clock_now();

	if (until <= 0)
		return -1;
	return left > 0 ? clock_real(left) : 0;
}

/* Nothing more is begun when it is over. */
static void heed_time(struct campaign *c, double *until)
{
	struct strbuf length = STRBUF_INIT;
	double now = clock_now();

	if (*until <= 0 || now < *until)
		return;
	if (!c->ending) {
		date_duration(&length, *until - c->started);
		say("stopping after %s: what runs comes to its end",
		    length.buf);
		campaign_wind_down(c);
		*until = now + GRACE;
	} else {
		if (c->winding_down)
			campaign_stop(c, false);
		*until = 0;
	}
	strbuf_release(&length);
}

void work_loop(struct campaign *c, double seconds)
{
	double due = 0, until = seconds > 0 ? c->started + seconds : 0;
	double began = watch_clock(), shown, woken;
	unsigned seen = 0;

	campaign_turn(c);
	watch_round(began, began, began);
	while (campaign_busy(c)) {
		began = watch_clock();
		show(c, &due, time_left(until));
		shown = watch_clock();
		loop_wait();
		woken = watch_clock();
		heed_interrupts(c, &seen);
		heed_time(c, &until);
		campaign_turn(c);
		watch_round(began, shown, woken);
	}
}
