/* SPDX-License-Identifier: MIT */
/*
 * A campaign's goal, written and read back.
 */
#include <check.h>
#include <stdint.h>
#include <string.h>

#include "base/alloc.h"
#include "campaign/goal.h"

Suite *suite_goal(void);

static void check_round_trip(const struct goal *goal, const char *expected)
{
	struct strbuf text = STRBUF_INIT, err = STRBUF_INIT;
	struct json_writer w = JSON_WRITER_INIT(&text);
	struct json doc = JSON_INIT;
	struct goal back = { .merge = true, .wait = 7 };

	json_begin_object(&w, NULL);
	goal_write(goal, &w);
	json_end_object(&w);
	ck_assert_str_eq(text.buf, expected);
	ck_assert_int_eq(json_parse(&doc, text.buf, text.len, &err), 0);
	goal_read(&back, &doc, 0);
	ck_assert(goal_equal(goal, &back));
	json_release(&doc);
	strbuf_release(&text);
	strbuf_release(&err);
}

START_TEST(goals_come_back)
{
	static const struct goal nothing;
	const struct goal all = {
		.dry_run = true, .merge = true, .close = true,
		.auto_merge = true,
		.delete_branch = true, .method = METHOD_REBASE,
		.no_checks = NO_CHECKS_FAIL, .wait = GOAL_WAIT_CHECKS,
		.waves = { .sizes = "1,10,rest", .soak = 600, .stop_at = 5 }
	};

	check_round_trip(&nothing, "{\"method\":\"forge\","
			 "\"no_checks\":\"wait\",\"wait\":0}");
	check_round_trip(&all, "{\"dry_run\":true,\"merge\":true,\"close\":true,"
			 "\"auto_merge\":true,\"delete_branch\":true,"
			 "\"method\":\"rebase\",\"no_checks\":\"fail\","
			 "\"wait\":-2,\"waves\":\"1,10,rest\","
			 "\"soak\":600,\"stop_at\":5}");
	ck_assert(!goal_equal(&nothing, &all));
}
END_TEST

/* What a newer program may write is passed over. */
START_TEST(unknown_words_are_the_default)
{
	const char *text = "{\"method\":\"octopus\",\"soak\":3}";
	struct strbuf err = STRBUF_INIT;
	struct json doc = JSON_INIT;
	struct goal goal, nothing;

	memset(&nothing, 0, sizeof(nothing));
	ck_assert_int_eq(json_parse(&doc, text, strlen(text), &err), 0);
	goal_read(&goal, &doc, 0);
	ck_assert(goal_equal(&goal, &nothing));
	json_release(&doc);
	strbuf_release(&err);
}
END_TEST

static void check_waves(const char *sizes, size_t first, size_t second,
			size_t tenth)
{
	struct strbuf err = STRBUF_INIT;
	struct waves waves = { .soak = 0 };

	ck_assert_int_eq(waves_parse(&waves, sizes, &err), 0);
	ck_assert_str_eq(waves.sizes, sizes);
	ck_assert_uint_eq(waves_size(&waves, 0), first);
	ck_assert_uint_eq(waves_size(&waves, 1), second);
	ck_assert_uint_eq(waves_size(&waves, 9), tenth);
}

START_TEST(waves_have_sizes)
{
	check_waves("1,10,rest", 1, 10, SIZE_MAX);
	check_waves("10", 10, 10, 10);
	check_waves("1,5", 1, 5, 5);
	check_waves("rest", SIZE_MAX, SIZE_MAX, SIZE_MAX);
}
END_TEST

START_TEST(what_is_no_list_of_sizes_is_refused)
{
	static const char *const bad[] = {
		"", ",", "0", "1,", "1,,2", "-1", "1,rest,2", "rest,", "all",
		"1 ,2", "1,2x", "99999999999999999999",
		"1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25"
	};
	struct waves waves = { .soak = 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		struct strbuf err = STRBUF_INIT;

		ck_assert_int_eq(waves_parse(&waves, bad[i], &err), -1);
		ck_assert_ptr_nonnull(strstr(err.buf, "1,10,rest"));
		ck_assert_str_eq(waves.sizes, "");
		strbuf_release(&err);
	}
}
END_TEST

Suite *suite_goal(void)
{
	Suite *suite = suite_create("goal");
	TCase *tcase = tcase_create("goal");

	tcase_add_test(tcase, goals_come_back);
	tcase_add_test(tcase, unknown_words_are_the_default);
	tcase_add_test(tcase, waves_have_sizes);
	tcase_add_test(tcase, what_is_no_list_of_sizes_is_refused);
	suite_add_tcase(suite, tcase);
	return suite;
}
