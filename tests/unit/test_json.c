/* SPDX-License-Identifier: MIT */
/*
 * base/json: what is JSON and what is none, reading, writing.
 */
#include <check.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"

Suite *suite_json(void);

static struct json doc = JSON_INIT;
static struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;

static void teardown(void)
{
	json_release(&doc);
	strbuf_release(&out);
	strbuf_release(&err);
}

/* Out of memory of its own: a look behind the end is seen. */
static int parse(const char *text, size_t len)
{
	char *exact = xmalloc(len);
	int ret;

	memcpy(exact, text, len);
	ret = json_parse(&doc, exact, len, &err);
	free(exact);
	return ret;
}

static void parsed(const char *text)
{
	ck_assert_msg(!parse(text, strlen(text)), "%s: %s", text, err.buf);
}

static const char *const good[] = {
	"null", "true", "false", "0", "-0", "7", "-1.5e+10", "1E5", "0.0",
	"\"\"", "\"a\"", "[]", "{}", " [ ] ", "\t\r\n{\n}\n",
	"[null]", "[1,2]", "{\"a\":1}", "{\"a\":{\"b\":[1,{}]},\"c\":[]}",
	"[[],[[]],{},{\"\":\"\"}]", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
	"{\"a\":1,\"a\":2}", "[\"]\",\"}\",\",\",\":\"]", "\"\x7f\"",
	"123456789012345678901234567890123456789012345678901234567890",
	"1e999999999",
};

START_TEST(json_is_read)
{
	parsed(good[_i]);
	ck_assert_uint_eq(err.len, 0);
	ck_assert_int_ne((int)json_kind(&doc, 0), JSON_MISSING);
}
END_TEST

/* With the byte where each broke; jsmn alone would let many pass. */
static const struct {
	const char *text;
	int byte;
} bad[] = {
	{ "", 1 }, { " ", 2 }, { "a", 1 }, { "nul", 1 }, { "nulll", 5 },
	{ "True", 1 }, { "NaN", 1 }, { "Infinity", 1 }, { "truefalse", 5 },
	{ "1 2", 3 }, { "{} {}", 4 }, { "[],", 3 }, { "[] x", 4 },
	{ "01", 2 }, { "-", 2 }, { "+1", 1 }, { ".5", 1 }, { "1.", 3 },
	{ "1.e5", 3 }, { "1e", 3 }, { "1e+", 4 }, { "--1", 2 }, { "0x1", 2 },
	{ "1-2", 2 }, { "[1-2]", 3 }, { "[tru]", 2 }, { "[-]", 3 },
	{ "[", 2 }, { "]", 1 }, { "[}", 2 }, { "{]", 2 }, { "[1", 3 },
	{ "[1,]", 4 }, { "[,1]", 2 }, { "[1 2]", 4 }, { "[1,,2]", 4 },
	{ "[\"a\" \"b\"]", 6 }, { "[\"a\":1]", 5 }, { "[[]", 4 },
	{ "[]]", 3 }, { "{", 2 }, { "{\"a\"}", 5 }, { "{\"a\":}", 6 },
	{ "{\"a\" 1}", 6 }, { "{\"a\",1}", 5 }, { "{\"a\":1,}", 8 },
	{ "{\"a\":1 \"b\":2}", 8 }, { "{\"a\":1:2}", 7 }, { "{1:2}", 2 },
	{ "{a:1}", 2 }, { "{\"a\":\"b\":\"c\"}", 9 }, { "{\"a\":1]", 7 },
	{ "{[]:1}", 2 }, { "{:1}", 2 }, { "{,}", 2 }, { "{\"a\"::1}", 6 },
	{ "\"", 2 }, { "\"a", 3 }, { "'a'", 1 }, { "\"a\nb\"", 4 },
	{ "\"\t\"", 3 }, { "\"\\\"", 4 }, { "\"\\x41\"", 4 },
	{ "\"\\u12\"", 6 }, { "\"\\u12g4\"", 6 }, { "\"\\U0041\"", 4 },
	{ "\"\\", 3 }, { "\"\\u", 4 }, { "\"\\u123", 7 },
	{ "/* */ 1", 1 }, { "1 // x", 3 }, { "\xef\xbb\xbf{}", 1 },
	{ "{\"a\":01}", 7 },
};

