/* SPDX-License-Identifier: MIT */
/*
 * How many per time: sliding windows kept exactly, a spacing between draws,
 * and a freeze. Pure arithmetic in the engine's seconds; every function takes
 * the time as an argument.
 */
#ifndef ENGINE_BUCKET_H
#define ENGINE_BUCKET_H

#include <stddef.h>

#define BUCKET_WINDOWS 3

struct bucket_window {
	double seconds;
	unsigned limit;		/* draws within any such span; 0: no window */
	double *times;		/* ring of the last limit draws */
	size_t next, filled;
};

struct bucket {
	struct bucket_window windows[BUCKET_WINDOWS];
	double spacing;		/* seconds from one draw to the next */
	double last;		/* time of the last draw, 0: none */
	double frozen_until;	/* 0: not frozen */
	char *frozen_why;	/* one sentence for people, or NULL */
	unsigned limits_met;	/* limit answers in a row, for backoff */
};

void bucket_init(struct bucket *bucket);
void bucket_release(struct bucket *bucket);

/* Adds a window; the limit is rounded down, at least 1. */
void bucket_add_window(struct bucket *bucket, double limit, double seconds);

/* Removes all windows and the spacing: a rate the user gave replaces them. */
void bucket_set_rate(struct bucket *bucket, double count, double seconds);

/* 0: a draw is allowed now; else the earliest time at which one is. */
double bucket_ready_at(const struct bucket *bucket, double now);

/* Draws; only after bucket_ready_at() said 0. */
void bucket_draw(struct bucket *bucket, double now);

/* No draw before that time; an earlier freeze that lasts longer stays. */
void bucket_freeze(struct bucket *bucket, double until, const char *why);

#endif
