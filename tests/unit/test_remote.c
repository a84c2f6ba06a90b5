/* SPDX-License-Identifier: MIT */
/*
 * Which repository a word names, and what is refused.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "git/config.h"
#include "git/credential.h"
#include "git/remote.h"
#include "githome.h"

Suite *suite_remote(void);

static struct strbuf err = STRBUF_INIT;
static struct remote remote;

static void setup(void)
{
	githome_open();
}

static void teardown(void)
{
	githome_close();
	remote_release(&remote);
	strbuf_release(&err);
}

static void parse(const char *word)
{
	remote_release(&remote);
	strbuf_reset(&err);
	ck_assert_msg(!remote_parse(word, &remote, &err), "%s", err.buf);
}

/* The key, and that what is journalled (the URL) gives the same again. */
static void names(const char *word, const char *key)
{
	char *url;

	parse(word);
	ck_assert_str_eq(remote.key, key);
	url = strdup(remote.url);
	parse(url);
	ck_assert_str_eq(remote.key, key);
	ck_assert_str_eq(remote.url, url);
	free(url);
}

static void refused(const char *word, const char *why)
{
	remote_release(&remote);
	strbuf_reset(&err);
	ck_assert_msg(remote_parse(word, &remote, &err) == -1, "'%s' was "
		      "taken: %s", word, remote.key);
	ck_assert_msg(strstr(err.buf, why), "'%s': %s", word, err.buf);
	ck_assert_ptr_null(remote.key);
}

START_TEST(test_urls)
{
	names("https://github.com/o/n", "github.com/o/n");
	names("https://github.com/o/n.git", "github.com/o/n");
	names("https://github.com/o/n.git/", "github.com/o/n");
	names("https://github.com/o/n//", "github.com/o/n");
	names("https://github.com:443/o/n", "github.com/o/n");
	names("http://github.com:80/o/n", "github.com/o/n");
	names("https://github.com:80/o/n", "github.com:80/o/n");
	names("HTTPS://GitHub.com/Own/Name", "github.com/Own/Name");
	names("https://me@github.com/o/n", "github.com/o/n");
	names("https://gitlab.com/a/b/c/n", "gitlab.com/a/b/c/n");
	names("https://dev.azure.com/a%20b/n", "dev.azure.com/a%20b/n");
	names("http://127.0.0.1:4020/o/n", "127.0.0.1:4020/o/n");
	names("http://[::1]:8080/o/n", "[::1]:8080/o/n");
	names("git://h.example.com:9418/o/n", "h.example.com/o/n");
	names("https://h.example.com/n", "h.example.com/n");
	names("https://h.example.com/o/n.git.git", "h.example.com/o/n.git");
	names("https://h.example.com/o/-n", "h.example.com/o/-n");
}
END_TEST

START_TEST(test_ssh)
{
	names("ssh://git@github.com/o/n.git", "github.com/o/n");
	names("ssh://git@github.com:22/o/n", "github.com/o/n");
	names("ssh://git@h.example.com:2222/o/n", "h.example.com:2222/o/n");
	names("git+ssh://h.example.com/o/n", "h.example.com/o/n");
	names("ssh://h.example.com/~me/n.git", "h.example.com/~me/n");
	names("git@github.com:o/n.git", "github.com/o/n");
	names("git@github.com:/o/n.git", "github.com/o/n");
	names("github.com:o/n", "github.com/o/n");
	names("me@h:~me/n.git", "h/~me/n");
	names("git@h:123/n", "h/123/n");
	names("[::1]:o/n", "[::1]/o/n");
	names("work:n.git", "work/n");
}
END_TEST

START_TEST(test_files)
{
	names("file:///a/b/c.git", "localhost/a/b/c");
	names("file://localhost/a/b/c.git", "localhost/a/b/c");
	names("file:///a/b/c/", "localhost/a/b/c");
	names("file:///a/b/.git", "localhost/a/b");
	names("file:///a/b#c", "localhost/a/b#c");
	names("file:///a/b?c", "localhost/a/b?c");
	names("file:///a/@x:y/b", "localhost/a/@x:y/b");
	refused("file://server/a/b", "a file has no host");
	refused("file:///", "empty part");
}
END_TEST

