/* SPDX-License-Identifier: MIT */
/*
 * Selection: what -r can be, lists and what is wrong in them, duplicates,
 * filters.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "campaign/selection.h"
#include "forges/forge.h"
#include "git/config.h"

Suite *suite_selection(void);

static char folder[64], before[4096];
static char *config_before;
static struct strbuf err = STRBUF_INIT;
static struct selection selection;
static struct selected *list;
static size_t nr;

static void put_file(const char *name, const char *text, size_t len)
{
	ck_assert_int_eq(file_write(name, text, len, 0600, &err), 0);
}

static void put_list(const char *text)
{
	put_file("list.txt", text, strlen(text));
}

static void load_config(const char *text)
{
	put_file("gitconfig", text, strlen(text));
	ck_assert_msg(!config_load(&err), "%s", err.buf);
}

static void setup(void)
{
	char path[128];

	strcpy(folder, "/tmp/test-selection-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_ptr_nonnull(getcwd(before, sizeof(before)));
	ck_assert_int_eq(chdir(folder), 0);
	config_before = xstrdup_or_null(getenv("GIT_CONFIG_GLOBAL"));
	snprintf(path, sizeof(path), "%s/gitconfig", folder);
	setenv("GIT_CONFIG_GLOBAL", path, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	load_config("");
	selection = (struct selection)SELECTION_INIT;
}

static void forget(void)
{
	selected_free(list, nr);
	selection_release(&selection);
	strbuf_release(&err);
	list = NULL;
	nr = 0;
}

static void teardown(void)
{
	struct strbuf ignored = STRBUF_INIT;

	forget();
	ck_assert_int_eq(chdir(before), 0);
	if (config_before)
		setenv("GIT_CONFIG_GLOBAL", config_before, 1);
	else
		unsetenv("GIT_CONFIG_GLOBAL");
	free(config_before);
	file_remove_tree(folder, &ignored);
	strbuf_release(&ignored);
}

/* The keys, by blanks, that -r of these words (by '|') gives. */
static void gives(const char *words, const char *keys)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	strvec_split(&selection.repos, words, '|');
	ck_assert_msg(!selection_read(&selection, &list, &nr, &err), "%s: %s",
		      words, err.buf);
	for (i = 0; i < nr; i++)
		strbuf_addf(&text, "%s%s", i ? " " : "", list[i].key);
	ck_assert_str_eq(text.buf, keys);
	strbuf_release(&text);
}

static void fails(const char *words, const char *sentence)
{
	forget();
	strvec_split(&selection.repos, words, '|');
	ck_assert_msg(selection_read(&selection, &list, &nr, &err) < 0,
		      "'%s' was taken", words);
	ck_assert_msg(strstr(err.buf, sentence), "'%s' lacks '%s'", err.buf,
		      sentence);
}

START_TEST(test_names)
{
	gives("o/n|https://gitlab.example.com/g/s/n.git|git@h.example:o/n|"
	      "ssh://git@h.example/o/m.git|file:///a/b/c.git|"
	      "127.0.0.1:4020/o/n",
	      "github.com/o/n gitlab.example.com/g/s/n h.example/o/n "
	      "h.example/o/m localhost/a/b/c 127.0.0.1:4020/o/n");
	ck_assert_ptr_eq(list[0].forge, &forge_github);
	ck_assert_ptr_null(list[2].forge);
	ck_assert_ptr_eq(list[4].forge, &forge_git);
}
END_TEST

START_TEST(test_counts_once)
{
	gives("github.com/o/n|https://github.com/O/N.git|"
	      "git@github.com:o/n.git|ssh://git@github.com/o/N|o/n",
	      "github.com/o/n");
}
END_TEST

/* Where nobody knows whether the forge ignores case, it counts. */
START_TEST(test_case_of_unknown_host)
{
	gives("h.example/o/n|h.example/O/N|H.example/o/n",
	      "h.example/o/n h.example/O/N");
}
END_TEST

