/* SPDX-License-Identifier: MIT */
/*
 * A patch that a user gives as a file: a diff, or mails with one each.
 */
#ifndef GIT_PATCHFILE_H
#define GIT_PATCHFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

/* Whether it begins as a mail does: git am is for it, not git apply. */
bool patchfile_is_mail(const char *path);

/*
 * The number, from 1, of the hunk that the patch changes that file with at
 * that line of the old one; 0: there is none.
 */
size_t patchfile_hunk(const char *patch, const char *name,
		      unsigned long line);

/*
 * What git apply says on stderr where a patch does not apply: of the first
 * thing it names one sentence's end, "'src/a.py', hunk 2 (line 14)", and how
 * many there are besides. False where it names nothing.
 */
bool patchfile_why(const char *said, const char *patch, struct strbuf *why);

#endif
