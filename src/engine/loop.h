/* SPDX-License-Identifier: MIT */
/*
 * The event loop: libev's default loop (which child watching requires),
 * signals, and one wake-up. Watchers' callbacks only record; whoever owns the
 * loop looks at what they recorded after each round.
 */
#ifndef ENGINE_LOOP_H
#define ENGINE_LOOP_H

#include <stdbool.h>

/* Ignores SIGPIPE, watches INT TERM HUP and WINCH, CONT. Once a process. */
void loop_open(void);

/* One round: waits for an event, runs its callbacks, returns. */
void loop_wait(void);

/* How many real seconds the callbacks of the last round took. */
double loop_busy(void);

/*
 * Ends a coming loop_wait() at this engine time at the latest; one time for
 * all, the newest call counts; 0: no wake-up is needed.
 */
void loop_wake_at(double when);

/* The same in real seconds from now, for the display; negative: none. */
void loop_wake_in(double seconds);

/* How many of INT, TERM, HUP came, and the last one's number. */
unsigned loop_interrupts(void);
int loop_interrupt_signal(void);

/*
 * Waits until fd can be read, or is at its end: true; false where one of INT,
 * TERM, HUP came, now or before.
 */
bool loop_wait_readable(int fd);

/* Looks whether a signal came, and does not wait: between pieces of work. */
bool loop_was_interrupted(void);

/* Whether WINCH or CONT came since the last call. */
bool loop_redraw(void);

/* Default handlers again, then raise(sig): does not return. */
void loop_die_by(int sig) __attribute__((noreturn));

#endif
