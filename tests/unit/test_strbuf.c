/* SPDX-License-Identifier: MIT */
/*
 * base/strbuf.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"

Suite *suite_strbuf(void);

START_TEST(an_empty_text_can_be_read)
{
	struct strbuf sb = STRBUF_INIT;
	char *text;

	ck_assert_str_eq(sb.buf, "");
	strbuf_reset(&sb);
	strbuf_rtrim(&sb);
	strbuf_add(&sb, "", 0);
	strbuf_remove(&sb, 0, 0);
	strbuf_release(&sb);
	strbuf_release(&sb);
	ck_assert_uint_eq(sb.len, 0);
	text = strbuf_detach(&sb);	/* malloc'ed all the same */
	ck_assert_str_eq(text, "");
	free(text);
}
END_TEST

START_TEST(text_grows_and_ends_in_nul)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	for (i = 0; i < 5000; i++) {
		strbuf_addch(&sb, 'a' + (int)(i % 26));
		ck_assert_uint_eq(sb.len, i + 1);
		ck_assert_int_eq(sb.buf[sb.len], '\0');
		ck_assert_uint_gt(sb.alloc, sb.len);
	}
	for (i = 0; i < 5000; i++)
		ck_assert_int_eq(sb.buf[i], 'a' + (int)(i % 26));
	strbuf_release(&sb);
}
END_TEST

START_TEST(nul_bytes_are_kept)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_add(&sb, "a\0b", 3);
	strbuf_addch(&sb, '\0');
	strbuf_addch(&sb, 0xff);
	ck_assert_uint_eq(sb.len, 5);
	ck_assert_mem_eq(sb.buf, "a\0b\0\xff", 6);
	strbuf_release(&sb);
}
END_TEST

START_TEST(formats_of_any_length)
{
	struct strbuf sb = STRBUF_INIT, long_text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < 10000; i++)
		strbuf_addch(&long_text, 'x');
	strbuf_addf(&sb, "%s", "");
	ck_assert_str_eq(sb.buf, "");
	strbuf_addf(&sb, "<%d %s>", -7, "seven");
	strbuf_addf(&sb, "%s|", long_text.buf);
	ck_assert_uint_eq(sb.len, strlen("<-7 seven>") + 10001);
	ck_assert_int_eq(sb.buf[sb.len - 1], '|');
	ck_assert_int_eq(sb.buf[sb.len], '\0');
	ck_assert_int_eq(strncmp(sb.buf, "<-7 seven>x", 11), 0);
	strbuf_release(&sb);
	strbuf_release(&long_text);
}
END_TEST

START_TEST(cutting)
{
	struct strbuf sb = STRBUF_INIT;
	size_t alloc;

	strbuf_addstr(&sb, "hello, world \t\r\n\n");
	strbuf_rtrim(&sb);
	ck_assert_str_eq(sb.buf, "hello, world");
	strbuf_remove(&sb, 5, 2);
	ck_assert_str_eq(sb.buf, "helloworld");
	strbuf_remove(&sb, 5, 5);
	ck_assert_str_eq(sb.buf, "hello");
	strbuf_remove(&sb, 0, 1);
	ck_assert_str_eq(sb.buf, "ello");
	strbuf_setlen(&sb, 2);
	ck_assert_str_eq(sb.buf, "el");
	alloc = sb.alloc;
	strbuf_reset(&sb);
	ck_assert_uint_eq(sb.len, 0);
	ck_assert_uint_eq(sb.alloc, alloc);
	strbuf_addstr(&sb, " \n ");
	strbuf_rtrim(&sb);
	ck_assert_str_eq(sb.buf, "");
	strbuf_release(&sb);
}
END_TEST

START_TEST(room_is_made_at_once)
{
	struct strbuf sb = STRBUF_INIT;
	char *before;

	strbuf_addstr(&sb, "kept");
	strbuf_grow(&sb, 1000);
	before = sb.buf;
	ck_assert_str_eq(sb.buf, "kept");
	while (sb.len < 1004)
		strbuf_addch(&sb, '.');
	ck_assert_ptr_eq(sb.buf, before);
	strbuf_release(&sb);
}
END_TEST

START_TEST(a_detached_text_is_the_callers)
{
	struct strbuf sb = STRBUF_INIT;
	char *text;

	strbuf_addstr(&sb, "mine");
	text = strbuf_detach(&sb);
	ck_assert_uint_eq(sb.len, 0);
	strbuf_addstr(&sb, "another");
	ck_assert_str_eq(text, "mine");
	free(text);
	strbuf_release(&sb);
}
END_TEST

Suite *suite_strbuf(void)
{
	Suite *suite = suite_create("strbuf");
	TCase *tc = tcase_create("strbuf");

	tcase_add_test(tc, an_empty_text_can_be_read);
	tcase_add_test(tc, text_grows_and_ends_in_nul);
	tcase_add_test(tc, nul_bytes_are_kept);
	tcase_add_test(tc, formats_of_any_length);
	tcase_add_test(tc, cutting);
	tcase_add_test(tc, room_is_made_at_once);
	tcase_add_test(tc, a_detached_text_is_the_callers);
	suite_add_tcase(suite, tc);
	return suite;
}
