/* SPDX-License-Identifier: MIT */
/*
 * git multi merge: merges the pull requests of a campaign that are ready.
 */
#include <stdlib.h>

#include "base/report.h"
#include "commands/ask.h"
#include "commands/choose-pulls.h"
#include "commands/choose.h"
#include "commands/commands.h"
#include "commands/shared-options.h"
#include "commands/work.h"

static struct work_options work_options = WORK_OPTIONS_INIT;

static const struct opt options[] = {
	MERGE_OPTIONS,
	{ .kind = OPT_INT, .name = "first", .value = &work_options.first,
	  .argument = "N", .help = "do N repositories and stop" },
	FOR_OPTION(work_options),
	NARROW_OPTIONS,
	BY_BRANCH_OPTION,
	WORK_OPTIONS(work_options),
	{ .kind = OPT_END }
};

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
	yes = ask_before(c, &work_options, WORK_MERGE, false,
			 "merge the pull requests that are ready");
	c->goal = before;
	return yes;
}

/* They are to be done again; a resume after a crash goes on with the merge. */
static void open_again(struct campaign *c, const struct goal *goal)
{
	struct strbuf err = STRBUF_INIT;
	size_t i;

	journal_hold(&c->journal);
	if (campaign_set_goal(c, goal, &err) < 0)
		die("%s", err.buf);
	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected &&
		    campaign_again(c, c->tasks[i], &err) < 0)
			die("%s", err.buf);
	if (journal_let_go(&c->journal, &err) < 0)
		die("%s", err.buf);
	strbuf_release(&err);
}

static int merge(struct campaign *c)
{
	struct goal goal;

	shared_merge.merge = true;
	shared_goal(&goal, 0);
	if (!ask(c, &goal))
		return EXIT_WORK_LEFT;
	open_again(c, &goal);
	return work_merge(c, &work_options);
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec rest = STRVEC_INIT;
	struct campaign *c;
	int code = EXIT_FINE;

	command_options(command, argc, argv, &rest);
	work_setup(&work_options);
	c = choose_pulls_campaign(&rest, choose_with_pulls, &work_options);
	if (choose_pulls(c, &rest, choose_open_pull, &work_options))
		code = merge(c);
	else
		say("campaign '%s': no pull request is open", c->name);
	campaign_free(c);
	strvec_clear(&rest);
	choose_pulls_release();
	work_options_release(&work_options);
	return choose_pulls_code(code);
}

static const char *const usage[] = {
	"git multi merge [options] [CAMPAIGN [REPO...]]",
	"git multi merge [options] --pulls-by-branch NAME REPO...", NULL
};

const struct command cmd_merge = {
	.name = "merge",
	.summary = "merge the pull requests that are ready",
	.phase = PHASE_SHEPHERD,
	.usage = usage,
	.options = options,
	.run = run,
};
