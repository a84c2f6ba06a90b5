/* SPDX-License-Identifier: MIT */
/*
 * The rounds of the pool.
 */
#ifndef COMMANDS_WORK_LOOP_H
#define COMMANDS_WORK_LOOP_H

#include "campaign/campaign.h"

/*
 * Until the campaign, which was started, has nothing more to do; it is told
 * to stop by an interrupt, and when so many engine seconds are over (0: not).
 */
void work_loop(struct campaign *c, double seconds);

#endif
