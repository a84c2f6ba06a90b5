/* SPDX-License-Identifier: MIT */
/*
 * base/codeowners and base/pathglob. The cases follow the forges' pages: "About
 * code owners", "Syntax of CODEOWNERS file", "Code Owners".
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/codeowners.h"
#include "base/pathglob.h"
#include "base/strbuf.h"

Suite *suite_codeowners(void);

/* The owners of the paths (with commas between), in one line. */
static void check(enum codeowners dialect, const char *text,
		  const char *paths, const char *expected)
{
	struct strvec list = STRVEC_INIT, owners = STRVEC_INIT;
	struct strbuf line = STRBUF_INIT;
	size_t i;

	strvec_split(&list, paths, ',');
	codeowners_find(dialect, text, &list, &owners);
	for (i = 0; i < owners.nr; i++)
		strbuf_addf(&line, "%s%s", i ? " " : "", owners.v[i]);
	ck_assert_msg(!strcmp(line.buf, expected), "%s: '%s', not '%s'",
		      paths, line.buf, expected);
	strbuf_release(&line);
	strvec_clear(&owners);
	strvec_clear(&list);
}

struct glob {
	const char *pattern, *path;
	bool matches;
};

static void check_globs(bool (*function)(const char *pattern,
					 const char *path),
			const struct glob *globs, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		ck_assert_msg(function(globs[i].pattern, globs[i].path) ==
			      globs[i].matches, "'%s' and '%s'",
			      globs[i].pattern, globs[i].path);
}

START_TEST(as_in_gitignore)
{
	static const struct glob globs[] = {
		{ "*", "a", true }, { "*", "a/b", true },
		{ "*.js", "a.js", true }, { "*.js", "x/y/a.js", true },
		{ "*.js", "a.jsx", false },
		{ "/build/logs/", "build/logs/x", true },
		{ "/build/logs/", "a/build/logs/x", false },
		{ "/build/logs/", "build/logs", false },
		{ "docs/*", "docs/getting-started.md", true },
		{ "docs/*", "docs/build-app/troubleshooting.md", false },
		{ "apps/", "apps/a", true }, { "apps/", "x/apps/b/c", true },
		{ "/docs/", "docs/a/b", true }, { "/docs/", "x/docs/a", false },
		{ "/scripts/", "scripts/a", true },
		{ "**/logs", "logs", true }, { "**/logs", "deep/er/logs/x", true },
		{ "/apps/github", "apps/github/index.js", true },
		{ "/apps/github", "apps/github2", false },
		{ "docs/**/*.md", "docs/a.md", true },
		{ "docs/**/*.md", "docs/a/b/c.md", true },
		{ "docs/**/*.md", "x/docs/a.md", false },
		{ "foo/**", "foo/a/b", true }, { "foo/**", "foo", false },
		{ "a/**/b/**/c", "a/b/b/x/c", true },
		{ "a/**/b/**/c", "a/b/c/d", true },
		{ "a?c", "abc", true }, { "a?c", "a/c", false },
		{ ".github/", ".github/x", true },
		{ "*a*b*c*d", "aaaabbbbccccd", true },
		{ "*a*b*c*d", "aaaabbbbcccce", false },
		{ "Readme", "readme", false },
		{ "with\\ space", "with space", true }
	};

	check_globs(pathglob_ignore, globs, ARRAY_SIZE(globs));
}
END_TEST

START_TEST(as_gitlab)
{
	static const struct glob globs[] = {
		{ "*", "a/b", true }, { "README.md", "x/README.md", true },
		{ "/README.md", "x/README.md", false },
		{ "docs/a.md", "x/docs/a.md", true },
		{ "docs", "docs/a.md", false }, { "docs/", "docs/a/b", true },
		{ "/docs/*", "docs/a", true }, { "/docs/*", "docs/a/b", false },
		{ "/docs/**/*.md", "docs/a/b.md", true },
		{ "[ab].c", "a.c", true }, { "[!ab].c", "a.c", false },
		{ "[a-c].c", "b.c", true }, { "[a-c].c", "d.c", false },
		{ "[]x].c", "].c", true }, { "[a.c", "[a.c", true },
		{ "\\#file", "#file", true }, { "*", ".hidden", true }
	};

	check_globs(pathglob_gitlab, globs, ARRAY_SIZE(globs));
}
END_TEST

START_TEST(as_gitea)
{
	static const struct glob globs[] = {
		{ ".*\\.go", "cmd/main.go", true },
		{ "main.go", "cmd/main.go", false },
		{ "docs/(aws|google)/[^/]*\\.md", "docs/aws/a.md", true },
		{ "docs/(aws|google)/[^/]*\\.md", "docs/aws/b/a.md", false },
		{ "(", "(", false }, { "(a)\\1", "aa", false },
		{ "a{2}", "aa", false }
	};

	check_globs(pathglob_regex, globs, ARRAY_SIZE(globs));
}
END_TEST

/* No pattern of a repository's may keep us busy. */
START_TEST(takes_no_time)
{
	struct strbuf pattern = STRBUF_INIT, path = STRBUF_INIT;
	size_t i;

	for (i = 0; i < 2000; i++) {
		strbuf_addstr(&pattern, "**/a/*a*a*/");
		strbuf_addstr(&path, "a/aaaa/");
	}
	strbuf_addstr(&pattern, "b");
	strbuf_addstr(&path, "c");
	ck_assert(!pathglob_ignore(pattern.buf, path.buf));
	strbuf_release(&path);
	strbuf_release(&pattern);
}
END_TEST

