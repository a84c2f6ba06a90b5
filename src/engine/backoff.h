/* SPDX-License-Identifier: MIT */
/*
 * When to try again.
 */
#ifndef ENGINE_BACKOFF_H
#define ENGINE_BACKOFF_H

/*
 * Engine seconds to wait after the attempt-th failure (1, 2, …): 1, 4, 9 …,
 * at most 60, plus up to a fifth of it by seed (the same seed gives the same
 * jitter, so that tests can expect it).
 */
double backoff_delay(unsigned attempt, unsigned long long seed);

/* After the n-th limit answer in a row that named no time: 60, 120, … 3600. */
double backoff_limit(unsigned n);

#endif
