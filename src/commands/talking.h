/* SPDX-License-Identifier: MIT */
/*
 * What comment and edit share, and what resume and retry do of them.
 */
#ifndef COMMANDS_TALKING_H
#define COMMANDS_TALKING_H

#include "campaign/campaign.h"
#include "commands/commands.h"
#include "commands/work.h"

/*
 * A whole command: the campaign and repositories of words, talk (taken over)
 * said of them. again: also where the same is not over, to all of them. The
 * exit code.
 */
int talking_command(struct strvec *words, struct talk *talk, bool again,
		    const struct work_options *options);

/*
 * Whether a comment or an edit is left in that state with some of the tasks
 * that are selected: then only they stay selected, open again; *others counts
 * the rest of those for which fits() (NULL: all).
 */
bool talking_choose(struct campaign *c, enum talk_state state,
		    bool (*fits)(const struct task *task), size_t *others);

/* Goes on with that; says that the others wait, for which command. */
int talking_go_on(struct campaign *c, const struct work_options *options,
		  size_t others, const char *command);

#endif
