/* SPDX-License-Identifier: MIT */
/*
 * A selection as the command line says it, with the servers that it asks.
 */
#ifndef COMMANDS_SELECT_H
#define COMMANDS_SELECT_H

#include "campaign/host.h"
#include "campaign/selection.h"
#include "commands/commands.h"
#include "commands/work.h"

/* Usage error where nothing is selected, or the options do not go together. */
void select_check(const struct command *command,
		  const struct selection *selection);

/*
 * The repositories, each once; servers are asked where the options need it,
 * with progress as in options (which must be set up: work_setup()). Ends the
 * program where something cannot be read or told, and by an interrupt. Returns
 * the servers, prepared, for the campaign that asks them next; NULL: none was
 * asked.
 */
struct host *select_repositories(const struct selection *selection,
				 const struct work_options *options,
				 struct selected **list, size_t *nr);

/* Says that nothing is selected, and puts its servers away. */
void select_none(struct host *hosts);

#endif
