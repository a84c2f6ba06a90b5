/* SPDX-License-Identifier: MIT */
/*
 * A campaign's goal, written and read back.
 */
#include <check.h>
#include <string.h>

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
		.no_checks = NO_CHECKS_FAIL, .wait = GOAL_WAIT_CHECKS
	};

	check_round_trip(&nothing, "{\"method\":\"forge\","
			 "\"no_checks\":\"wait\",\"wait\":0}");
	check_round_trip(&all, "{\"dry_run\":true,\"merge\":true,\"close\":true,"
			 "\"auto_merge\":true,\"delete_branch\":true,"
			 "\"method\":\"rebase\",\"no_checks\":\"fail\","
			 "\"wait\":-2}");
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

Suite *suite_goal(void)
{
	Suite *suite = suite_create("goal");
	TCase *tcase = tcase_create("goal");

	tcase_add_test(tcase, goals_come_back);
	tcase_add_test(tcase, unknown_words_are_the_default);
	suite_add_tcase(suite, tcase);
	return suite;
}
