/* SPDX-License-Identifier: MIT */
/*
 * One request on its way through a dialect's handlers, and the paths that
 * lead to them: a table of routes, where ":" stands for one part of a path
 * and "*" for all that is left of it; both are given to the handler.
 */
#ifndef FORGE_CALL_H
#define FORGE_CALL_H

#include "base/json.h"
#include "forge.h"
#include "store.h"

#define CALL_ARGS 4

struct call {
	struct forge *forge;
	struct request *req;
	struct reply *reply;
	const char *site;		/* "http://127.0.0.1:PORT" */
	const char *api;		/* what REST paths stand behind */
	double now;
	const char *arg[CALL_ARGS];	/* what the path has for ":" and "*" */
	struct json body;		/* of a request that has one */
	struct repo repo;
	struct pull *pull;
	bool mutates;			/* GraphQL that changes something */
};

/*
 * Whether the parts of a path fit a pattern. args are borrowed from the
 * parts; what "*" gathers is joined again in rest.
 */
bool route_fits(const char *pattern, const struct strvec *parts,
		const char **args, struct strbuf *rest);

#endif
