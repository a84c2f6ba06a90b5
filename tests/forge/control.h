/* SPDX-License-Identifier: MIT */
/*
 * /_forge/: how a test speaks to the forge itself, without a token.
 *
 *	GET  /_forge/counters	what was asked, as JSON
 *	GET  /_forge/faults	the rules and how often each was met
 *	POST /_forge/faults	the body is the new set of rules
 *	POST /_forge/checks	{"repo", "oid", "name", "state"}: pending,
 *				success or failure
 *	POST /_forge/approve	{"repo", "number", "login", "state"}:
 *				approved or changes
 *	POST /_forge/reset	counters, limits and log begin anew
 *	GET  /_forge/clock	the forge's time, ISO 8601
 */
#ifndef FORGE_CONTROL_H
#define FORGE_CONTROL_H

#include "forge.h"

void control_answer(struct site *site, struct request *req,
		    struct reply *reply);

#endif
