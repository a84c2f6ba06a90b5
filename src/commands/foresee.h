/* SPDX-License-Identifier: MIT */
/*
 * The plan in words, before the start: how much is asked of whom, what bounds
 * each server, when it will be done.
 */
#ifndef COMMANDS_FORESEE_H
#define COMMANDS_FORESEE_H

#include "commands/work.h"

/*
 * On stderr, a line a server; where little is to be done (under a minute in
 * all) only if always is set. Of a dry run also what it holds back, however
 * little that is. Prepares the hosts.
 */
void foresee(struct campaign *c, enum work_kind kind,
	     const struct work_options *options, bool always);

/* The lines alone. */
void foresee_words(const struct forecast *forecast, struct strbuf *out);

#endif
