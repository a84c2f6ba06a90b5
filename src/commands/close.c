/* SPDX-License-Identifier: MIT */
/*
 * git multi close: closes the pull requests of a campaign and deletes their
 * branches.
 */
#include <stdlib.h>

#include "base/report.h"
#include "commands/ask.h"
#include "commands/choose.h"
#include "commands/commands.h"
#include "commands/shared-options.h"
#include "commands/work.h"

static struct work_options work_options = WORK_OPTIONS_INIT;
static bool delete_branch = true;

static const struct opt options[] = {
	{ .kind = OPT_BOOL, .name = "delete-branch", .value = &delete_branch,
	  .help = "delete their branches too (the default)" },
	WORK_OPTIONS(work_options),
	{ .kind = OPT_END }
};

/*
 * Only in memory: what is journalled is what was done, and a close that was
 * interrupted is begun anew by the same command.
 */
static void take_up(struct campaign *c)
{
	size_t i;

	c->goal.merge = false;
	c->goal.delete_branch = delete_branch;
	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected)
			task_reopen(c->tasks[i]);
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec rest = STRVEC_INIT;
	struct campaign *c;
	int code = EXIT_FINE;

	command_options(command, argc, argv, &rest);
	work_setup(&work_options);
	c = choose_to_work(rest.nr ? rest.v[0] : NULL, choose_with_pulls,
			   "with open pull requests");
	if (!choose_open_pulls(c, rest.nr ? (const char *const *)rest.v + 1
					  : NULL, rest.nr ? rest.nr - 1 : 0)) {
		say("campaign '%s': no pull request is open", c->name);
		goto out;
	}
	take_up(c);
	if (ask_before(c, &work_options, true, delete_branch
		       ? "close the pull request and delete its branch"
		       : "close the pull request"))
		code = work_close(c, &work_options);
	else
		code = EXIT_WORK_LEFT;
out:
	campaign_free(c);
	strvec_clear(&rest);
	work_options_release(&work_options);
	return code;
}

static const char *const usage[] = {
	"git multi close [options] [CAMPAIGN [REPO...]]", NULL
};

const struct command cmd_close = {
	.name = "close",
	.summary = "close pull requests and delete their branches",
	.phase = PHASE_SHEPHERD,
	.usage = usage,
	.options = options,
	.run = run,
};
