/* SPDX-License-Identifier: MIT */
/*
 * Diffs that are the same change, and diffs that only look like it.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "git/patch.h"

Suite *suite_patch(void);

static struct strbuf normal, other;
static struct patch patch;

static void set_up(void)
{
	strbuf_init(&normal);
	strbuf_init(&other);
}

static void tear_down(void)
{
	strbuf_release(&normal);
	strbuf_release(&other);
}

static void read_text(const char *text, struct strbuf *out)
{
	strbuf_reset(out);
	patch_read(text, strlen(text), &patch, out);
}

static const char here[] =
	"1\t2\tsrc/a.c\n"
	"\n"
	"diff --git a/src/a.c b/src/a.c\n"
	"index 1111111..2222222 100644\n"
	"--- a/src/a.c\n"
	"+++ b/src/a.c\n"
	"@@ -3,4 +3,3 @@ int main(void)\n"
	" same\n"
	"-old\n"
	"-older\n"
	"+new\n"
	" same\n";

START_TEST(position_and_ids_do_not_count)
{
	static const char there[] =
		"1\t2\tsrc/a.c\n"
		"\n"
		"diff --git a/src/a.c b/src/a.c\n"
		"index 3333333..4444444 100644\n"
		"--- a/src/a.c\n"
		"+++ b/src/a.c\n"
		"@@ -103,4 +99,3 @@ static void elsewhere(void)\n"
		" same\n"
		"-old\n"
		"-older\n"
		"+new\n"
		" same\n";

	read_text(here, &normal);
	ck_assert_uint_eq(patch.files, 1);
	ck_assert_uint_eq(patch.insertions, 1);
	ck_assert_uint_eq(patch.deletions, 2);
	read_text(there, &other);
	ck_assert_str_eq(normal.buf, other.buf);
	ck_assert_str_eq(normal.buf,
			 "diff --git a/src/a.c b/src/a.c\n"
			 "--- a/src/a.c\n"
			 "+++ b/src/a.c\n"
			 "@@\n"
			 " same\n"
			 "-old\n"
			 "-older\n"
			 "+new\n"
			 " same\n");
}
END_TEST

/* Each of these makes another change of it. */
static const struct {
	const char *from, *to;
} differences[] = {
	{ "a/src/a.c", "a/src/b.c" }, { "+new", "+newer" },
	{ " same", " other" }, { "--- a/src/a.c", "--- /dev/null" },
};

START_TEST(names_and_content_count)
{
	const char *from = differences[_i].from, *at = strstr(here, from);
	struct strbuf text = STRBUF_INIT;

	ck_assert_ptr_nonnull(at);
	strbuf_add(&text, here, (size_t)(at - here));
	strbuf_addstr(&text, differences[_i].to);
	strbuf_addstr(&text, at + strlen(from));
	read_text(here, &normal);
	read_text(text.buf, &other);
	ck_assert_str_ne(normal.buf, other.buf);
	strbuf_release(&text);
}
END_TEST

/* Content that looks like what is left out has a sign before it. */
START_TEST(content_is_never_left_out)
{
	static const char text[] =
		"2\t0\tx\n"
		"\n"
		"diff --git a/x b/x\n"
		"index 1..2 100644\n"
		"--- a/x\n"
		"+++ b/x\n"
		"@@ -1 +1,3 @@\n"
		" index 1..2 100644\n"
		"+index 3..4 100644\n"
		"+@@ -1 +1 @@\n"
		"\\ No newline at end of file\n";

	read_text(text, &normal);
	ck_assert_ptr_nonnull(strstr(normal.buf, "\n index 1..2 100644\n"));
	ck_assert_ptr_nonnull(strstr(normal.buf, "\n+index 3..4 100644\n"));
	ck_assert_ptr_nonnull(strstr(normal.buf, "\n+@@ -1 +1 @@\n"));
	ck_assert_ptr_nonnull(strstr(normal.buf, "\n\\ No newline"));
}
END_TEST

START_TEST(binary_files_differ_by_their_new_content)
{
	static const char format[] =
		"-\t-\tlogo\n"
		"\n"
		"diff --git a/logo b/logo\n"
		"index %s..%s 100644\n"
		"Binary files a/logo and b/logo differ\n";
	struct strbuf text = STRBUF_INIT, third = STRBUF_INIT;

	strbuf_addf(&text, format, "aaaa", "bbbb");
	read_text(text.buf, &normal);
	ck_assert_uint_eq(patch.files, 1);
	ck_assert_uint_eq(patch.insertions, 0);
	strbuf_reset(&text);
	strbuf_addf(&text, format, "cccc", "bbbb");
	read_text(text.buf, &other);
	ck_assert_str_eq(normal.buf, other.buf);
	strbuf_reset(&text);
	strbuf_addf(&text, format, "aaaa", "dddd");
	read_text(text.buf, &third);
	ck_assert_str_ne(normal.buf, third.buf);
	strbuf_release(&third);
	strbuf_release(&text);
}
END_TEST

START_TEST(modes_and_renames_count)
{
	static const char text[] =
		"0\t0\tsh\n"
		"1\t1\t{a => b}/x\n"
		"\n"
		"diff --git a/sh b/sh\n"
		"old mode 100644\n"
		"new mode 100755\n"
		"diff --git a/a/x b/b/x\n"
		"similarity index 87%\n"
		"rename from a/x\n"
		"rename to b/x\n"
		"index 1..2 100644\n"
		"--- a/a/x\n"
		"+++ b/b/x\n"
		"@@ -1 +1 @@\n"
		"-1\n"
		"+2\n";

	read_text(text, &normal);
	ck_assert_uint_eq(patch.files, 2);
	ck_assert_uint_eq(patch.insertions, 1);
	ck_assert_str_eq(normal.buf,
			 "diff --git a/sh b/sh\n"
			 "old mode 100644\n"
			 "new mode 100755\n"
			 "diff --git a/a/x b/b/x\n"
			 "rename from a/x\n"
			 "rename to b/x\n"
			 "--- a/a/x\n"
			 "+++ b/b/x\n"
			 "@@\n"
			 "-1\n"
			 "+2\n");
}
END_TEST

/* A NUL byte, no last newline, an id line without dots, nothing at all. */
START_TEST(odd_texts)
{
	static const char text[] = "1\t0\tx\n\n+a\0b\nindex 12\nindex ..";

	patch_read(text, sizeof(text) - 1, &patch, &normal);
	ck_assert_uint_eq(normal.len, 5);
	ck_assert_int_eq(memcmp(normal.buf, "+a\0b\n", 5), 0);
	read_text("", &other);
	ck_assert_uint_eq(patch.files, 0);
	ck_assert_uint_eq(other.len, 0);
	read_text("1", &other);
	ck_assert_uint_eq(patch.files, 1);
}
END_TEST

Suite *suite_patch(void)
{
	Suite *suite = suite_create("patch");
	TCase *tcase = tcase_create("normal");
	const int nr = (int)(sizeof(differences) / sizeof(differences[0]));

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, position_and_ids_do_not_count);
	tcase_add_loop_test(tcase, names_and_content_count, 0, nr);
	tcase_add_test(tcase, content_is_never_left_out);
	tcase_add_test(tcase, binary_files_differ_by_their_new_content);
	tcase_add_test(tcase, modes_and_renames_count);
	tcase_add_test(tcase, odd_texts);
	suite_add_tcase(suite, tcase);
	return suite;
}
