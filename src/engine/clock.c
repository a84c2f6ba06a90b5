/* SPDX-License-Identifier: MIT */
/*
 * The engine's clock.
 */
#include "engine/clock.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "base/report.h"

static double factor = 1;

void clock_init(void)
{
	const char *text = getenv("GIT_MULTI_CLOCK");
	double value;
	char *end;

	factor = 1;
	if (!text || !*text)
		return;
	value = strtod(text, &end);
	if (!isdigit((unsigned char)*text) || *end || !isfinite(value) ||
	    value < 1)
		die("GIT_MULTI_CLOCK '%s' is no number of 1 or more", text);
	factor = value;
}

static double seconds_of(clockid_t id)
{
	struct timespec ts;

	if (clock_gettime(id, &ts) < 0)
		BUG("no clock %d", (int)id);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static double set_to;

void clock_set(double now)
{
	set_to = now;
}

double clock_now(void)
{
	double real;

	if (set_to > 0)
		return set_to;
	real = seconds_of(CLOCK_REALTIME);
	return CLOCK_ORIGIN + (real - CLOCK_ORIGIN) * factor;
}

double clock_factor(void)
{
	return factor;
}

double clock_real(double engine_seconds)
{
	return engine_seconds / factor;
}

double clock_monotonic(void)
{
	return seconds_of(CLOCK_MONOTONIC);
}
