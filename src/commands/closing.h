/* SPDX-License-Identifier: MIT */
/*
 * What close, resume and retry share: repositories whose pull requests are to
 * be closed, and whose close did not end well, are only ever closed, until a
 * command says something else of them.
 */
#ifndef COMMANDS_CLOSING_H
#define COMMANDS_CLOSING_H

#include "commands/work.h"

/*
 * Whether a close is to go on for some of the selected tasks: then only
 * they stay selected, the others are counted in *others. fits: whether it is
 * to go on with the task; NULL: with all.
 */
bool closing_choose(struct campaign *c,
		    bool (*fits)(const struct task *task), size_t *others);

/* The question before any close; the goal must be the one to come. */
bool closing_ask(struct campaign *c, const struct work_options *options);

/* Journals that the selected tasks are to be closed. */
void closing_take_up(struct campaign *c, const struct goal *goal);

/*
 * Goes on with the close of the selected tasks, after a question; says that
 * the others wait, and for which command. The exit code.
 */
int closing_go_on(struct campaign *c, const struct work_options *options,
		  size_t others, const char *command);

#endif
