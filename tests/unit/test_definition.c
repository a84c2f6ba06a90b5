/* SPDX-License-Identifier: MIT */
/*
 * A campaign's definition: journalled and read back, compared, and the files
 * that its command names; and the paths that names become.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "campaign/definition.h"
#include "campaign/paths.h"

Suite *suite_definition(void);

static char folder[64], before[4096], *path_before;
static struct strbuf err = STRBUF_INIT;
static struct definition a, b;

static void setup(void)
{
	char *real;

	strcpy(folder, "/tmp/test-definition-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	real = realpath(folder, NULL);
	ck_assert_ptr_nonnull(real);
	snprintf(folder, sizeof(folder), "%s", real);
	free(real);
	ck_assert_ptr_nonnull(getcwd(before, sizeof(before)));
	ck_assert_int_eq(chdir(folder), 0);
	path_before = xstrdup_or_null(getenv("PATH"));
	definition_init(&a);
	definition_init(&b);
}

static void teardown(void)
{
	struct strbuf ignored = STRBUF_INIT;

	ck_assert_int_eq(chdir(before), 0);
	setenv("PATH", path_before ? path_before : "", 1);
	free(path_before);
	file_remove_tree(folder, &ignored);
	strbuf_release(&ignored);
	strbuf_release(&err);
	definition_release(&a);
	definition_release(&b);
}

static void put_file(const char *name, const char *text, mode_t mode)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	ck_assert_int_eq(file_write(path, text, strlen(text), mode, &err),
			 0);
}

static void write_text(const struct definition *definition,
		       struct strbuf *out)
{
	struct json_writer w = JSON_WRITER_INIT(out);

	json_begin_object(&w, NULL);
	definition_write(definition, &w);
	json_end_object(&w);
}

static void fill(struct definition *d)
{
	strvec_pushl(&d->command, "sed", "-i", "s/\"a\"/b\n/", NULL);
	d->test = xstrdup("make check");
	d->message = xstrdup("Say so\n\nand \"why\"\n");
	d->title = xstrdup("Say so");
	d->body = xstrdup("");
	d->branch = xstrdup("multi/say-so");
	d->base = xstrdup("develop");
	d->author = xstrdup("A U Thor <a@example.com>");
	d->if_exists = xstrdup("skip");
	strvec_pushl(&d->labels, "one", "two words", NULL);
	strvec_push(&d->trailers, "Change: 1");
	strvec_push(&d->reviewers, "ann");
	strvec_pushl(&d->teams, "core", "docs", NULL);
	strvec_push(&d->assignees, "@me");
	d->milestone = xstrdup("Next release");
	d->reviewers_from = xstrdup("codeowners");
	d->max_reviewers = 2;
	d->max_teams = 1;
	d->create_labels = true;
	d->draft = d->signoff = d->no_verify = d->push_only = true;
	d->tags = d->lfs = true;
	d->depth = 0;
	d->timeout = 90.5;
	d->clone_to = xstrdup("/tmp/x");
}

START_TEST(test_round_trip)
{
	struct strbuf one = STRBUF_INIT, two = STRBUF_INIT;

	fill(&a);
	a.number = 3;
	definition_copy(&b, &a);
	ck_assert(definition_equal(&a, &b));
	ck_assert_uint_eq(b.number, 3);
	ck_assert_str_eq(b.message, a.message);
	ck_assert_str_eq(b.command.v[2], "s/\"a\"/b\n/");
	ck_assert_str_eq(b.body, "");
	ck_assert_str_eq(b.labels.v[1], "two words");
	ck_assert_str_eq(b.reviewers.v[0], "ann");
	ck_assert_str_eq(b.teams.v[1], "docs");
	ck_assert_str_eq(b.assignees.v[0], "@me");
	ck_assert_str_eq(b.milestone, "Next release");
	ck_assert_str_eq(b.reviewers_from, "codeowners");
	ck_assert_int_eq(b.max_reviewers, 2);
	ck_assert_int_eq(b.max_teams, 1);
	ck_assert(b.draft && b.lfs && b.tags && b.no_verify);
	ck_assert(b.create_labels);
	ck_assert_int_eq(b.depth, 0);
	ck_assert(b.timeout > 90.4 && b.timeout < 90.6);
	write_text(&a, &one);
	write_text(&b, &two);
	ck_assert_str_eq(one.buf, two.buf);
	strbuf_release(&one);
	strbuf_release(&two);
}
END_TEST

START_TEST(test_defaults)
{
	struct json doc = JSON_INIT;
	static const char text[] = "{\"command\":[\"true\"],\"later\":{}}";

	ck_assert_int_eq(json_parse(&doc, text, strlen(text), &err), 0);
	definition_read(&a, &doc, 0);
	json_release(&doc);
	ck_assert_str_eq(a.if_exists, "resume");
	ck_assert_int_eq(a.depth, 1);
	ck_assert_ptr_null(a.base);
	ck_assert(!a.draft);
}
END_TEST

START_TEST(test_difference)
{
	struct strbuf what = STRBUF_INIT;

	fill(&a);
	definition_copy(&b, &a);
	definition_difference(&a, &b, &what);
	ck_assert_str_eq(what.buf, "");
	replace_string(&b.message, "Say no");
	strvec_push(&b.command, "x");
	b.draft = false;
	ck_assert(!definition_equal(&a, &b));
	definition_difference(&a, &b, &what);
	ck_assert_str_eq(what.buf, "the command, the message, --draft");
	strbuf_release(&what);
}
END_TEST

/* ---- files ------------------------------------------------------------------ */

