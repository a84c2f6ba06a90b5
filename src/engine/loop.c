/* SPDX-License-Identifier: MIT */
/*
 * The event loop.
 */
#include "engine/loop.h"

#include <ev.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/report.h"
#include "engine/child.h"
#include "engine/clock.h"

/*
 * Time that a wake-up may come late: libev's idea of the wall clock may be a
 * little ahead of ours, and to wake too early is to turn for nothing.
 */
#define LATENESS 0.001

static const int interrupting[] = { SIGHUP, SIGINT, SIGTERM };
static const int redrawing[] = { SIGCONT, SIGWINCH };

static struct {
	struct ev_loop *ev;
	ev_signal interrupt[ARRAY_SIZE(interrupting)];
	ev_signal redraw[ARRAY_SIZE(redrawing)];
	ev_periodic wake_at;
	ev_timer wake_in;
	unsigned interrupts;
	int last_signal;
	bool redraw_wanted;
	bool something_came;	/* in this round */
	double busy;		/* seconds in its callbacks */
} loop;

static void on_interrupt(struct ev_loop *ev, ev_signal *w, int revents)
{
	(void)ev;
	(void)revents;
	loop.interrupts++;
	loop.last_signal = w->signum;
}

/* CONT: we were stopped, and libev has not seen how long. */
static void on_redraw(struct ev_loop *ev, ev_signal *w, int revents)
{
	(void)revents;
	if (w->signum == SIGCONT)
		ev_now_update(ev);
	loop.redraw_wanted = true;
}

static void on_wake_at(struct ev_loop *ev, ev_periodic *w, int revents)
{
	(void)revents;
	ev_periodic_stop(ev, w);
}

static void on_wake_in(struct ev_loop *ev, ev_timer *w, int revents)
{
	(void)revents;
	ev_timer_stop(ev, w);
}

static void invoke_pending(struct ev_loop *ev)
{
	double began = clock_monotonic();

	if (ev_pending_count(ev))
		loop.something_came = true;
	ev_invoke_pending(ev);
	loop.busy += clock_monotonic() - began;
}

/* Does not count as something that could still happen: see loop_wait(). */
static void watch_signal(ev_signal *w, int sig,
			 void (*cb)(struct ev_loop *, ev_signal *, int))
{
	ev_signal_init(w, cb, sig);
	ev_signal_start(loop.ev, w);
	ev_unref(loop.ev);
}

/* Under nohup HUP came to us ignored, and stays so. */
static bool is_ignored(int sig)
{
	struct sigaction action;

	return !sigaction(sig, NULL, &action) &&
	       action.sa_handler == SIG_IGN;
}

void loop_open(void)
{
	size_t i;

	if (loop.ev)
		return;
	signal(SIGPIPE, SIG_IGN);
	loop.ev = ev_default_loop(0);
	if (!loop.ev)
		die("the system gives no event loop");
	ev_set_invoke_pending_cb(loop.ev, invoke_pending);
	for (i = 0; i < ARRAY_SIZE(interrupting); i++)
		if (interrupting[i] != SIGHUP || !is_ignored(SIGHUP))
			watch_signal(&loop.interrupt[i], interrupting[i],
				     on_interrupt);
	for (i = 0; i < ARRAY_SIZE(redrawing); i++)
		watch_signal(&loop.redraw[i], redrawing[i], on_redraw);
	ev_periodic_init(&loop.wake_at, on_wake_at, 0, 0, NULL);
	ev_timer_init(&loop.wake_in, on_wake_in, 0, 0);
}

/*
 * ev_run() returns at once when nothing is active, and its caller would turn
 * for ever. The clock is read again behind the callbacks, which may have
 * parsed for long: what is started now has its whole time.
 */
void loop_wait(void)
{
	int active;

	if (!loop.ev)
		BUG("a wait without a loop");
	loop.something_came = false;
	loop.busy = 0;
	active = ev_run(loop.ev, EVRUN_ONCE);
	if (!active && !loop.something_came)
		BUG("a wait for nothing");
	ev_now_update(loop.ev);
}

double loop_busy(void)
{
	return loop.busy;
}

void loop_wake_at(double when)
{
	ev_periodic_stop(loop.ev, &loop.wake_at);
	if (when <= 0)
		return;
	when = CLOCK_ORIGIN + clock_real(when - CLOCK_ORIGIN) + LATENESS;
	ev_periodic_set(&loop.wake_at, when, 0, NULL);
	ev_periodic_start(loop.ev, &loop.wake_at);
}

void loop_wake_in(double seconds)
{
	ev_timer_stop(loop.ev, &loop.wake_in);
	if (seconds < 0)
		return;
	ev_timer_set(&loop.wake_in, seconds, 0);
	ev_timer_start(loop.ev, &loop.wake_in);
}

unsigned loop_interrupts(void)
{
	return loop.interrupts;
}

int loop_interrupt_signal(void)
{
	return loop.last_signal;
}

static void on_readable(struct ev_loop *ev, ev_io *w, int revents)
{
	(void)revents;
	ev_io_stop(ev, w);
}

/* In the loop, not in poll(): a signal just before it would be slept over. */
bool loop_wait_readable(int fd)
{
	ev_io input;

	ev_io_init(&input, on_readable, fd, EV_READ);
	ev_io_start(loop.ev, &input);
	while (ev_is_active(&input) && !loop.interrupts)
		loop_wait();
	ev_io_stop(loop.ev, &input);
	return !loop.interrupts;
}

bool loop_was_interrupted(void)
{
	if (loop.ev)
		ev_run(loop.ev, EVRUN_NOWAIT);
	return loop.interrupts > 0;
}

bool loop_redraw(void)
{
	bool wanted = loop.redraw_wanted;

	loop.redraw_wanted = false;
	return wanted;
}

/* A signal's end runs no atexit hook, so what runs is ended here. */
void loop_die_by(int sig)
{
	sigset_t set;
	size_t i;

	child_kill_all();
	for (i = 0; i < ARRAY_SIZE(interrupting); i++)
		signal(interrupting[i], SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	signal(sig, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(sig);
	_exit(128 + sig);
}
