/* SPDX-License-Identifier: MIT */
/*
 * What pieces of option tables name.
 */
#include "commands/shared-options.h"

const char *const shared_progress[] = {
	"auto", "block", "lines", "none", NULL
};

bool shared_skip_archived;