START_TEST(what_is_none_is_refused)
{
	const char *text = bad[_i].text;

	parsed("[1]");
	ck_assert_msg(parse(text, strlen(text)) < 0, "%s", text);
	strbuf_addf(&out, "no valid JSON: byte %d", bad[_i].byte);
	ck_assert_msg(!strcmp(err.buf, out.buf), "%s: %s, not %s", text,
		      err.buf, out.buf);
	ck_assert_int_eq((int)json_kind(&doc, 0), JSON_MISSING);
}
END_TEST

START_TEST(nul_bytes_are_no_json)
{
	ck_assert_int_eq(parse("[1]\0", 4), -1);
	ck_assert_int_eq(parse("\0", 1), -1);
	ck_assert_int_eq(parse("[\0]", 3), -1);
	ck_assert_int_eq(parse("\"a\0b\"", 5), -1);
	ck_assert_int_eq(parse("\"\\\0\"", 4), -1);
	ck_assert_int_eq(parse("\"\\u\0\0\0\0\"", 8), -1);
	ck_assert_int_eq(parse("nul\0", 4), -1);
	ck_assert_int_eq(parse("1\0", 2), -1);
}
END_TEST

static int nested(size_t depth)
{
	size_t i;

	strbuf_reset(&out);
	for (i = 0; i < depth; i++)
		strbuf_addstr(&out, i % 2 ? "{\"a\":" : "[");
	strbuf_addch(&out, '1');
	while (i--)
		strbuf_addch(&out, i % 2 ? '}' : ']');
	return json_parse(&doc, out.buf, out.len, &err);
}

START_TEST(depth_has_a_limit)
{
	size_t i;

	ck_assert_int_eq(nested(64), 0);
	ck_assert_int_eq(nested(65), -1);
	ck_assert_ptr_nonnull(strstr(err.buf, "nested too deeply"));
	strbuf_reset(&err);
	strbuf_reset(&out);
	for (i = 0; i < 1000000; i++)
		strbuf_addch(&out, '[');
	ck_assert_int_eq(json_parse(&doc, out.buf, out.len, &err), -1);
}
END_TEST

/* More values than the first guess has room for, then few again. */
START_TEST(one_document_for_many_texts)
{
	int i;

	strbuf_addch(&out, '[');
	for (i = 0; i < 5000; i++)
		strbuf_addf(&out, "%s{\"n\":%d}", i ? "," : "", i);
	strbuf_addch(&out, ']');
	ck_assert_int_eq(json_parse(&doc, out.buf, out.len, &err), 0);
	ck_assert_uint_eq(json_size(&doc, 0), 5000);
	ck_assert_int_eq((int)json_int(&doc, json_get(&doc, 0, "4999.n"), -1),
			 4999);
	parsed("{\"a\":1}");
	ck_assert_int_eq((int)json_int(&doc, json_get(&doc, 0, "a"), -1), 1);
	ck_assert_int_eq(json_get(&doc, 0, "4999.n"), -1);
	ck_assert_int_eq(json_next(&doc, json_first(&doc, 0)), -1);
	ck_assert_int_eq((int)json_kind(&doc, 3), JSON_MISSING);
}
END_TEST

static enum json_kind kind_at(const char *path)
{
	return json_kind(&doc, json_get(&doc, 0, path));
}

