/* SPDX-License-Identifier: MIT */
/*
 * Options after the command's words: every example of the rule.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "commands/run-words.h"

Suite *suite_run_words(void);

static struct strvec repos = STRVEC_INIT;
static char *message, *branch;
static bool draft, no_verify;

static const struct opt table[] = {
	{ .kind = OPT_LIST, .letter = 'r', .name = "repo", .value = &repos,
	  .argument = "REPO" },
	{ .kind = OPT_STRING, .letter = 'm', .name = "message",
	  .value = &message, .argument = "TEXT" },
	{ .kind = OPT_STRING, .name = "branch", .value = &branch,
	  .argument = "NAME" },
	{ .kind = OPT_BOOL, .name = "draft", .value = &draft },
	{ .kind = OPT_BOOL, .name = "no-verify", .value = &no_verify,
	  .flags = OPT_NONEG },
	{ .kind = OPT_LATER, .name = "merge" },
	{ .kind = OPT_LATER, .name = "wait-to-merge" },
	{ .kind = OPT_END }
};

static struct strvec words = STRVEC_INIT, options = STRVEC_INIT;
static struct strbuf err = STRBUF_INIT;

static void teardown(void)
{
	strvec_clear(&repos);
	strvec_clear(&words);
	strvec_clear(&options);
	strbuf_release(&err);
	free(message);
	free(branch);
	message = branch = NULL;
	draft = no_verify = false;
}

/* A line as it is typed, words by '|'. */
static int split(const char *line)
{
	struct strvec argv = STRVEC_INIT, rest = STRVEC_INIT;
	bool dashes = false;
	int ret;

	strvec_clear(&words);
	strvec_clear(&options);
	strbuf_reset(&err);
	strvec_push(&argv, "run");
	strvec_split(&argv, line, '|');
	ret = options_parse(table, (int)argv.nr,
			    (const char *const *)argv.v, true, &rest,
			    &dashes, &err);
	ck_assert_msg(!ret, "%s", err.buf);
	ret = run_words_split(table, &rest, dashes, &words, &options, &err);
	strvec_clear(&argv);
	strvec_clear(&rest);
	return ret;
}

static void joined(const struct strvec *list, const char *expected)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < list->nr; i++)
		strbuf_addf(&text, "%s%s", i ? "|" : "", list->v[i]);
	ck_assert_str_eq(text.buf, expected);
	strbuf_release(&text);
}

static void splits(const char *line, const char *ours, const char *command)
{
	ck_assert_msg(!split(line), "%s: %s", line, err.buf);
	joined(&options, ours);
	joined(&words, command);
}

static void asks(const char *line, const char *about)
{
	struct strbuf start = STRBUF_INIT;

	ck_assert_msg(split(line) < 0, "%s", line);
	strbuf_addf(&start, "'%s' behind the command's words", about);
	ck_assert_msg(!strncmp(err.buf, start.buf, start.len), "%s: %s",
		      line, err.buf);
	ck_assert_ptr_nonnull(strstr(err.buf, "'--'"));
	strbuf_release(&start);
}

START_TEST(test_taken_as_ours)
{
	splits("-r|repos.txt|update.py|-m|Updated Python|--merge",
	       "-m|Updated Python|--merge", "update.py");
	splits("-r|github.com/albertas/test1|touch|my-file.txt", "",
	       "touch|my-file.txt");
	splits("-r|repos.txt|update_mypy_version.py|-m|"
	       "Updated Python version|--branch|ft/increase-mypy-version",
	       "-m|Updated Python version|--branch|ft/increase-mypy-version",
	       "update_mypy_version.py");
	splits("-r|x|make|all|--draft|--branch=b", "--draft|--branch=b",
	       "make|all");
	splits("-r|x|make|--no-draft", "--no-draft", "make");
	splits("-r|x|make|--no-verify", "--no-verify", "make");
	splits("-r|x|make|-mTwo words", "-mTwo words", "make");
	splits("-r|x|make|--message|word", "--message|word", "make");
	splits("-r|x|make|--wait-to-merge=3min", "--wait-to-merge=3min",
	       "make");
}
END_TEST

START_TEST(test_refused_later_option_ends_it)
{
	splits("-r|x|make|--wait-to-merge|3min", "--wait-to-merge", "make");
}
END_TEST

START_TEST(test_dashes)
{
	splits("-r|x|--|python|-m|black", "", "python|-m|black");
	splits("-r|x|--|make|--draft|-m|two words", "",
	       "make|--draft|-m|two words");
	splits("-r|x|--|-odd-name", "", "-odd-name");
	splits("-r|x|--", "", "");
	splits("-r|x", "", "");
}
END_TEST

START_TEST(test_never_misread)
{
	asks("-r|x|python|-m|black", "-m");
	asks("-r|x|sh|-c|make fmt", "-c");
	asks("-r|x|make|-j|4", "-j");
	asks("-r|x|make|-r|y", "-r");
	asks("-r|x|make|-v", "-v");
	asks("-r|x|make|-m", "-m");
	asks("-r|x|make|-mword", "-mword");
	asks("-r|x|prog|--unknown", "--unknown");
	asks("-r|x|prog|--unknown=x", "--unknown=x");
	asks("-r|x|prog|--help", "--help");
	asks("-r|x|git|checkout|--|file", "--");
}
END_TEST

/* A beginning of our option's name may be the whole name of another's. */
START_TEST(test_no_abbreviation)
{
	asks("-r|x|prog|--mess|two words", "--mess");
	asks("-r|x|prog|--dra", "--dra");
}
END_TEST

START_TEST(test_words_behind_our_options)
{
	asks("-r|x|make|--draft|all", "all");
	asks("-r|x|make|--branch|b|-j", "-j");
	asks("-r|x|make|--branch|b|-m|word", "-m");
}
END_TEST

START_TEST(test_dash_is_a_word)
{
	splits("-r|x|cat|-|--draft", "--draft", "cat|-");
}
END_TEST

START_TEST(test_sentence_shows_the_way)
{
	ck_assert_int_eq(split("-r|x|sh|-c|make fmt"), -1);
	ck_assert_ptr_nonnull(strstr(err.buf, "-- sh -c 'make fmt'"));
}
END_TEST

Suite *suite_run_words(void)
{
	Suite *suite = suite_create("run_words");
	TCase *tc = tcase_create("run_words");

	tcase_add_checked_fixture(tc, NULL, teardown);
	tcase_add_test(tc, test_taken_as_ours);
	tcase_add_test(tc, test_refused_later_option_ends_it);
	tcase_add_test(tc, test_dashes);
	tcase_add_test(tc, test_never_misread);
	tcase_add_test(tc, test_no_abbreviation);
	tcase_add_test(tc, test_words_behind_our_options);
	tcase_add_test(tc, test_dash_is_a_word);
	tcase_add_test(tc, test_sentence_shows_the_way);
	suite_add_tcase(suite, tc);
	return suite;
}
