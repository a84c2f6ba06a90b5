/* SPDX-License-Identifier: MIT */
/*
 * The question before much is done.
 */
#ifndef COMMANDS_ASK_H
#define COMMANDS_ASK_H

#include "commands/work.h"

/*
 * On a terminal (stdin and stderr), without -y, and where more than 20
 * repositories are to be worked on: shows what, where and how many, and asks.
 * True: go on; also where nothing is asked.
 */
bool ask_before_work(const struct campaign *c,
		     const struct work_options *options);

/*
 * The same for any other work: what ("merge the pull requests"); always:
 * however few they are.
 */
bool ask_before(const struct campaign *c, const struct work_options *options,
		bool always, const char *what);

#endif
