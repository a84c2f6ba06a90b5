/* SPDX-License-Identifier: MIT */
/*
 * engine/backoff.
 */
#include <check.h>

#include "engine/backoff.h"

START_TEST(delays_grow_by_squares_up_to_a_minute)
{
	static const double plain[] = { 1, 4, 9, 16, 25, 36, 49, 60, 60 };
	unsigned attempt;
	unsigned long long seed;

	for (attempt = 1; attempt <= 9; attempt++)
		for (seed = 0; seed < 100; seed++) {
			double delay = backoff_delay(attempt, seed);

			ck_assert_double_ge(delay, plain[attempt - 1]);
			ck_assert_double_lt(delay, plain[attempt - 1] * 1.2);
		}
}
END_TEST

START_TEST(odd_attempts_are_fine)
{
	ck_assert_double_ge(backoff_delay(0, 1), 1);
	ck_assert_double_lt(backoff_delay(0, 1), 1.2);
	ck_assert_double_ge(backoff_delay(4000000000u, 1), 60);
	ck_assert_double_lt(backoff_delay(4000000000u, 1), 72);
}
END_TEST

START_TEST(a_seed_gives_one_jitter_and_seeds_differ)
{
	double low = 100, high = 0;
	unsigned long long seed;

	ck_assert_double_eq(backoff_delay(3, 42), backoff_delay(3, 42));
	for (seed = 0; seed < 100; seed++) {
		double delay = backoff_delay(10, seed);

		low = delay < low ? delay : low;
		high = delay > high ? delay : high;
	}
	/* neighbouring seeds fill most of the fifth */
	ck_assert_double_lt(low, 61.5);
	ck_assert_double_gt(high, 70.5);
}
END_TEST

START_TEST(limit_answers_double_up_to_an_hour)
{
	static const double want[] = { 60, 60, 120, 240, 480, 960, 1920, 3600,
				       3600 };
	unsigned n;

	for (n = 0; n < 9; n++)
		ck_assert_double_eq(backoff_limit(n), want[n]);
	ck_assert_double_eq(backoff_limit(4000000000u), 3600);
}
END_TEST

Suite *suite_backoff(void)
{
	Suite *suite = suite_create("backoff");
	TCase *tc = tcase_create("backoff");

	tcase_add_test(tc, delays_grow_by_squares_up_to_a_minute);
	tcase_add_test(tc, odd_attempts_are_fine);
	tcase_add_test(tc, a_seed_gives_one_jitter_and_seeds_differ);
	tcase_add_test(tc, limit_answers_double_up_to_an_hour);
	suite_add_tcase(suite, tc);
	return suite;
}
