/* SPDX-License-Identifier: MIT */
/*
 * engine/request: what a reply says.
 */
#include <check.h>

#include "engine/request.h"

#define DATE "Sun, 22 Nov 2026 10:00:00 GMT"
#define DATE_SECONDS 1795341600.0

static struct reply reply;

static void setup(void)
{
	reply_init(&reply);
	reply.came = 5000;
}

static void teardown(void)
{
	reply_release(&reply);
}

START_TEST(headers_are_found_in_any_case)
{
	strvec_pushl(&reply.headers, "Content-Length: 5", "ETag:\"x\"",
		     "X-Empty:", "Link:  \t<a>", "link: second", NULL);
	ck_assert_str_eq(reply_header(&reply, "content-length"), "5");
	ck_assert_str_eq(reply_header(&reply, "etag"), "\"x\"");
	ck_assert_str_eq(reply_header(&reply, "X-EMPTY"), "");
	ck_assert_str_eq(reply_header(&reply, "Link"), "<a>");
	ck_assert_ptr_null(reply_header(&reply, "Content"));
	ck_assert_ptr_null(reply_header(&reply, "Content-Length:"));
	ck_assert_ptr_null(reply_header(&reply, "missing"));
}
END_TEST

static const struct {
	const char *type;
	bool json;
} types[] = {
	{ "application/json", true },
	{ "Application/JSON; charset=utf-8", true },
	{ "application/vnd.github+json ;x=y", true },
	{ "application/problem+json", true },
	{ "text/html; charset=utf-8", false },
	{ "application/jsonx", false },
	{ "text/plain; a=application/json", false },
	{ "+json", false },
	{ "", false },
};

START_TEST(json_is_known_by_its_type)
{
	ck_assert(!reply_is_json(&reply));
	strvec_pushf(&reply.headers, "content-type: %s", types[_i].type);
	ck_assert_int_eq(reply_is_json(&reply), types[_i].json);
}
END_TEST

START_TEST(retry_after_in_seconds)
{
	ck_assert_double_lt(reply_retry_after(&reply), 0);
	strvec_push(&reply.headers, "Retry-After: 120");
	ck_assert_double_eq(reply_retry_after(&reply), 120);
}
END_TEST

START_TEST(retry_after_as_a_date_counts_from_the_servers_clock)
{
	strvec_push(&reply.headers, "Retry-After: " DATE);
	reply.date = DATE_SECONDS - 30;
	ck_assert_double_eq(reply_retry_after(&reply), 30);
	reply.date = DATE_SECONDS + 30;
	ck_assert_double_eq(reply_retry_after(&reply), 0);
	reply.date = -1;
	reply.came = DATE_SECONDS - 7;
	ck_assert_double_eq(reply_retry_after(&reply), 7);
}
END_TEST

static const char *const nonsense[] = {
	"soon", "-5", "12 minutes", "", "0x10", "1e3", "nan", "Sun, 99 Foo",
	"1.2.3"
};

START_TEST(a_retry_after_that_says_nothing_is_none)
{
	strvec_pushf(&reply.headers, "Retry-After: %s", nonsense[_i]);
	strvec_pushf(&reply.headers, "X-Reset: %s", nonsense[_i]);
	ck_assert_double_lt(reply_retry_after(&reply), 0);
	ck_assert_double_lt(reply_until(&reply, "x-reset"), 0);
}
END_TEST

START_TEST(resets_count_from_the_servers_clock)
{
	strvec_push(&reply.headers, "X-RateLimit-Reset: 5060 ");
	ck_assert_double_lt(reply_until(&reply, "x-other"), 0);
	ck_assert_double_eq(reply_until(&reply, "x-ratelimit-reset"), 60);
	reply.date = 5050;
	ck_assert_double_eq(reply_until(&reply, "x-ratelimit-reset"), 10);
	reply.date = 6000;
	ck_assert_double_eq(reply_until(&reply, "x-ratelimit-reset"), 0);
}
END_TEST

START_TEST(a_request_starts_and_ends_empty)
{
	struct request request = REQUEST_INIT;

	ck_assert_str_eq(request.method, "GET");
	request.method = "POST";
	request.authorization = "Bearer x";
	request.draws = DRAW_WRITE;
	strbuf_addstr(&request.url, "https://example.com/");
	strbuf_addstr(&request.body, "{}");
	strvec_push(&request.headers, "Accept: text/plain");
	request_release(&request);
	ck_assert_str_eq(request.method, "GET");
	ck_assert_str_eq(request.url.buf, "");
	ck_assert_uint_eq(request.headers.nr, 0);
	ck_assert_ptr_null(request.authorization);
	ck_assert_uint_eq(request.draws, 0);
}
END_TEST

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

Suite *suite_request(void)
{
	Suite *suite = suite_create("request");
	TCase *tc = tcase_create("request");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, headers_are_found_in_any_case);
	tcase_add_loop_test(tc, json_is_known_by_its_type, 0, COUNT(types));
	tcase_add_test(tc, retry_after_in_seconds);
	tcase_add_test(tc,
		       retry_after_as_a_date_counts_from_the_servers_clock);
	tcase_add_loop_test(tc, a_retry_after_that_says_nothing_is_none, 0,
			    COUNT(nonsense));
	tcase_add_test(tc, resets_count_from_the_servers_clock);
	tcase_add_test(tc, a_request_starts_and_ends_empty);
	suite_add_tcase(suite, tc);
	return suite;
}
