/* SPDX-License-Identifier: MIT */
/*
 * How many files may be open at once, and how much may run for it.
 */
#ifndef ENGINE_DESCRIPTORS_H
#define ENGINE_DESCRIPTORS_H

#include <stddef.h>

#include "base/strbuf.h"

/* -1 and err: the limit is so low that nothing could be done at all. */
int descriptors_check(struct strbuf *err);

/*
 * How many of the wanted children and requests may run at a time, at least
 * one. Raises the soft limit where that helps; where it does not, fewer
 * connections are kept, too.
 */
size_t descriptors_places(size_t wanted);

#endif
