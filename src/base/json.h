/* SPDX-License-Identifier: MIT */
/*
 * JSON, read with jsmn (named in json.c only) and written. A document owns a
 * copy of its text. A node is an index into it: 0 the root, -1 "not there";
 * every function takes -1 and answers as for a missing value, so that a path
 * into what a server may not have sent needs no tests on the way.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

enum json_kind {
	JSON_MISSING,
	JSON_NULL,
	JSON_BOOL,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT
};

struct json {
	struct strbuf text;
	void *tokens;		/* jsmntok_t[] */
	int nr, alloc;
};

#define JSON_INIT { .text = STRBUF_INIT }

/*
 * Parses one whole value (strict: nothing but white space behind it, at most
 * 64 levels deep). The document may be used before; its memory is used
 * again. -1 and err with the byte where it broke.
 */
int json_parse(struct json *doc, const char *text, size_t len,
	       struct strbuf *err);
void json_release(struct json *doc);

enum json_kind json_kind(const struct json *doc, int node);

/* By keys with dots between, "data.r0.id"; an array's index is a key too. */
int json_get(const struct json *doc, int node, const char *path);

/* Members of an object (the values) or array, in order: first, then next. */
int json_first(const struct json *doc, int node);
int json_next(const struct json *doc, int node);
size_t json_size(const struct json *doc, int node);

/* The key of an object's member, unescaped; false where it has none. */
bool json_key(const struct json *doc, int node, struct strbuf *out);

/*
 * Appends a string, unescaped to UTF-8 (what is none, half a surrogate pair
 * and NUL become U+FFFD); -1 where the node is no string.
 */
int json_string(const struct json *doc, int node, struct strbuf *out);

/* A malloc'ed copy of a string, NULL where the node is none. */
char *json_copy(const struct json *doc, int node);
bool json_equals(const struct json *doc, int node, const char *s);
long long json_int(const struct json *doc, int node, long long otherwise);
double json_double(const struct json *doc, int node, double otherwise);
bool json_bool(const struct json *doc, int node, bool otherwise);

/* The node as it stands in the text. */
void json_raw(const struct json *doc, int node, struct strbuf *out);

/*
 * Writing, without white space. key is NULL in arrays and at the root. A
 * string that is no UTF-8 has the bad bytes replaced by U+FFFD.
 */
struct json_writer {
	struct strbuf *out;
	bool comma;		/* something stands before on this level */
};

#define JSON_WRITER_INIT(sb) { .out = (sb), .comma = false }

void json_begin_object(struct json_writer *w, const char *key);
void json_end_object(struct json_writer *w);
void json_begin_array(struct json_writer *w, const char *key);
void json_end_array(struct json_writer *w);
void json_put(struct json_writer *w, const char *key, const char *value);
					/* value NULL: null */
void json_put_int(struct json_writer *w, const char *key, long long value);
void json_put_bool(struct json_writer *w, const char *key, bool value);
void json_put_raw(struct json_writer *w, const char *key, const char *json);

/* Just the quoted string, for text that is built by hand (GraphQL). */
void json_quote(struct strbuf *out, const char *s);
void json_quote_bytes(struct strbuf *out, const char *s, size_t len);

#endif
