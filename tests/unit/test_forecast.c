/* SPDX-License-Identifier: MIT */
/*
 * campaign/forecast-simulate: the pool in fast motion. What must come out is
 * counted by hand.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "campaign/forecast.h"
#include "campaign/forecast-simulate.h"

#define T0 1000000.0

static struct simulation sim;
static struct sim_host hosts[2];
static struct budget budgets[2];

static void setup(void)
{
	size_t i;

	memset(&sim, 0, sizeof(sim));
	memset(hosts, 0, sizeof(hosts));
	for (i = 0; i < 2; i++) {
		budget_init(&budgets[i]);
		hosts[i].budget = &budgets[i];
		hosts[i].lanes[LANE_NET] = 4;
		hosts[i].lanes[LANE_API] = 4;
		hosts[i].lanes[LANE_WRITE] = 1;
	}
	sim.hosts = hosts;
	sim.hosts_nr = 1;
	sim.local = 2;
}

static void teardown(void)
{
	budget_release(&budgets[0], T0);
	budget_release(&budgets[1], T0);
	sim_release(&sim);
	free(sim.tasks);
}

static void add_tasks(size_t nr, size_t host, unsigned steps)
{
	sim.tasks = xrealloc(sim.tasks, sim.tasks_nr + nr,
			     sizeof(*sim.tasks));
	memset(sim.tasks + sim.tasks_nr, 0, nr * sizeof(*sim.tasks));
	while (nr--) {
		sim.tasks[sim.tasks_nr].host = host;
		sim.tasks[sim.tasks_nr++].steps = steps;
	}
}

static void add_step(size_t host, enum lane_kind lane, unsigned draws,
		     double seconds)
{
	struct sim_stage *stage = &hosts[host].stages[sim.steps++];

	stage->lane = lane;
	stage->draws = draws;
	stage->seconds = seconds;
}

static void about(double got, double expected)
{
	ck_assert_double_ge(got, expected * 0.99);
	ck_assert_double_le(got, expected * 1.01);
}

START_TEST(nothing_to_do_takes_no_time)
{
	ck_assert_double_eq(simulate(&sim, T0), T0);
	ck_assert_double_eq(hosts[0].done, 0);
}
END_TEST

START_TEST(a_lane_takes_so_many_at_once)
{
	add_step(0, LANE_LOCAL, 0, 3);
	add_tasks(10, 0, 1);
	about(simulate(&sim, T0) - T0, 15);
	ck_assert_str_eq(sim_bound(&hosts[0]), "2 local processes at once");
	ck_assert_uint_eq(hosts[0].stages[0].begun, 10);
}
END_TEST

START_TEST(the_local_lane_is_shared_by_hosts)
{
	sim.hosts_nr = 2;
	add_step(0, LANE_LOCAL, 0, 3);
	hosts[1].stages[0] = hosts[0].stages[0];
	add_tasks(5, 0, 1);
	add_tasks(5, 1, 1);
	about(simulate(&sim, T0) - T0, 15);
}
END_TEST

START_TEST(steps_overlap)
{
	add_step(0, LANE_NET, 0, 4);
	add_step(0, LANE_LOCAL, 0, 2);
	add_step(0, LANE_WRITE, 0, 1);
	add_tasks(100, 0, 7);
	/* each lane lets one through a second; the last has all three */
	about(simulate(&sim, T0) - T0, 106);
}
END_TEST

/* 80 a minute and 500 an hour, of which a twentieth is left, 1 s apart. */
static void like_github(struct budget *budget)
{
	const struct limit_window minute = {
		.name = "a minute", .count = 80, .seconds = 60,
		.cost = { [KIND_CONTENT] = 1 }
	};
	const struct limit_window hour = {
		.name = "pull requests an hour", .count = 500,
		.seconds = 3600, .cost = { [KIND_CONTENT] = 1 }
	};

	budget->reserve = 0.05;
	budget->spacing[KIND_WRITE] = 1;
	budget_add_window(budget, &minute);
	budget_add_window(budget, &hour);
}

START_TEST(a_thousand_pull_requests_take_two_hours)
{
	like_github(&budgets[0]);
	add_step(0, LANE_WRITE, DRAW_WRITE | DRAW_CONTENT, 0.5);
	add_tasks(1000, 0, 1);
	about(simulate(&sim, T0) - T0, 7200 + 50);
	ck_assert_str_eq(sim_bound(&hosts[0]), "475 pull requests an hour");
}
END_TEST

START_TEST(what_was_drawn_before_counts)
{
	int i;

	like_github(&budgets[0]);
	for (i = 0; i < 475; i++) {
		double at = T0 - 2000 + i;

		ck_assert_double_eq(budget_begin(&budgets[0], DRAW_WRITE |
						 DRAW_CONTENT, at), 0);
		budget_end(&budgets[0], DRAW_WRITE | DRAW_CONTENT, at, true);
	}
	add_step(0, LANE_WRITE, DRAW_WRITE | DRAW_CONTENT, 0.5);
	add_tasks(100, 0, 1);
	about(simulate(&sim, T0) - T0, 1600 + 100);
}
END_TEST

START_TEST(one_host_does_not_wait_for_another)
{
	sim.hosts_nr = 2;
	like_github(&budgets[0]);
	add_step(0, LANE_WRITE, DRAW_WRITE | DRAW_CONTENT, 0.5);
	hosts[1].stages[0] = hosts[0].stages[0];
	add_tasks(500, 0, 1);
	add_tasks(500, 1, 1);
	about(simulate(&sim, T0) - T0, 3600 + 25);
	about(hosts[0].done - T0, 3600 + 25);
	about(hosts[1].done - T0, 250);
}
END_TEST

