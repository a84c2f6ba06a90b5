/* SPDX-License-Identifier: MIT */
/*
 * The pool as a whole with a clock of our own: 10,000 repositories on five
 * hosts go through a plan whose processes and requests only take their time.
 * What each server would have counted is counted here, by arrivals alone.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/slots.h"
#include "engine/clock.h"
#include "engine/loop.h"

#define T0 (CLOCK_ORIGIN + 86400.0)
#define HOSTS 5
#define ON_FIRST 6000
#define ON_OTHERS 1000
#define ALL (ON_FIRST + (HOSTS - 1) * ON_OTHERS)

/* ---- what runs -------------------------------------------------------------- */

struct event {
	double at;
	struct slot *slot;
};

struct arrivals {
	double *at;
	size_t nr, alloc;
};

static struct {
	struct event events[256];
	size_t nr, trees, most_trees;
	struct arrivals content[HOSTS], rest[HOSTS], graphql[HOSTS];
	double frozen_host_done;
} sim;

static double random_upto(double most)
{
	return most * (double)random() / (double)RAND_MAX;
}

static void arrive(struct arrivals *arrivals, double at)
{
	GROW(arrivals->at, arrivals->nr, arrivals->alloc);
	arrivals->at[arrivals->nr++] = at;
}

static size_t number_of(const struct host *host)
{
	return (size_t)(host->name[0] - 'a');
}

/* Over after up to so many seconds; it reached the server on the way. */
static double run(struct slot *slot, double most)
{
	double lasts = most / 2 + random_upto(most / 2);

	slot->kind = SLOT_REQUEST;
	reply_init(&slot->transfer.reply);
	ck_assert_uint_lt(sim.nr, ARRAY_SIZE(sim.events));
	sim.events[sim.nr].at = clock_now() + lasts;
	sim.events[sim.nr++].slot = slot;
	return clock_now() + random_upto(lasts);
}

static int begin_look(struct batch *batch, struct strbuf *err)
{
	(void)err;
	arrive(&sim.graphql[number_of(batch->host)], run(batch->slot, 2));
	return 0;
}

static void read_look(struct batch *batch)
{
	(void)batch;
}

static bool batched(const struct task *task)
{
	(void)task;
	return true;
}

static int begin_work(struct task *task, struct strbuf *err)
{
	(void)err;
	run(task->slot, 1);
	if (++sim.trees > sim.most_trees)
		sim.most_trees = sim.trees;
	return 0;
}

static int begin_push(struct task *task, struct strbuf *err)
{
	(void)err;
	run(task->slot, 1);
	return 0;
}

static int begin_open(struct task *task, struct strbuf *err)
{
	double at = run(task->slot, 0.6);

	(void)err;
	arrive(&sim.content[number_of(task->host)], at);
	arrive(&sim.rest[number_of(task->host)], at);
	return 0;
}

static enum verdict go_on(struct task *task, struct strbuf *why)
{
	(void)task;
	(void)why;
	return VERDICT_NEXT;
}

static enum verdict end_open(struct task *task, struct strbuf *why)
{
	(void)task;
	(void)why;
	sim.trees--;
	return VERDICT_NEXT;
}

static const struct step look = {
	.name = "look", .lane = LANE_API, .draws = DRAW_GRAPHQL,
	.begin_batch = begin_look, .read_batch = read_look,
	.batched = batched, .end = go_on
};
static const struct step work = {
	.name = "work", .lane = LANE_LOCAL, .opens = true,
	.begin = begin_work, .end = go_on
};
static const struct step push = {
	.name = "push", .lane = LANE_NET, .draws = DRAW_GIT,
	.begin = begin_push, .end = go_on
};
static const struct step open_pull = {
	.name = "open", .lane = LANE_WRITE,
	.draws = DRAW_WRITE | DRAW_CONTENT,
	.begin = begin_open, .end = end_open
};
static const struct step *const plan[] = {
	&look, &work, &push, &open_pull, NULL
};

/* ---- the world around it -------------------------------------------------------- */

static void add_host(struct campaign *c, size_t i, size_t tasks)
{
	const struct limit_window *window = forge_github.hosted.windows;
	char name[] = "a.example";
	struct host *host;
	size_t nr;

	name[0] = (char)(name[0] + (char)i);
	host = host_get(&c->hosts, name, NULL);
	host->forge = &forge_github;
	host->lanes[LANE_NET].limit = 8;
	host->lanes[LANE_API].limit = 10;
	host->lanes[LANE_WRITE].limit = 1;
	host->look_max = 50;
	host->budget.reserve = 0.05;
	memcpy(host->budget.spacing, forge_github.hosted.spacing,
	       sizeof(host->budget.spacing));
	for (; window->count > 0; window++)
		budget_add_window(&host->budget, window);
	for (nr = 0; nr < tasks; nr++) {
		char key[64];
		struct task *task;

		snprintf(key, sizeof(key), "%s/o/r%zu", name, nr);
		task = campaign_insert(c, key);
		task->host = host;
		task->selected = true;
	}
}

