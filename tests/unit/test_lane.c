/* SPDX-License-Identifier: MIT */
/*
 * engine/lane.
 */
#include <check.h>

#include "engine/lane.h"

START_TEST(a_lane_is_full_at_its_limit)
{
	struct lane lane = { .limit = 2 };

	ck_assert(lane_has_place(&lane, 100));
	lane_enter(&lane);
	ck_assert(lane_has_place(&lane, 100));
	lane_enter(&lane);
	ck_assert(!lane_has_place(&lane, 100));
	lane_leave(&lane);
	ck_assert(lane_has_place(&lane, 100));
}
END_TEST

START_TEST(no_limit_is_no_place)
{
	struct lane lane = { .limit = 0 };

	ck_assert(!lane_has_place(&lane, 100));
}
END_TEST

START_TEST(a_squeezed_lane_keeps_what_runs)
{
	struct lane lane = { .limit = 8, .running = 3 };

	lane_squeeze(&lane, 100);
	ck_assert(!lane_has_place(&lane, 100));
	lane_leave(&lane);
	ck_assert(lane_has_place(&lane, 101));
	lane_enter(&lane);
	ck_assert(!lane_has_place(&lane, 104.9));
	ck_assert_uint_gt(lane.squeeze, 0);
	ck_assert(lane_has_place(&lane, 105));
	ck_assert_uint_eq(lane.squeeze, 0);
}
END_TEST

START_TEST(an_empty_lane_keeps_one_place)
{
	struct lane lane = { .limit = 8 };

	lane_squeeze(&lane, 100);
	ck_assert(lane_has_place(&lane, 100));
	lane_enter(&lane);
	ck_assert(!lane_has_place(&lane, 100));
}
END_TEST

START_TEST(a_full_lane_cannot_be_squeezed_above_its_limit)
{
	struct lane lane = { .limit = 2, .running = 4 };

	lane_squeeze(&lane, 100);
	ck_assert(!lane_has_place(&lane, 100));
	lane.running = 1;
	ck_assert(lane_has_place(&lane, 100));
	lane.limit = 0;		/* lowered meanwhile */
	lane.squeeze = 1;
	ck_assert(!lane_has_place(&lane, 100));
}
END_TEST

START_TEST(lanes_have_names)
{
	ck_assert_str_eq(lane_name(LANE_NONE), "none");
	ck_assert_str_eq(lane_name(LANE_LOCAL), "local");
	ck_assert_str_eq(lane_name(LANE_NET), "net");
	ck_assert_str_eq(lane_name(LANE_API), "api");
	ck_assert_str_eq(lane_name(LANE_WRITE), "write");
}
END_TEST

Suite *suite_lane(void)
{
	Suite *suite = suite_create("lane");
	TCase *tc = tcase_create("lane");

	tcase_add_test(tc, a_lane_is_full_at_its_limit);
	tcase_add_test(tc, no_limit_is_no_place);
	tcase_add_test(tc, a_squeezed_lane_keeps_what_runs);
	tcase_add_test(tc, an_empty_lane_keeps_one_place);
	tcase_add_test(tc, a_full_lane_cannot_be_squeezed_above_its_limit);
	tcase_add_test(tc, lanes_have_names);
	suite_add_tcase(suite, tc);
	return suite;
}
