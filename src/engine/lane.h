/* SPDX-License-Identifier: MIT */
/*
 * How many at once. A lane is a count and its limit; who waits for it is
 * the campaign's business.
 */
#ifndef ENGINE_LANE_H
#define ENGINE_LANE_H

#include <stdbool.h>

enum lane_kind {		/* design.md part 9 */
	LANE_NONE,		/* a step that starts nothing */
	LANE_LOCAL,		/* CPU work, of this machine */
	LANE_NET,		/* git transfers, of a host */
	LANE_API,		/* reads, of a host */
	LANE_WRITE,		/* writes, of a host */
	LANE_KINDS
};

struct lane {
	unsigned running;
	unsigned limit;
	unsigned squeeze;	/* places given up for a while, see below */
	double squeezed_until;	/* engine clock; of old where squeeze is 0 */
};

const char *lane_name(enum lane_kind kind);	/* "local" … */
bool lane_has_place(struct lane *lane, double now);	/* ends a squeeze */
void lane_enter(struct lane *lane);
void lane_leave(struct lane *lane);

/*
 * The system had no place for one more (EAGAIN, EMFILE): at most what runs
 * now, at least one, until 5 s from now.
 */
void lane_squeeze(struct lane *lane, double now);

#endif
