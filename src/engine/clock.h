/* SPDX-License-Identifier: MIT */
/*
 * The engine's clock: seconds since the epoch, UTC, as a double. In tests
 * GIT_MULTI_CLOCK=FACTOR makes it run faster, counted from one fixed day, so
 * that every process with the same factor (the demo forge too) agrees:
 *
 *	engine = CLOCK_ORIGIN + (real - CLOCK_ORIGIN) * factor
 *
 * In this clock: appointments (not before, resets, Retry-After), buckets,
 * spacing, backoff, every time that is journalled or shown. In real seconds:
 * what measures the world (time-outs of children and connections, frames of
 * the display).
 */
#ifndef ENGINE_CLOCK_H
#define ENGINE_CLOCK_H

#define CLOCK_ORIGIN 1767225600.0	/* 2026-01-01T00:00:00Z */

/* Reads GIT_MULTI_CLOCK once; dies where it is no number of 1 or more. */
void clock_init(void);
double clock_now(void);
double clock_factor(void);

/* For simulations: it stands at that time until the next call; 0: runs on. */
void clock_set(double now);

/* Real seconds that so many of the engine's take. */
double clock_real(double engine_seconds);

/* Real, monotonic seconds, for durations only. */
double clock_monotonic(void);

#endif
