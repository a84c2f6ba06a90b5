/* SPDX-License-Identifier: MIT */
/*
 * Names that git takes for a branch: for one of each repository, where asking
 * git would be a process for each.
 */
#ifndef GIT_REFNAME_H
#define GIT_REFNAME_H

#include <stdbool.h>

/* As git check-ref-format(1) says of branches. */
bool refname_is_branch(const char *name);

#endif
