/* SPDX-License-Identifier: MIT */
/*
 * Where a token is found, in which order, who is told of it, and that it does
 * not come to light.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "git/config.h"
#include "git/credential.h"
#include "git/environment.h"
#include "git/git.h"
#include "githome.h"

Suite *suite_credential(void);

static const char *const usual[] = { "GH_TOKEN", "GITHUB_TOKEN", NULL };

static struct strbuf text = STRBUF_INIT, err = STRBUF_INIT;
static struct token token;

static void setup(void)
{
	githome_open();

	/* of this machine's own there may be some */
	githome_program("gh", "#!/bin/sh\nexit 1\n");
	githome_program("glab", "#!/bin/sh\nexit 1\n");
}

static void teardown(void)
{
	githome_close();
	token_release(&token);
	strbuf_release(&text);
	strbuf_release(&err);
}

static int ask(const char *host, const char *web, bool only_host)
{
	const struct token_question question = {
		.host = host, .web = web, .hosts = only_host ? 1 : 2,
		.variables = strcmp(host, "github.com") ? NULL : usual
	};

	token_release(&token);
	strbuf_reset(&err);
	return credential_find(&question, &token, &err);
}

static void found(const char *host, const char *web, const char *secret,
		  const char *source)
{
	ck_assert_msg(!ask(host, web, true), "%s", err.buf);
	ck_assert_msg(token.secret != NULL, "no token for %s", host);
	ck_assert_str_eq(token.secret, secret);
	ck_assert_str_eq(token.source, source);
}

static void none(const char *host, const char *web)
{
	ck_assert_msg(!ask(host, web, true), "%s", err.buf);
	ck_assert_msg(!token.secret, "%s has %s", host, token.source);
	ck_assert_ptr_null(token.source);
}

START_TEST(test_variable)
{
	credential_variable("git-hub.example.com:8080", &text);
	ck_assert_str_eq(text.buf,
			 "GIT_MULTI_TOKEN_GIT__HUB_EXAMPLE_COM_8080");
}
END_TEST

/* Each source counts more than those below it. */
START_TEST(test_order)
{
	githome_program("glab", "#!/bin/sh\necho from-glab\n");
	found("github.com", "https://github.com/", "from-glab", "glab");
	githome_program("gh", "#!/bin/sh\necho from-gh\n");
	found("github.com", "https://github.com/", "from-gh", "gh");
	ck_assert_ptr_null(token.user);
	githome_config("[credential]\n\thelper = \"!printf "
		       "'username=me\\\\npassword=from-helper\\\\n'; :\"\n");
	found("github.com", "https://github.com/", "from-helper",
	      "git credential");
	ck_assert_str_eq(token.user, "me");
	setenv("GIT_TOKEN", "from-git-token", 1);
	found("github.com", "https://github.com/", "from-git-token",
	      "GIT_TOKEN");
	setenv("GITHUB_TOKEN", "from-second", 1);
	found("github.com", "https://github.com/", "from-second",
	      "GITHUB_TOKEN");
	setenv("GH_TOKEN", "from-first", 1);
	found("github.com", "https://github.com/", "from-first", "GH_TOKEN");
	githome_config("[multi \"https://github.com\"]\n\ttokenEnv = MINE\n");
	found("github.com", "https://github.com/", "from-first", "GH_TOKEN");
	setenv("MINE", "from-setting", 1);
	found("github.com", "https://github.com/", "from-setting", "MINE");
	setenv("GIT_MULTI_TOKEN_GITHUB_COM", "from-host", 1);
	found("github.com", "https://github.com/", "from-host",
	      "GIT_MULTI_TOKEN_GITHUB_COM");
}
END_TEST

START_TEST(test_other_hosts)
{
	setenv("GITHUB_TOKEN", "for-github", 1);
	setenv("GIT_MULTI_TOKEN_GITHUB_COM", "for-github-too", 1);
	githome_config("[multi \"https://github.com\"]\n\ttokenEnv = MINE\n");
	setenv("MINE", "for-github-as-well", 1);
	none("gitlab.com", "https://gitlab.com/");
	none("github.com.evil.com", "https://github.com.evil.com/");
	ck_assert_int_eq(ask("h", NULL, true), 0);
	ck_assert_ptr_null(token.secret);
}
END_TEST

