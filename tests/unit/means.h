/* SPDX-License-Identifier: MIT */
/*
 * What was understood of a reply as "key: value" lines, whole: a section
 * "means" of a conversation is compared with it.
 */
#ifndef TESTS_MEANS_H
#define TESTS_MEANS_H

#include <stddef.h>

#include "base/strbuf.h"
#include "forges/forge.h"
#include "forges/list.h"

void means_text(struct strbuf *out, const char *key, const char *value);
void means_flag(struct strbuf *out, const char *key, bool value);
void means_pull(struct strbuf *out, const char *prefix,
		const struct pull *pull);
void means_look(struct strbuf *out, size_t i, const struct look_answer *a);
void means_list(struct strbuf *out, const struct list_answer *answer);
void means_verdict(struct strbuf *out,
		   const struct verdict_of_reply *verdict,
		   const struct strbuf *why);
void means_common(struct strbuf *out, const struct look_common *common);
void means_limits(struct strbuf *out, const struct limits *limits);

/* " write content": each with a space before it. */
void means_draws(struct strbuf *out, unsigned draws);

#endif
