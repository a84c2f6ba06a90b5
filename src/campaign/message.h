/* SPDX-License-Identifier: MIT */
/*
 * A commit's message, which a pull request's title and body come from.
 */
#ifndef CAMPAIGN_MESSAGE_H
#define CAMPAIGN_MESSAGE_H

#include <stdbool.h>

#include "base/strbuf.h"

/*
 * Its first line, and the rest without the white space before it and without
 * what message_skip_ci() added; appended.
 */
void message_parts(const char *message, struct strbuf *title,
		   struct strbuf *body);

/* Lets it end with a paragraph "[skip ci]". */
void message_skip_ci(struct strbuf *message);
bool message_skips_ci(const char *message);

#endif
