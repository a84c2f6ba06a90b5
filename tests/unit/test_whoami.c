/* SPDX-License-Identifier: MIT */
/*
 * What forges say of the token that asks.
 */
#include <check.h>
#include <string.h>

#include "forges/whoami.h"

Suite *suite_whoami(void);

static struct request request;
static struct reply reply;
static struct whoami whoami;
static struct strbuf why;

static void set_up(void)
{
	static const struct whoami none = WHOAMI_INIT;

	request_init(&request);
	reply_init(&reply);
	whoami = none;
	strbuf_init(&why);
}

static void tear_down(void)
{
	request_release(&request);
	reply_release(&reply);
	whoami_release(&whoami);
	strbuf_release(&why);
}

/* False where this build does not know the forge. */
static bool answer(const char *name, int status, const char *header,
		   const char *body)
{
	const struct forge *forge = forge_by_name(name);
	const struct forge_site site = {
		.host = "h.example.com", .web = "https://h.example.com/",
		.api = "https://h.example.com/api/"
	};

	if (!forge)
		return false;
	request.authorization = "Bearer x";
	ck_assert(whoami_ask(forge, &site, &request));
	ck_assert_str_eq(request.method, "GET");
	ck_assert(!strncmp(request.url.buf, site.api, strlen(site.api)));
	reply.status = status;
	strvec_push(&reply.headers, "Content-Type: application/json");
	if (header)
		strvec_push(&reply.headers, header);
	strbuf_addstr(&reply.body, body);
	whoami_read(forge, &request, &reply, &whoami, &why);
	return true;
}

START_TEST(classic_token_of_github)
{
	answer("github", 200, "X-OAuth-Scopes: repo, workflow",
	       "{\"login\":\"octo\"}");
	ck_assert_int_eq(whoami.acceptance, TOKEN_ACCEPTED);
	ck_assert_str_eq(whoami.login, "octo");
	ck_assert(whoami.scopes_told);
	ck_assert_uint_eq(whoami.scopes.nr, 2);
	ck_assert_str_eq(whoami.scopes.v[1], "workflow");
	ck_assert_uint_eq(whoami.lacking.nr, 0);
	ck_assert_uint_eq(why.len, 0);
}
END_TEST

START_TEST(a_scope_is_lacking)
{
	answer("github", 200, "X-OAuth-Scopes: gist,read:org",
	       "{\"login\":\"octo\"}");
	ck_assert_uint_eq(whoami.lacking.nr, 1);
	ck_assert_str_eq(whoami.lacking.v[0], "repo");
}
END_TEST

START_TEST(public_repositories_only)
{
	answer("github", 200, "X-OAuth-Scopes: public_repo",
	       "{\"login\":\"octo\"}");
	ck_assert_uint_eq(whoami.lacking.nr, 0);
}
END_TEST

START_TEST(token_without_scopes)
{
	answer("github", 200, "X-OAuth-Scopes: ", "{\"login\":\"octo\"}");
	ck_assert(!whoami.scopes_told);
	ck_assert_uint_eq(whoami.lacking.nr, 0);
}
END_TEST

START_TEST(token_that_ends)
{
	answer("github", 200, "GitHub-Authentication-Token-Expiration: "
	       "2026-12-31 10:00:00 UTC", "{\"login\":\"octo\"}");
	ck_assert_str_eq(whoami.expires, "2026-12-31");
}
END_TEST

START_TEST(installation_of_an_app)
{
	answer("github", 403, NULL, "{\"message\":\"Resource not accessible "
	       "by integration\"}");
	ck_assert_int_eq(whoami.acceptance, TOKEN_ACCEPTED);
	ck_assert_ptr_null(whoami.login);
}
END_TEST

START_TEST(bad_token)
{
	answer("github", 401, NULL, "{\"message\":\"Bad credentials\"}");
	ck_assert_int_eq(whoami.acceptance, TOKEN_REFUSED);
	ck_assert_uint_gt(why.len, 0);
}
END_TEST

START_TEST(server_that_does_not_know)
{
	answer("github", 404, NULL, "{\"message\":\"Not Found\"}");
	ck_assert_int_eq(whoami.acceptance, TOKEN_UNTOLD);
	ck_assert_uint_gt(why.len, 0);
}
END_TEST

START_TEST(server_that_fails)
{
	answer("github", 502, NULL, "");
	ck_assert_int_eq(whoami.acceptance, TOKEN_REFUSED);
}
END_TEST

START_TEST(no_json)
{
	answer("github", 200, NULL, "<html>");
	ck_assert_int_eq(whoami.acceptance, TOKEN_REFUSED);
	ck_assert_uint_gt(why.len, 0);
}
END_TEST

START_TEST(token_of_gitlab)
{
	if (!answer("gitlab", 200, NULL, "{\"scopes\":[\"read_api\"],"
		    "\"expires_at\":\"2027-01-31\"}"))
		return;
	ck_assert_int_eq(whoami.acceptance, TOKEN_ACCEPTED);
	ck_assert_str_eq(whoami.expires, "2027-01-31");
	ck_assert_str_eq(whoami.lacking.v[0], "api");
}
END_TEST

START_TEST(token_of_gitea)
{
	if (!answer("gitea", 200, NULL, "{\"login\":\"tea\"}"))
		return;
	ck_assert_str_eq(whoami.login, "tea");
	ck_assert(!whoami.scopes_told);
}
END_TEST

START_TEST(plain_git)
{
	const struct forge_site site = { .host = "h", .api = "" };

	ck_assert(!whoami_ask(&forge_git, &site, &request));
}
END_TEST

Suite *suite_whoami(void)
{
	Suite *suite = suite_create("whoami");
	TCase *tcase = tcase_create("whoami");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, classic_token_of_github);
	tcase_add_test(tcase, a_scope_is_lacking);
	tcase_add_test(tcase, public_repositories_only);
	tcase_add_test(tcase, token_without_scopes);
	tcase_add_test(tcase, token_that_ends);
	tcase_add_test(tcase, installation_of_an_app);
	tcase_add_test(tcase, bad_token);
	tcase_add_test(tcase, server_that_does_not_know);
	tcase_add_test(tcase, server_that_fails);
	tcase_add_test(tcase, no_json);
	tcase_add_test(tcase, token_of_gitlab);
	tcase_add_test(tcase, token_of_gitea);
	tcase_add_test(tcase, plain_git);
	suite_add_tcase(suite, tcase);
	return suite;
}
