/* SPDX-License-Identifier: MIT */
/*
 * engine/url.
 */
#include <check.h>

#include "base/alloc.h"
#include "engine/url.h"

static const struct {
	const char *url, *scheme, *user, *host, *path;
	unsigned port;
} urls[] = {
	{ "https://github.com/o/r", "https", NULL, "github.com", "/o/r", 0 },
	{ "https://github.com:443/o/r.git", "https", NULL, "github.com",
	  "/o/r.git", 443 },
	{ "http://user:secret@Example.COM:8080/x?y=z#f", "http", "user",
	  "Example.COM", "/x", 8080 },
	{ "HTTPS://example.com", "https", NULL, "example.com", "/", 0 },
	{ "ssh://git@example.com:2222/~me/r.git", "ssh", "git",
	  "example.com", "/~me/r.git", 2222 },
	{ "git://example.com/r.git", "git", NULL, "example.com", "/r.git",
	  0 },
	{ "file:///a/b/c.git", "file", NULL, "", "/a/b/c.git", 0 },
	{ "file:///tmp/a folder/r.git", "file", NULL, "",
	  "/tmp/a folder/r.git", 0 },
	{ "https://[::1]:3000/o/r", "https", NULL, "[::1]", "/o/r", 3000 },
	{ "https://example.com/a/../b/./c", "https", NULL, "example.com",
	  "/a/../b/./c", 0 },
	{ "https://example.com/a%2Fb%20c", "https", NULL, "example.com",
	  "/a%2Fb%20c", 0 },
};

START_TEST(a_url_has_parts)
{
	struct url_parts parts;

	ck_assert_int_eq(url_parse(urls[_i].url, &parts), 0);
	ck_assert_str_eq(parts.scheme, urls[_i].scheme);
	ck_assert_pstr_eq(parts.user, urls[_i].user);
	ck_assert_str_eq(parts.host, urls[_i].host);
	ck_assert_str_eq(parts.path, urls[_i].path);
	ck_assert_uint_eq(parts.port, urls[_i].port);
	url_parts_release(&parts);
	url_parts_release(&parts);
}
END_TEST

static const char *const others[] = {
	"", "github.com/o/r", "git@github.com:o/r.git", "/a/b", "./x",
	"https://", "https:///x", "https:/host/x", "file:/x",
	"https://host:port/x", "https://host:99999/",
	"https://a b/", "https://host/\x01", "https://host/a\nb",
};

START_TEST(what_is_no_url_is_refused)
{
	struct url_parts parts;

	ck_assert_int_eq(url_parse(others[_i], &parts), -1);
}
END_TEST

static const struct {
	const char *a, *b;
	bool same;
} pairs[] = {
	{ "https://a.com/x", "https://A.com:443/y?z", true },
	{ "http://a.com/", "http://a.com:80", true },
	{ "http://u:p@a.com/", "http://a.com/", true },
	{ "http://a.com/", "https://a.com/", false },
	{ "https://a.com/", "https://a.com:8443/", false },
	{ "https://a.com/", "https://a.com.evil.com/", false },
	{ "https://a.com/", "https://a.com@evil.com/", false },
	{ "https://a.com/", "/x", false },
	{ "nonsense", "nonsense", false },
};

START_TEST(an_origin_is_scheme_host_and_port)
{
	ck_assert_int_eq(url_same_origin(pairs[_i].a, pairs[_i].b),
			 pairs[_i].same);
	ck_assert_int_eq(url_same_origin(pairs[_i].b, pairs[_i].a),
			 pairs[_i].same);
}
END_TEST

Suite *suite_url(void)
{
	Suite *suite = suite_create("url");
	TCase *tc = tcase_create("url");

	tcase_add_loop_test(tc, a_url_has_parts, 0, (int)ARRAY_SIZE(urls));
	tcase_add_loop_test(tc, what_is_no_url_is_refused, 0,
			    (int)ARRAY_SIZE(others));
	tcase_add_loop_test(tc, an_origin_is_scheme_host_and_port, 0,
			    (int)ARRAY_SIZE(pairs));
	suite_add_tcase(suite, tc);
	return suite;
}
