/* SPDX-License-Identifier: MIT */
/*
 * engine/budget: every time here is an argument. What is allowed is checked
 * by a counter of its own, which knows only when each request arrived.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "engine/budget.h"

#define T0 1000000.0

static struct budget budget;

static void setup(void)
{
	budget_init(&budget);
}

static void teardown(void)
{
	budget_release(&budget, T0);
}

static void add(double count, double seconds, enum draw_kind kind)
{
	struct limit_window rule = {
		.name = "draws", .count = count, .seconds = seconds
	};

	rule.cost[kind] = 1;
	budget_add_window(&budget, &rule);
}

/* Begun and answered at once. */
static void draw(unsigned draws, double when)
{
	ck_assert_double_eq(budget_begin(&budget, draws, when), 0);
	budget_end(&budget, draws, when, true);
}

static double ready(unsigned draws, double now)
{
	return budget_ready_at(&budget, draws, now);
}

#define near(a, b) ck_assert_double_eq_tol(a, b, 1)

START_TEST(without_windows_all_is_allowed)
{
	int i;

	for (i = 0; i < 20000; i++)
		draw(DRAW_READ, T0);
}
END_TEST

START_TEST(a_window_slides_with_its_oldest_draw)
{
	add(3, 60, KIND_READ);
	draw(DRAW_READ, T0);
	draw(DRAW_READ, T0 + 10);
	draw(DRAW_READ, T0 + 20);
	near(ready(DRAW_READ, T0 + 20), T0 + 60);
	ck_assert_double_gt(ready(DRAW_READ, T0 + 59.9), T0 + 60);
	draw(DRAW_READ, T0 + 61);
	near(ready(DRAW_READ, T0 + 61), T0 + 70);
	ck_assert_double_eq(ready(DRAW_WRITE, T0 + 61), 0);
}
END_TEST

START_TEST(a_draw_counts_from_its_begin_until_a_span_after_its_end)
{
	add(1, 60, KIND_READ);
	ck_assert_double_eq(budget_begin(&budget, DRAW_READ, T0), 0);
	ck_assert_double_gt(ready(DRAW_READ, T0 + 1000), T0 + 1000);
	budget_end(&budget, DRAW_READ, T0 + 1000, true);
	near(ready(DRAW_READ, T0 + 1001), T0 + 1060);
}
END_TEST

START_TEST(what_never_ran_costs_nothing)
{
	add(1, 60, KIND_READ);
	ck_assert_double_eq(budget_begin(&budget, DRAW_READ, T0), 0);
	budget_end(&budget, DRAW_READ, T0 + 1, false);
	ck_assert_double_eq(ready(DRAW_READ, T0 + 1), 0);
}
END_TEST

START_TEST(kinds_share_a_window_by_their_costs)
{
	struct limit_window rule = {
		.name = "points", .count = 10, .seconds = 60,
		.cost = { [KIND_READ] = 1, [KIND_WRITE] = 5 }
	};

	budget_add_window(&budget, &rule);
	draw(DRAW_WRITE | DRAW_CONTENT, T0);
	draw(DRAW_READ, T0 + 1);
	near(ready(DRAW_WRITE, T0 + 2), T0 + 60);
	draw(DRAW_READ, T0 + 2);
	draw(DRAW_READ, T0 + 3);
	draw(DRAW_READ, T0 + 4);
	draw(DRAW_READ, T0 + 5);
	near(ready(DRAW_READ, T0 + 6), T0 + 60);
	draw(DRAW_WRITE, T0 + 61);
}
END_TEST

START_TEST(the_strictest_of_several_windows_holds)
{
	add(2, 10, KIND_READ);
	add(3, 100, KIND_READ);
	draw(DRAW_READ, T0);
	draw(DRAW_READ, T0 + 1);
	near(ready(DRAW_READ, T0 + 1), T0 + 10);
	draw(DRAW_READ, T0 + 11);
	near(ready(DRAW_READ, T0 + 11), T0 + 100);
}
END_TEST

