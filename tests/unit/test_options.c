/* SPDX-License-Identifier: MIT */
/*
 * base/options.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/options.h"

Suite *suite_options(void);

static bool merge, verify_off, yes, dry;
static int verbose, jobs;
static char *branch;
static struct strvec repos = STRVEC_INIT, rest = STRVEC_INIT;
static double timeout;
static const char *method, *color;
static bool dashes;
static struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;

static int take_color(const struct opt *opt, const char *argument,
		      struct strbuf *why)
{
	ck_assert_str_eq(opt->name, "color");
	if (argument && !strcmp(argument, "pink")) {
		strbuf_addf(why, "no '%s' here", argument);
		return -1;
	}
	color = argument ? "given" : "bare";
	return 0;
}

static int take_colour_off(const struct opt *opt, const char *argument,
			   struct strbuf *why)
{
	ck_assert_ptr_null(argument);
	ck_assert_uint_eq(why->len, 0);
	*(const char **)opt->value = "off";
	return 0;
}

static const char *const methods[] = { "merge", "squash", "rebase", NULL };

static const struct opt table[] = {
	{ .kind = OPT_GROUP, .help = "What to do" },
	{ .kind = OPT_STRING, .name = "branch", .value = &branch,
	  .argument = "NAME", .help = "the branch" },
	{ .kind = OPT_LIST, .letter = 'r', .name = "repo", .value = &repos,
	  .argument = "REPO|LIST", .complete = "repo",
	  .help = "a repository, a list of them, or - for standard "
	  "input, which is read to its end before all the rest is "
	  "done, whatever else may be wrong" },
	{ .kind = OPT_BOOL, .name = "merge", .value = &merge,
	  .help = "merge it" },
	{ .kind = OPT_CHOICE, .name = "method", .value = &method,
	  .argument = "HOW", .choices = methods, .help = "how to merge" },
	{ .kind = OPT_DURATION, .letter = 't', .name = "timeout",
	  .value = &timeout, .argument = "DUR", .help = "not longer" },
	{ .kind = OPT_GROUP, .help = "How" },
	{ .kind = OPT_INT, .letter = 'j', .name = "jobs", .value = &jobs,
	  .argument = "N", .help = "at once" },
	{ .kind = OPT_COUNT, .letter = 'v', .name = "verbose",
	  .value = &verbose, .help = "say more" },
	{ .kind = OPT_BOOL, .letter = 'y', .name = "yes", .value = &yes,
	  .flags = OPT_NONEG, .help = "do not ask" },
	{ .kind = OPT_BOOL, .name = "no-verify", .value = &verify_off,
	  .help = "no hooks" },
	{ .kind = OPT_BOOL, .letter = 'n', .name = "dry-run", .value = &dry,
	  .help = "only show" },
	{ .kind = OPT_BOOL, .name = "dry", .value = &dry,
	  .flags = OPT_HIDDEN, .help = "" },
	{ .kind = OPT_CALL, .name = "color", .argument = "WHEN",
	  .flags = OPT_OPTARG, .call = take_color, .help = "colours" },
	{ .kind = OPT_CALL, .name = "plain", .value = &color,
	  .flags = OPT_NOARG, .call = take_colour_off, .help = "no colours" },
	{ .kind = OPT_LATER, .name = "waves", .help = "" },
	{ .kind = OPT_END }
};

static void teardown(void)
{
	merge = verify_off = yes = dry = dashes = false;
	verbose = jobs = 0;
	timeout = 0;
	method = color = NULL;
	replace_string(&branch, NULL);
	strvec_clear(&repos);
	strvec_clear(&rest);
	strbuf_release(&out);
	strbuf_release(&err);
}

/* The line's words, split at spaces; "''" is an empty one. */
static int parse_how(const char *line, bool stop_early)
{
	struct strvec words = STRVEC_INIT;
	size_t i;
	int ret;

	strvec_push(&words, "command");
	if (*line)
		strvec_split(&words, line, ' ');
	for (i = 0; i < words.nr; i++)
		if (!strcmp(words.v[i], "''"))
			*words.v[i] = '\0';
	ret = options_parse(table, (int)words.nr,
			    (const char *const *)words.v, stop_early, &rest,
			    &dashes, &err);
	strvec_clear(&words);
	return ret;
}

static void parsed(const char *line)
{
	ck_assert_msg(!parse_how(line, false), "%s: %s", line, err.buf);
	ck_assert_uint_eq(err.len, 0);
}