START_TEST(test_case_by_config)
{
	load_config("[multi \"https://h.example/\"]\n\tforge = github\n");
	gives("h.example/o/n|https://h.example/O/N", "h.example/o/n");
	ck_assert_ptr_eq(list[0].forge, &forge_github);
	forget();
	load_config("[multi \"https://github.com/\"]\n\tforge = git\n");
	gives("o/n|O/N", "github.com/o/n github.com/O/N");
}
END_TEST

START_TEST(test_list)
{
	put_list("# a list\n\n  o/a   base=develop label=x,y label=z\t# why\n"
		 "o/b\n\t\no/a\nhttps://github.com/o/c.git");
	gives("list.txt|o/d", "github.com/o/a github.com/o/b github.com/o/c "
	      "github.com/o/d");
	ck_assert_uint_eq(list[0].settings.nr, 2);
	ck_assert_str_eq(strvec_env_get(&list[0].settings, "base"),
			 "develop");
	ck_assert_str_eq(strvec_env_get(&list[0].settings, "label"), "x,y,z");
	ck_assert_uint_eq(list[1].settings.nr, 0);
}
END_TEST

START_TEST(test_settings_of_the_second)
{
	put_list("o/a\no/a base=x\no/a base=x\n");
	gives("./list.txt", "github.com/o/a");
	ck_assert_str_eq(strvec_env_get(&list[0].settings, "base"), "x");
	put_list("o/a base=x\no/a base=y\n");
	fails("list.txt", "line 2 of 'list.txt': 'github.com/o/a' is there "
	      "twice");
}
END_TEST

START_TEST(test_windows_list)
{
	put_list("\xef\xbb\xbfo/a base=x\r\no/b\r\n\r\n");
	gives("list.txt", "github.com/o/a github.com/o/b");
	ck_assert_str_eq(strvec_env_get(&list[0].settings, "base"), "x");
}
END_TEST

START_TEST(test_empty_list)
{
	put_list("# nothing\n");
	gives("list.txt", "");
	ck_assert_uint_eq(nr, 0);
}
END_TEST

START_TEST(test_bad_lists)
{
	size_t size = 1u << 20;
	char *big = xmalloc(size);

	put_file("list.txt", "o/a\no/\0b\n", 9);
	fails("list.txt", "line 2 of 'list.txt': a NUL byte");
	put_list("o/a\no/b\033[31m\n");
	fails("list.txt", "line 2 of 'list.txt': a control character");
	put_list("o/a\rb\n");
	fails("list.txt", "line 1 of 'list.txt': a control character");
	put_list("o/a\n\n../b\n");
	fails("list.txt", "line 3 of 'list.txt': ");
	put_list("o/a\nh.example/o/../n\n");
	fails("list.txt", "line 2 of 'list.txt': ");
	put_list("o/a lable=x\n");
	fails("list.txt", "line 1 of 'list.txt': unknown setting 'lable': did "
	      "you mean 'label'?");
	put_list("o/a color=x\n");
	fails("list.txt", "line 1 of 'list.txt': unknown setting 'color'");
	put_list("o/a o/b\n");
	fails("list.txt", "line 1 of 'list.txt': 'o/b' behind the name");
	put_list("o/a base=\n");
	fails("list.txt", "line 1 of 'list.txt': 'base=' without");
	put_list("o/a base=x base=y\n");
	fails("list.txt", "line 1 of 'list.txt': 'base' is given twice");
	memset(big, 'a', size);
	memcpy(big, "o/a\n", 4);
	put_file("list.txt", big, size);
	fails("list.txt", "line 2 of 'list.txt': longer than ");
	free(big);
}
END_TEST