START_TEST(draws_keep_their_spacing)
{
	budget.spacing[KIND_WRITE] = 1;
	draw(DRAW_WRITE, T0);
	ck_assert_double_eq(ready(DRAW_WRITE, T0 + 0.25), T0 + 1);
	draw(DRAW_WRITE, T0 + 1);
	draw(DRAW_WRITE, T0 + 5);
	ck_assert_double_eq(ready(DRAW_WRITE, T0 + 5), T0 + 6);
	ck_assert_double_eq(ready(DRAW_READ, T0 + 5), 0);
}
END_TEST

START_TEST(a_reserve_is_left_and_one_at_least_is_allowed)
{
	budget.reserve = 0.05;
	add(80, 60, KIND_CONTENT);
	add(1, 60, KIND_SEARCH);
	ck_assert_double_eq(budget.windows[0].limit, 76);
	ck_assert_double_eq(budget.windows[1].limit, 1);
}
END_TEST

START_TEST(a_rate_of_the_users_own_replaces_what_only_these_draw_on)
{
	struct limit_window shared = {
		.name = "points", .count = 900, .seconds = 60,
		.cost = { [KIND_READ] = 1, [KIND_WRITE] = 5 }
	};

	add(80, 60, KIND_CONTENT);
	add(500, 3600, KIND_CONTENT);
	budget_add_window(&budget, &shared);
	budget.spacing[KIND_WRITE] = 1;
	budget_set_rate(&budget, DRAW_WRITE | DRAW_CONTENT, 2, 60);
	ck_assert_uint_eq(budget.nr, 3);	/* the hour stays */
	draw(DRAW_WRITE | DRAW_CONTENT, T0);
	draw(DRAW_WRITE | DRAW_CONTENT, T0);
	near(ready(DRAW_WRITE | DRAW_CONTENT, T0), T0 + 60);
	budget_set_rate(&budget, DRAW_WRITE | DRAW_CONTENT, 1000, 1);
	ck_assert_uint_eq(budget.nr, 3);	/* the earlier rate is gone */
	draw(DRAW_WRITE | DRAW_CONTENT, T0);
	budget_set_rate(&budget, DRAW_WRITE | DRAW_CONTENT, 0, 0);
	ck_assert_uint_eq(budget.nr, 1);
	draw(DRAW_WRITE | DRAW_CONTENT, T0);
}
END_TEST

START_TEST(a_freeze_holds_its_kinds_and_the_longer_one_stays)
{
	const char *why;

	budget_freeze(&budget, DRAW_READ, T0 + 60, "because");
	budget_freeze(&budget, DRAW_READ, T0 + 30, "less");
	ck_assert_double_eq(ready(DRAW_READ, T0), T0 + 60);
	ck_assert_double_eq(ready(DRAW_WRITE, T0), 0);
	ck_assert_double_eq(budget_frozen(&budget, KIND_READ, T0, &why),
			    T0 + 60);
	ck_assert_str_eq(why, "because");
	ck_assert_double_eq(budget_frozen(&budget, KIND_READ, T0 + 60, NULL),
			    0);
}
END_TEST

/* ---- headers ---------------------------------------------------------------- */

static void add_told(double count)
{
	struct limit_window rule = {
		.name = "requests", .count = count, .seconds = 3600,
		.cost = { [KIND_READ] = 1, [KIND_WRITE] = 1 },
		.told = TOLD_API
	};

	budget_add_window(&budget, &rule);
}

START_TEST(headers_tell_what_was_used_before_we_started)
{
	add_told(5000);
	draw(DRAW_WRITE, T0);
	budget_told(&budget, TOLD_API, 5000, 2, 100, T0);
	draw(DRAW_WRITE, T0 + 1);
	draw(DRAW_WRITE, T0 + 2);
	ck_assert_double_eq(ready(DRAW_WRITE, T0 + 3), T0 + 100);
	draw(DRAW_WRITE, T0 + 100);
	draw(DRAW_WRITE, T0 + 100);
}
END_TEST