/* The words that were left, "|" behind each. */
static const char *left(void)
{
	size_t i;

	strbuf_reset(&out);
	for (i = 0; i < rest.nr; i++)
		strbuf_addf(&out, "%s|", rest.v[i]);
	return out.buf;
}

START_TEST(every_kind_is_taken)
{
	parsed("--branch b1 --branch=b2 -r one --repo two -rthree --merge "
	       "--method squash -t 3min -j8 -vv --verbose --color --yes");
	ck_assert_str_eq(branch, "b2");
	ck_assert_uint_eq(repos.nr, 3);
	ck_assert_str_eq(repos.v[2], "three");
	ck_assert(merge && yes);
	ck_assert_str_eq(method, "squash");
	ck_assert_double_eq(timeout, 180);
	ck_assert_int_eq(jobs, 8);
	ck_assert_int_eq(verbose, 3);
	ck_assert_str_eq(color, "bare");
	ck_assert_uint_eq(rest.nr, 0);
	ck_assert(!dashes);
}
END_TEST

START_TEST(optional_arguments_only_with_equals)
{
	parsed("--color always");
	ck_assert_str_eq(color, "bare");
	ck_assert_str_eq(left(), "always|");
	parsed("--color=always");
	ck_assert_str_eq(color, "given");
	parsed("--color=");
	ck_assert_str_eq(color, "given");
	parsed("--plain x");
	ck_assert_str_eq(color, "off");
	ck_assert_str_eq(left(), "always|x|");
}
END_TEST

START_TEST(no_takes_back)
{
	parsed("--merge --no-merge");
	ck_assert(!merge);
	parsed("--no-merge --merge");
	ck_assert(merge);
	parsed("--no-verify");
	ck_assert(verify_off);
	parsed("--verify");
	ck_assert(!verify_off);
	parsed("-n --no-dry-run");
	ck_assert(!dry);
	ck_assert_int_eq(parse_how("--no-yes", false), -1);
	ck_assert_str_eq(err.buf, "unknown option '--no-yes'");
}
END_TEST

START_TEST(unique_beginnings)
{
	parsed("--bra x --metho=rebase --mer --no-mer --verb --tim 5 --no-v");
	ck_assert_str_eq(branch, "x");
	ck_assert_str_eq(method, "rebase");
	ck_assert(!merge && verify_off);
	ck_assert_int_eq(verbose, 1);
	ck_assert_double_eq(timeout, 5);
	parsed("--dry");		/* whole, though --dry-run begins so */
	ck_assert(dry);
	ck_assert_int_eq(parse_how("--hel", false), 1);
}
END_TEST

START_TEST(empty_arguments_count)
{
	parsed("--branch '' -r '' --repo= ''");
	ck_assert_str_eq(branch, "");
	ck_assert_uint_eq(repos.nr, 2);
	ck_assert_str_eq(left(), "|");
	ck_assert(!dashes);
}
END_TEST

START_TEST(words_and_options_mix)
{
	parsed("a --merge b - -r x c -- --yes -- d");
	ck_assert(merge && !yes);
	ck_assert_uint_eq(repos.nr, 1);
	ck_assert(dashes);
	ck_assert_str_eq(left(), "a|b|-|c|--yes|--|d|");
}
END_TEST

/* "POSIXLY_CORRECT" in the environment would end the options at "a". */
START_TEST(whatever_the_environment)
{
	setenv("POSIXLY_CORRECT", "1", 1);
	parsed("a --merge b");
	unsetenv("POSIXLY_CORRECT");
	ck_assert(merge);
	ck_assert_str_eq(left(), "a|b|");
}
END_TEST

START_TEST(a_command_begins_at_its_first_word)
{
	ck_assert_int_eq(parse_how("-r x make -j 4 --yes -- y", true), 0);
	ck_assert(!dashes && !yes);
	ck_assert_int_eq(jobs, 0);
	ck_assert_str_eq(left(), "make|-j|4|--yes|--|y|");
	strvec_clear(&rest);
	ck_assert_int_eq(parse_how("--yes -- -r --", true), 0);
	ck_assert(dashes && yes);
	ck_assert_str_eq(left(), "-r|--|");
	strvec_clear(&rest);
	ck_assert_int_eq(parse_how("'' --merge", true), 0);
	ck_assert(!merge && !dashes);
	ck_assert_str_eq(left(), "|--merge|");
}
END_TEST

