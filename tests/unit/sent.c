/* SPDX-License-Identifier: MIT */
/*
 * Compares requests; JSON by its values, GraphQL by its words.
 */
#include "sent.h"

#include <check.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "means.h"

static bool same_json(const struct json *a, int x, const struct json *b,
		      int y);

/* The same members, whatever their order. */
static bool same_object(const struct json *a, int x, const struct json *b,
			int y)
{
	struct strbuf key = STRBUF_INIT;
	bool same = json_size(a, x) == json_size(b, y);
	int member;

	for (member = json_first(a, x); same && member >= 0;
	     member = json_next(a, member)) {
		strbuf_reset(&key);
		json_key(a, member, &key);
		same = same_json(a, member, b, json_get(b, y, key.buf));
	}
	strbuf_release(&key);
	return same;
}

static bool same_array(const struct json *a, int x, const struct json *b,
		       int y)
{
	int m = json_first(a, x), n = json_first(b, y);

	while (m >= 0 && n >= 0 && same_json(a, m, b, n)) {
		m = json_next(a, m);
		n = json_next(b, n);
	}
	return m < 0 && n < 0;
}

static bool same_json(const struct json *a, int x, const struct json *b,
		      int y)
{
	struct strbuf left = STRBUF_INIT, right = STRBUF_INIT;
	bool same;

	if (json_kind(a, x) != json_kind(b, y))
		return false;
	if (json_kind(a, x) == JSON_OBJECT)
		return same_object(a, x, b, y);
	if (json_kind(a, x) == JSON_ARRAY)
		return same_array(a, x, b, y);
	if (json_string(a, x, &left) || json_string(b, y, &right)) {
		json_raw(a, x, &left);
		json_raw(b, y, &right);
	}
	same = left.len == right.len &&
	       !memcmp(left.buf, right.buf, left.len);
	strbuf_release(&left);
	strbuf_release(&right);
	return same;
}

/* A GraphQL query may be broken into lines where it has a space. */
static void check_query(const char *expected, size_t len,
			const struct json *sent)
{
	struct strbuf query = STRBUF_INIT, flat = STRBUF_INIT;
	size_t i;

	for (i = 0; i < len; i++)
		if (!strchr(" \n\t", expected[i]))
			strbuf_addch(&flat, expected[i]);
		else if (flat.len && flat.buf[flat.len - 1] != ' ')
			strbuf_addch(&flat, ' ');
	ck_assert(!json_string(sent, json_get(sent, 0, "query"), &query));
	ck_assert_str_eq(query.buf, flat.buf);
	strbuf_release(&query);
	strbuf_release(&flat);
}

static void check_variables(const char *expected, const struct json *sent)
{
	struct json wanted = JSON_INIT;
	struct strbuf err = STRBUF_INIT, raw = STRBUF_INIT;
	int variables = json_get(sent, 0, "variables");

	ck_assert_msg(!json_parse(&wanted, expected, strlen(expected), &err),
		      "variables: %s", err.buf);
	json_raw(sent, variables, &raw);
	ck_assert_msg(same_json(sent, variables, &wanted, 0),
		      "sent %s\nnot %s", raw.buf, expected);
	json_release(&wanted);
	strbuf_release(&raw);
}

/* Its variables are JSON behind it, on lines of their own. */
static void check_graphql(const struct strbuf *expected,
			  const struct json *sent)
{
	const char *variables = strstr(expected->buf, "\n{");
	size_t len = variables ? (size_t)(variables - expected->buf)
			       : expected->len;

	ck_assert_uint_eq(json_size(sent, 0), variables ? 2 : 1);
	check_query(expected->buf, len, sent);
	if (variables)
		check_variables(variables, sent);
}

static bool is_graphql(const char *text)
{
	return starts_with(text, "query") || starts_with(text, "mutation");
}

static void check_body(const struct strbuf *expected,
		       const struct strbuf *body)
{
	struct json sent = JSON_INIT, wanted = JSON_INIT;
	struct strbuf err = STRBUF_INIT;

	ck_assert_msg(!json_parse(&sent, body->buf, body->len, &err),
		      "body: %s", err.buf);
	if (is_graphql(expected->buf)) {
		check_graphql(expected, &sent);
	} else {
		ck_assert_msg(!json_parse(&wanted, expected->buf,
					  expected->len, &err),
			      "request: %s", err.buf);
		ck_assert_msg(same_json(&sent, 0, &wanted, 0),
			      "sent %s\nnot %s", body->buf, expected->buf);
	}
	json_release(&sent);
	json_release(&wanted);
}

void sent_check(const struct exchange *exchange,
		const struct request *request)
{
	struct strbuf line = STRBUF_INIT, draws = STRBUF_INIT;
	size_t i;

	strbuf_addf(&line, "%s %s", request->method, request->url.buf);
	ck_assert_str_eq(line.buf, exchange->line.buf);
	if (exchange->draws.len) {
		means_draws(&draws, request->draws);
		ck_assert_str_eq(draws.buf + 1, exchange->draws.buf);
	}
	for (i = 0; i < exchange->headers.nr; i++)
		ck_assert_msg(strvec_has(&request->headers,
					 exchange->headers.v[i]),
			      "no header '%s'", exchange->headers.v[i]);
	for (i = 0; i < request->headers.nr; i++)
		ck_assert(!starts_with(request->headers.v[i],
				       "Authorization"));
	if (exchange->body.len)
		check_body(&exchange->body, &request->body);
	if (!strcmp(request->method, "GET"))
		ck_assert_uint_eq(request->body.len, 0);
	strbuf_release(&line);
	strbuf_release(&draws);
}
