/* SPDX-License-Identifier: MIT */
/*
 * Patches as files: which are mails, and which hunk is meant.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "git/patchfile.h"

Suite *suite_patchfile(void);

static struct strbuf err = STRBUF_INIT, why = STRBUF_INIT;

static void setup(void)
{
	strbuf_reset(&err);
	strbuf_reset(&why);
}

static void teardown(void)
{
	strbuf_release(&err);
	strbuf_release(&why);
}

static bool is_mail(const char *text)
{
	char path[] = "/tmp/test-patchfile-XXXXXX";
	int fd = mkstemp(path);
	bool mail;

	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_assert_int_eq(file_write(path, text, strlen(text), 0600, &err), 0);
	mail = patchfile_is_mail(path);
	unlink(path);
	return mail;
}

START_TEST(mails)
{
	ck_assert(is_mail("From 1234 Mon Sep 17 00:00:00 2001\nFrom: a\n\nx"));
	ck_assert(is_mail("\nFrom: A <a@b>\nSubject: x\n y\n\nbody\n"));
	ck_assert(is_mail("Subject: x\r\nDate: y\r\n\r\nbody\r\n"));
	ck_assert(!is_mail("diff --git a/f b/f\n--- a/f\n+++ b/f\n\n"));
	ck_assert(!is_mail("--- f\n+++ f\n@@ -1 +1 @@\n\n"));
	ck_assert(!is_mail("Index: f\n=====\n--- f\n+++ f\n\n"));
	ck_assert(!is_mail("Some words\n\n--- f\n"));
	ck_assert(!is_mail("Index: f"));
	ck_assert(!is_mail(" x: y\n\n"));
	ck_assert(!is_mail(""));
	ck_assert(!patchfile_is_mail("/nowhere/at/all"));
}
END_TEST

static const char patch[] =
	"diff --git a/dir/f b/dir/f\n"
	"--- a/dir/f\n"
	"+++ b/dir/f\n"
	"@@ -1,2 +1,2 @@\n"
	" a\n"
	"-b\n"
	"+c\n"
	"@@ -10,2 +10,1 @@ words\n"
	"--- x\n"
	" y\n"
	"@@ -20 +20 @@\n"
	"-z\n"
	"+Z\n"
	"diff --git a/old b/new\n"
	"similarity index 90%\n"
	"rename from old\n"
	"rename to new\n"
	"--- a/old\n"
	"+++ b/new\n"
	"@@ -10 +10 @@\n"
	"-1\n"
	"+2\n"
	"--- plain\t2020-01-01\n"
	"+++ plain\t2020-01-01\n"
	"@@ -3 +3 @@\n"
	"-1\n"
	"+2\n";

START_TEST(hunks)
{
	ck_assert_uint_eq(patchfile_hunk(patch, "dir/f", 1), 1);
	ck_assert_uint_eq(patchfile_hunk(patch, "dir/f", 10), 2);
	ck_assert_uint_eq(patchfile_hunk(patch, "dir/f", 20), 3);
	ck_assert_uint_eq(patchfile_hunk(patch, "dir/f", 11), 0);
	ck_assert_uint_eq(patchfile_hunk(patch, "f", 10), 0);
	ck_assert_uint_eq(patchfile_hunk(patch, "old", 10), 1);
	ck_assert_uint_eq(patchfile_hunk(patch, "new", 10), 1);
	ck_assert_uint_eq(patchfile_hunk(patch, "plain", 3), 1);
	ck_assert_uint_eq(patchfile_hunk("", "f", 1), 0);
}
END_TEST

START_TEST(words)
{
	ck_assert(patchfile_why("error: patch failed: dir/f:20\n"
				"error: dir/f: patch does not apply\n",
				patch, &why));
	ck_assert_str_eq(why.buf, "'dir/f', hunk 3 (line 20)");
	strbuf_reset(&why);
	ck_assert(patchfile_why("warning: x\n"
				"error: g: does not exist in index\n"
				"error: patch failed: f:2\n"
				"error: f: patch does not apply\n",
				patch, &why));
	ck_assert_str_eq(why.buf, "g: does not exist in index, and 1 more");
	strbuf_reset(&why);
	ck_assert(patchfile_why("error: patch failed: a:b:7", patch, &why));
	ck_assert_str_eq(why.buf, "'a:b', the hunk at line 7");
	strbuf_reset(&why);
	ck_assert(!patchfile_why("Falling back\n", patch, &why));
	ck_assert_str_eq(why.buf, "");
}
END_TEST

Suite *suite_patchfile(void)
{
	Suite *suite = suite_create("patchfile");
	TCase *tc = tcase_create("all");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, mails);
	tcase_add_test(tc, hunks);
	tcase_add_test(tc, words);
	suite_add_tcase(suite, tc);
	return suite;
}