START_TEST(test_parts)
{
	parse("https://gitlab.com/a/b/n.git");
	ck_assert_str_eq(remote.host, "gitlab.com");
	ck_assert_str_eq(remote.owner, "a/b");
	ck_assert_str_eq(remote.name, "n");
	ck_assert_str_eq(remote.url, "https://gitlab.com/a/b/n.git");
	ck_assert_str_eq(remote.web, "https://gitlab.com/");
	ck_assert_str_eq(remote.fetch_url, remote.url);
	ck_assert_str_eq(remote.push_url, remote.url);

	parse("https://h.example.com/n");
	ck_assert_str_eq(remote.owner, "");
	ck_assert_str_eq(remote.name, "n");

	parse("http://127.0.0.1:4020/o/n");
	ck_assert_str_eq(remote.web, "http://127.0.0.1:4020/");
	parse("ssh://git@h.example.com:2222/o/n");
	ck_assert_str_eq(remote.web, "https://h.example.com/");
	ck_assert_str_eq(remote.url, "ssh://git@h.example.com:2222/o/n");
	parse("git@h.example.com:o/n");
	ck_assert_str_eq(remote.web, "https://h.example.com/");
	ck_assert_str_eq(remote.url, "git@h.example.com:o/n");
	parse("[::1]:o/n");
	ck_assert_str_eq(remote.web, "https://[::1]/");
	parse("file:///a/b");
	ck_assert_ptr_null(remote.web);
	parse("git://h.example.com/o/n");
	ck_assert_ptr_null(remote.web);
}
END_TEST

START_TEST(test_names)
{
	names("o/n", "github.com/o/n");
	names("o/n.git/", "github.com/o/n");
	names("a/b/n", "github.com/a/b/n");
	names("github.com/o/n", "github.com/o/n");
	names("gitlab.example.com/a/b/n", "gitlab.example.com/a/b/n");
	names("git.sr.ht/~me/n", "git.sr.ht/~me/n");
	names("127.0.0.1:4020/o/n", "127.0.0.1:4020/o/n");
	names("localhost:4020/o/n", "localhost:4020/o/n");
	parse("o/n");
	ck_assert_str_eq(remote.url, "https://github.com/o/n.git");
	refused("n", "'n' names no repository: a bare name needs the setting "
		"'multi.owner'");

	githome_config("[multi]\n\thost = git.example.com\n\towner = me\n"
		       "[multi \"http://127.0.0.1:4020\"]\n\tforge = github\n"
		       "[multi \"https://corp\"]\n\tforge = github\n");
	names("n", "git.example.com/me/n");
	names("n/", "git.example.com/me/n");
	names("o/n", "git.example.com/o/n");
	names("corp/o/n", "corp/o/n");
	names("github.com/o/n", "github.com/o/n");
	parse("127.0.0.1:4020/o/n");
	ck_assert_str_eq(remote.url, "http://127.0.0.1:4020/o/n.git");
	ck_assert_str_eq(remote.web, "http://127.0.0.1:4020/");
}
END_TEST

START_TEST(test_insteadof)
{
	githome_config("[url \"https://github.com/\"]\n\tinsteadOf = gh:\n"
		       "[url \"/srv/git/\"]\n\tinsteadOf = srv:\n"
		       "[url \"https://corp.example.com/team/\"]\n"
		       "\tinsteadOf = team/\n"
		       "[url \"https://mirror.example.com/\"]\n"
		       "\tinsteadOf = https://gitlab.com/\n"
		       "\tinsteadOf = git@gitlab.com:\n"
		       "[url \"git@gitlab.com:\"]\n"
		       "\tpushInsteadOf = https://gitlab.com/\n");
	names("gh:o/n", "github.com/o/n");
	names("srv:o/n.git", "localhost/srv/git/o/n");
	names("team/n", "corp.example.com/team/n");

	/* what is a URL without it keeps its own host as its key */
	names("https://gitlab.com/o/n", "gitlab.com/o/n");
	ck_assert_str_eq(remote.fetch_url, "https://mirror.example.com/o/n");
	ck_assert_str_eq(remote.push_url, "git@gitlab.com:o/n");
	ck_assert_str_eq(remote.web, "https://gitlab.com/");
	names("git@gitlab.com:o/n", "gitlab.com/o/n");
	ck_assert_str_eq(remote.push_url, "https://mirror.example.com/o/n");
}
END_TEST

/* A login that insteadOf puts into a URL is sent, but in no argument. */
START_TEST(test_login)
{
	struct strbuf text = STRBUF_INIT;

	githome_config("[url \"https://me:top%40secret@github.com/\"]\n"
		       "\tinsteadOf = https://github.com/\n"
		       "[url \"ssh://git:x@github.com/\"]\n"
		       "\tpushInsteadOf = https://github.com/\n"
		       "[url \"https://only@example.com/\"]\n"
		       "\tinsteadOf = https://example.com/\n");
	names("https://github.com/o/n", "github.com/o/n");
	ck_assert_str_eq(remote.fetch_url, "https://github.com/o/n");
	ck_assert_str_eq(remote.fetch_login, "Basic bWU6dG9wQHNlY3JldA==");
	ck_assert_str_eq(remote.push_url, "ssh://git:x@github.com/o/n");
	ck_assert_ptr_null(remote.push_login);
	strbuf_addstr(&text, "it is top@secret");
	credential_redact(&text);
	ck_assert_str_eq(text.buf, "it is ***");
	strbuf_release(&text);

	names("https://example.com/o/n", "example.com/o/n");
	ck_assert_str_eq(remote.fetch_url, "https://only@example.com/o/n");
	ck_assert_ptr_null(remote.fetch_login);
}
END_TEST