static void find(struct definition *d, const char *word, const char *second)
{
	definition_release(d);
	d->if_exists = xstrdup("resume");
	strvec_push(&d->command, word);
	if (second)
		strvec_push(&d->command, second);
	ck_assert_msg(!definition_find_files(d, &err), "%s", err.buf);
}

static void refuses(const char *word, const char *sentence)
{
	definition_release(&a);
	strbuf_reset(&err);
	strvec_push(&a.command, word);
	ck_assert_int_eq(definition_find_files(&a, &err), -1);
	ck_assert_msg(strstr(err.buf, sentence), "'%s' lacks '%s'", err.buf,
		      sentence);
}

START_TEST(test_which_words_are_files)
{
	char path[128];

	put_file("update.py", "#!/bin/sh\n", 0755);
	put_file("data.txt", "x", 0644);
	find(&a, "update.py", NULL);		/* not on PATH, but here */
	ck_assert_uint_eq(a.files_nr, 1);
	snprintf(path, sizeof(path), "%s/update.py", folder);
	ck_assert_str_eq(a.files[0].path, path);
	find(&a, "./update.py", "data.txt");	/* of each repository */
	ck_assert_uint_eq(a.files_nr, 1);
	snprintf(path, sizeof(path), "%s/data.txt", folder);
	find(&a, "./update.py", path);
	ck_assert_uint_eq(a.files_nr, 2);
	ck_assert_uint_eq(a.files[1].word, 1);
	find(&a, "sh", "/bin/sh");		/* a program of the system */
	ck_assert_uint_eq(a.files_nr, 0);
	find(&a, "/bin/sh", NULL);
	ck_assert_uint_eq(a.files_nr, 0);
	find(&a, "sh", folder);			/* a folder is no file */
	ck_assert_uint_eq(a.files_nr, 0);
}
END_TEST

START_TEST(test_path_of_the_current_folder)
{
	put_file("tool", "#!/bin/sh\n", 0755);
	setenv("PATH", ".::/bin:/usr/bin", 1);
	find(&a, "tool", NULL);
	ck_assert_uint_eq(a.files_nr, 1);
	setenv("PATH", folder, 1);
	find(&a, "tool", NULL);
	ck_assert_uint_eq(a.files_nr, 0);
}
END_TEST

START_TEST(test_refused_programs)
{
	put_file("data.txt", "x", 0644);
	refuses("no-such-program", "'no-such-program' is neither");
	refuses("./no-such-program", "there is no program");
	refuses(folder, "there is no program");
	refuses("./data.txt", "'./data.txt' is not executable");
	refuses("data.txt", "'data.txt' is not executable");
}
END_TEST

START_TEST(test_copies)
{
	struct strvec argv = STRVEC_INIT;
	char campaign[128];
	struct stat st;

	put_file("update.py", "#!/bin/sh\n", 0755);
	snprintf(campaign, sizeof(campaign), "%s/campaign", folder);
	find(&a, "./update.py", "-x");
	ck_assert_msg(!definition_copy_files(&a, campaign, &err), "%s",
		      err.buf);
	definition_argv(&a, campaign, &argv);
	ck_assert_uint_eq(argv.nr, 2);
	ck_assert_str_eq(argv.v[1], "-x");
	ck_assert(!strncmp(argv.v[0], campaign, strlen(campaign)));
	ck_assert_int_eq(access(argv.v[0], X_OK), 0);
	ck_assert_int_eq(stat(argv.v[0], &st), 0);
	ck_assert_int_eq(st.st_mode & 0077, 0);
	ck_assert_int_eq(definition_copy_files(&a, campaign, &err), 0);

	unlink("update.py");			/* resume needs the copy only */
	ck_assert_int_eq(definition_refresh(&b, &a, &err), 0);
	ck_assert_int_eq(definition_copy_files(&b, campaign, &err), 0);
	ck_assert(definition_equal(&a, &b));
	strvec_clear(&argv);
}
END_TEST

START_TEST(test_content_counts)
{
	struct strbuf what = STRBUF_INIT;

	put_file("update.py", "#!/bin/sh\n", 0755);
	find(&a, "./update.py", NULL);
	ck_assert_int_eq(definition_refresh(&b, &a, &err), 0);
	ck_assert(definition_equal(&a, &b));
	put_file("update.py", "#!/bin/sh\ntrue\n", 0755);
	ck_assert_int_eq(definition_refresh(&b, &a, &err), 0);
	ck_assert(!definition_equal(&a, &b));
	definition_difference(&a, &b, &what);
	ck_assert_str_eq(what.buf, "the content of './update.py'");
	put_file("update.py", "x", 0644);
	ck_assert_int_eq(definition_refresh(&b, &a, &err), -1);
	strbuf_release(&what);
}
END_TEST

