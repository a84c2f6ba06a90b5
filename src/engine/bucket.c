/* SPDX-License-Identifier: MIT */
/*
 * How many per time.
 */
#include "engine/bucket.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/report.h"

/* More draws than this in one window are no limit for one machine. */
#define LIMIT_MAX 100000

static void windows_release(struct bucket *bucket)
{
	size_t i;

	for (i = 0; i < BUCKET_WINDOWS; i++)
		free(bucket->windows[i].times);
	memset(bucket->windows, 0, sizeof(bucket->windows));
}

void bucket_init(struct bucket *bucket)
{
	memset(bucket, 0, sizeof(*bucket));
}

void bucket_release(struct bucket *bucket)
{
	windows_release(bucket);
	free(bucket->frozen_why);
	bucket_init(bucket);
}

void bucket_add_window(struct bucket *bucket, double limit, double seconds)
{
	struct bucket_window *window = bucket->windows;

	while (window->limit)
		if (++window == bucket->windows + BUCKET_WINDOWS)
			BUG("more than %d windows", BUCKET_WINDOWS);
	if (limit > LIMIT_MAX)
		limit = LIMIT_MAX;
	window->limit = limit >= 1 ? (unsigned)limit : 1;
	window->seconds = seconds;
	window->times = xcalloc(window->limit, sizeof(*window->times));
}

void bucket_set_rate(struct bucket *bucket, double count, double seconds)
{
	windows_release(bucket);
	bucket->spacing = 0;
	bucket_add_window(bucket, count, seconds);
}

/* The ring's next place holds its oldest draw once it is full. */
static double window_ready_at(const struct bucket_window *window)
{
	if (!window->limit || window->filled < window->limit)
		return 0;
	return window->times[window->next] + window->seconds;
}

double bucket_ready_at(const struct bucket *bucket, double now)
{
	double latest = bucket->frozen_until, at;
	size_t i;

	if (bucket->last > 0 && bucket->last + bucket->spacing > latest)
		latest = bucket->last + bucket->spacing;
	for (i = 0; i < BUCKET_WINDOWS; i++) {
		at = window_ready_at(&bucket->windows[i]);
		if (at > latest)
			latest = at;
	}
	return latest > now ? latest : 0;
}

void bucket_draw(struct bucket *bucket, double now)
{
	struct bucket_window *window = bucket->windows;

	if (bucket_ready_at(bucket, now) > 0)
		BUG("a draw that is not allowed yet");
	for (; window < bucket->windows + BUCKET_WINDOWS; window++) {
		if (!window->limit)
			continue;
		window->times[window->next] = now;
		window->next = (window->next + 1) % window->limit;
		if (window->filled < window->limit)
			window->filled++;
	}
	bucket->last = now;
}

void bucket_freeze(struct bucket *bucket, double until, const char *why)
{
	if (until <= bucket->frozen_until)
		return;
	bucket->frozen_until = until;
	replace_string(&bucket->frozen_why, why);
}
