/* SPDX-License-Identifier: MIT */
/*
 * An edited diff of one repository, where the change stands in another.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "git/patchfit.h"

Suite *suite_patchfit(void);

static struct strbuf out, err;

static void set_up(void)
{
	strbuf_init(&out);
	strbuf_init(&err);
}

static void tear_down(void)
{
	strbuf_release(&out);
	strbuf_release(&err);
}

static const char shown[] =
	"diff --git a/a b/a\n"
	"index 1111..2222 100644\n"
	"--- a/a\n"
	"+++ b/a\n"
	"@@ -1,2 +1,2 @@\n"
	"-one\n"
	"+two\n"
	" same\n"
	"@@ -10,2 +10,2 @@ int main(void)\n"
	"-old\n"
	"+new\n"
	" same\n"
	"diff --git a/b.bin b/b.bin\n"
	"index 3333..4444 100644\n"
	"Binary files a/b.bin and b/b.bin differ\n";

static const char own[] =
	"diff --git a/a b/a\n"
	"index 5555555..6666666 100644\n"
	"--- a/a\n"
	"+++ b/a\n"
	"@@ -101,2 +101,2 @@ void f(void)\n"
	"-one\n"
	"+two\n"
	" same\n"
	"@@ -210,2 +210,2 @@\n"
	"-old\n"
	"+new\n"
	" same\n"
	"diff --git a/b.bin b/b.bin\n"
	"index 7777777..4444444 100644\n"
	"GIT binary patch\n"
	"literal 3\n"
	"KcmZ1\n"
	"\n"
	"literal 0\n"
	"HcmV?d00001\n"
	"\n";

START_TEST(what_was_not_edited_is_the_other_diff)
{
	ck_assert_int_eq(patch_fit(shown, shown, own, &out, &err), 0);
	ck_assert_str_eq(out.buf, own);
}
END_TEST

START_TEST(hunks_and_files_may_go)
{
	static const char edited[] =
		"diff --git a/a b/a\n"
		"index 1111..2222 100644\n"
		"--- a/a\n"
		"+++ b/a\n"
		"@@ -10,2 +10,2 @@ int main(void)\n"
		"-old\n"
		"+newer\n"
		"+newest\n"
		" same\n";

	ck_assert_int_eq(patch_fit(edited, shown, own, &out, &err), 0);
	ck_assert_str_eq(out.buf,
			 "diff --git a/a b/a\n"
			 "index 5555555..6666666 100644\n"
			 "--- a/a\n"
			 "+++ b/a\n"
			 "@@ -210,2 +210,2 @@\n"
			 "-old\n"
			 "+newer\n"
			 "+newest\n"
			 " same\n");
}
END_TEST

START_TEST(what_a_person_adds_stays)
{
	static const char edited[] =
		"diff --git a/new b/new\n"
		"new file mode 100644\n"
		"--- /dev/null\n"
		"+++ b/new\n"
		"@@ -0,0 +1 @@\n"
		"+no newline behind it";

	ck_assert_int_eq(patch_fit(edited, shown, own, &out, &err), 0);
	ck_assert_uint_eq(out.len, sizeof(edited));
	ck_assert(!strncmp(out.buf, edited, sizeof(edited) - 1));
	ck_assert_int_eq(out.buf[out.len - 1], '\n');
}
END_TEST

START_TEST(a_file_of_two_sections)
{
	static const char two[] =
		"diff --git a/x b/x\n"
		"deleted file mode 100644\n"
		"index 1..0\n"
		"@@ -1 +0,0 @@\n"
		"-file\n"
		"diff --git a/x b/x\n"
		"new file mode 120000\n"
		"index 0..2\n"
		"@@ -0,0 +1 @@\n"
		"+target\n";

	ck_assert_int_eq(patch_fit(two, two, two, &out, &err), 0);
	ck_assert_str_eq(out.buf, two);
}
END_TEST

START_TEST(no_text_from_nowhere)
{
	static const char edited[] =
		"diff --git a/c.bin b/c.bin\n"
		"Binary files a/c.bin and b/c.bin differ\n";

	ck_assert_int_eq(patch_fit(edited, shown, own, &out, &err), -1);
	ck_assert(strstr(err.buf, "c.bin"));
}
END_TEST

START_TEST(nothing_is_left)
{
	ck_assert_int_eq(patch_fit("", shown, own, &out, &err), 0);
	ck_assert_int_eq(patch_fit("# a word\n", shown, own, &out, &err), 0);
	ck_assert_str_eq(out.buf, "");
}
END_TEST

Suite *suite_patchfit(void)
{
	Suite *suite = suite_create("patchfit");
	TCase *tc = tcase_create("all");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, what_was_not_edited_is_the_other_diff);
	tcase_add_test(tc, hunks_and_files_may_go);
	tcase_add_test(tc, what_a_person_adds_stays);
	tcase_add_test(tc, a_file_of_two_sections);
	tcase_add_test(tc, no_text_from_nowhere);
	tcase_add_test(tc, nothing_is_left);
	suite_add_tcase(suite, tc);
	return suite;
}
