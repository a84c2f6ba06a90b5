/* SPDX-License-Identifier: MIT */
/*
 * What the forge was asked: counters for GET /_forge/counters, a line a
 * request in DIR/log, and each distinct GraphQL query in DIR/queries. What
 * was in an Authorization header is written nowhere, only whose it was.
 *
 * A line of the log has its fields between tabs: time, method, path with
 * query, status (000: dropped), login ("-" nobody, "?" a token that is not
 * good), kind, user agent. With "times = true" in the config file DIR/times
 * has a line each too, for plots: seconds of the forge's clock in thousandths,
 * status, kind.
 */
#ifndef FORGE_COUNTERS_H
#define FORGE_COUNTERS_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "http.h"

#define STATUS_MAX 600
#define KIND_NR (REQUEST_GRAPHQL + 1)

struct counters {
	unsigned long kinds[KIND_NR];
	unsigned long running[KIND_NR], peak[KIND_NR];
	unsigned long statuses[STATUS_MAX];	/* 0: dropped */
	unsigned long git_401, git_pushes, content, pulls_opened, points;
	double last_write;		/* when one began; 0: none */
	double write_gap;		/* the least between two of them */
	int log;			/* DIR/log; 0: not open yet */
	int times;			/* DIR/times likewise; -1: none */
};

struct counted {
	unsigned status, points;
	bool content, opened_pull;
};

void counters_begin(struct counters *counters, const struct request *req);
void counters_end(struct counters *counters, const char *dir,
		  struct request *req, const struct counted *counted);
void counters_json(const struct counters *counters, struct strbuf *out);

/* All zero but what is running now; the log is emptied. */
void counters_reset(struct counters *counters);
void counters_release(struct counters *counters);

void counters_keep_query(const char *dir, const char *query);

#endif