/* A value that reads "--" ends nothing. */
START_TEST(dashes_as_a_value)
{
	ck_assert_int_eq(parse_how("--branch -- x", true), 0);
	ck_assert_str_eq(branch, "--");
	ck_assert(!dashes);
	ck_assert_str_eq(left(), "x|");
	parsed("-r --");
	ck_assert(!dashes);
	parsed("--");
	ck_assert(dashes);
	ck_assert_str_eq(left(), "x|");
}
END_TEST

START_TEST(nothing_at_all)
{
	parsed("");
	ck_assert_uint_eq(rest.nr, 0);
	ck_assert_int_eq(options_parse(table, 0, NULL, true, &rest, NULL,
				       &err), 0);
	ck_assert_uint_eq(rest.nr, 0);
}
END_TEST

START_TEST(help_is_asked_for)
{
	ck_assert_int_eq(parse_how("-h", false), 1);
	ck_assert_int_eq(parse_how("--merge --help --bad", true), 1);
	ck_assert_int_eq(parse_how("-vh", false), 1);
	parsed("-- -h");
	ck_assert_uint_eq(err.len, 0);
}
END_TEST

static const struct {
	const char *line, *says;
} refused[] = {
	{ "--branh x", "unknown option '--branh', did you mean '--branch'" },
	{ "--branh=x", "unknown option '--branh', did you mean '--branch'" },
	{ "--no-merg3", "unknown option '--no-merg3', did you mean "
	  "'--no-merge'" },
	{ "--xyzzy", "unknown option '--xyzzy'" },
	{ "--=x", "unknown option '--'" },
	{ "-x", "unknown option '-x'" },
	{ "-vx", "unknown option '-x'" },
	{ "-v\xc3\xa9", "unknown option '-v\xc3\xa9'" },
	{ "-j4x", "option '--jobs': '4x' is no number of 0 or more" },
	{ "-j -1", "option '--jobs': '-1' is no number of 0 or more" },
	{ "-j ''", "option '--jobs': '' is no number of 0 or more" },
	{ "-j 99999999999", "option '--jobs': '99999999999' is too large; "
	  "at most 2147483647" },
	{ "-t soon", "option '--timeout': 'soon' is no duration (90s, 3min, "
	  "1h)" },
	{ "--method sqash", "option '--method': 'sqash' is none of merge, "
	  "squash, rebase; did you mean 'squash'" },
	{ "--method ''", "option '--method': '' is none of merge, squash, "
	  "rebase" },
	{ "--branch", "option '--branch' needs a value" },
	{ "--bran", "option '--branch' needs a value" },
	{ "-vr", "option '-r' needs a value" },
	{ "--merge=yes", "option '--merge' takes no value" },
	{ "--no-merge=yes", "option '--no-merge' takes no value" },
	{ "--help=me", "option '--help' takes no value" },
	{ "--me", "option '--me' is ambiguous: '--merge', '--method'" },
	{ "--color=pink", "option '--color': no 'pink' here" },
	{ "--waves", "'--waves' is not there yet" },
	{ "--waves=1,2", "'--waves' is not there yet" },
	{ "--wav 1", "'--waves' is not there yet" },
	{ "--wafes", "unknown option '--wafes'" },
	{ "a --merge -x --yes", "unknown option '-x'" },
};

START_TEST(refused_in_a_sentence)
{
	ck_assert_int_eq(parse_how(refused[_i].line, false), -1);
	ck_assert_str_eq(err.buf, refused[_i].says);
	ck_assert(!yes);
}
END_TEST

START_TEST(options_by_their_words)
{
	static const struct {
		const char *word, *name;
	} words[] = {
		{ "--branch", "branch" }, { "--branch=x", "branch" },
		{ "--bran", "branch" }, { "--no-merge", "merge" },
		{ "--merge", "merge" }, { "--verify", "no-verify" },
		{ "--dry", "dry" }, { "--dry-", "dry-run" },
		{ "--waves", "waves" }, { "--me", NULL }, { "--help", NULL },
		{ "--no", NULL }, { "--no-branch", NULL }, { "--", NULL },
		{ "--=", NULL }, { "-r", NULL }, { "branch", NULL },
		{ "", NULL }, { "--branchx", NULL },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		const struct opt *opt = options_find(table, words[i].word);

		ck_assert_pstr_eq(opt ? opt->name : NULL, words[i].name);
	}
}
END_TEST

