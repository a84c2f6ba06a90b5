/* SPDX-License-Identifier: MIT */
/*
 * The forge's clock, and times as forges write them.
 */
#include "when.h"

#include <stdlib.h>
#include <time.h>

static double factor = 1.0;

static void add_time(struct strbuf *out, const char *format, double when)
{
	time_t seconds = (time_t)when;
	struct tm parts;
	char text[64];

	gmtime_r(&seconds, &parts);
	strbuf_add(out, text, strftime(text, sizeof(text), format, &parts));
}

int when_init(struct strbuf *err)
{
	const char *text = getenv("GIT_MULTI_CLOCK");
	char *end;

	if (!text || !*text)
		return 0;
	factor = strtod(text, &end);
	if (*end || !(factor >= 1.0)) {
		strbuf_addf(err, "'GIT_MULTI_CLOCK' is no factor of 1 or more:"
			    " '%s'", text);
		return -1;
	}
	return 0;
}

double when_of(double real)
{
	return WHEN_ORIGIN + (real - WHEN_ORIGIN) * factor;
}

double when_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return when_of((double)now.tv_sec + (double)now.tv_nsec / 1e9);
}

void when_iso(struct strbuf *out, double when)
{
	add_time(out, "%Y-%m-%dT%H:%M:%SZ", when);
}

void when_http(struct strbuf *out, double when)
{
	add_time(out, "%a, %d %b %Y %H:%M:%S GMT", when);
}
