/* SPDX-License-Identifier: MIT */
/*
 * A list of repositories: one name a line, key=value behind it, # comments.
 */
#ifndef CAMPAIGN_LISTFILE_H
#define CAMPAIGN_LISTFILE_H

#include "base/strbuf.h"
#include "base/strvec.h"

/*
 * Calls each(data, name, settings, err) for every name of the list at path
 * ("-": standard input). settings are those of design.md part 5, checked:
 * "base=B" and "label=L,L", each at most once; each() may take them over. -1
 * and err, with the list's name and line before it, for what is wrong there
 * and for what each() says.
 */
int listfile_read(const char *path,
		  int (*each)(void *data, const char *name,
			      struct strvec *settings, struct strbuf *err),
		  void *data, struct strbuf *err);

#endif
