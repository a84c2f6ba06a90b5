/* SPDX-License-Identifier: MIT */
/*
 * The question before much is done.
 */
#ifndef COMMANDS_ASK_H
#define COMMANDS_ASK_H

#include "commands/work.h"

/*
 * The plan: how much is asked of each server, what bounds it, when it is done
 * (see foresee.h); and on a terminal (stdin and stderr), without -y, and where
 * more than 20 repositories are to be worked on, the question: what, where and
 * how many. True: go on; also where nothing is asked, as in a dry run.
 */
bool ask_before_work(struct campaign *c, const struct work_options *options);

/*
 * The same for any work: what ("merge the pull requests"; NULL: do not ask);
 * always: however few they are. The goal must be the one to come, and the
 * tasks open again, in memory at least.
 */
bool ask_before(struct campaign *c, const struct work_options *options,
		enum work_kind kind, bool always, const char *what);

#endif
