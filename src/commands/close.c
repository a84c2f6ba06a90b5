/* SPDX-License-Identifier: MIT */
/*
 * git multi close: closes the pull requests of a campaign and deletes their
 * branches.
 */
#include <stdlib.h>
#include <string.h>

#include "base/report.h"
#include "commands/choose-pulls.h"
#include "commands/choose.h"
#include "commands/closing.h"
#include "commands/commands.h"
#include "commands/shared-options.h"

static struct work_options work_options = WORK_OPTIONS_INIT;
static bool delete_branch = true;

static const struct opt options[] = {
	{ .kind = OPT_BOOL, .name = "delete-branch", .value = &delete_branch,
	  .help = "delete their branches too (the default)" },
	NARROW_OPTIONS,
	BY_BRANCH_OPTION,
	WORK_OPTIONS(work_options),
	{ .kind = OPT_END }
};

/* Whether the command line says what becomes of the branches. */
static bool names_branches(int argc, const char *const *argv)
{
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (argv[i][0] == '-' &&
		    options_find(options, argv[i]) == &options[0])
			return true;
	return false;
}

/* Branches that others made go only where that was asked for. */
static bool keeps_branches(const struct campaign *c, int argc,
			   const char *const *argv)
{
	const struct definition *definition = campaign_definition(c);

	return definition && definition->adopted &&
	       !names_branches(argc, argv);
}

/* Open, or closed while its branch stayed, as far as the journal knows. */
static bool has_to_close(const struct task *task)
{
	const struct facts *facts = &task->facts;

	return facts->pull.state == PULL_OPEN ||
	       (facts->pull.state == PULL_CLOSED && delete_branch &&
		!facts->branch_gone);
}

/* In memory first: the question comes before anything is journalled. */
static void take_up(struct campaign *c, const struct goal *goal)
{
	size_t i;

	c->goal = *goal;
	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected)
			task_reopen(c->tasks[i]);
}

static int close_pulls(struct campaign *c, const struct strvec *words)
{
	const struct goal goal = {
		.close = true, .delete_branch = delete_branch
	};

	if (!choose_pulls(c, words, has_to_close, &work_options)) {
		say(delete_branch
		    ? "campaign '%s': no pull request is open, and no branch "
		      "of a closed one is left"
		    : "campaign '%s': no pull request is open", c->name);
		return EXIT_FINE;
	}
	take_up(c, &goal);
	if (!closing_ask(c, &work_options))
		return EXIT_WORK_LEFT;
	closing_take_up(c, &goal);
	return work_close(c, &work_options);
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec rest = STRVEC_INIT;
	struct campaign *c;
	int code;

	command_options(command, argc, argv, &rest);
	work_setup(&work_options);
	c = choose_pulls_campaign(&rest, choose_with_pulls, &work_options);
	if (keeps_branches(c, argc, argv))
		delete_branch = false;
	code = close_pulls(c, &rest);
	campaign_free(c);
	strvec_clear(&rest);
	choose_pulls_release();
	work_options_release(&work_options);
	return choose_pulls_code(code);
}

static const char *const usage[] = {
	"git multi close [options] [CAMPAIGN [REPO...]]",
	"git multi close [options] --pulls-by-branch NAME REPO...", NULL
};

const struct command cmd_close = {
	.name = "close",
	.summary = "close pull requests and delete their branches",
	.phase = PHASE_SHEPHERD,
	.usage = usage,
	.options = options,
	.run = run,
};
