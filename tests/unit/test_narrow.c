/* SPDX-License-Identifier: MIT */
/*
 * What filters leave of a selection, and rows that are read again.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "githome.h"

#include "base/alloc.h"
#include "base/file.h"
#include "campaign/selecting.h"
#include "forges/forge.h"
#include "git/config.h"

Suite *suite_narrow(void);

static struct selection selection;
static struct selecting s;
static struct strbuf err = STRBUF_INIT;

static void setup(void)
{
	githome_open();
	githome_config("");
	selection = (struct selection)SELECTION_INIT;
	ck_assert_int_eq(selecting_names(&s, &selection, &err), 0);
}

static void teardown(void)
{
	selecting_release(&s);
	selection_release(&selection);
	strbuf_release(&err);
	githome_close();
}

/* A listed one: "NAME language visibility flags topic,topic" */
static void listed(const char *text)
{
	struct listed known;
	struct strvec words = STRVEC_INIT;
	struct strbuf url = STRBUF_INIT;

	memset(&known, 0, sizeof(known));
	strvec_init(&known.topics);
	strvec_init(&known.files);
	strvec_split(&words, text, ' ');
	known.name = xstrdup(words.v[0]);
	known.language = strcmp(words.v[1], "-") ? xstrdup(words.v[1]) : NULL;
	while (strcmp(visibility_names[known.visibility], words.v[2]))
		known.visibility++;
	known.archived = strchr(words.v[3], 'a');
	known.fork = strchr(words.v[3], 'f');
	known.language_untold = strchr(words.v[3], 'l');
	strvec_split(&known.topics, words.v[4], ',');
	strbuf_addf(&url, "https://github.com/%s.git", words.v[0]);
	ck_assert_int_eq(selecting_add(&s, url.buf, &forge_github, &known,
				       &err), 0);
	strbuf_release(&url);
	strvec_clear(&words);
}

static void list_some(void)
{
	listed("o/go Go public - cli,tool");
	listed("o/fork Go public f cli");
	listed("o/old Go public a cli");
	listed("o/secret Rust private - web");
	listed("o/inner go internal - -");
	listed("o/none - public - -");
}

static void left(const char *names)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	ck_assert_msg(!selecting_by_facts(&s, &err), "%s", err.buf);
	for (i = 0; i < s.nr; i++)
		strbuf_addf(&text, "%s%s", i ? " " : "",
			    s.list[i].remote.name);
	ck_assert_str_eq(text.buf, names);
	strbuf_release(&text);
}

START_TEST(test_archived_are_left_out)
{
	list_some();
	left("go fork secret inner none");
}
END_TEST

START_TEST(test_archived_are_kept)
{
	selection.archived = true;
	list_some();
	left("go fork old secret inner none");
}
END_TEST

START_TEST(test_facts)
{
	list_some();
	selection.skip_forks = true;
	strvec_push(&selection.languages, "GO");
	left("go inner");
	strvec_push(&selection.visibilities, "internal");
	left("inner");
}
END_TEST

START_TEST(test_any_of_several)
{
	list_some();
	strvec_pushl(&selection.topics, "Tool", "web", NULL);
	strvec_pushl(&selection.languages, "rust", "go", NULL);
	left("go secret");
}
END_TEST

/* What nobody tells is an error, but not of what goes anyway. */
START_TEST(test_untold)
{
	list_some();
	listed("o/odd - public l -");
	strvec_push(&selection.languages, "Go");
	ck_assert_int_eq(selecting_by_facts(&s, &err), -1);
	ck_assert_str_eq(err.buf, "'github.com' does not tell what "
			 "'--language' asks of 'github.com/o/odd'");
	strbuf_reset(&err);
	strvec_push(&selection.visibilities, "private");
	left("");
}
END_TEST

START_TEST(test_named_ones)
{
	selecting_release(&s);
	strvec_pushl(&selection.repos, "o/old", "o/gone", "file:///x/y", NULL);
	ck_assert_int_eq(selecting_names(&s, &selection, &err), 0);
	list_some();
	/* without a filter that asks, a name is enough */
	left("old gone y go fork secret inner none");
	selection.skip_forks = true;
	ck_assert_int_eq(selecting_by_facts(&s, &err), -1);
	ck_assert_msg(strstr(err.buf, "'github.com/o/gone' cannot be asked"),
		      "%s", err.buf);
	strbuf_reset(&err);
	s.list[1].unseen = true;
	ck_assert_int_eq(selecting_by_facts(&s, &err), -1);
	ck_assert_msg(strstr(err.buf, "'localhost/x/y' is on plain git"),
		      "%s", err.buf);
	strbuf_reset(&err);
	s.list[2].unseen = true;
	left("old gone y go secret inner none");
}
END_TEST

