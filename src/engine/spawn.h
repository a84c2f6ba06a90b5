/* SPDX-License-Identifier: MIT */
/*
 * A new process: the leader of its own session, so without a terminal, with
 * the signals as a shell would give them and three descriptors.
 */
#ifndef ENGINE_SPAWN_H
#define ENGINE_SPAWN_H

#include <sys/types.h>

#include "base/strbuf.h"

/*
 * argv[0] without a slash is looked up in the PATH of env; an entry there
 * that is not absolute is taken from where we stand, never from dir (which
 * may be a stranger's tree). With a slash it is used as it stands, and a
 * relative one would be taken from dir: a caller who gives a dir makes it
 * absolute first.
 */
struct spawn {
	const char *const *argv;
	const char *const *env;		/* NULL: ours */
	const char *dir;		/* NULL: where we are */
	int in;				/* -1: /dev/null */
	int out, err;			/* all of them 3 or higher */
};

/*
 * 0 and *pid: the program runs (what exec had to say has been heard); -1
 * and err; SPAWN_LATER and err where the system has no place for it now.
 */
#define SPAWN_LATER (-2)
int spawn_process(const struct spawn *spawn, pid_t *pid, struct strbuf *err);

#endif
