/* SPDX-License-Identifier: MIT */
/*
 * base/strvec.
 */
#include <check.h>
#include <stdio.h>

#include "base/strvec.h"

Suite *suite_strvec(void);

/* The list, "|" behind each. */
static const char *shown(const struct strvec *sv)
{
	static char text[512];
	size_t i, len = 0;

	text[0] = '\0';
	for (i = 0; i < sv->nr; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s|",
					sv->v[i]);
	ck_assert_ptr_null(sv->v[sv->nr]);
	return text;
}

START_TEST(a_list_ends_in_null)
{
	struct strvec sv = STRVEC_INIT;
	char name[16];
	int i;

	ck_assert_str_eq(shown(&sv), "");
	for (i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "%d", i);
		ck_assert_str_eq(strvec_push(&sv, name), name);
		ck_assert_ptr_null(sv.v[i + 1]);
	}
	ck_assert_uint_eq(sv.nr, 100);
	ck_assert_str_eq(sv.v[99], "99");
	strvec_clear(&sv);
	ck_assert_str_eq(shown(&sv), "");
	strvec_clear(&sv);
}
END_TEST

START_TEST(ways_to_push)
{
	static const char *const more[] = { "d", "", NULL };
	static const char *const none[] = { NULL };
	struct strvec sv = STRVEC_INIT;

	ck_assert_str_eq(strvec_pushf(&sv, "%s-%d", "a", 1), "a-1");
	strvec_pushl(&sv, "b", "c", NULL);
	strvec_pushv(&sv, more);
	strvec_pushv(&sv, none);
	ck_assert_str_eq(shown(&sv), "a-1|b|c|d||");
	strvec_push(&sv, sv.v[1]);
	ck_assert_str_eq(shown(&sv), "a-1|b|c|d||b|");
	strvec_clear(&sv);
}
END_TEST

START_TEST(removing)
{
	struct strvec sv = STRVEC_INIT;

	strvec_pushl(&sv, "a", "b", "c", NULL);
	ck_assert(strvec_has(&sv, "b"));
	strvec_remove(&sv, 1);
	ck_assert(!strvec_has(&sv, "b"));
	ck_assert_str_eq(shown(&sv), "a|c|");
	strvec_remove(&sv, 1);
	strvec_remove(&sv, 0);
	ck_assert_str_eq(shown(&sv), "");
	ck_assert(!strvec_has(&sv, ""));
	strvec_push(&sv, "again");
	ck_assert_str_eq(shown(&sv), "again|");
	strvec_clear(&sv);
}
END_TEST

START_TEST(splitting_keeps_empty_parts)
{
	struct strvec sv = STRVEC_INIT;

	strvec_split(&sv, ",a,,b,", ',');
	ck_assert_str_eq(shown(&sv), "|a||b||");
	strvec_clear(&sv);
	strvec_split(&sv, "", ',');
	ck_assert_str_eq(shown(&sv), "|");
	strvec_clear(&sv);
	strvec_split(&sv, "whole", ',');
	ck_assert_str_eq(shown(&sv), "whole|");
	strvec_clear(&sv);
}
END_TEST

START_TEST(an_environment)
{
	struct strvec sv = STRVEC_INIT;

	strvec_pushl(&sv, "A=1", "AB=2", "odd", "A=3", "EMPTY=", NULL);
	ck_assert_str_eq(strvec_env_get(&sv, "A"), "3");
	ck_assert_str_eq(strvec_env_get(&sv, "AB"), "2");
	ck_assert_str_eq(strvec_env_get(&sv, "EMPTY"), "");
	ck_assert_ptr_null(strvec_env_get(&sv, "odd"));
	ck_assert_ptr_null(strvec_env_get(&sv, "B"));
	strvec_env_set(&sv, "A", "x=y");
	ck_assert_str_eq(shown(&sv), "AB=2|odd|EMPTY=|A=x=y|");
	ck_assert_str_eq(strvec_env_get(&sv, "A"), "x=y");
	strvec_env_set(&sv, "A", strvec_env_get(&sv, "A"));
	ck_assert_str_eq(strvec_env_get(&sv, "A"), "x=y");
	strvec_env_set(&sv, "AB", NULL);
	strvec_env_set(&sv, "NEVER", NULL);
	ck_assert_str_eq(shown(&sv), "odd|EMPTY=|A=x=y|");
	strvec_clear(&sv);
}
END_TEST

Suite *suite_strvec(void)
{
	Suite *suite = suite_create("strvec");
	TCase *tc = tcase_create("strvec");

	tcase_add_test(tc, a_list_ends_in_null);
	tcase_add_test(tc, ways_to_push);
	tcase_add_test(tc, removing);
	tcase_add_test(tc, splitting_keeps_empty_parts);
	tcase_add_test(tc, an_environment);
	suite_add_tcase(suite, tc);
	return suite;
}