static bool takes_word(const char *word)
{
	return options_takes_word(options_find(table, word), word);
}

START_TEST(which_take_a_word)
{
	ck_assert(takes_word("--branch") && takes_word("--repo"));
	ck_assert(takes_word("--jobs") && takes_word("--timeout"));
	ck_assert(takes_word("--method"));
	ck_assert(!takes_word("--branch=x") && !takes_word("--branch="));
	ck_assert(!takes_word("--merge") && !takes_word("--no-merge"));
	ck_assert(!takes_word("--color") && !takes_word("--plain"));
	ck_assert(!takes_word("--verbose") && !takes_word("--waves"));
}
END_TEST

START_TEST(help_has_gits_layout)
{
	static const char *const usage[] = {
		"git multi thing [options] WORD", "git multi thing --all",
		NULL
	};

	options_help(&out, usage, table);
	ck_assert_str_eq(out.buf,
"usage: git multi thing [options] WORD\n"
"   or: git multi thing --all\n"
"\n"
"What to do\n"
"    --branch NAME         the branch\n"
"    -r, --repo REPO|LIST  a repository, a list of them, or - for standard\n"
"                          input, which is read to its end before all the rest\n"
"                          is done, whatever else may be wrong\n"
"    --merge               merge it\n"
"    --method HOW          how to merge: merge, squash, rebase\n"
"    -t, --timeout DUR     not longer\n"
"\n"
"How\n"
"    -j, --jobs N          at once\n"
"    -v, --verbose         say more\n"
"    -y, --yes             do not ask\n"
"    --no-verify           no hooks\n"
"    -n, --dry-run         only show\n"
"    --color[=WHEN]        colours\n"
"    --plain               no colours\n");
}
END_TEST

START_TEST(help_without_a_heading)
{
	static const char *const usage[] = { "git multi x", NULL };
	static const struct opt small[] = {
		{ .kind = OPT_BOOL, .name = "an-option-with-a-long-name",
		  .value = &merge, .help = "its help" },
		{ .kind = OPT_END }
	};

	options_help(&out, usage, small);
	ck_assert_str_eq(out.buf, "usage: git multi x\n\n"
			 "    --an-option-with-a-long-name\n"
			 "                          its help\n");
}
END_TEST

START_TEST(a_list_for_completion)
{
	options_list(&out, table);
	ck_assert_int_eq(strncmp(out.buf, "--branch=\t\t\tthe branch\n"
				 "--repo=\tr\trepo\ta repository",
				 strlen("--branch=\t\t\tthe branch\n"
					"--repo=\tr\trepo\ta repository")),
			 0);
	ck_assert_ptr_nonnull(strstr(out.buf, "\n--merge\t\t\tmerge it\n"
				     "--method=\t\tmerge,squash,rebase\t"
				     "how to merge\n"));
	ck_assert_ptr_nonnull(strstr(out.buf, "\n--verbose\tv\t\tsay more\n"));
	ck_assert_ptr_null(strstr(out.buf, "--waves"));
	ck_assert_ptr_null(strstr(out.buf, "--dry\t"));
	ck_assert_ptr_null(strstr(out.buf, "What to do"));
}
END_TEST

Suite *suite_options(void)
{
	Suite *suite = suite_create("options");
	TCase *tc = tcase_create("options");

	tcase_add_checked_fixture(tc, NULL, teardown);
	tcase_add_test(tc, every_kind_is_taken);
	tcase_add_test(tc, optional_arguments_only_with_equals);
	tcase_add_test(tc, no_takes_back);
	tcase_add_test(tc, unique_beginnings);
	tcase_add_test(tc, empty_arguments_count);
	tcase_add_test(tc, words_and_options_mix);
	tcase_add_test(tc, whatever_the_environment);
	tcase_add_test(tc, a_command_begins_at_its_first_word);
	tcase_add_test(tc, dashes_as_a_value);
	tcase_add_test(tc, nothing_at_all);
	tcase_add_test(tc, help_is_asked_for);
	tcase_add_loop_test(tc, refused_in_a_sentence, 0,
			    (int)ARRAY_SIZE(refused));
	tcase_add_test(tc, options_by_their_words);
	tcase_add_test(tc, which_take_a_word);
	tcase_add_test(tc, help_has_gits_layout);
	tcase_add_test(tc, help_without_a_heading);
	tcase_add_test(tc, a_list_for_completion);
	suite_add_tcase(suite, tc);
	return suite;
}
