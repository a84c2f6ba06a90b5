/* SPDX-License-Identifier: MIT */
/*
 * What git says of objects that are named by their ids: it never changes, so
 * that git is asked once.
 */
#ifndef FORGE_KNOWN_H
#define FORGE_KNOWN_H

#include "store.h"

/*
 * As process_git() in the repository, for a question about objects by their
 * full ids that may be answered with 0 or 1. What could not be answered (an
 * object that is not there yet) is asked again. The caller holds the forge's
 * lock.
 */
int known_git(const struct repo *repo, struct strbuf *out, ...)
	__attribute__((sentinel));

#endif
