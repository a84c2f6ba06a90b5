/* SPDX-License-Identifier: MIT */
/*
 * --from: repositories of an earlier campaign, or of rows that git multi
 * printed as JSON.
 */
#ifndef CAMPAIGN_FROM_H
#define CAMPAIGN_FROM_H

#include "campaign/task.h"

/* What --only may name: results, "unfinished", classes, pull requests'
   states; pushed. */
void from_outcomes(struct strvec *out);

/* Whether its outcome is one of these; empty: any is. */
bool from_fits(const struct strvec *only, const struct task *task);

/*
 * Calls each(data, name, settings, err), as listfile_read() does, for every
 * repository of word: a campaign's name, or a file ("-": standard input). only:
 * those whose outcome is one of these; empty: all. -1 and err.
 */
int from_read(const char *word, const struct strvec *only,
	      int (*each)(void *data, const char *name,
			  struct strvec *settings, struct strbuf *err),
	      void *data, struct strbuf *err);

#endif
