/* SPDX-License-Identifier: MIT */
/*
 * The parts of git multi limits: who is asked, and what is shown.
 */
#ifndef COMMANDS_LIMITS_H
#define COMMANDS_LIMITS_H

#include "campaign/host.h"
#include "terminal/columns.h"

/* What a row of limits has; only added to, never renamed. */
extern const struct field limit_fields[];

/*
 * A row for each limit of each account of the host, from disk; of a host that
 * nothing was drawn on only where named is set. Returns how many.
 */
size_t limits_show(struct rows *rows, struct host *host, bool named);
void limits_rows_begin(struct rows *rows, const struct row_format *format);

/*
 * Asks the prepared hosts of a list for their counters, all at once, and
 * takes them over. What goes wrong is a warning; returns whether something
 * did.
 */
bool limits_ask(struct host *list);

#endif
