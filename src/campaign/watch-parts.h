/* SPDX-License-Identifier: MIT */
/*
 * What the files that watch the pool share. In the trace the process 1 is
 * this machine, and the hosts follow in the order of the campaign's list.
 */
#ifndef CAMPAIGN_WATCH_PARTS_H
#define CAMPAIGN_WATCH_PARTS_H

#include "campaign/campaign.h"
#include "engine/trace.h"

extern struct trace *watch_trace;	/* NULL: none is written */

/* Rows of a process: its lanes' places, each lane from here on. */
#define WATCH_ROWS 10000u
#define WATCH_LANE 1000u

/* A line of GIT_MULTI_TRACE, or nothing where that is off. */
void watch_line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Text from outside: clean, and without secrets. */
void watch_clean(struct strbuf *out, const char *text);
void watch_put(struct json_writer *w, const char *key, const char *text);

/* A number as it is. */
void watch_number(struct json_writer *w, const char *key, double value);

/* An event in a host's rows (0: this machine), named after clean(). */
struct json_writer *watch_event(struct trace_event *event, const char *name);

/* 1 and up; 0 for NULL. Its rows' name is told once. */
unsigned watch_host(const struct campaign *c, const struct host *host);

/* How many began and were over since the last call. */
void watch_counts(unsigned *begun, unsigned *over);

/* At the end. */
void watch_rows_close(void);
void watch_limits_close(void);

#endif