START_TEST(a_header_of_an_earlier_answer_gives_nothing_back)
{
	add_told(5000);
	budget_told(&budget, TOLD_API, 5000, 3, 100, T0);
	ck_assert_double_eq(budget_begin(&budget, DRAW_WRITE, T0), 0);
	ck_assert_double_eq(budget_begin(&budget, DRAW_WRITE, T0), 0);
	/* the first of these two is answered: the second still flies */
	budget_told(&budget, TOLD_API, 5000, 2, 100, T0);
	budget_end(&budget, DRAW_WRITE, T0, true);
	ck_assert_double_eq(budget_begin(&budget, DRAW_WRITE, T0), 0);
	ck_assert_double_gt(ready(DRAW_WRITE, T0), T0);
}
END_TEST

START_TEST(the_reserve_of_a_told_counter_is_kept)
{
	budget.reserve = 0.05;
	add_told(5000);
	budget_told(&budget, TOLD_API, 100, 6, 50, T0);
	draw(DRAW_WRITE, T0);
	ck_assert_double_eq(ready(DRAW_WRITE, T0), T0 + 50);
}
END_TEST

START_TEST(a_reset_that_cannot_be_is_an_hour_away)
{
	add_told(5000);
	budget_told(&budget, TOLD_API, 5000, 0, 3e8, T0);
	ck_assert_double_eq(ready(DRAW_WRITE, T0), T0 + 3600);
	budget_told(&budget, TOLD_API, 5000, 0, INFINITY, T0);
	ck_assert_double_le(ready(DRAW_WRITE, T0), T0 + 3600);
	/* more remains than there is */
	budget_told(&budget, TOLD_API, 10, 9e18, 5, T0 + 1);
	ck_assert_double_eq(ready(DRAW_WRITE, T0 + 2), 0);
}
END_TEST

START_TEST(reads_are_spread_where_little_remains)
{
	add_told(5000);
	budget_told(&budget, TOLD_API, 5000, 100, 1000, T0);
	draw(DRAW_READ, T0);
	near(ready(DRAW_READ, T0), T0 + 10);
	ck_assert_double_eq(ready(DRAW_WRITE, T0), 0);
}
END_TEST

START_TEST(a_share_follows_the_limit_that_is_told)
{
	struct limit_window share = {
		.name = "reads", .count = 50, .seconds = 10,
		.cost = { [KIND_READ] = 1 }, .told = TOLD_API,
		.share = 0.66, .most = 900
	};
	struct limit_window hour = {
		.name = "requests an hour", .count = 5, .seconds = 3600,
		.cost = { [KIND_READ] = 1 }, .told = TOLD_API, .below = 100
	};
	struct budget_row row;

	budget_add_window(&budget, &share);
	budget_add_window(&budget, &hour);
	ck_assert(budget_row(&budget, 0, T0, &row));
	ck_assert_double_eq(row.limit, 50);
	ck_assert(!budget_row(&budget, 1, T0, &row));
	budget_told(&budget, TOLD_API, 2000, 2000, 60, T0);
	ck_assert(budget_row(&budget, 0, T0, &row));
	ck_assert_double_eq(row.limit, 150);
	budget_told(&budget, TOLD_API, 100, 100, 60, T0);
	ck_assert(budget_row(&budget, 0, T0, &row));
	ck_assert_double_eq(row.limit, 11);
	ck_assert(budget_row(&budget, 1, T0, &row));
}
END_TEST

/* ---- against a server that counts by itself --------------------------------- */

#define ARRIVALS 40000

struct server {
	double limit, seconds;
	double *arrived;
	size_t nr, worst;
};

