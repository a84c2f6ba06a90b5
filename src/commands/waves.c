/* SPDX-License-Identifier: MIT */
/*
 * Wave after wave.
 */
#include "commands/waves.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/report.h"
#include "campaign/template.h"
#include "commands/waves-run.h"
#include "engine/clock.h"
#include "engine/loop.h"

/* ---- which wave ----------------------------------------------------------- */

/* What was not changed, and will not be, is in none. */
static bool takes_part(const struct task *task)
{
	return !task->dropped &&
	       (task->facts.pull.number > 0 || task_is_open(task));
}

/* By the order of the list, whatever of it was merged before. */
static void assign(struct waves_run *run)
{
	const struct waves *waves = &run->c->goal.waves;
	size_t room = 0, i;

	for (i = 0; i < run->tasks; i++) {
		if (!takes_part(run->c->tasks[i]))
			continue;
		if (!room)
			room = waves_size(waves, run->nr++);
		run->wave[i] = run->nr;
		room--;
	}
}

static void select_open(struct waves_run *run, size_t wave)
{
	size_t i;

	/* what is not selected is not open either */
	for (i = 0; i < run->tasks; i++) {
		run->c->tasks[i]->selected = run->wanted[i];
		run->c->tasks[i]->selected = run->wave[i] == wave &&
					     task_is_open(run->c->tasks[i]);
	}
}

size_t waves_selected(const struct campaign *c)
{
	size_t i, nr = 0;

	for (i = 0; i < c->nr; i++)
		nr += c->tasks[i]->selected;
	return nr;
}

static size_t size_of(const struct waves_run *run, size_t wave)
{
	size_t i, nr = 0;

	for (i = 0; i < run->tasks; i++)
		nr += run->wave[i] == wave;
	return nr;
}

/* Whether so many of a wave are more than may fail. */
bool waves_too_many(const struct waves_run *run, size_t wave, size_t failed)
{
	return failed * 100 >
	       size_of(run, wave) * run->c->goal.waves.stop_at;
}

/* ---- the merges ------------------------------------------------------------ */

/* False where nothing more is to be begun. */
bool waves_may_go_on(struct waves_run *run)
{
	if (run->c->ending || loop_interrupts())
		return false;
	if (run->until > 0 && clock_now() >= run->until)
		return false;
	run->options.stop_after = run->until > 0 ? run->until - clock_now()
						 : -1;
	return true;
}

static size_t failed_in(const struct waves_run *run, size_t wave)
{
	size_t failed = 0, i;

	for (i = 0; i < run->tasks; i++)
		failed += run->wave[i] == wave &&
			  run->c->tasks[i]->result == RESULT_FAILED;
	return failed;
}

void waves_say_stop(const struct waves_run *run, size_t wave,
		     const char *why)
{
	size_t left = 0, i;

	for (i = 0; i < run->tasks; i++)
		left += run->wave[i] > wave && run->wanted[i] &&
			!run->c->tasks[i]->result;
	error("wave %zu of %zu: %s", wave, run->nr, why);
	if (left)
		error("stopping before the next wave: %zu repositor%s %s left "
		      "as %s", left, left == 1 ? "y" : "ies",
		      left == 1 ? "is" : "are", left == 1 ? "it is"
						: "they are");
	if (failed_in(run, wave))
		hint("multiWaves", "what failed is tried again by 'git multi "
		     "retry %s', before 'git multi resume %s' goes on",
		     run->c->name, run->c->name);
	else
		hint("multiWaves", "when it is mended, go on with 'git multi "
		     "resume %s'", run->c->name);
}

/* Those of the wave: false where it stops the waves behind it. */
static bool judge_merges(const struct waves_run *run, size_t wave)
{
	struct strbuf why = STRBUF_INIT;
	size_t failed = 0, left = 0, i;
	bool stops;

	for (i = 0; i < run->tasks; i++) {
		const struct task *task = run->c->tasks[i];

		if (run->wave[i] != wave || !run->wanted[i])
			continue;
		failed += task->result == RESULT_FAILED;
		left += task->result == RESULT_NONE ||
			task->result == RESULT_WAITING;
	}
	if (waves_too_many(run, wave, failed))
		strbuf_addf(&why, "%zu failed", failed);
	else if (left)
		strbuf_addf(&why, "%zu %s not merged", left,
			    left == 1 ? "is" : "are");
	stops = why.len > 0;
	if (stops && wave < run->nr)
		waves_say_stop(run, wave, why.buf);
	strbuf_release(&why);
	return !stops;
}

static void take_from_first(struct waves_run *run)
{
	size_t begun = waves_selected(run->c);

	if (!run->first)
		return;
	run->c->first = run->first;
	run->first -= begun < run->first ? begun : run->first;
	if (!run->first)
		run->until = clock_now();	/* nothing is begun any more */
}

/*
 * What came to the campaign meanwhile, by `git multi ctl add` or as a part of
 * a repository, was begun with this wave.
 */
static void take_new_ones(struct waves_run *run, size_t wave)
{
	const struct campaign *c = run->c;

	if (run->tasks == c->nr)
		return;
	run->wanted = xrealloc(run->wanted, c->nr + 1, sizeof(bool));
	run->wave = xrealloc(run->wave, c->nr + 1, sizeof(size_t));
	for (; run->tasks < c->nr; run->tasks++) {
		run->wanted[run->tasks] = c->tasks[run->tasks]->selected;
		run->wave[run->tasks] = wave;
	}
}

static bool merge_wave(struct waves_run *run, size_t wave)
{
	size_t nr;

	select_open(run, wave);
	nr = waves_selected(run->c);
	if (!nr)
		return true;
	if (!waves_may_go_on(run))
		return false;
	say("wave %zu of %zu: %zu repositor%s", wave, run->nr, nr,
	    nr == 1 ? "y" : "ies");
	take_from_first(run);
	work_pool(run->c, run->plan, &run->options);
	take_new_ones(run, wave);
	return !run->c->ending && !loop_interrupts() &&
	       judge_merges(run, wave);
}

/* ---- all -------------------------------------------------------------------- */

/* Whether something of the user's is left behind this wave. */
static bool is_something_left(const struct waves_run *run, size_t wave)
{
	size_t i;

	for (i = 0; i < run->tasks; i++)
		if (run->wave[i] > wave && run->wanted[i] &&
		    !run->c->tasks[i]->result)
			return true;
	return false;
}

void waves_work(struct campaign *c, const struct step *const *plan,
		const struct work_options *options)
{
	struct waves_run run = {
		.c = c, .plan = plan, .options = *options, .tasks = c->nr,
		.wanted = xcalloc(c->nr + 1, sizeof(bool)),
		.wave = xcalloc(c->nr + 1, sizeof(size_t)),
		.first = c->first,
		.until = options->stop_after > 0
			? clock_now() + options->stop_after : 0
	};
	size_t i, wave;

	for (i = 0; i < run.tasks; i++)
		run.wanted[i] = c->tasks[i]->selected;
	assign(&run);
	for (wave = 1; wave <= run.nr; wave++)
		if (!merge_wave(&run, wave) ||
		    (is_something_left(&run, wave) &&
		     !waves_settle(&run, wave)))
			break;
	for (i = 0; i < run.tasks; i++)
		c->tasks[i]->selected = run.wanted[i];
	free(run.wanted);
	free(run.wave);
}