/* The next thing that happens; then all that is due by then is over. */
static void advance(struct campaign *c)
{
	double next = c->wake > 0 ? c->wake : INFINITY;
	size_t i;

	for (i = 0; i < sim.nr; i++)
		if (sim.events[i].at < next)
			next = sim.events[i].at;
	ck_assert(isfinite(next));
	if (next > clock_now())
		clock_set(next);
	for (i = 0; i < sim.nr;)
		if (sim.events[i].at <= clock_now()) {
			struct slot *slot = sim.events[i].slot;

			sim.events[i] = sim.events[--sim.nr];
			slot_over(slot);
		} else {
			i++;
		}
}

static int by_time(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static size_t most_within(struct arrivals *arrivals, double seconds)
{
	size_t first = 0, i, most = 0;

	qsort(arrivals->at, arrivals->nr, sizeof(double), by_time);
	for (i = 0; i < arrivals->nr; i++) {
		while (arrivals->at[i] - arrivals->at[first] >= seconds)
			first++;
		if (i - first + 1 > most)
			most = i - first + 1;
	}
	return most;
}

static void setup(void)
{
	memset(&sim, 0, sizeof(sim));
	srandom(1);
	loop_open();
	clock_set(T0);
}

static void teardown(void)
{
	size_t i;

	for (i = 0; i < HOSTS; i++) {
		free(sim.content[i].at);
		free(sim.rest[i].at);
		free(sim.graphql[i].at);
	}
	loop_wake_at(0);
	clock_set(0);
}

/* Until all are done; when the last host but the first was. */
static double run_all(struct campaign *c)
{
	double others = 0;
	size_t i;

	campaign_start(c, plan, 2);
	do {
		campaign_turn(c);
		if (others <= 0) {
			bool open = false;

			for (i = 1; i < HOSTS; i++)
				open |= sim.content[i].nr < ON_OTHERS;
			if (!open)
				others = clock_now();
		}
		if (campaign_busy(c))
			advance(c);
	} while (campaign_busy(c));
	return others;
}

START_TEST(ten_thousand_repositories_at_the_full_pace)
{
	struct campaign *c = campaign_new("pool");
	double bound, took;
	size_t i;

	add_host(c, 0, ON_FIRST);
	for (i = 1; i < HOSTS; i++)
		add_host(c, i, ON_OTHERS);
	run_all(c);
	took = clock_now() - T0;
	for (i = 0; i < HOSTS; i++) {
		ck_assert_uint_eq(sim.content[i].nr,
				  i ? ON_OTHERS : ON_FIRST);
		ck_assert_uint_le(most_within(&sim.content[i], 60), 76);
		ck_assert_uint_le(most_within(&sim.content[i], 3600), 475);
		ck_assert_uint_le(most_within(&sim.rest[i], 60) * 5, 855);
		ck_assert_uint_le(most_within(&sim.graphql[i], 3600), 4750);
	}
	/* twelve full hours, and the rest a second apart */
	bound = 3600.0 * (ON_FIRST / 475) + ON_FIRST % 475;
	ck_assert_double_le(took, bound / 0.97);
	/* trees: no more than the next steps can use */
	ck_assert_uint_le(sim.most_trees, HOSTS * (2 * 2 + 8));
	for (i = 0; i < c->nr; i++)
		ck_assert_int_eq(c->tasks[i]->result, RESULT_DONE);
	campaign_free(c);
}
END_TEST

START_TEST(a_frozen_host_keeps_no_other_waiting)
{
	double others[2];
	size_t i, frozen;

	for (frozen = 0; frozen < 2; frozen++) {
		struct campaign *c = campaign_new("pool");

		teardown();
		setup();
		add_host(c, 0, ON_OTHERS);
		for (i = 1; i < HOSTS; i++)
			add_host(c, i, ON_OTHERS);
		if (frozen)
			budget_freeze(&c->hosts->budget, DRAW_ALL,
				      T0 + 20 * 3600, "403: banned");
		others[frozen] = run_all(c) - T0;
		campaign_free(c);
	}
	ck_assert_double_le(others[1], 1.01 * others[0]);
}
END_TEST

Suite *suite_pool(void);

Suite *suite_pool(void)
{
	Suite *suite = suite_create("pool");
	TCase *tcase = tcase_create("pool");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, ten_thousand_repositories_at_the_full_pace);
	tcase_add_test(tcase, a_frozen_host_keeps_no_other_waiting);
	suite_add_tcase(suite, tcase);
	return suite;
}
