/* SPDX-License-Identifier: MIT */
/*
 * What a campaign knows is put aside while the forges are only asked: a task
 * that is done stays done, only what they told is new.
 */
#ifndef COMMANDS_ASIDE_H
#define COMMANDS_ASIDE_H

#include <stdbool.h>

#include "campaign/campaign.h"

struct aside;

/*
 * The selected tasks have no result any more, and may be asked about; what
 * comes of that is not journalled, and not steered.
 */
struct aside *aside_set(struct campaign *c);

/*
 * They have it again, and the reason that the forge told meanwhile, if any;
 * frees what was set. Calls said(), if any, for each that could not be asked,
 * with why; false where there is one.
 */
bool aside_back(struct campaign *c, struct aside *aside,
		void (*said)(const struct task *task, const char *why));

#endif