START_TEST(kinds_by_path)
{
	parsed("{ \"s\":\"\", \"n\":-1, \"t\":true, \"f\":false, \"z\":null,"
	       "\"a\":[10,[20],{\"b\":{\"c\":30}}], \"e\":{}, \"x\\u002ey\":1,"
	       "\"\":{\"\":5}, \"esc\\n\":6 }");
	ck_assert_int_eq((int)json_kind(&doc, 0), JSON_OBJECT);
	ck_assert_int_eq((int)kind_at("s"), JSON_STRING);
	ck_assert_int_eq((int)kind_at("n"), JSON_NUMBER);
	ck_assert_int_eq((int)kind_at("t"), JSON_BOOL);
	ck_assert_int_eq((int)kind_at("f"), JSON_BOOL);
	ck_assert_int_eq((int)kind_at("z"), JSON_NULL);
	ck_assert_int_eq((int)kind_at("a"), JSON_ARRAY);
	ck_assert_int_eq((int)kind_at("a.2.b"), JSON_OBJECT);
	ck_assert_int_eq((int)json_int(&doc, json_get(&doc, 0, "a.2.b.c"), 0),
			 30);
	ck_assert_int_eq((int)json_int(&doc, json_get(&doc, 0, "a.1.0"), 0),
			 20);
	ck_assert_int_eq((int)json_int(&doc, json_get(&doc, 0, "."), 0), 5);
	ck_assert_int_eq((int)json_int(&doc, json_get(&doc, 0, "esc\n"), 0),
			 6);
}
END_TEST

START_TEST(paths_that_lead_nowhere)
{
	static const char *const paths[] = {
		"S", "s.x", "n.0", "z.z", "a.3", "a.-1", "a.+1", "a. 1",
		"a.1x", "a.", "a..0", "e.x", "missing.deep.path", "a.length",
		"a.18446744073709551616", "esc",
	};
	size_t i;

	parsed("{\"s\":\"\",\"n\":1,\"z\":null,\"a\":[10,[20]],\"e\":{}}");
	for (i = 0; i < ARRAY_SIZE(paths); i++)
		ck_assert_msg(json_get(&doc, 0, paths[i]) == -1, "%s",
			      paths[i]);
}
END_TEST

START_TEST(what_is_not_there_answers)
{
	int node;

	parsed("[1]");
	for (node = -1; node < 10; node += 9) {
		ck_assert_int_eq((int)json_kind(&doc, node), JSON_MISSING);
		ck_assert_int_eq(json_get(&doc, node, "a.b"), -1);
		ck_assert_int_eq(json_first(&doc, node), -1);
		ck_assert_int_eq(json_next(&doc, node), -1);
		ck_assert_uint_eq(json_size(&doc, node), 0);
		ck_assert(!json_key(&doc, node, &out));
		ck_assert_int_eq(json_string(&doc, node, &out), -1);
		ck_assert_ptr_null(json_copy(&doc, node));
		ck_assert(!json_equals(&doc, node, ""));
		ck_assert_int_eq((int)json_int(&doc, node, 7), 7);
		ck_assert_double_eq(json_double(&doc, node, 7), 7);
		ck_assert(json_bool(&doc, node, true));
		json_raw(&doc, node, &out);
	}
	ck_assert_uint_eq(out.len, 0);
	json_release(&doc);
	ck_assert_int_eq((int)json_kind(&doc, 0), JSON_MISSING);
	ck_assert_int_eq(json_first(&doc, 0), -1);
}
END_TEST

static void walk(int node)
{
	int child;

	for (child = json_first(&doc, node); child >= 0;
	     child = json_next(&doc, child)) {
		strbuf_addch(&out, '<');
		if (json_key(&doc, child, &out))
			strbuf_addch(&out, '=');
		if (json_size(&doc, child))
			walk(child);
		else
			json_raw(&doc, child, &out);
		strbuf_addch(&out, '>');
	}
}

START_TEST(members_in_order)
{
	parsed("{\"a\":[1,[],[2,{\"x\":[]}],{}],\"\\u0062\":\"t\",\"\":\"\","
	       "\"d\":{\"e\":{\"f\":null}},\"a\":7}");
	ck_assert_uint_eq(json_size(&doc, 0), 5);
	ck_assert_uint_eq(json_size(&doc, json_get(&doc, 0, "a")), 4);
	walk(0);
	ck_assert_str_eq(out.buf,
			 "<a=<1><[]><<2><<x=[]>>><{}>><b=\"t\"><=\"\">"
			 "<d=<e=<f=null>>><a=7>");
	ck_assert_int_eq(json_next(&doc, 0), -1);
	/* of two with the same name the first counts */
	ck_assert_int_eq((int)kind_at("a"), JSON_ARRAY);
	strbuf_reset(&out);
	json_raw(&doc, json_get(&doc, 0, "a"), &out);
	ck_assert_str_eq(out.buf, "[1,[],[2,{\"x\":[]}],{}]");
}
END_TEST

