/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer: any bytes as text. What was cleaned must be clean, a slug a
 * slug, and each stay what it is when it is done again.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/strvec.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_be_clean(const struct strbuf *text, bool lines)
{
	size_t i, n;

	for (i = 0; i < text->len; i += n) {
		unsigned char c = (unsigned char)text->buf[i];

		n = text_utf8(text->buf + i, text->len - i);
		if (!n || c == 0x7f)
			BUG("byte %u at %zu", c, i);
		if (c < 0x20 && !(lines && (c == '\n' || c == '\t')))
			BUG("control %u at %zu", c, i);
		if (c == 0xc2 && (unsigned char)text->buf[i + 1] < 0xa0)
			BUG("a C1 control at %zu", i);
	}
}

static void must_command_nothing(const struct strbuf *text)
{
	struct strvec lines = STRVEC_INIT;
	size_t i;

	strvec_split(&lines, text->buf, '\n');
	for (i = 0; i < lines.nr; i++) {
		const char *line = lines.v[i];

		if (starts_with(line + strspn(line, " \t"), "::") ||
		    strstr(line, "##["))
			BUG("a command: '%s'", line);
	}
	strvec_clear(&lines);
}

static void clean(const char *text, size_t len)
{
	struct strbuf one = STRBUF_INIT, two = STRBUF_INIT;

	text_clean(&one, text, len, false);
	must_be_clean(&one, false);
	strbuf_reset(&one);
	text_clean(&one, text, len, true);
	must_be_clean(&one, true);
	strbuf_reset(&one);
	text_clean_log(&one, text, len);
	must_be_clean(&one, true);
	must_command_nothing(&one);
	text_clean_log(&two, one.buf, one.len);
	if (one.len != two.len || memcmp(one.buf, two.buf, one.len))
		BUG("clean text was cleaned again");
	strbuf_release(&one);
	strbuf_release(&two);
}

static void slug(const char *text)
{
	struct strbuf one = STRBUF_INIT, two = STRBUF_INIT;

	text_slug(&one, text);
	if (one.len > 60 || strstr(one.buf, "..") ||
	    ends_with(one.buf, ".lock") ||
	    one.buf[strspn(one.buf, "abcdefghijklmnopqrstuvwxyz0123456789"
			   "ABCDEFGHIJKLMNOPQRSTUVWXYZ._-")])
		BUG("the slug '%s'", one.buf);
	if (one.len && (strchr(".-", one.buf[0]) ||
			strchr(".-", one.buf[one.len - 1])))
		BUG("the ends of '%s'", one.buf);
	text_slug(&two, one.buf);
	if (strcmp(one.buf, two.buf))
		BUG("'%s' became '%s'", one.buf, two.buf);
	strbuf_release(&one);
	strbuf_release(&two);
}

/* The ways to write a text so that it can stand somewhere else. */
static void encode(const char *text)
{
	static const struct text_value values[] = {
		{ "repo", "r" }, { "", "empty" }, { "none", NULL }
	};
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;

	text_percent_encode(&out, text);
	if (out.buf[strspn(out.buf, "abcdefghijklmnopqrstuvwxyz0123456789"
			   "ABCDEFGHIJKLMNOPQRSTUVWXYZ-._~%")])
		BUG("percent-encoded: '%s'", out.buf);
	strbuf_reset(&out);
	text_shell_quote(&out, text);
	if (out.len < strlen(text) + (*text ? 0 : 2))
		BUG("quoted: '%s'", out.buf);
	strbuf_reset(&out);
	text_base64(&out, text, strlen(text));
	if (out.len != (strlen(text) + 2) / 3 * 4)
		BUG("base64: '%s'", out.buf);
	if ((text_expand(&out, text, values, ARRAY_SIZE(values), &err) < 0) !=
	    (err.len > 0))
		BUG("expanded: '%s'", err.buf);
	strbuf_release(&out);
	strbuf_release(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const words[] = {
		"branch", "description", "m", "", NULL
	};
	char *text = xstrndup((const char *)data, size);

	clean((const char *)data, size);
	slug(text);
	encode(text);
	text_width(text);
	text_hash(data, size);
	if (strlen(text) < 200)
		text_nearest(text, words);
	free(text);
	return 0;
}
