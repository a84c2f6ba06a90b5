/* SPDX-License-Identifier: MIT */
/*
 * Merges wave after wave (design.md part 8): the next begins when the one
 * before is merged, and the base branches that it went to are green.
 */
#ifndef COMMANDS_WAVES_H
#define COMMANDS_WAVES_H

#include "campaign/campaign.h"
#include "commands/work.h"

/*
 * Takes the selected tasks through the plan, in waves of c->goal.waves, and
 * says where it stops; what is behind that is not touched. Earlier waves count
 * as far as they were merged before.
 */
void waves_work(struct campaign *c, const struct step *const *plan,
		const struct work_options *options);

#endif