/* An ssh server's port is not the web's. */
START_TEST(test_ssh_port)
{
	setenv("GIT_MULTI_TOKEN_H_EXAMPLE_COM", "of-the-host", 1);
	found("h.example.com:2222", "https://h.example.com/", "of-the-host",
	      "GIT_MULTI_TOKEN_H_EXAMPLE_COM");
	githome_program("gh", "#!/bin/sh\necho \"$4\"\n");
	found("g.example.com:2222", "https://g.example.com/", "g.example.com",
	      "gh");
}
END_TEST

START_TEST(test_clear_text)
{
	setenv("GITHUB_TOKEN", "for-https", 1);
	githome_program("gh", "#!/bin/sh\necho from-gh\n");
	none("github.com", "http://github.com/");
	found("127.0.0.1:4020", "http://127.0.0.1:4020/", "from-gh", "gh");
	setenv("GIT_MULTI_TOKEN_GITHUB_COM", "by-name", 1);
	found("github.com", "http://github.com/", "by-name",
	      "GIT_MULTI_TOKEN_GITHUB_COM");
}
END_TEST

START_TEST(test_git_token)
{
	setenv("GIT_TOKEN", "whose", 1);
	ck_assert_int_eq(ask("github.com", "https://github.com/", false), -1);
	ck_assert_str_eq(err.buf, "'GIT_TOKEN' names no host, and this run "
			 "has 2 that need a token: set "
			 "'GIT_MULTI_TOKEN_GITHUB_COM' "
			 "for 'github.com'");
	ck_assert_ptr_null(token.secret);
	setenv("GITHUB_TOKEN", "mine", 1);
	ck_assert_int_eq(ask("github.com", "https://github.com/", false), 0);
	ck_assert_str_eq(token.secret, "mine");
}
END_TEST

/* Programs are asked with the right words, and see no token of ours. */
START_TEST(test_programs)
{
	static const char script[] = "#!/bin/sh\n"
		"printf '%s\\n' \"$0 $*\" \"$GH_TOKEN$GITHUB_TOKEN\" "
		"\"$GITLAB_TOKEN$GIT_MULTI_TOKEN_X\" >>asked\nexit 1\n";

	setenv("GH_TOKEN", "secret-1", 1);
	setenv("GITHUB_TOKEN", "secret-2", 1);
	setenv("GITLAB_TOKEN", "secret-3", 1);
	setenv("GIT_MULTI_TOKEN_X", "secret-4", 1);
	githome_program("gh", script);
	githome_program("glab", script);
	none("git.example.com", "https://git.example.com/");
	ck_assert_int_eq(file_read("asked", 4096, &text, &err), 0);
	ck_assert(strstr(text.buf, "/bin/gh auth token --hostname "
			 "git.example.com\n\n\n"));
	ck_assert(strstr(text.buf, "/bin/glab config get token --host "
			 "git.example.com\n\n\n"));
}
END_TEST

/* What a helper is asked, and that nobody can be prompted. */
START_TEST(test_helper)
{
	githome_program("git-credential-mine", "#!/bin/sh\n"
			"cat >asked\n"
			"echo \"$GIT_TERMINAL_PROMPT$GITHUB_TOKEN"
			"$SSH_ASKPASS\" >>asked\n"
			"git config credential.interactive >>asked\n");
	githome_config("[credential]\n\thelper = mine\n");
	setenv("GITHUB_TOKEN", "secret-2", 1);
	setenv("SSH_ASKPASS", "/bin/false", 1);
	none("h.example.com:8443", "https://h.example.com:8443/");
	ck_assert_int_eq(file_read("asked", 4096, &text, &err), 0);
	ck_assert_msg(strstr(text.buf, "protocol=https\nhost=h.example.com:"
			     "8443\n"), "%s", text.buf);
	ck_assert_msg(ends_with(text.buf, "\n0\nfalse\n"), "%s", text.buf);
	ck_assert_str_eq(githome_said(), "");
}
END_TEST

/* A helper for one host is not asked for another. */
START_TEST(test_helper_of_host)
{
	githome_config("[credential \"https://a.example.com\"]\n"
		       "\thelper = \"!printf 'username=x\\\\n"
		       "password=pw-of-a\\\\n'; :\"\n");
	found("a.example.com", "https://a.example.com/", "pw-of-a",
	      "git credential");
	none("b.example.com", "https://b.example.com/");
}
END_TEST

