/* SPDX-License-Identifier: MIT */
/*
 * A folder for as long as a command runs, beside the cached repositories.
 */
#ifndef COMMANDS_SCRATCH_H
#define COMMANDS_SCRATCH_H

#include "base/strbuf.h"

/*
 * Makes it, and takes away those that killed commands left. *folder is its
 * path, the caller's to free. Gone at exit at the latest.
 */
int scratch_open(char **folder, struct strbuf *err);
void scratch_close(void);

#endif
