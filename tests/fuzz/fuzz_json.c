/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer: any bytes as JSON. What is taken for JSON is walked through with
 * every question there is, written again, and must then say the same.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/report.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct json doc = JSON_INIT, again = JSON_INIT;

static void must_be_utf8(const struct strbuf *text)
{
	size_t i = 0, n;

	if (strlen(text->buf) != text->len)
		BUG("a NUL byte in a string");
	for (; i < text->len; i += n) {
		n = text_utf8(text->buf + i, text->len - i);
		if (!n)
			BUG("no UTF-8 in a string");
	}
}

/* Every question, also those that do not fit the node. */
static void ask(const struct json *from, int node)
{
	char *copy = json_copy(from, node);

	if (copy && !json_equals(from, node, copy))
		BUG("a string is not itself");
	free(copy);
	json_equals(from, node, "x");
	json_int(from, node, 0);
	json_double(from, node, 0);
	json_bool(from, node, false);
	json_get(from, node, "a.0.b");
	json_get(from, node, "");
}

static void write_node(struct json_writer *w, const struct json *from,
		       int node, const char *key);

static void write_members(struct json_writer *w, const struct json *from,
			  int node)
{
	struct strbuf key = STRBUF_INIT;
	size_t nr = 0;
	int child;

	for (child = json_first(from, node); child >= 0;
	     child = json_next(from, child), nr++) {
		bool named = json_key(from, child, &key);

		must_be_utf8(&key);
		write_node(w, from, child, named ? key.buf : NULL);
		strbuf_reset(&key);
	}
	if (nr != json_size(from, node))
		BUG("%zu members of %zu", nr, json_size(from, node));
	strbuf_release(&key);
}

static void write_node(struct json_writer *w, const struct json *from,
		       int node, const char *key)
{
	struct strbuf text = STRBUF_INIT;

	ask(from, node);
	switch (json_kind(from, node)) {
	case JSON_OBJECT:
		json_begin_object(w, key);
		write_members(w, from, node);
		json_end_object(w);
		break;
	case JSON_ARRAY:
		json_begin_array(w, key);
		write_members(w, from, node);
		json_end_array(w);
		break;
	case JSON_STRING:
		json_string(from, node, &text);
		must_be_utf8(&text);
		json_put(w, key, text.buf);
		break;
	case JSON_MISSING:
		BUG("a member is missing");
	default:
		json_raw(from, node, &text);
		json_put_raw(w, key, text.buf);
	}
	strbuf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strbuf err = STRBUF_INIT, one = STRBUF_INIT, two = STRBUF_INIT;
	struct json_writer to_one = JSON_WRITER_INIT(&one);
	struct json_writer to_two = JSON_WRITER_INIT(&two);

	if (json_parse(&doc, (const char *)data, size, &err) < 0) {
		if (!err.len || json_kind(&doc, 0) != JSON_MISSING)
			BUG("refused without a word");
		goto out;
	}
	write_node(&to_one, &doc, 0, NULL);
	if (err.len || json_parse(&again, one.buf, one.len, &err) < 0)
		BUG("what was written is no JSON: %s", err.buf);
	write_node(&to_two, &again, 0, NULL);
	if (strcmp(one.buf, two.buf))
		BUG("'%s' became '%s'", one.buf, two.buf);
out:
	strbuf_release(&err);
	strbuf_release(&one);
	strbuf_release(&two);
	return 0;
}
