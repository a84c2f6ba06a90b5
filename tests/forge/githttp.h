/* SPDX-License-Identifier: MIT */
/*
 * Git over HTTP: the real `git http-backend`, a child a request, behind
 * tokens and permissions. Served at /OWNER/NAME.git and /OWNER/NAME.
 */
#ifndef FORGE_GITHTTP_H
#define FORGE_GITHTTP_H

#include "forge.h"

/* Whether it is git that asks; of the path only. */
bool githttp_wants(const struct request *req);

/* Whether its body goes to a file, for the child to read. */
bool githttp_takes_body(const struct request *req);

/* Takes the forge's lock itself, and not while git runs. */
void githttp_answer(struct site *site, struct request *req,
		    struct reply *reply);

#endif
