/* SPDX-License-Identifier: MIT */
/*
 * For json.c: JSON text as such, before there is a document.
 */
#ifndef BASE_JSON_TEXT_H
#define BASE_JSON_TEXT_H

#include <stddef.h>

#include "base/strbuf.h"

/* Whether it is one value of RFC 8259, at most 64 levels deep; -1 and err. */
int json_text_check(const char *s, size_t len, struct strbuf *err);

/*
 * Appends what stands between the quotes of a string that was checked, as
 * UTF-8: what is none in it, half a surrogate pair and NUL become U+FFFD.
 */
void json_text_unescape(struct strbuf *out, const char *s, size_t len);

#endif
