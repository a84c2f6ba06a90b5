/* SPDX-License-Identifier: MIT */
/*
 * Forks: where a branch goes that its repository does not take. A forge finds
 * the one that an account or group has, under whatever name, or makes it.
 */
#ifndef FORGES_FORKS_H
#define FORGES_FORKS_H

#include <stdbool.h>

#include "base/strvec.h"
#include "forges/forge.h"

struct forge_fork {
	char *owner, *name;	/* NULL: there is none */
	char *id;		/* the forge's own, or NULL */
	bool ready;		/* it has its commits: else fork_ready tells */
};

struct fork_query {
	const char *owner, *name;	/* what is forked */
	const char *repository;		/* the forge's own id of it, or NULL */
	const char *into;		/* whose fork it is */
	bool own;			/* the token's own account */
	bool refused;			/* find: no other can be made, so that
					   it is there, or its name is taken */
	const struct forge_fork *fork;	/* ready: this one */
	struct strvec *notes;		/* find: a forge's own, from part to
					   part */
};

void forge_fork_release(struct forge_fork *fork);	/* empty again */

/* Takes owner and name of "OWNER/NAME"; false where it is no such text. */
bool forge_fork_take_path(struct forge_fork *fork, const char *path);

/* Whether a text is "OWNER/NAME" of that fork, in any case. */
bool forge_fork_is(const struct forge_fork *fork, const struct json *doc,
		   int node);

#endif
