/* SPDX-License-Identifier: MIT */
/*
 * When to try again.
 */
#include "engine/backoff.h"

#define DELAY_MAX 60.0
#define LIMIT_FIRST 60.0
#define LIMIT_MAX 3600.0

/* 0 to below 1, even where seeds differ in one bit (the mix of splitmix64). */
static double spread(unsigned long long seed)
{
	seed += 0x9e3779b97f4a7c15ull;
	seed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9ull;
	seed = (seed ^ (seed >> 27)) * 0x94d049bb133111ebull;
	seed ^= seed >> 31;
	return (double)(seed >> 11) / (double)(1ull << 53);
}

double backoff_delay(unsigned attempt, unsigned long long seed)
{
	double delay = attempt ? (double)attempt * attempt : 1;

	if (delay > DELAY_MAX)
		delay = DELAY_MAX;
	return delay * (1 + spread(seed) / 5);
}

double backoff_limit(unsigned n)
{
	double wait = LIMIT_FIRST;

	while (n-- > 1 && wait < LIMIT_MAX)
		wait *= 2;
	return wait < LIMIT_MAX ? wait : LIMIT_MAX;
}
