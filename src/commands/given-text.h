/* SPDX-License-Identifier: MIT */
/*
 * Texts as options give them: in words, in a file, on standard input.
 */
#ifndef COMMANDS_GIVEN_TEXT_H
#define COMMANDS_GIVEN_TEXT_H

#include "commands/commands.h"

/*
 * The value of "--body TEXT|FILE": itself, or what a file of that name holds;
 * takes value over. NULL stays NULL. Usage error for a word that looks like a
 * path and names no file.
 */
char *given_text_or_file(const struct command *command, const char *option,
			 char *value);

/* The text of -m, or what the file of -F (- for stdin) holds; appended. */
void given_text_read(const struct command *command, const char *text,
		     const char *file, struct strbuf *out);

/* Usage error where a field in it is unknown; what: "the title". */
void given_text_check(const struct command *command, const char *what,
		      const char *text);

#endif
