/* SPDX-License-Identifier: MIT */
/*
 * engine/clock.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "engine/clock.h"

static void set_factor(const char *factor)
{
	if (factor)
		setenv("GIT_MULTI_CLOCK", factor, 1);
	else
		unsetenv("GIT_MULTI_CLOCK");
	clock_init();
}

static void back_to_normal(void)
{
	set_factor(NULL);
}

START_TEST(without_a_factor_it_is_the_systems)
{
	double now;

	set_factor(NULL);
	ck_assert_double_eq(clock_factor(), 1);
	now = clock_now();
	ck_assert_double_le(fabs(now - (double)time(NULL)), 2);
	ck_assert_double_eq(clock_real(90), 90);
}
END_TEST

START_TEST(a_factor_counts_from_the_origin)
{
	double before, now, after;

	set_factor("60");
	before = (double)time(NULL) - 1;
	now = clock_now();
	after = (double)time(NULL) + 1;
	ck_assert_double_ge(now, CLOCK_ORIGIN + (before - CLOCK_ORIGIN) * 60);
	ck_assert_double_le(now, CLOCK_ORIGIN + (after - CLOCK_ORIGIN) * 60);
	ck_assert_double_eq(clock_factor(), 60);
	ck_assert_double_eq(clock_real(3600), 60);
}
END_TEST

START_TEST(an_empty_factor_is_none)
{
	set_factor("");
	ck_assert_double_eq(clock_factor(), 1);
}
END_TEST

START_TEST(fractions_are_fine)
{
	set_factor("2.5");
	ck_assert_double_eq(clock_factor(), 2.5);
}
END_TEST

static const char *const bad_factors[] = {
	"0", "0.5", "-2", "fast", "10x", "inf", "nan", " 2", "+3"
};

/* In a process of its own, its words thrown away. */
START_TEST(anything_else_is_refused)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(1);
		set_factor(bad_factors[_i]);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 128);
}
END_TEST

START_TEST(the_monotonic_one_never_goes_back)
{
	double last = clock_monotonic(), now;
	int i;

	for (i = 0; i < 1000; i++) {
		now = clock_monotonic();
		ck_assert_double_ge(now, last);
		last = now;
	}
}
END_TEST

Suite *suite_clock(void)
{
	Suite *suite = suite_create("clock");
	TCase *tc = tcase_create("clock");

	tcase_add_checked_fixture(tc, NULL, back_to_normal);
	tcase_add_test(tc, without_a_factor_it_is_the_systems);
	tcase_add_test(tc, a_factor_counts_from_the_origin);
	tcase_add_test(tc, an_empty_factor_is_none);
	tcase_add_test(tc, fractions_are_fine);
	tcase_add_loop_test(tc, anything_else_is_refused, 0,
			    (int)ARRAY_SIZE(bad_factors));
	tcase_add_test(tc, the_monotonic_one_never_goes_back);
	suite_add_tcase(suite, tc);
	return suite;
}
