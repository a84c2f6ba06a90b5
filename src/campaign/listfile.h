/* SPDX-License-Identifier: MIT */
/*
 * A list of repositories: one name a line, key=value behind it, # comments; or
 * rows as git multi prints them with --json.
 */
#ifndef CAMPAIGN_LISTFILE_H
#define CAMPAIGN_LISTFILE_H

#include "base/strbuf.h"
#include "base/strvec.h"
#include "campaign/rows.h"

/*
 * Calls each(data, name, settings, err) for every name of the list at path
 * ("-": standard input). settings are those of design.md part 5, checked:
 * "base=B", "label=L,L", "reviewer=", "team-reviewer=", "assignee=" and
 * "milestone=", those that are no lists at most once; each() may take them
 * over. -1 and err, with the list's name and line before it, for what is wrong
 * there and for what each() says. A list may also be JSON that git multi printed.
 */
int listfile_read(const char *path,
		  int (*each)(void *data, const char *name,
			      struct strvec *settings, struct strbuf *err),
		  void *data, struct strbuf *err);

/* The names of these settings, NULL at the end. */
extern const char *const listfile_settings[];

/* The same; what is JSON goes to row(), as rows_read() calls it. */
int listfile_read_rows(const char *path,
		       int (*each)(void *data, const char *name,
				   struct strvec *settings,
				   struct strbuf *err),
		       int (*row)(void *data, struct row *row,
				  struct strbuf *err),
		       void *data, struct strbuf *err);

#endif
