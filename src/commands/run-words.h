/* SPDX-License-Identifier: MIT */
/*
 * Options after the command's words (design.md part 3): `--` is the rule; what
 * stands there without it is taken as ours only where it can be nothing else.
 */
#ifndef COMMANDS_RUN_WORDS_H
#define COMMANDS_RUN_WORDS_H

#include "base/options.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "commands/commands.h"

/*
 * What is left behind the leading options (rest, and whether "--" stood before
 * it, as options_parse() told): the command's own words, and the options of
 * ours at the end of the line. Pure. -1 and a sentence that asks for "--".
 */
int run_words_split(const struct opt *table, const struct strvec *rest,
		    bool saw_dashes, struct strvec *words,
		    struct strvec *options, struct strbuf *err);

/*
 * Parses the whole command line of a command that runs a command: options by
 * its table, the rest to words. Exits as command_options() does.
 */
void run_words(const struct command *command, int argc,
	       const char *const *argv, struct strvec *words);

#endif
