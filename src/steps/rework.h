/* SPDX-License-Identifier: MIT */
/*
 * For step_rework: what a person made of a diff, in task->data.
 */
#ifndef STEPS_REWORK_H
#define STEPS_REWORK_H

#include "base/strbuf.h"

struct rework {
	const char *edited, *shown;	/* see git/patchfit.h */
	struct strbuf commit;		/* when it is done: the new one */
};

#endif
