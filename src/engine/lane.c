/* SPDX-License-Identifier: MIT */
/*
 * How many at once.
 */
#include "engine/lane.h"

#include "base/report.h"

#define SQUEEZE_SECONDS 5

const char *lane_name(enum lane_kind kind)
{
	static const char *const names[LANE_KINDS] = {
		[LANE_NONE] = "none",
		[LANE_LOCAL] = "local",
		[LANE_NET] = "net",
		[LANE_API] = "api",
		[LANE_WRITE] = "write",
	};

	if (kind >= LANE_KINDS)
		BUG("no lane %d", (int)kind);
	return names[kind];
}

bool lane_has_place(struct lane *lane, double now)
{
	if (now >= lane->squeezed_until)
		lane->squeeze = 0;
	if (lane->squeeze >= lane->limit)
		return false;
	return lane->running < lane->limit - lane->squeeze;
}

void lane_enter(struct lane *lane)
{
	lane->running++;
}

void lane_leave(struct lane *lane)
{
	if (!lane->running)
		BUG("left a lane that is empty");
	lane->running--;
}

void lane_squeeze(struct lane *lane, double now)
{
	unsigned keep = lane->running ? lane->running : 1;

	lane->squeeze = keep < lane->limit ? lane->limit - keep : 0;
	lane->squeezed_until = now + SQUEEZE_SECONDS;
}