START_TEST(test_files)
{
	list_some();
	strvec_pushl(&selection.files, "a", "b/c", NULL);
	strvec_pushl(&s.list[0].known->files, "b/c", "a", NULL);
	strvec_push(&s.list[1].known->files, "a");
	selecting_by_files(&s);
	ck_assert_uint_eq(s.nr, 1);
	ck_assert_str_eq(s.list[0].key, "github.com/o/go");
}
END_TEST

/* ---- samples ------------------------------------------------------ */

static void list_many(size_t from, size_t to)
{
	char text[64];
	size_t i;

	for (i = from; i != to; i += from < to ? 1 : (size_t)-1) {
		snprintf(text, sizeof(text), "o/r%zu - public - -", i);
		listed(text);
	}
}

static void drawn(struct strvec *out)
{
	size_t i;

	for (i = 0; i < s.nr; i++)
		strvec_push(out, s.list[i].key);
	selecting_release(&s);
	ck_assert_int_eq(selecting_names(&s, &selection, &err), 0);
}

START_TEST(test_sample)
{
	struct strvec one = STRVEC_INIT, two = STRVEC_INIT;
	struct strvec other = STRVEC_INIT;
	size_t i, low = 0;

	list_many(1, 201);
	selecting_sample(&s, 40, "7");
	drawn(&one);
	ck_assert_uint_eq(one.nr, 40);
	/* the server's order does not count, nor does what was added */
	list_many(200, 0);
	selecting_sample(&s, 40, "7");
	drawn(&two);
	for (i = 0; i < one.nr; i++)
		ck_assert(strvec_has(&two, one.v[i]));
	list_many(1, 201);
	selecting_sample(&s, 40, "8");
	drawn(&other);
	for (i = 0; i < other.nr && strvec_has(&one, other.v[i]);)
		i++;
	ck_assert_uint_lt(i, other.nr);
	/* from all over the list: 20 of 40 from its first half, more or less */
	for (i = 0; i < one.nr; i++)
		low += strtoul(strrchr(one.v[i], 'r') + 1, NULL, 10) <= 100;
	ck_assert_uint_gt(low, 8);
	ck_assert_uint_lt(low, 32);
	strvec_clear(&one);
	strvec_clear(&two);
	strvec_clear(&other);
}
END_TEST

START_TEST(test_sample_of_few)
{
	list_many(1, 4);
	selecting_sample(&s, 5, "x");
	ck_assert_uint_eq(s.nr, 3);
}
END_TEST

/* ---- what options say together ------------------------------------ */

static void refuses(const char *sentence)
{
	strbuf_reset(&err);
	ck_assert_int_eq(selection_check(&selection, &err), -1);
	ck_assert_msg(strstr(err.buf, sentence), "'%s' lacks '%s'", err.buf,
		      sentence);
}

START_TEST(test_check)
{
	ck_assert_int_eq(selection_check(&selection, &err), 0);
	ck_assert(!selection_has_source(&selection));
	strvec_push(&selection.only, "failed");
	refuses("'--only' says what is taken of '--from");
	strvec_push(&selection.from, "x");
	ck_assert_int_eq(selection_check(&selection, &err), 0);
	ck_assert(selection_has_source(&selection));
	strvec_push(&selection.only, "faild");
	refuses("option '--only': 'faild' is none of done, unchanged");
	refuses("did you mean 'failed'?");
	strvec_clear(&selection.only);
	strvec_push(&selection.visibilities, "secret");
	refuses("option '--visibility': 'secret' is none of public, "
		"internal, private");
	strvec_clear(&selection.visibilities);
	selection.seed = xstrdup("1");
	refuses("'--seed' is of '--sample N'");
	selection.sample = 0;
	refuses("option '--sample'");
	selection.sample = 3;
	strvec_push(&selection.orgs, "");
	refuses("option '--org': it is empty");
}
END_TEST

/* ---- rows --------------------------------------------------------- */

static void put(const char *name, const char *text)
{
	ck_assert_int_eq(file_write(name, text, strlen(text), 0600, &err), 0);
}

static void names(const char *keys)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	selecting_release(&s);
	ck_assert_msg(!selecting_names(&s, &selection, &err), "%s", err.buf);
	for (i = 0; i < s.nr; i++)
		strbuf_addf(&text, "%s%s%s%s", i ? " " : "", s.list[i].key,
			    s.list[i].settings.nr ? "=" : "",
			    s.list[i].settings.nr ? s.list[i].settings.v[0]
						  : "");
	ck_assert_str_eq(text.buf, keys);
	strbuf_release(&text);
}