START_TEST(test_refused)
{
	refused("", "it is empty");
	refused("-oProxyCommand=x", "begins with '-'");
	refused("https://-h/o/n", "begins with '-'");
	refused("ssh://-oProxyCommand=x/o/n", "");
	refused("ssh://-ox@h/o/n", "its user begins with '-'");
	refused("git@-h:o/n", "its host begins with '-'");
	refused("git@h:-o/n", "its path begins with '-'");
	refused("ssh://h/-o", "its path begins with '-'");
	refused("https://github.com/o/../n", "'.' or '..'");
	refused("https://github.com/./n", "'.' or '..'");
	refused("o/..", "'.' or '..'");
	refused("git@h:../n", "'.' or '..'");
	refused("file:///a/../b", "'.' or '..'");
	refused("https://github.com//o/n", "empty part");
	refused("o//n", "empty part");
	refused("https://github.com/", "empty part");
	refused("https:///o/n", "");
	refused("https://github.com/o/n n", "white space");
	refused("https://github.com/o/n\n", "white space");
	refused("https://github.com/o/n\001", "control character");
	refused("https://github.com/o/\302\233n", "control character");
	refused("https://github.com/o/\377n", "no UTF-8");
	refused("https://github.com/o/n?tab=readme", "query or a fragment");
	refused("https://github.com/o/n#readme", "query or a fragment");
	refused("ext::sh -c x", "");
	refused("ext::sh", "remote helpers are not used");
	refused("git-remote-foo::https://h/o/n", "remote helpers");
	refused("ftp://h/o/n", "does not know its scheme");
	refused("/a/b", "file:///its/absolute/path");
	refused("./a/b", "file:///its/absolute/path");
	refused("~/a/b", "file:///its/absolute/path");
	refused("https://ho$st/o/n", "");
	refused("https://h:99999/o/n", "");
	refused("git@h:", "");
	refused(":o/n", "");
}
END_TEST

/* Nothing of what stands before '@' is shown or kept. */
START_TEST(test_secrets)
{
	struct strbuf text = STRBUF_INIT;

	refused("https://me:pass-w0rd@github.com/o/n", "the URL "
		"'https://github.com/o/n' holds a password: leave it out and "
		"set 'GIT_MULTI_TOKEN_GITHUB_COM'");
	ck_assert_ptr_null(strstr(err.buf, "pass-w0rd"));
	refused("https://me:other-w0rd@github.com/../n", "");
	ck_assert_ptr_null(strstr(err.buf, "other-w0rd"));
	refused("ftp://me:third-w0rd@h/o/n", "'ftp://h/o/n'");
	refused("ssh://me:fourth-w0rd@h/o/n", "'ssh://h/o/n' holds a");
	strbuf_addstr(&text, "it was pass-w0rd");
	credential_redact(&text);
	ck_assert_str_eq(text.buf, "it was ***");
	parse("https://ghp_token@github.com/o/n");
	ck_assert_str_eq(remote.url, "https://github.com/o/n");
	strbuf_release(&text);
}
END_TEST

START_TEST(test_renamed)
{
	static const char *const urls[][2] = {
		{ "https://github.com/o/n.git", "https://github.com/me/n-2.git" },
		{ "git@github.com:o/n", "git@github.com:me/n-2" },
		{ "ssh://git@host:7999/o/n.git", "ssh://git@host:7999/me/n-2.git" }
	};
	struct remote fork = REMOTE_INIT;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(urls); i++) {
		remote_release(&remote);
		ck_assert_int_eq(remote_parse(urls[i][0], &remote, &err), 0);
		ck_assert(remote_renamed(&remote, "me", "n-2", &fork));
		ck_assert_str_eq(fork.push_url, urls[i][1]);
		ck_assert_str_eq(fork.owner, "me");
		/* into itself, as a repository that was renamed */
		ck_assert(remote_renamed(&remote, "me", "n-2", &remote));
		ck_assert_str_eq(remote.fetch_url, urls[i][1]);
	}
	remote_release(&fork);
}
END_TEST

Suite *suite_remote(void)
{
	Suite *suite = suite_create("remote");
	TCase *tcase = tcase_create("remote");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_urls);
	tcase_add_test(tcase, test_ssh);
	tcase_add_test(tcase, test_files);
	tcase_add_test(tcase, test_parts);
	tcase_add_test(tcase, test_names);
	tcase_add_test(tcase, test_insteadof);
	tcase_add_test(tcase, test_login);
	tcase_add_test(tcase, test_refused);
	tcase_add_test(tcase, test_secrets);
	tcase_add_test(tcase, test_renamed);
	suite_add_tcase(suite, tcase);
	return suite;
}
