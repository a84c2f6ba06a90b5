/* SPDX-License-Identifier: MIT */
/*
 * What a forge says of its own counters when it is asked: one request, for
 * git multi limits --ask.
 */
#ifndef FORGES_QUOTA_H
#define FORGES_QUOTA_H

#include <stdbool.h>

#include "forges/forge.h"

/*
 * False: this forge has no such question. GitHub's counts nothing by itself;
 * the others are asked whose the token is, and their headers tell.
 */
bool quota_ask(const struct forge *forge, const struct forge_site *site,
	       struct request *request);

/*
 * How many counters it told (0: none, as many servers have none), into
 * limits; -1 and why where the server refused.
 */
int quota_read(const struct forge *forge, const struct request *request,
	       const struct reply *reply, struct limits limits[TOLD_NR],
	       struct strbuf *why);

#endif