START_TEST(test_file_or_repository)
{
	put_file("names", "o/a\n", 4);
	gives("names", "github.com/o/a");
	forget();
	ck_assert_int_eq(mkdir("o", 0700), 0);
	put_file("o/n", "o/a\n", 4);
	fails("o/n", "'o/n' is a file here and could be the repository "
	      "'github.com/o/n' too");
	forget();
	gives("./o/n", "github.com/o/a");
	forget();
	load_config("[multi]\n\towner = me\n");
	gives("repo", "github.com/me/repo");
	fails("names", "'names' is a file here and could be the repository "
	      "'github.com/me/names' too");
	fails("no-such.txt", "cannot read the list 'no-such.txt': No such");
	fails("./no-such", "cannot read the list './no-such': No such");
	fails("", "no repository");
}
END_TEST

START_TEST(test_folder)
{
	ck_assert_int_eq(mkdir("o", 0700), 0);
	ck_assert_int_eq(mkdir("o/n", 0700), 0);
	gives("o/n", "github.com/o/n");
	fails("./o/n", "'./o/n' is a folder, and a list is a file");
	ck_assert_ptr_null(strstr(err.buf, "file://"));
	ck_assert_int_eq(mkdir("o/n/.git", 0700), 0);
	fails("./o/n", "'file://");
}
END_TEST

START_TEST(test_filters)
{
	strvec_push(&selection.include, "^github\\.com/O/");
	strvec_push(&selection.include, "h.example/o/");
	strvec_push(&selection.exclude, "/(b|c)$");
	gives("o/a|o/b|p/a|h.example/o/x|h.example/O/x|o/c|o/D",
	      "github.com/o/a h.example/o/x github.com/o/d");
	forget();
	strvec_push(&selection.skip, "https://github.com/O/B.git");
	gives("o/a|o/b", "github.com/o/a");
	forget();
	put_list("o/b\n");
	strvec_push(&selection.skip, "list.txt");
	gives("o/a|o/b", "github.com/o/a");
	forget();
	strvec_push(&selection.exclude, "a(");
	strvec_push(&selection.repos, "o/a");
	ck_assert_int_eq(selection_read(&selection, &list, &nr, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.buf, "--exclude a("));
}
END_TEST

START_TEST(test_stdin_twice)
{
	int saved = dup(STDIN_FILENO);

	put_list("o/a\n");
	ck_assert_ptr_nonnull(freopen("list.txt", "r", stdin));
	gives("-|o/b", "github.com/o/a github.com/o/b");
	fails("-|-", "can be read only once");
	ck_assert_ptr_nonnull(freopen("/dev/null", "r", stdin));
	dup2(saved, STDIN_FILENO);
	close(saved);
}
END_TEST

START_TEST(test_stdin_names_itself)
{
	int saved = dup(STDIN_FILENO);

	put_list("o/a\n\x01\n");
	ck_assert_ptr_nonnull(freopen("list.txt", "r", stdin));
	fails("-", "line 2 of standard input: a control character");
	ck_assert_ptr_nonnull(freopen("/dev/null", "r", stdin));
	dup2(saved, STDIN_FILENO);
	close(saved);
}
END_TEST

Suite *suite_selection(void)
{
	Suite *suite = suite_create("selection");
	TCase *tc = tcase_create("selection");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_names);
	tcase_add_test(tc, test_counts_once);
	tcase_add_test(tc, test_case_of_unknown_host);
	tcase_add_test(tc, test_case_by_config);
	tcase_add_test(tc, test_list);
	tcase_add_test(tc, test_settings_of_the_second);
	tcase_add_test(tc, test_windows_list);
	tcase_add_test(tc, test_empty_list);
	tcase_add_test(tc, test_bad_lists);
	tcase_add_test(tc, test_file_or_repository);
	tcase_add_test(tc, test_folder);
	tcase_add_test(tc, test_filters);
	tcase_add_test(tc, test_stdin_twice);
	tcase_add_test(tc, test_stdin_names_itself);
	suite_add_tcase(suite, tc);
	return suite;
}