START_TEST(who_shares_a_budget_takes_turns)
{
	sim.hosts_nr = 2;
	like_github(&budgets[0]);
	hosts[1].budget = hosts[0].budget;
	add_step(0, LANE_WRITE, DRAW_WRITE | DRAW_CONTENT, 0.5);
	hosts[1].stages[0] = hosts[0].stages[0];
	add_tasks(300, 0, 1);
	add_tasks(600, 1, 1);
	about(simulate(&sim, T0) - T0, 3600 + 425);
	/* half of what there is: 237 in the first hour, then 63 */
	about(hosts[0].done - T0, 3600 + 125);
}
END_TEST

START_TEST(a_batch_takes_many_at_once)
{
	add_step(0, LANE_API, DRAW_GRAPHQL, 2);
	hosts[0].stages[0].batch = 50;
	add_tasks(120, 0, 1);
	about(simulate(&sim, T0) - T0, 6);
	ck_assert_uint_eq(hosts[0].stages[0].begun, 3);
}
END_TEST

START_TEST(some_steps_take_several_requests)
{
	add_step(0, LANE_API, DRAW_READ, 1);
	hosts[0].lanes[LANE_API] = 1;
	hosts[0].stages[0].times = 2.5;
	add_tasks(10, 0, 1);
	about(simulate(&sim, T0) - T0, 25);
	ck_assert_uint_eq(hosts[0].stages[0].begun, 25);
}
END_TEST

START_TEST(some_tasks_go_no_further)
{
	add_step(0, LANE_API, 0, 1);
	add_step(0, LANE_WRITE, 0, 1);
	hosts[0].stages[0].ends = 0.75;
	add_tasks(40, 0, 3);
	simulate(&sim, T0);
	ck_assert_uint_eq(hosts[0].stages[1].begun, 10);
}
END_TEST

START_TEST(a_step_that_is_not_needed_takes_nothing)
{
	add_step(0, LANE_WRITE, 0, 100);
	add_step(0, LANE_WRITE, 0, 1);
	add_tasks(10, 0, 2);
	about(simulate(&sim, T0) - T0, 10);
	ck_assert_uint_eq(hosts[0].stages[0].begun, 0);
}
END_TEST

START_TEST(a_step_may_wait_for_a_beat)
{
	add_step(0, LANE_API, 0, 1);
	hosts[0].stages[0].beat = 15;
	add_tasks(3, 0, 1);
	about(simulate(&sim, 1000005) - 1000005, 1000020 + 1 - 1000005);
}
END_TEST

START_TEST(what_runs_and_sleeps_ends_first)
{
	add_step(0, LANE_WRITE, 0, 10);
	add_tasks(3, 0, 1);
	sim.tasks[0].busy = 4;
	sim.tasks[1].asleep = 100;
	about(simulate(&sim, T0) - T0, 110);
	ck_assert_uint_eq(hosts[0].stages[0].begun, 2);
}
END_TEST

START_TEST(a_frozen_host_is_waited_for)
{
	budget_freeze(&budgets[0], DRAW_ALL, T0 + 900, "it said so");
	add_step(0, LANE_WRITE, DRAW_WRITE, 1);
	add_tasks(5, 0, 1);
	about(simulate(&sim, T0) - T0, 905);
	ck_assert_str_eq(sim_bound(&hosts[0]),
			 "it rests after a refusal");
}
END_TEST

/* As a damaged ledger may have it: so far, that 1e-6 s is no step. */
START_TEST(nothing_is_foreseen_beyond_a_year)
{
	budget_freeze(&budgets[0], DRAW_ALL, 1.5e11, "it said so");
	add_step(0, LANE_WRITE, DRAW_WRITE, 1);
	add_tasks(5, 0, 1);
	about(simulate(&sim, T0) - T0, FORECAST_MOST);
	about(hosts[0].done - T0, FORECAST_MOST);
}
END_TEST

START_TEST(places_on_disk_are_few)
{
	add_step(0, LANE_NET, 0, 0.001);
	add_step(0, LANE_API, 0, 10);
	hosts[0].lanes[LANE_API] = 100;
	hosts[0].stages[0].opens = true;
	add_tasks(80, 0, 3);
	/* 2 * 2 local jobs and 4 transfers have a place */
	about(simulate(&sim, T0) - T0, 100);
	ck_assert_uint_eq(hosts[0].begun, 0);
}
END_TEST

Suite *suite_forecast(void);
Suite *suite_forecast(void)
{
	Suite *suite = suite_create("forecast");
	TCase *tcase = tcase_create("simulate");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, nothing_to_do_takes_no_time);
	tcase_add_test(tcase, a_lane_takes_so_many_at_once);
	tcase_add_test(tcase, the_local_lane_is_shared_by_hosts);
	tcase_add_test(tcase, steps_overlap);
	tcase_add_test(tcase, a_thousand_pull_requests_take_two_hours);
	tcase_add_test(tcase, what_was_drawn_before_counts);
	tcase_add_test(tcase, one_host_does_not_wait_for_another);
	tcase_add_test(tcase, who_shares_a_budget_takes_turns);
	tcase_add_test(tcase, a_batch_takes_many_at_once);
	tcase_add_test(tcase, some_steps_take_several_requests);
	tcase_add_test(tcase, some_tasks_go_no_further);
	tcase_add_test(tcase, a_step_that_is_not_needed_takes_nothing);
	tcase_add_test(tcase, a_step_may_wait_for_a_beat);
	tcase_add_test(tcase, what_runs_and_sleeps_ends_first);
	tcase_add_test(tcase, a_frozen_host_is_waited_for);
	tcase_add_test(tcase, nothing_is_foreseen_beyond_a_year);
	tcase_add_test(tcase, places_on_disk_are_few);
	suite_add_tcase(suite, tcase);
	return suite;
}
