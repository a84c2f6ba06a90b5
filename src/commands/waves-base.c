/* SPDX-License-Identifier: MIT */
/*
 * Between two waves: what the checks of the base branches say.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/report.h"
#include "commands/aside.h"
#include "commands/summary.h"
#include "commands/waves-run.h"
#include "engine/clock.h"
#include "engine/loop.h"
#include "steps/steps.h"

#define ASK_EVERY 15.0		/* engine seconds */
#define CHECKS_BEGIN 120.0	/* so long after a merge checks may begin */
#define CHECKS_END 3600.0	/* … and so long they may take, unless --wait
				   says how long */
#define NAMED 3			/* red ones that are named */

static const struct step *const plan_base[] = { &step_base, NULL };

static void select_merged(struct waves_run *run, size_t wave)
{
	size_t i;

	for (i = 0; i < run->tasks; i++)
		run->c->tasks[i]->selected = run->wave[i] == wave &&
			run->c->tasks[i]->facts.pull.state == PULL_MERGED;
}

struct bases {
	size_t red, open, untold;
	double merged;		/* the last of them, engine clock */
	struct strbuf names;	/* of the red ones */
};

static void add_red(struct bases *bases, const struct task *task)
{
	if (bases->red++ < NAMED)
		strbuf_addf(&bases->names, "%s%s", bases->names.len ? ", " : "",
			    task->key);
}

static void count_base(const struct waves_run *run, struct bases *bases,
		       const struct task *task)
{
	enum no_checks rule = run->c->goal.no_checks;
	bool begins = clock_now() - task->ended < CHECKS_BEGIN;

	switch (task->facts.base_checks) {
	case CHECKS_FAILED:
		add_red(bases, task);
		break;
	case CHECKS_PENDING:
		bases->open++;
		break;
	case CHECKS_NONE:
		if (rule == NO_CHECKS_FAIL && !begins)
			add_red(bases, task);
		else if (rule != NO_CHECKS_MERGE && begins)
			bases->open++;
		break;
	case CHECKS_UNKNOWN:
		bases->untold++;
		break;
	case CHECKS_PASSED:
		break;
	}
}

static bool only_ask(struct waves_run *run)
{
	struct campaign *c = run->c;
	struct aside *aside = aside_set(c);

	c->finished = NULL;
	work_pool(c, plan_base, &run->options);
	c->finished = summary_task;
	return aside_back(c, aside, NULL);
}

static void ask_bases(struct waves_run *run, size_t wave, struct bases *bases)
{
	struct campaign *c = run->c;
	size_t i;

	bases->red = bases->open = bases->untold = 0;
	bases->merged = 0;
	strbuf_reset(&bases->names);
	select_merged(run, wave);
	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected)
			c->tasks[i]->facts.base_checks = CHECKS_UNKNOWN;
	if (!only_ask(run))
		bases->open++;	/* one that could not be asked is asked again */
	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected) {
			count_base(run, bases, c->tasks[i]);
			if (c->tasks[i]->ended > bases->merged)
				bases->merged = c->tasks[i]->ended;
		}
}

static bool rest_until(double when)
{
	while (!loop_interrupts() && clock_now() < when) {
		loop_wake_at(when);
		loop_wait();
	}
	return !loop_interrupts();
}

static void say_untold(struct waves_run *run, const struct bases *bases)
{
	if (!bases->untold || bases->open || run->untold)
		return;
	run->untold = true;
	warning("of %zu repositor%s the server does not tell what the checks "
		"of the base branch say: only their merges count",
		bases->untold, bases->untold == 1 ? "y" : "ies");
}

static bool stop_for_red(const struct waves_run *run, size_t wave,
			 const struct bases *bases)
{
	struct strbuf why = STRBUF_INIT;

	if (!waves_too_many(run, wave, bases->red))
		return false;
	strbuf_addf(&why, "the checks of the base branch are red in %s",
		    bases->names.buf);
	if (bases->red > NAMED)
		strbuf_addf(&why, " and %zu more", bases->red - NAMED);
	waves_say_stop(run, wave, why.buf);
	strbuf_release(&why);
	return true;
}

static double patience(const struct goal *goal)
{
	return goal->wait > 0 ? goal->wait : CHECKS_END;
}

/*
 * Until none is pending and they have soaked; red ones are seen at once. False
 * where the waves behind are not to begin.
 */
static bool watch_bases(struct waves_run *run, size_t wave,
			struct bases *bases)
{
	double soak = run->c->goal.waves.soak, began = clock_now(), next;
	bool ever = run->c->goal.wait <= GOAL_WAIT_EVER &&
		    run->c->goal.wait > GOAL_WAIT_CHECKS;

	for (;;) {
		ask_bases(run, wave, bases);
		if (run->c->ending || loop_interrupts() ||
		    stop_for_red(run, wave, bases))
			return false;
		say_untold(run, bases);
		if (!bases->open && clock_now() >= bases->merged + soak)
			return true;
		if (bases->open && !ever &&
		    clock_now() - began > patience(&run->c->goal) + soak) {
			waves_say_stop(run, wave, "the checks of a base branch are "
				 "still pending");
			return false;
		}
		next = clock_now() + ASK_EVERY;
		if (!bases->open && bases->merged + soak > next)
			next = bases->merged + soak < next + 3 * ASK_EVERY
				? bases->merged + soak : next + 3 * ASK_EVERY;
		if (!waves_may_go_on(run) || !rest_until(next))
			return false;
	}
}

bool waves_settle(struct waves_run *run, size_t wave)
{
	struct bases bases = { .names = STRBUF_INIT };
	struct strbuf length = STRBUF_INIT;
	bool fine;

	select_merged(run, wave);
	if (!waves_selected(run->c))
		return true;
	if (run->c->goal.waves.soak > 0) {
		date_duration(&length, run->c->goal.waves.soak);
		say("wave %zu of %zu: its base branches are watched for %s",
		    wave, run->nr, length.buf);
	}
	fine = watch_bases(run, wave, &bases);
	strbuf_release(&length);
	strbuf_release(&bases.names);
	return fine;
}
