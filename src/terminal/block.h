/* SPDX-License-Identifier: MIT */
/*
 * One frame of the live block as text: what fits on a screen of that size.
 * For terminal/ only.
 */
#ifndef TERMINAL_BLOCK_H
#define TERMINAL_BLOCK_H

#include <stddef.h>

#include "base/strbuf.h"
#include "base/strvec.h"
#include "terminal/progress.h"

/*
 * At least one line, each shorter than columns, no more than half of the
 * screen; no control characters, and nothing but ASCII where utf8 is false.
 */
void block_make(struct strvec *lines, const struct progress_view *view,
		unsigned columns, unsigned rows, bool utf8);

/* ", 8 done, 1 failed": what is not zero. */
void block_counts(struct strbuf *out, const struct progress_view *view);

#endif