static const struct {
	const char *json, *text;
} strings[] = {
	{ "\"\"", "" },
	{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
	{ "\"\\u0041\\u00e9\\u20AC\"", "A\xc3\xa9\xe2\x82\xac" },
	{ "\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80" },
	{ "\"\\udbff\\udfff!\"", "\xf4\x8f\xbf\xbf!" },
	{ "\"\\ud83d\"", "\xef\xbf\xbd" },		/* half a pair */
	{ "\"\\ud83dx\"", "\xef\xbf\xbdx" },
	{ "\"\\ude00\\ud83d\"", "\xef\xbf\xbd\xef\xbf\xbd" },
	{ "\"\\ud83d\\ud83d\\ude00\"",
	  "\xef\xbf\xbd\xf0\x9f\x98\x80" },
	{ "\"\\ud83d\\n\"", "\xef\xbf\xbd\n" },
	{ "\"\\ud83d\\u0041\"", "\xef\xbf\xbd" "A" },
	{ "\"\\ud83d\\\\ude00\"", "\xef\xbf\xbd\\ude00" },
	{ "\"\\\\u0041\"", "\\u0041" },
	{ "\"a\\u0000b\"", "a\xef\xbf\xbd" "b" },	/* NUL */
	{ "\"\xc3\xa9\"", "\xc3\xa9" },
	{ "\"\xff\xc3\"", "\xef\xbf\xbd\xef\xbf\xbd" },	/* no UTF-8 */
	{ "\"a\xed\xa0\x80z\"",
	  "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz" },
	{ "\"\xc3\\n\xa9\"", "\xef\xbf\xbd\n\xef\xbf\xbd" },
};

START_TEST(strings_become_utf8)
{
	char *copy;

	parsed(strings[_i].json);
	ck_assert_int_eq(json_string(&doc, 0, &out), 0);
	ck_assert_str_eq(out.buf, strings[_i].text);
	ck_assert_uint_eq(out.len, strlen(strings[_i].text));
	copy = json_copy(&doc, 0);
	ck_assert_str_eq(copy, strings[_i].text);
	free(copy);
	ck_assert(json_equals(&doc, 0, strings[_i].text));
	ck_assert(!json_equals(&doc, 0, "another"));
	strbuf_reset(&out);
	json_raw(&doc, 0, &out);
	ck_assert_str_eq(out.buf, strings[_i].json);
}
END_TEST

START_TEST(a_nul_does_not_end_a_text_early)
{
	parsed("\"a\\u0000b\"");
	ck_assert(!json_equals(&doc, 0, "a"));
}
END_TEST

static const struct {
	const char *json;
	long long number;
	double real;
} numbers[] = {
	{ "0", 0, 0 }, { "-0", 0, 0 }, { "-12", -12, -12 },
	{ "9223372036854775807", LLONG_MAX, 9223372036854775807.0 },
	{ "-9223372036854775808", LLONG_MIN, -9223372036854775808.0 },
	{ "9223372036854775808", 99, 9223372036854775808.0 },
	{ "123456789012345678901234567890", 99, 
	  123456789012345678901234567890.0 },
	{ "1.5", 99, 1.5 }, { "1e3", 99, 1000 }, { "1.0", 99, 1 },
	{ "1e999", 99, 99 }, { "-1e999", 99, 99 }, { "1e-999", 99, 0 },
	{ "\"7\"", 99, 99 }, { "true", 99, 99 }, { "null", 99, 99 },
	{ "[1]", 99, 99 },
};

START_TEST(numbers_that_fit)
{
	parsed(numbers[_i].json);
	ck_assert(json_int(&doc, 0, 99) == numbers[_i].number);
	ck_assert(json_double(&doc, 0, 99) == numbers[_i].real);
}
END_TEST

START_TEST(bools_and_only_they)
{
	parsed("{\"t\":true,\"f\":false,\"n\":null,\"s\":\"true\",\"i\":1}");
	ck_assert(json_bool(&doc, json_get(&doc, 0, "t"), false));
	ck_assert(!json_bool(&doc, json_get(&doc, 0, "f"), true));
	ck_assert(json_bool(&doc, json_get(&doc, 0, "n"), true));
	ck_assert(!json_bool(&doc, json_get(&doc, 0, "s"), false));
	ck_assert(!json_bool(&doc, json_get(&doc, 0, "i"), false));
	ck_assert(!json_equals(&doc, json_get(&doc, 0, "t"), "true"));
	ck_assert_ptr_null(json_copy(&doc, json_get(&doc, 0, "i")));
}
END_TEST

START_TEST(writing)
{
	struct json_writer w = JSON_WRITER_INIT(&out);

	json_begin_object(&w, NULL);
	json_put(&w, "s", "a\"b\\c\n\x01\x7f/");
	json_put(&w, "none", NULL);
	json_put_int(&w, "least", LLONG_MIN);
	json_put_bool(&w, "yes", true);
	json_begin_array(&w, "list");
	json_put(&w, NULL, "");
	json_begin_array(&w, NULL);
	json_end_array(&w);
	json_begin_object(&w, NULL);
	json_end_object(&w);
	json_put_bool(&w, NULL, false);
	json_end_array(&w);
	json_put_raw(&w, "k\n", "{\"x\":1}");
	json_end_object(&w);
	ck_assert_str_eq(out.buf,
			 "{\"s\":\"a\\\"b\\\\c\\n\\u0001\\u007f/\","
			 "\"none\":null,\"least\":-9223372036854775808,"
			 "\"yes\":true,\"list\":[\"\",[],{},false],"
			 "\"k\\n\":{\"x\":1}}");
	ck_assert_int_eq(json_parse(&doc, out.buf, out.len, &err), 0);
	ck_assert(json_equals(&doc, json_get(&doc, 0, "s"),
			      "a\"b\\c\n\x01\x7f/"));
}
END_TEST

START_TEST(every_byte_can_be_quoted)
{
	char text[2] = "";
	int c;

	for (c = 1; c < 256; c++) {
		text[0] = (char)c;
		strbuf_reset(&out);
		json_quote(&out, text);
		ck_assert_int_eq(json_parse(&doc, out.buf, out.len, &err), 0);
		ck_assert(json_equals(&doc, 0,
				      c < 128 ? text : "\xef\xbf\xbd"));
	}
	strbuf_reset(&out);
	json_quote(&out, "\xf0\x9f\x98\x80 \xf0\x9f\x98");
	ck_assert_str_eq(out.buf, "\"\xf0\x9f\x98\x80 \xef\xbf\xbd"
			 "\xef\xbf\xbd\xef\xbf\xbd\"");
}
END_TEST

#define LOOP(tc, test, list) \
	tcase_add_loop_test(tc, test, 0, (int)ARRAY_SIZE(list))

Suite *suite_json(void)
{
	Suite *suite = suite_create("json");
	TCase *tc = tcase_create("json");

	tcase_add_checked_fixture(tc, NULL, teardown);
	LOOP(tc, json_is_read, good);
	LOOP(tc, what_is_none_is_refused, bad);
	tcase_add_test(tc, nul_bytes_are_no_json);
	tcase_add_test(tc, depth_has_a_limit);
	tcase_add_test(tc, one_document_for_many_texts);
	tcase_add_test(tc, kinds_by_path);
	tcase_add_test(tc, paths_that_lead_nowhere);
	tcase_add_test(tc, what_is_not_there_answers);
	tcase_add_test(tc, members_in_order);
	LOOP(tc, strings_become_utf8, strings);
	tcase_add_test(tc, a_nul_does_not_end_a_text_early);
	LOOP(tc, numbers_that_fit, numbers);
	tcase_add_test(tc, bools_and_only_they);
	tcase_add_test(tc, writing);
	tcase_add_test(tc, every_byte_can_be_quoted);
	suite_add_tcase(suite, tc);
	return suite;
}
