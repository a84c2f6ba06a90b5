/* SPDX-License-Identifier: MIT */
/*
 * What the shells' completions ask: fast, from what is on this machine.
 */
#ifndef COMMANDS_COMPLETE_H
#define COMMANDS_COMPLETE_H

/*
 * git multi --complete WHAT, words[0] being WHAT; a line each on stdout:
 *	line WORD...		what fits, as complete_line() says
 *	commands		NAME, tab, summary
 *	options COMMAND		as options_list() says
 *	campaign, class, host	names
 *	repo [CAMPAIGN]		names
 * Anything else, or what cannot be found out, gives no line. Returns the
 * exit code. No process is started, no server is asked.
 */
int complete(int argc, const char *const *words);

#endif