static int by_time(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* The most that any span saw: from each arrival on. */
static size_t most_within(double *arrived, size_t nr, double seconds)
{
	size_t first = 0, i, most = 0;

	qsort(arrived, nr, sizeof(*arrived), by_time);
	for (i = 0; i < nr; i++) {
		while (arrived[i] - arrived[first] >= seconds)
			first++;
		if (i - first + 1 > most)
			most = i - first + 1;
	}
	return most;
}

static double random_upto(double most)
{
	return most * (double)random() / (double)RAND_MAX;
}

/* Requests that arrive at any moment between begin and end. */
static double run_against(size_t nr, double latency, double *arrived)
{
	double *ends = xcalloc(nr, sizeof(*ends));
	size_t begun = 0, ended = 0;
	double now = T0, at = 0;

	while (ended < nr) {
		while (begun < nr && begun - ended < 20) {
			double lasts = random_upto(latency);

			at = budget_begin(&budget, DRAW_READ, now);
			if (at > 0)
				break;
			arrived[begun] = now + random_upto(lasts);
			ends[begun++] = now + lasts;
		}
		/* answers come in the order of their requests */
		if (begun == nr || begun - ended == 20 ||
		    (begun > ended && ends[ended] < at))
			at = ends[ended];
		if (at > now)
			now = at;
		for (; ended < begun && ends[ended] <= now; ended++)
			budget_end(&budget, DRAW_READ, now, true);
	}
	free(ends);
	return now - T0;
}

START_TEST(no_window_is_ever_exceeded_however_late_requests_arrive)
{
	double *arrived = xcalloc(ARRIVALS, sizeof(*arrived)), took;

	srandom((unsigned)_i + 1);
	add(30, 1, KIND_READ);
	add(500, 60, KIND_READ);
	add(7000, 3600, KIND_READ);
	took = run_against(ARRIVALS, 0.4, arrived);
	ck_assert_uint_le(most_within(arrived, ARRIVALS, 1), 30);
	ck_assert_uint_le(most_within(arrived, ARRIVALS, 60), 500);
	ck_assert_uint_le(most_within(arrived, ARRIVALS, 3600), 7000);
	/* five hours are full, and then 5000 go at 500 a minute */
	ck_assert_double_le(took, (5 * 3600 + 9 * 60) / 0.97);
	free(arrived);
}
END_TEST

/* ---- a limit that nobody names ----------------------------------------------- */

/* A leaky bucket as nginx has it: limit_req rate, burst, nodelay. */
struct leaky {
	double rate, burst, level, last;
};

static bool leaks(struct leaky *leaky, double now)
{
	leaky->level -= (now - leaky->last) * leaky->rate;
	if (leaky->level < 0)
		leaky->level = 0;
	leaky->last = now;
	if (leaky->level + 1 > leaky->burst + 1)
		return false;
	leaky->level++;
	return true;
}

START_TEST(the_pace_of_a_silent_server_is_found)
{
	struct leaky leaky = {
		.rate = 5.0 * (_i + 1), .burst = 10, .last = T0
	};
	double now = T0, minute = 0, at;
	unsigned refused = 0, sent = 0, since = 0;

	while (sent < 3000) {
		at = budget_begin(&budget, DRAW_READ, now);
		if (at > 0) {
			now = at;
			continue;
		}
		sent++;
		if (leaks(&leaky, now)) {
			budget_end(&budget, DRAW_READ, now + 0.02, true);
			budget_clean(&budget, DRAW_READ, now);
			since += now >= T0 + 60;
			if (now >= T0 + 60 && minute == 0)
				minute = now;
		} else {
			budget_end(&budget, DRAW_READ, now + 0.02, true);
			refused++;
			budget_refused(&budget, DRAW_READ, now, now + 0.02);
			budget_freeze(&budget, DRAW_ALL, now + 2, "429");
		}
		now += 0.01;
	}
	ck_assert_uint_le(refused, 30);
	if (minute > 0)
		ck_assert_double_ge(since / (now - minute),
				    0.85 * leaky.rate);
}
END_TEST

START_TEST(one_incident_cuts_once)
{
	int i;

	for (i = 0; i < 100; i++)
		draw(DRAW_READ, T0 + i);
	ck_assert_uint_eq(budget_refused(&budget, DRAW_READ, T0 + 99,
					 T0 + 100), 1);
	ck_assert_uint_eq(budget_refused(&budget, DRAW_READ, T0 + 99.5,
					 T0 + 100.5), 1);
	near(ready(DRAW_READ, T0 + 99), T0 + 101);
	ck_assert_uint_eq(budget_refused(&budget, DRAW_READ, T0 + 101,
					 T0 + 101), 2);
}
END_TEST

/* Five looks in a minute and one refusal: that is no pace. */
START_TEST(little_work_is_no_pace)
{
	int i;

	for (i = 0; i < 5; i++)
		draw(DRAW_READ, T0 + 10 * i);
	budget_refused(&budget, DRAW_READ, T0 + 40, T0 + 41);
	near(ready(DRAW_READ, T0 + 41), T0 + 42);
	/* but each further refusal halves it */
	draw(DRAW_READ, T0 + 50);
	budget_refused(&budget, DRAW_READ, T0 + 50, T0 + 51);
	near(ready(DRAW_READ, T0 + 51), T0 + 54);
}
END_TEST

START_TEST(a_copy_leaves_the_budget_as_it_is)
{
	struct budget copy;

	add(2, 60, KIND_READ);
	draw(DRAW_READ, T0);
	budget_copy(&copy, &budget, T0);
	ck_assert_double_eq(budget_begin(&copy, DRAW_READ, T0), 0);
	budget_end(&copy, DRAW_READ, T0, true);
	ck_assert_double_gt(budget_ready_at(&copy, DRAW_READ, T0), T0);
	ck_assert_double_eq(ready(DRAW_READ, T0), 0);
	budget_release(&copy, T0);
}
END_TEST

START_TEST(rows_tell_what_is_used_and_when_it_is_free)
{
	struct strbuf why = STRBUF_INIT;
	struct budget_row row;

	add(2, 60, KIND_READ);
	draw(DRAW_READ, T0);
	draw(DRAW_READ, T0 + 10);
	ck_assert(budget_row(&budget, 0, T0 + 11, &row));
	ck_assert_double_eq(row.used, 2);
	near(row.free_at, T0 + 60);
	near(row.full_at, T0 + 70);
	ck_assert_uint_eq(row.kinds, DRAW_READ);
	ck_assert(!budget_row(&budget, 1, T0, &row));
	budget_why(&budget, DRAW_READ, T0 + 11, &why);
	ck_assert_str_eq(why.buf, "2 draws");
	strbuf_release(&why);
}
END_TEST

Suite *suite_budget(void);

Suite *suite_budget(void)
{
	Suite *suite = suite_create("budget");
	TCase *tcase = tcase_create("budget");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, without_windows_all_is_allowed);
	tcase_add_test(tcase, a_window_slides_with_its_oldest_draw);
	tcase_add_test(tcase,
		       a_draw_counts_from_its_begin_until_a_span_after_its_end);
	tcase_add_test(tcase, what_never_ran_costs_nothing);
	tcase_add_test(tcase, kinds_share_a_window_by_their_costs);
	tcase_add_test(tcase, the_strictest_of_several_windows_holds);
	tcase_add_test(tcase, draws_keep_their_spacing);
	tcase_add_test(tcase, a_reserve_is_left_and_one_at_least_is_allowed);
	tcase_add_test(tcase,
		       a_rate_of_the_users_own_replaces_what_only_these_draw_on);
	tcase_add_test(tcase, a_freeze_holds_its_kinds_and_the_longer_one_stays);
	tcase_add_test(tcase, headers_tell_what_was_used_before_we_started);
	tcase_add_test(tcase, a_header_of_an_earlier_answer_gives_nothing_back);
	tcase_add_test(tcase, the_reserve_of_a_told_counter_is_kept);
	tcase_add_test(tcase, a_reset_that_cannot_be_is_an_hour_away);
	tcase_add_test(tcase, reads_are_spread_where_little_remains);
	tcase_add_test(tcase, a_share_follows_the_limit_that_is_told);
	tcase_add_loop_test(tcase,
			    no_window_is_ever_exceeded_however_late_requests_arrive,
			    0, 3);
	tcase_add_loop_test(tcase, the_pace_of_a_silent_server_is_found, 0, 4);
	tcase_add_test(tcase, little_work_is_no_pace);
	tcase_add_test(tcase, one_incident_cuts_once);
	tcase_add_test(tcase, a_copy_leaves_the_budget_as_it_is);
	tcase_add_test(tcase, rows_tell_what_is_used_and_when_it_is_free);
	suite_add_tcase(suite, tcase);
	return suite;
}
