/* SPDX-License-Identifier: MIT */
/*
 * JSON read with jsmn. jsmn marks where values begin and end; it lets pass
 * much that is no JSON, so every value is looked at once more here.
 */
#define JSMN_STATIC
#define JSMN_STRICT
#define JSMN_PARENT_LINKS
#include "base/json.h"

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <jsmn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json-text.h"
#include "base/report.h"

static const jsmntok_t *token(const struct json *doc, int node)
{
	if (node < 0 || node >= doc->nr)
		return NULL;
	return (const jsmntok_t *)doc->tokens + node;
}

static const char *text_of(const struct json *doc, const jsmntok_t *t)
{
	return doc->text.buf + t->start;
}

static size_t length_of(const jsmntok_t *t)
{
	return (size_t)(t->end - t->start);
}

/* As few passes as it takes: the memory of the last document often fits. */
static int tokenize(struct json *doc)
{
	jsmn_parser parser;
	int got;

	for (;;) {
		jsmn_init(&parser);
		got = jsmn_parse(&parser, doc->text.buf, doc->text.len,
				 doc->tokens, (unsigned)doc->alloc);
		if (doc->tokens && got != JSMN_ERROR_NOMEM)
			return got;
		jsmn_init(&parser);
		got = jsmn_parse(&parser, doc->text.buf, doc->text.len, NULL,
				 0);
		if (got <= doc->alloc)
			return JSMN_ERROR_INVAL;
		doc->alloc = got < 64 ? 64 : got;
		doc->tokens = xrealloc(doc->tokens, (size_t)doc->alloc,
				       sizeof(jsmntok_t));
	}
}

/* jsmn wants to see something behind a number that stands alone. */
int json_parse(struct json *doc, const char *text, size_t len,
	       struct strbuf *err)
{
	doc->nr = 0;
	if (len > INT32_MAX / 2) {
		strbuf_addstr(err, "the JSON text is too large");
		return -1;
	}
	if (json_text_check(text, len, err) < 0)
		return -1;
	strbuf_reset(&doc->text);
	strbuf_grow(&doc->text, len + 1);
	strbuf_add(&doc->text, text, len);
	strbuf_addch(&doc->text, '\n');
	doc->nr = tokenize(doc);
	if (doc->nr < 1)
		BUG("jsmn refuses what is JSON: %d", doc->nr);
	return 0;
}

void json_release(struct json *doc)
{
	strbuf_release(&doc->text);
	free(doc->tokens);
	doc->tokens = NULL;
	doc->nr = doc->alloc = 0;
}

enum json_kind json_kind(const struct json *doc, int node)
{
	const jsmntok_t *t = token(doc, node);

	if (!t)
		return JSON_MISSING;
	switch (t->type) {
	case JSMN_OBJECT:
		return JSON_OBJECT;
	case JSMN_ARRAY:
		return JSON_ARRAY;
	case JSMN_STRING:
		return JSON_STRING;
	default:
		break;
	}
	switch (*text_of(doc, t)) {
	case 't':
	case 'f':
		return JSON_BOOL;
	case 'n':
		return JSON_NULL;
	default:
		return JSON_NUMBER;
	}
}

/* The first node behind a node and all in it. */
static int after(const struct json *doc, int node)
{
	const jsmntok_t *t = token(doc, node), *next;
	int end = t->end;

	for (node++; (next = token(doc, node)) && next->start < end; node++)
		;
	return node;
}

/* The member's value: behind its key in an object. */
static int value_at(const struct json *doc, int parent, int node)
{
	const jsmntok_t *t = token(doc, node);

	if (!t || t->parent != parent)
		return -1;
	return token(doc, parent)->type == JSMN_OBJECT ? node + 1 : node;
}

int json_first(const struct json *doc, int node)
{
	enum json_kind kind = json_kind(doc, node);

	if (kind != JSON_OBJECT && kind != JSON_ARRAY)
		return -1;
	return value_at(doc, node, node + 1);
}

/* A value's parent is its key in an object, else the array. */
static int container_of(const struct json *doc, int node)
{
	const jsmntok_t *t = token(doc, node);
	const jsmntok_t *parent = t ? token(doc, t->parent) : NULL;

	if (!parent)
		return -1;
	return parent->type == JSMN_STRING ? parent->parent : t->parent;
}

