/* SPDX-License-Identifier: MIT */
/*
 * A task that begins while the others are on their way.
 */
#ifndef CAMPAIGN_STEER_JOIN_H
#define CAMPAIGN_STEER_JOIN_H

#include "campaign/campaign.h"

/*
 * A task that is not on its way begins, or begins again. -1 and why: it cannot
 * in this run, and what to do instead.
 */
int steer_join(struct task *task, struct strbuf *why);

#endif