/* The same file reached from elsewhere is the same definition. */
START_TEST(test_place_does_not_count)
{
	char other[128];

	put_file("update.py", "#!/bin/sh\n", 0755);
	find(&a, "./update.py", NULL);
	snprintf(other, sizeof(other), "%s/other", folder);
	ck_assert_int_eq(mkdir(other, 0700), 0);
	put_file("other/update.py", "#!/bin/sh\n", 0755);
	ck_assert_int_eq(chdir(other), 0);
	find(&b, "./update.py", NULL);
	ck_assert_str_ne(a.files[0].path, b.files[0].path);
	ck_assert(definition_equal(&a, &b));
}
END_TEST

/* A journal that was tampered with leads nowhere else. */
START_TEST(test_copy_stays_below)
{
	static const char *const copies[] = {
		"/etc/passwd", "../x", "files/../../x"
	};
	struct strbuf text = STRBUF_INIT;
	struct json doc = JSON_INIT;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(copies); i++) {
		strbuf_reset(&text);
		strbuf_addf(&text, "{\"command\":[\"x\"],\"files\":[{\"word\":"
			    "0,\"hash\":\"1\",\"copy\":\"%s\"}]}", copies[i]);
		ck_assert_int_eq(json_parse(&doc, text.buf, text.len, &err),
				 0);
		definition_read(&a, &doc, 0);
		ck_assert_uint_eq(a.files_nr, 0);
	}
	json_release(&doc);
	strbuf_release(&text);
}
END_TEST

/* ---- paths ------------------------------------------------------------------ */

static void key_is(const char *key, const char *expected)
{
	struct strbuf path = STRBUF_INIT;

	paths_task(&path, key);
	ck_assert_str_eq(path.buf, expected);
	strbuf_release(&path);
}

START_TEST(test_paths_of_keys)
{
	key_is("github.com/o/n", "github.com/o/n");
	key_is("127.0.0.1:4020/o/n", "127.0.0.1%3A4020/o/n");
	key_is("h/../n", "h/%2E./n");
	key_is("h/.git/-x", "h/%2Egit/%2Dx");
	key_is("h/o/n.git", "h/o/n%2Egit");
	key_is("h/o.GIT/n.lock", "h/o%2EGIT/n%2Elock");
	key_is("h/o/n.log", "h/o/n%2Elog");
	key_is("h/o/a%b c", "h/o/a%25b%20c");
	key_is("h/\xc3\xa9", "h/%C3%A9");
	key_is("h/o/n#part", "h/o/n%23part");
}
END_TEST

START_TEST(test_state_and_cache)
{
	struct strbuf out = STRBUF_INIT;
	char *home = xstrdup_or_null(getenv("HOME"));
	char *state = xstrdup_or_null(getenv("XDG_STATE_HOME"));
	char *cache = xstrdup_or_null(getenv("XDG_CACHE_HOME"));

	setenv("HOME", "/h", 1);
	setenv("XDG_STATE_HOME", "", 1);
	setenv("XDG_CACHE_HOME", "/c", 1);
	ck_assert_int_eq(paths_campaign(&out, "x", &err), 0);
	ck_assert_str_eq(out.buf, "/h/.local/state/git-multi/campaigns/x");
	strbuf_reset(&out);
	ck_assert_int_eq(paths_cache(&out, &err), 0);
	ck_assert_str_eq(out.buf, "/c/git-multi");
	ck_assert_int_eq(paths_campaign(&out, "../x", &err), -1);
	ck_assert_int_eq(paths_campaign(&out, "", &err), -1);
	setenv("XDG_CACHE_HOME", "c", 1);
	ck_assert_int_eq(paths_cache(&out, &err), -1);
	strbuf_reset(&err);
	unsetenv("HOME");
	ck_assert_int_eq(paths_state(&out, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.buf, "XDG_STATE_HOME nor HOME"));

	home ? setenv("HOME", home, 1) : unsetenv("HOME");
	state ? setenv("XDG_STATE_HOME", state, 1)
	      : unsetenv("XDG_STATE_HOME");
	cache ? setenv("XDG_CACHE_HOME", cache, 1)
	      : unsetenv("XDG_CACHE_HOME");
	free(home);
	free(state);
	free(cache);
	strbuf_release(&out);
}
END_TEST

Suite *suite_definition(void)
{
	Suite *suite = suite_create("definition");
	TCase *tc = tcase_create("definition");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_round_trip);
	tcase_add_test(tc, test_defaults);
	tcase_add_test(tc, test_difference);
	tcase_add_test(tc, test_which_words_are_files);
	tcase_add_test(tc, test_path_of_the_current_folder);
	tcase_add_test(tc, test_refused_programs);
	tcase_add_test(tc, test_copies);
	tcase_add_test(tc, test_content_counts);
	tcase_add_test(tc, test_place_does_not_count);
	tcase_add_test(tc, test_copy_stays_below);
	tcase_add_test(tc, test_paths_of_keys);
	tcase_add_test(tc, test_state_and_cache);
	suite_add_tcase(suite, tc);
	return suite;
}