START_TEST(test_askpass)
{
	githome_program("ask", "#!/bin/sh\necho from-ask\n");
	setenv("GIT_ASKPASS", "ask", 1);
	found("h.example.com", "https://h.example.com/", "from-ask",
	      "git credential");
}
END_TEST

START_TEST(test_hidden_after_use)
{
	struct strvec env = STRVEC_INIT;

	githome_config("[multi \"https://h.example.com\"]\n"
		       "\ttokenEnv = OF_H\n");
	setenv("OF_H", "secret-of-h", 1);
	found("h.example.com", "https://h.example.com/", "secret-of-h",
	      "OF_H");
	git_command_environment(&env);
	ck_assert_ptr_null(strvec_env_get(&env, "OF_H"));
	strvec_clear(&env);
}
END_TEST

static void redacted(const char *before, const char *after)
{
	strbuf_reset(&text);
	strbuf_addstr(&text, before);
	credential_redact(&text);
	ck_assert_str_eq(text.buf, after);
}

START_TEST(test_redact)
{
	struct strbuf basic = STRBUF_INIT, line = STRBUF_INIT;

	credential_add_secret("tok/en+0123456789");
	redacted("a tok/en+0123456789 b tok/en+0123456789", "a *** b ***");
	redacted("https://x:tok%2Fen%2B0123456789@h/", "https://x:***@h/");
	redacted("nothing of it", "nothing of it");

	credential_basic("x-access-token", "tok/en+0123456789", &basic);
	ck_assert_str_eq(basic.buf, "Basic "
			 "eC1hY2Nlc3MtdG9rZW46dG9rL2VuKzAxMjM0NTY3ODk=");
	strbuf_addf(&line, "Authorization: %s\n", basic.buf);
	redacted(line.buf, "Authorization: Basic ***\n");

	/* a NUL ends nothing, and short words are left alone */
	strbuf_reset(&text);
	strbuf_add(&text, "a\0tok/en+0123456789", 19);
	credential_redact(&text);
	ck_assert_uint_eq(text.len, 5);
	ck_assert_str_eq(text.buf + 2, "***");
	credential_add_secret("abc");
	credential_add_secret("");
	redacted("abc", "abc");
	strbuf_release(&basic);
	strbuf_release(&line);
}
END_TEST

/* Behind whatever user: no four bytes of the secret's letters stay. */
START_TEST(test_redact_inner)
{
	static const char *const users[] = { "", "a", "ab", "abc", "oauth2" };
	struct strbuf pair = STRBUF_INIT, letters = STRBUF_INIT;
	size_t i;

	credential_add_secret("glpat-ABCDEFGHIJKLMNOP");
	for (i = 0; i < sizeof(users) / sizeof(*users); i++) {
		strbuf_reset(&pair);
		strbuf_reset(&letters);
		strbuf_addf(&pair, "%s:glpat-ABCDEFGHIJKLMNOP", users[i]);
		text_base64(&letters, pair.buf, pair.len);
		credential_redact(&letters);
		ck_assert_msg(strstr(letters.buf, "***") != NULL, "%s",
			      letters.buf);
		ck_assert_uint_le(letters.len, 20);
	}
	strbuf_release(&pair);
	strbuf_release(&letters);
}
END_TEST

/* One secret that is the beginning of another hides none of it. */
START_TEST(test_redact_prefix)
{
	credential_add_secret("prefix-of");
	credential_add_secret("prefix-of-another");
	redacted("prefix-of-another prefix-of", "*** ***");
}
END_TEST

Suite *suite_credential(void)
{
	Suite *suite = suite_create("credential");
	TCase *tcase = tcase_create("credential");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_variable);
	tcase_add_test(tcase, test_order);
	tcase_add_test(tcase, test_other_hosts);
	tcase_add_test(tcase, test_ssh_port);
	tcase_add_test(tcase, test_clear_text);
	tcase_add_test(tcase, test_git_token);
	tcase_add_test(tcase, test_programs);
	tcase_add_test(tcase, test_helper);
	tcase_add_test(tcase, test_helper_of_host);
	tcase_add_test(tcase, test_askpass);
	tcase_add_test(tcase, test_hidden_after_use);
	tcase_add_test(tcase, test_redact);
	tcase_add_test(tcase, test_redact_inner);
	tcase_add_test(tcase, test_redact_prefix);
	suite_add_tcase(suite, tcase);
	return suite;
}
