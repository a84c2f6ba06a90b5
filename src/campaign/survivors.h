/* SPDX-License-Identifier: MIT */
/*
 * Children that outlived an earlier run of a campaign (it was killed): their
 * process groups are ended before anything new begins.
 */
#ifndef CAMPAIGN_SURVIVORS_H
#define CAMPAIGN_SURVIVORS_H

#include "campaign/campaign.h"

/*
 * Finds them by GIT_MULTI_ATTEMPT in their environment (Linux: /proc, of the
 * same user); kills their groups and waits, at most 5 s, until they are
 * gone. Says how many it ended. The campaign's lock must be held.
 */
void survivors_end(const struct campaign *c);

#endif
