/* SPDX-License-Identifier: MIT */
/*
 * The end of a run: its rows, what came of them in words, the next command.
 */
#ifndef COMMANDS_SUMMARY_H
#define COMMANDS_SUMMARY_H

#include "campaign/campaign.h"
#include "terminal/columns.h"

/* A line about a task that has just ended, where lines are shown. */
void summary_task(struct task *task);

/*
 * The selected tasks as rows on stdout: a table with the failures last,
 * grouped by reason, or as the format asks.
 */
void summary_rows(const struct campaign *c, const struct row_format *format);

/*
 * The same with the state of each pull request, and with its age where ages
 * are wanted.
 */
void summary_states(const struct campaign *c,
		    const struct row_format *format, bool ages);

/*
 * The selected tasks; sorted: failures last, those of one class and reason
 * together. The caller frees the list.
 */
struct task **summary_order(const struct campaign *c, size_t *nr,
			    bool sorted);

/* "8 done, 1 failed": how many of each result, what is not zero. */
void summary_counts(const struct campaign *c, struct strbuf *out);

/*
 * On stderr: how many of each result, where trees and logs of failures are,
 * and hints with the next command.
 */
void summary_words(const struct campaign *c);

#endif
