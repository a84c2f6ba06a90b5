/* SPDX-License-Identifier: MIT */
/*
 * git multi refresh: makes the change of open pull requests again, on their
 * bases as they are now.
 */
#include <stdlib.h>
#include <string.h>

#include "base/report.h"
#include "commands/aside.h"
#include "commands/ask.h"
#include "commands/choose-pulls.h"
#include "commands/choose.h"
#include "commands/commands.h"
#include "commands/shared-options.h"
#include "commands/work.h"

static struct work_options work_options = WORK_OPTIONS_INIT;
static bool only_conflicting, behind;

static const struct opt options[] = {
	{ .kind = OPT_BOOL, .name = "behind", .value = &behind,
	  .flags = OPT_NONEG,
	  .help = "those whose base moved since (the default)" },
	{ .kind = OPT_BOOL, .name = "only-conflicting",
	  .value = &only_conflicting, .flags = OPT_NONEG,
	  .help = "only those that are in conflict with their base" },
	{ .kind = OPT_INT, .name = "first", .value = &work_options.first,
	  .argument = "N", .help = "do N repositories and stop" },
	FOR_OPTION(work_options),
	NARROW_OPTIONS,
	WORK_OPTIONS(work_options),
	{ .kind = OPT_END }
};

static void check(const struct campaign *c)
{
	const struct definition *definition = campaign_definition(c);

	if (definition->adopted)
		die("campaign '%s' has no change to make again: its pull "
		    "requests were adopted", c->name);
	if (!strcmp(definition->if_exists, "append"))
		die("campaign '%s' appends to branches that were there: what "
		    "is on them cannot be made again", c->name);
}

static void say_untold(const struct task *task, const char *why)
{
	error("%s: %s", task->key, why);
}

static size_t select_conflicting(struct campaign *c)
{
	struct aside *aside = aside_set(c);
	size_t i, nr = 0, untold = 0;

	work_ask(c, &work_options);
	aside_back(c, aside, say_untold);
	for (i = 0; i < c->nr; i++) {
		struct task *task = c->tasks[i];

		const struct pull *pull = &task->facts.pull;

		if (!task->selected || pull->state != PULL_OPEN)
			task->selected = false;
		untold += task->selected &&
			  pull->ready.mergeable == MERGEABLE_UNKNOWN;
		task->selected = task->selected &&
			pull->ready.mergeable == MERGEABLE_CONFLICT;
		nr += task->selected;
	}
	if (untold)
		warning("of %zu pull request%s it is not known yet whether "
			"%s in conflict: %s left out", untold,
			untold == 1 ? "" : "s",
			untold == 1 ? "it is" : "they are",
			untold == 1 ? "it is" : "they are");
	return nr;
}

/* In memory first: the question comes before anything is journalled. */
static bool ask(struct campaign *c, const struct goal *goal)
{
	struct goal before = c->goal;
	size_t i;
	bool yes;

	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected)
			task_reopen(c->tasks[i]);
	c->goal = *goal;
	yes = ask_before_work(c, &work_options);
	c->goal = before;
	return yes;
}

/* By a definition of its own: what is there now is by an earlier one. */
static void begin(struct campaign *c, const struct goal *goal)
{
	struct strbuf err = STRBUF_INIT;
	struct definition again;
	size_t i;

	definition_init(&again);
	definition_copy(&again, campaign_definition(c));
	journal_hold(&c->journal);
	if (campaign_set_goal(c, goal, &err) < 0 ||
	    campaign_define(c, &again, &err) < 0)
		die("%s", err.buf);
	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected &&
		    campaign_refresh(c, c->tasks[i], &err) < 0)
			die("%s", err.buf);
	if (journal_let_go(&c->journal, &err) < 0)
		die("%s", err.buf);
	definition_release(&again);
	strbuf_release(&err);
}

static int refresh(struct campaign *c)
{
	struct goal goal = c->goal;

	goal.dry_run = goal.merge = false;
	if (only_conflicting && !select_conflicting(c)) {
		say("campaign '%s': no pull request is in conflict", c->name);
		return EXIT_FINE;
	}
	if (!ask(c, &goal))
		return EXIT_WORK_LEFT;
	begin(c, &goal);
	return work(c, &work_options);
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec rest = STRVEC_INIT;
	struct campaign *c;
	int code = EXIT_FINE;

	command_options(command, argc, argv, &rest);
	if (behind && only_conflicting)
		command_usage(command, "'--behind' and '--only-conflicting' "
			      "exclude each other");
	work_setup(&work_options);
	choose_pulls_check();
	c = choose_to_work(rest.nr ? rest.v[0] : NULL, choose_with_pulls,
			   "with open pull requests");
	check(c);
	if (choose_pulls(c, &rest, choose_open_pull, &work_options))
		code = refresh(c);
	else
		say("campaign '%s': no pull request is open", c->name);
	campaign_free(c);
	strvec_clear(&rest);
	choose_pulls_release();
	work_options_release(&work_options);
	return code;
}

static const char *const usage[] = {
	"git multi refresh [options] [CAMPAIGN [REPO...]]", NULL
};

const struct command cmd_refresh = {
	.name = "refresh",
	.summary = "make the change again where the base moved",
	.phase = PHASE_SHEPHERD,
	.usage = usage,
	.options = options,
	.run = run,
};
