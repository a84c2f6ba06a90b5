/* SPDX-License-Identifier: MIT */
/*
 * engine/bucket: every time here is an argument.
 */
#include <check.h>
#include <math.h>

#include "engine/bucket.h"

#define T0 1000000.0

static struct bucket bucket;

static void setup(void)
{
	bucket_init(&bucket);
}

static void teardown(void)
{
	bucket_release(&bucket);
}

static void draw(double when)
{
	ck_assert_double_eq(bucket_ready_at(&bucket, when), 0);
	bucket_draw(&bucket, when);
}

START_TEST(without_windows_all_is_allowed)
{
	int i;

	for (i = 0; i < 1000; i++)
		draw(T0);
}
END_TEST

START_TEST(a_window_slides_with_its_oldest_draw)
{
	bucket_add_window(&bucket, 3, 60);
	draw(T0);
	draw(T0 + 10);
	draw(T0 + 20);
	ck_assert_double_eq(bucket_ready_at(&bucket, T0 + 20), T0 + 60);
	ck_assert_double_eq(bucket_ready_at(&bucket, T0 + 59.9), T0 + 60);
	draw(T0 + 60);
	ck_assert_double_eq(bucket_ready_at(&bucket, T0 + 61), T0 + 70);
	draw(T0 + 75);
	draw(T0 + 80);
	ck_assert_double_eq(bucket_ready_at(&bucket, T0 + 81), T0 + 120);
}
END_TEST

START_TEST(the_strictest_of_several_windows_holds)
{
	bucket_add_window(&bucket, 2, 10);
	bucket_add_window(&bucket, 3, 100);
	draw(T0);
	draw(T0 + 1);
	ck_assert_double_eq(bucket_ready_at(&bucket, T0 + 1), T0 + 10);
	draw(T0 + 10);
	ck_assert_double_eq(bucket_ready_at(&bucket, T0 + 11), T0 + 100);
	draw(T0 + 100);
}
END_TEST

START_TEST(draws_keep_their_spacing)
{
	bucket.spacing = 1;
	draw(T0);
	ck_assert_double_eq(bucket_ready_at(&bucket, T0 + 0.25), T0 + 1);
	draw(T0 + 1);
	draw(T0 + 5);
	ck_assert_double_eq(bucket_ready_at(&bucket, T0 + 5), T0 + 6);
}
END_TEST

START_TEST(limits_are_rounded_down_to_one_at_least)
{
	bucket_add_window(&bucket, 2.9, 60);
	ck_assert_uint_eq(bucket.windows[0].limit, 2);
	bucket_add_window(&bucket, 0.3, 60);
	ck_assert_uint_eq(bucket.windows[1].limit, 1);
	bucket_add_window(&bucket, NAN, 60);
	ck_assert_uint_eq(bucket.windows[2].limit, 1);
}
END_TEST

START_TEST(a_huge_limit_takes_no_huge_memory)
{
	bucket_add_window(&bucket, 1e18, 1);
	ck_assert_uint_le(bucket.windows[0].limit, 1000000);
	draw(T0);
}
END_TEST

START_TEST(a_rate_of_the_users_replaces_all)
{
	bucket_add_window(&bucket, 1, 3600);
	bucket_add_window(&bucket, 1, 7200);
	bucket.spacing = 100;
	draw(T0);
	bucket_set_rate(&bucket, 2, 60);
	draw(T0 + 1);
	draw(T0 + 1);
	ck_assert_double_eq(bucket_ready_at(&bucket, T0 + 2), T0 + 61);
	ck_assert_uint_eq(bucket.windows[1].limit, 0);
}
END_TEST

START_TEST(the_longest_freeze_stays)
{
	bucket_freeze(&bucket, T0 + 60, "asked to wait");
	ck_assert_double_eq(bucket_ready_at(&bucket, T0), T0 + 60);
	bucket_freeze(&bucket, T0 + 30, "shorter");
	ck_assert_double_eq(bucket_ready_at(&bucket, T0), T0 + 60);
	ck_assert_str_eq(bucket.frozen_why, "asked to wait");
	bucket_freeze(&bucket, T0 + 90, "longer");
	ck_assert_str_eq(bucket.frozen_why, "longer");
	ck_assert_double_eq(bucket_ready_at(&bucket, T0 + 89), T0 + 90);
	draw(T0 + 90);
}
END_TEST

START_TEST(a_freeze_needs_no_reason)
{
	bucket_freeze(&bucket, T0 + 60, NULL);
	ck_assert_ptr_null(bucket.frozen_why);
	ck_assert_double_eq(bucket_ready_at(&bucket, T0), T0 + 60);
}
END_TEST

/* Whoever asks when, and comes then, is let in: no turning in between. */
START_TEST(the_time_named_is_a_time_that_is_allowed)
{
	double now = T0 + 0.1, from[200];
	size_t i;

	bucket_add_window(&bucket, 7, 13.7);
	bucket_add_window(&bucket, 30, 100.3);
	bucket.spacing = 0.3;
	for (i = 0; i < 200; i++) {
		double at = bucket_ready_at(&bucket, now);

		if (at > 0)
			now = at;
		draw(now);
		from[i] = now;
		if (i >= 7)
			ck_assert_double_ge(now, from[i - 7] + 13.7);
		if (i >= 30)
			ck_assert_double_ge(now, from[i - 30] + 100.3);
	}
	/* nor does it wait longer than the long window asks for */
	ck_assert_double_le(now, T0 + 0.1 + 7 * 100.3);
}
END_TEST

Suite *suite_bucket(void)
{
	Suite *suite = suite_create("bucket");
	TCase *tc = tcase_create("bucket");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, without_windows_all_is_allowed);
	tcase_add_test(tc, a_window_slides_with_its_oldest_draw);
	tcase_add_test(tc, the_strictest_of_several_windows_holds);
	tcase_add_test(tc, draws_keep_their_spacing);
	tcase_add_test(tc, limits_are_rounded_down_to_one_at_least);
	tcase_add_test(tc, a_huge_limit_takes_no_huge_memory);
	tcase_add_test(tc, a_rate_of_the_users_replaces_all);
	tcase_add_test(tc, the_longest_freeze_stays);
	tcase_add_test(tc, a_freeze_needs_no_reason);
	tcase_add_test(tc, the_time_named_is_a_time_that_is_allowed);
	suite_add_tcase(suite, tc);
	return suite;
}
