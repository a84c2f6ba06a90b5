/* SPDX-License-Identifier: MIT */
/*
 * Times, durations and rates as text. Nothing here asks the clock.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/strbuf.h"

/* "2026-11-22T10:00:00.123Z" of seconds since the epoch. */
void date_iso(struct strbuf *out, double when);

/* "14:32", or "2026-11-23 14:32" where that is another day than now's. */
void date_local(struct strbuf *out, double when, double now);

/*
 * The inverse, also of "2026-11-22T11:00:00+01:00"; -1 where s is no such
 * time, or one before 1970.
 */
double date_parse_iso(const char *s);

/* An HTTP date ("Sun, 06 Nov 1994 08:49:37 GMT"); -1 where it is none. */
double date_parse_http(const char *s);

/* "90s", "3min", "1h", "2h30min", "1d", "45": seconds; -1 and err. */
int date_parse_duration(const char *s, double *seconds, struct strbuf *err);

/* "2 h 1 min", "45 s", "120 ms": two units at most, for people. */
void date_duration(struct strbuf *out, double seconds);

/*
 * "30/min", "5/s", "500/h": how many in how many seconds; "none" (of a limit):
 * 0 in 0. Less than one is told of a longer time ("0.5/s": 30 in 60), at least
 * one a day. -1 and err.
 */
struct rate {
	double count;
	double seconds;
};
int date_parse_rate(const char *s, struct rate *rate, struct strbuf *err);

#endif
