/* SPDX-License-Identifier: MIT */
/*
 * Names for completion, from what is on this machine: no process is started,
 * no server is asked, and what cannot be read gives none.
 */
#ifndef COMMANDS_COMPLETE_VALUES_H
#define COMMANDS_COMPLETE_VALUES_H

#include "base/strvec.h"

void complete_campaigns(struct strvec *out);
void complete_classes(struct strvec *out);

/* Of that campaign; NULL, or no campaign: all that are in the cache. */
void complete_repositories(const char *campaign, struct strvec *out);

/* Of those repositories, and those that limits are counted of. */
void complete_hosts(struct strvec *out);

#endif