/* Nor all of them: it is given up, and said. */
START_TEST(too_much)
{
	struct strbuf text = STRBUF_INIT, path = STRBUF_INIT;
	struct strvec paths = STRVEC_INIT, owners = STRVEC_INIT;
	size_t i;

	for (i = 0; i < 300000; i++)
		strbuf_addstr(&text, "*a");
	for (i = 0; i < 50000; i++)
		strbuf_addstr(&path, "ab");
	strbuf_addstr(&text, " @a");
	strvec_push(&paths, path.buf);
	ck_assert(!codeowners_find(CODEOWNERS_GITHUB, text.buf, &paths,
				   &owners));
	strbuf_reset(&text);
	for (i = 0; i < 12000; i++)
		strbuf_addstr(&text, "(a+)+ @a\n");
	ck_assert(!codeowners_find(CODEOWNERS_GITEA, text.buf, &paths,
				   &owners));
	strbuf_reset(&text);
	for (i = 0; i < 12000; i++)
		strbuf_addf(&text, "[s%zu]\n", i);
	ck_assert(!codeowners_find(CODEOWNERS_GITLAB, text.buf, &paths,
				   &owners));
	strvec_clear(&owners);
	strvec_clear(&paths);
	strbuf_release(&path);
	strbuf_release(&text);
}
END_TEST

START_TEST(last_match_counts)
{
	static const char text[] =
		"# all of it\n"
		"*       @global1 @org/global2   # said at once\n"
		"\n"
		"*.js    @js-owner\r\n"
		"*.go docs@example.com @@maintainer\n"
		"/apps/ @octocat\n"
		"/apps/github\n"
		"!secret @nobody\n"
		"[ab] @nobody\n"
		"\\#x @nobody\n";

	check(CODEOWNERS_GITHUB, text, "a.c", "global1 org/global2");
	check(CODEOWNERS_GITHUB, text, "x/a.js", "js-owner");
	check(CODEOWNERS_GITHUB, text, "a.go", "");
	check(CODEOWNERS_GITHUB, text, "apps/x", "octocat");
	check(CODEOWNERS_GITHUB, text, "apps/github/x", "");
	check(CODEOWNERS_GITHUB, text, "secret,a,#x",
	      "global1 org/global2");
	check(CODEOWNERS_GITHUB, text, "a.js,apps/x,b.js,c",
	      "js-owner octocat global1 org/global2");
	check(CODEOWNERS_GITHUB, "", "a", "");
	check(CODEOWNERS_GITHUB, "a\\ b @sp\tace", "a b", "sp");
	check(CODEOWNERS_GITHUB, "*", "a", "");
}
END_TEST

START_TEST(sections)
{
	static const char text[] =
		"* @all\n"
		"[Docs][2] @docs @group/sub\n"
		"docs/\n"
		"README.md @readme\n"
		"^[Data base] @db\n"
		"db/\n"
		"!db/seed.sql\n"
		"db/seed.sql @never\n"
		"[DOCS]\n"
		"docs/special # @said\n";

	check(CODEOWNERS_GITLAB, text, "x", "all");
	check(CODEOWNERS_GITLAB, text, "docs/a", "all docs group/sub");
	check(CODEOWNERS_GITLAB, text, "README.md", "all readme");
	check(CODEOWNERS_GITLAB, text, "db/a", "all db");
	check(CODEOWNERS_GITLAB, text, "db/seed.sql", "all");
	check(CODEOWNERS_GITLAB, text, "docs/special", "all said");
}
END_TEST

START_TEST(all_that_match)
{
	static const char text[] =
		".*\\\\.go @user1 @user2 # a comment\n"
		"!frontend/.* @org/back\n"
		"with\\#hash @hash\n"
		"with\\ space @space\n";

	check(CODEOWNERS_GITEA, text, "a.go", "user1 user2 org/back");
	check(CODEOWNERS_GITEA, text, "frontend/a.go", "user1 user2");
	check(CODEOWNERS_GITEA, text, "frontend/a", "");
	check(CODEOWNERS_GITEA, text, "with#hash", "org/back hash");
	check(CODEOWNERS_GITEA, text, "with space", "org/back space");
}
END_TEST

START_TEST(places)
{
	ck_assert_str_eq(codeowners_places(CODEOWNERS_GITHUB)[0],
			 ".github/CODEOWNERS");
	ck_assert_str_eq(codeowners_places(CODEOWNERS_GITLAB)[2],
			 ".gitlab/CODEOWNERS");
	ck_assert_str_eq(codeowners_places(CODEOWNERS_GITEA)[2],
			 ".gitea/CODEOWNERS");
}
END_TEST

Suite *suite_codeowners(void)
{
	Suite *suite = suite_create("codeowners");
	TCase *tc = tcase_create("all");

	tcase_add_test(tc, as_in_gitignore);
	tcase_add_test(tc, as_gitlab);
	tcase_add_test(tc, as_gitea);
	tcase_add_test(tc, takes_no_time);
	tcase_add_test(tc, too_much);
	tcase_add_test(tc, last_match_counts);
	tcase_add_test(tc, sections);
	tcase_add_test(tc, all_that_match);
	tcase_add_test(tc, places);
	suite_add_tcase(suite, tc);
	return suite;
}
