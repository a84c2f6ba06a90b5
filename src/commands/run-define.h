/* SPDX-License-Identifier: MIT */
/*
 * What the options of run say of the change.
 */
#ifndef COMMANDS_RUN_DEFINE_H
#define COMMANDS_RUN_DEFINE_H

#include <stdbool.h>

#include "campaign/definition.h"
#include "commands/commands.h"

/* As given; strings owned. The rest stands in the definition already. */
struct run_text {
	char *campaign, *message, *message_file, *title, *body, *depth;
	char *patch;
	bool skip_ci;
	const char *if_exists;
};

/*
 * Completes the definition, and given->campaign. Ends the program by usage,
 * or dies where a file cannot be read or the program cannot be found.
 */
void run_define(const struct command *command, struct run_text *given,
		struct definition *definition);
/* run-check.c: of options that exclude each other, ends it by usage. */
void run_check(const struct command *command, const struct run_text *given,
	       const struct definition *definition, bool mails);
void run_text_release(struct run_text *given);

#endif