static void names_nothing(const char *sentence)
{
	selecting_release(&s);
	ck_assert_int_eq(selecting_names(&s, &selection, &err), -1);
	ck_assert_msg(strstr(err.buf, sentence), "'%s' lacks '%s'", err.buf,
		      sentence);
	strbuf_reset(&err);
}

static const char report[] =
	"{\"campaign\":\"x\",\"rows\":["
	"{\"task\":\"github.com/o/a\",\"url\":\"https://github.com/o/a.git\","
	"\"base\":\"main\",\"result\":\"failed\",\"class\":\"test\"},"
	"{\"task\":\"github.com/o/b\",\"result\":\"unchanged\"},"
	"{\"task\":\"github.com/o/c\",\"result\":\"done\","
	"\"pull\":{\"state\":\"merged\"}},"
	"{\"task\":\"github.com/o/d\",\"result\":null}]}\n";

START_TEST(test_rows)
{
	put("list.json", "[{\"task\":\"github.com/o/a\",\"base\":\"dev\"},\n"
	    "{\"url\":\"ssh://git@h.example/o/b.git\",\"base\":null}]\n");
	strvec_push(&selection.repos, "list.json");
	names("github.com/o/a=base=dev h.example/o/b");
	put("list.json", "{\"task\":\"o/a\"}\n\n{\"task\":\"o/b\"}\n");
	names("github.com/o/a github.com/o/b");
	put("list.json", "[]");
	names("");
	put("list.json", "[{\"name\":\"x\"}]");
	names_nothing("'list.json': row 1: it has neither 'url' nor 'task'");
	put("list.json", "{\"task\":\"o/a\"}\n{\"task\":");
	names_nothing("'list.json': line 2 is no JSON");
	put("list.json", "[{\"task\":\"o/a\",\"base\":\"a b\"}]");
	names_nothing("row 1: its 'base' holds white space");
	ck_assert_int_eq(file_write("list.json", "[]\0x", 4, 0600, &err), 0);
	names_nothing("a NUL byte");
	put("list.json", "[1]");
	names_nothing("row 1");
	put("list.json", "[");
	names_nothing("'list.json': it begins like JSON and is none");
	put("list.json", "[{\"task\":\"../x\"}]");
	names_nothing("row 1: '../x' names no repository");
}
END_TEST

START_TEST(test_report)
{
	put("report.json", report);
	strvec_push(&selection.from, "report.json");
	/* main was its base, and nobody's wish */
	names("github.com/o/a github.com/o/b github.com/o/c github.com/o/d");
	strvec_push(&selection.only, "failed");
	names("github.com/o/a");
	strvec_push(&selection.only, "merged");
	names("github.com/o/a github.com/o/c");
	strvec_clear(&selection.only);
	strvec_push(&selection.only, "test");
	names("github.com/o/a");
	strvec_clear(&selection.only);
	strvec_pushl(&selection.only, "unfinished", "unchanged", NULL);
	names("github.com/o/b github.com/o/d");
	put("report.json", "o/a\n");
	names_nothing("a list has no results");
	put("report.json", "[{\"task\":\"o/a\"}]");
	names_nothing("these are rows of list");
}
END_TEST

START_TEST(test_from_nothing)
{
	strvec_push(&selection.from, "nobody");
	names_nothing("'--from nobody': there is no such campaign, and no "
		      "such file");
	strvec_clear(&selection.from);
	strvec_push(&selection.from, "none.json");
	names_nothing("cannot read the list 'none.json'");
}
END_TEST

Suite *suite_narrow(void)
{
	Suite *suite = suite_create("narrow");
	TCase *tc = tcase_create("all");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_archived_are_left_out);
	tcase_add_test(tc, test_archived_are_kept);
	tcase_add_test(tc, test_facts);
	tcase_add_test(tc, test_any_of_several);
	tcase_add_test(tc, test_untold);
	tcase_add_test(tc, test_named_ones);
	tcase_add_test(tc, test_files);
	tcase_add_test(tc, test_sample);
	tcase_add_test(tc, test_sample_of_few);
	tcase_add_test(tc, test_check);
	tcase_add_test(tc, test_rows);
	tcase_add_test(tc, test_report);
	tcase_add_test(tc, test_from_nothing);
	suite_add_tcase(suite, tc);
	return suite;
}
