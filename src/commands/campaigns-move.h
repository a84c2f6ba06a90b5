/* SPDX-License-Identifier: MIT */
/*
 * git multi campaigns export, import: words[0] is that; the exit code.
 */
#ifndef COMMANDS_CAMPAIGNS_MOVE_H
#define COMMANDS_CAMPAIGNS_MOVE_H

#include "base/strvec.h"
#include "commands/commands.h"

int campaigns_export(const struct command *command,
		     const struct strvec *words);
int campaigns_import(const struct command *command,
		     const struct strvec *words);

#endif
