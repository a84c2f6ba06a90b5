/* SPDX-License-Identifier: MIT */
/*
 * The forge's clock. GIT_MULTI_CLOCK=FACTOR makes it run faster than the
 * world, counted from one fixed day, so that whoever has the same factor
 * agrees on it (design.md part 15):
 *
 *	forge = WHEN_ORIGIN + (real - WHEN_ORIGIN) * factor
 *
 * Every date and reset header, window and record is in this clock; what
 * faults delay is in real seconds.
 */
#ifndef FORGE_WHEN_H
#define FORGE_WHEN_H

#include "base/strbuf.h"

#define WHEN_ORIGIN 1767225600.0	/* 2026-01-01T00:00:00Z */

/* -1 and err where the variable is no number of 1 or more. */
int when_init(struct strbuf *err);
double when_now(void);

/* The forge's time of a real one, such as a file's. */
double when_of(double real);

/* "2026-11-22T10:00:00Z", as forges write times: whole seconds. */
void when_iso(struct strbuf *out, double when);

/* "Sun, 22 Nov 2026 10:00:00 GMT", for Date and Retry-After. */
void when_http(struct strbuf *out, double when);

#endif
