/* SPDX-License-Identifier: MIT */
/*
 * How long a task waits to be merged.
 */
#ifndef STEPS_WAIT_H
#define STEPS_WAIT_H

#include "campaign/task.h"

enum waiting_for {
	WAITING_FOR_FORGE,	/* it computes something: soon there */
	WAITING_FOR_CHECKS,
	WAITING_FOR_PEOPLE
};

/*
 * Until the next time that a batch asks: verdict (LATER or BACK) with
 * not_before set; or END, waiting, where the goal's time is over.
 */
enum verdict wait_longer(struct task *task, enum waiting_for what,
			 enum verdict verdict);

/*
 * When the wait for a merge is over, limits of the host's among it (a step's
 * not_after); 0: the goal names no time.
 */
double wait_until(const struct task *task);

#endif
