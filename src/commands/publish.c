/* SPDX-License-Identifier: MIT */
/*
 * git multi publish: sends what a dry run made, exactly the commits that were
 * reviewed, and opens the pull requests.
 */
#include <stdlib.h>

#include "base/report.h"
#include "campaign/bundle.h"
#include "commands/ask.h"
#include "commands/choose.h"
#include "commands/commands.h"
#include "commands/reviewed.h"
#include "commands/shared-options.h"
#include "commands/work.h"

static struct work_options work_options = WORK_OPTIONS_INIT;

static const struct opt options[] = {
	{ .kind = OPT_BOOL, .name = "merge", .value = &shared_merge.merge,
	  .flags = OPT_NONEG, .help = "wait for the checks and merge" },
	MERGE_OPTIONS,
	{ .kind = OPT_INT, .name = "first", .value = &work_options.first,
	  .argument = "N", .help = "do N repositories and stop" },
	FOR_OPTION(work_options),
	WORK_OPTIONS(work_options),
	{ .kind = OPT_END }
};

/* A commit that is kept by another definition is not what is to be seen. */
static bool is_undone(const struct task *task)
{
	return !task->result &&
	       (!bundle_is_current(task) ||
		task->definition != task_next_definition(task));
}

/* What the dry run left undone would be sent without having been seen. */
static void check_review(const struct campaign *c)
{
	size_t i, left = 0;

	reviewed_check(c);
	for (i = 0; i < c->nr; i++)
		left += is_undone(c->tasks[i]);
	if (!left || !c->goal.dry_run)
		return;
	error("campaign '%s': the dry run did not finish %zu repositor%s",
	      c->name, left, left == 1 ? "y" : "ies");
	hint("multiPublish", "finish it first: 'git multi resume %s'\n"
	     "or take them out: 'git multi drop %s REPO'", c->name, c->name);
	exit(EXIT_FATAL);
}

static bool is_to_publish(const struct task *task)
{
	return bundle_waits(task) || bundle_failed(task) ||
	       (task_is_open(task) && !is_undone(task));
}

/* In memory first: the question comes before anything is journalled. */
static size_t select_reviewed(struct campaign *c)
{
	size_t i, nr = 0;

	for (i = 0; i < c->nr; i++) {
		struct task *task = c->tasks[i];

		task->selected = true;
		task->selected = is_to_publish(task);
		if (task->selected) {
			task_reopen(task);
			task->publishes = true;
		}
		nr += task->selected;
	}
	return nr;
}

/* No dry run any more; merged as was said then, if nothing is said now. */
static void take_goal(struct goal *goal)
{
	if (shared_merge.merge || shared_merge.auto_merge)
		shared_goal(goal, GOAL_WAIT_CHECKS);
	goal->dry_run = false;
}

static void journal(struct campaign *c, const struct goal *goal)
{
	struct strbuf err = STRBUF_INIT;
	size_t i;

	journal_hold(&c->journal);
	if (campaign_set_goal(c, goal, &err) < 0)
		die("%s", err.buf);
	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected &&
		    campaign_publish(c, c->tasks[i], &err) < 0)
			die("%s", err.buf);
	if (journal_let_go(&c->journal, &err) < 0)
		die("%s", err.buf);
	strbuf_release(&err);
}

/* Those are none of what this publish sends. Returns how many. */
static size_t say_lost(const struct campaign *c)
{
	size_t i, nr = 0;

	for (i = 0; i < c->nr; i++)
		nr += bundle_is_lost(c->tasks[i]);
	if (!nr)
		return 0;
	error("campaign '%s': %zu repositor%s cannot be published as reviewed",
	      c->name, nr, nr == 1 ? "y" : "ies");
	hint("multiPublish", "for those alone, to be seen first: 'git multi "
	     "retry %s -n'\nfor all of it: 'git multi run --again -n ...'",
	     c->name);
	return nr;
}

static int publish(struct campaign *c)
{
	struct goal goal = c->goal, before = c->goal;
	size_t lost;
	bool yes;

	check_review(c);
	lost = say_lost(c);
	if (!select_reviewed(c)) {
		if (lost)
			return EXIT_ALL_FAILED;
		say("campaign '%s': nothing to publish", c->name);
		return EXIT_FINE;
	}
	take_goal(&goal);
	c->goal = goal;
	yes = ask_before_work(c, &work_options);
	c->goal = before;
	if (!yes)
		return EXIT_WORK_LEFT;
	journal(c, &goal);
	return work(c, &work_options);
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec rest = STRVEC_INIT;
	struct campaign *c;
	int code;

	command_options(command, argc, argv, &rest);
	work_setup(&work_options);
	if (rest.nr > 1)
		command_usage(command, "one campaign at a time");
	c = choose_to_work(rest.nr ? rest.v[0] : NULL, choose_to_publish,
			   "with commits to publish");
	code = publish(c);
	campaign_free(c);
	strvec_clear(&rest);
	work_options_release(&work_options);
	return code;
}

static const char *const usage[] = {
	"git multi publish [options] [CAMPAIGN]", NULL
};

const struct command cmd_publish = {
	.name = "publish",
	.summary = "send the commits of a dry run, as reviewed",
	.phase = PHASE_PUBLISH,
	.usage = usage,
	.options = options,
	.run = run,
};
