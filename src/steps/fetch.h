/* SPDX-License-Identifier: MIT */
/*
 * What fetching a base has in common with bringing a reviewed commit back.
 */
#ifndef STEPS_FETCH_H
#define STEPS_FETCH_H

#include <stdbool.h>

#include "campaign/task.h"

/* git's own word for "all of it" (--unshallow refuses a whole one). */
#define FETCH_WHOLE 2147483647

/* The base's own ref below refs/multi/base, so that it stays reachable. */
void fetch_base_ref(const struct task *task, struct strbuf *ref);

/*
 * A server that serves no commit by its id (protocol 0), or does not have it
 * any more: the branch by its name, and what it is now is our base.
 */
bool fetch_wants_name(const struct task *task);
void fetch_take_base(struct task *task);

#endif