int json_next(const struct json *doc, int node)
{
	int container = container_of(doc, node);

	if (container < 0)
		return -1;
	return value_at(doc, container, after(doc, node));
}

size_t json_size(const struct json *doc, int node)
{
	enum json_kind kind = json_kind(doc, node);

	if (kind != JSON_OBJECT && kind != JSON_ARRAY)
		return 0;
	return (size_t)token(doc, node)->size;
}

static bool key_is(const struct json *doc, int value, const char *name,
		   size_t len)
{
	const jsmntok_t *t = token(doc, value - 1);
	struct strbuf text = STRBUF_INIT;
	bool same;

	if (!memchr(text_of(doc, t), '\\', length_of(t)))
		return length_of(t) == len &&
		       !memcmp(text_of(doc, t), name, len);
	json_key(doc, value, &text);
	same = text.len == len && !memcmp(text.buf, name, len);
	strbuf_release(&text);
	return same;
}

static int member(const struct json *doc, int node, const char *name,
		  size_t len)
{
	bool object = json_kind(doc, node) == JSON_OBJECT;
	size_t wanted = 0;
	int child;
	char *end;

	if (!object) {
		wanted = strtoul(name, &end, 10);
		if (end != name + len || !isdigit((unsigned char)*name))
			return -1;
	}
	for (child = json_first(doc, node); child >= 0;
	     child = json_next(doc, child))
		if (object ? key_is(doc, child, name, len) : !wanted--)
			return child;
	return -1;
}

int json_get(const struct json *doc, int node, const char *path)
{
	while (node >= 0) {
		size_t len = strcspn(path, ".");

		node = member(doc, node, path, len);
		if (!path[len])
			return node;
		path += len + 1;
	}
	return -1;
}

bool json_key(const struct json *doc, int node, struct strbuf *out)
{
	int container = container_of(doc, node);
	const jsmntok_t *t;

	if (json_kind(doc, container) != JSON_OBJECT)
		return false;
	t = token(doc, node - 1);
	json_text_unescape(out, text_of(doc, t), length_of(t));
	return true;
}

int json_string(const struct json *doc, int node, struct strbuf *out)
{
	const jsmntok_t *t = token(doc, node);

	if (!t || t->type != JSMN_STRING)
		return -1;
	json_text_unescape(out, text_of(doc, t), length_of(t));
	return 0;
}

char *json_copy(const struct json *doc, int node)
{
	struct strbuf text = STRBUF_INIT;

	if (json_string(doc, node, &text) < 0)
		return NULL;
	return strbuf_detach(&text);
}

bool json_equals(const struct json *doc, int node, const char *s)
{
	struct strbuf text = STRBUF_INIT;
	bool same = !json_string(doc, node, &text) &&
		    text.len == strlen(s) && !memcmp(text.buf, s, text.len);

	strbuf_release(&text);
	return same;
}

long long json_int(const struct json *doc, int node, long long otherwise)
{
	const jsmntok_t *t = token(doc, node);
	long long value;
	char *end;

	if (json_kind(doc, node) != JSON_NUMBER)
		return otherwise;
	errno = 0;
	value = strtoll(text_of(doc, t), &end, 10);
	if (errno || end != doc->text.buf + t->end)
		return otherwise;
	return value;
}

double json_double(const struct json *doc, int node, double otherwise)
{
	double value;

	if (json_kind(doc, node) != JSON_NUMBER)
		return otherwise;
	value = strtod(text_of(doc, token(doc, node)), NULL);
	return value <= DBL_MAX && value >= -DBL_MAX ? value : otherwise;
}

bool json_bool(const struct json *doc, int node, bool otherwise)
{
	if (json_kind(doc, node) != JSON_BOOL)
		return otherwise;
	return *text_of(doc, token(doc, node)) == 't';
}

void json_raw(const struct json *doc, int node, struct strbuf *out)
{
	const jsmntok_t *t = token(doc, node);
	bool quotes = t && t->type == JSMN_STRING;

	if (t)
		strbuf_add(out, text_of(doc, t) - quotes,
			   length_of(t) + 2 * (size_t)quotes);
}
