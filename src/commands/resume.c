/* SPDX-License-Identifier: MIT */
/*
 * git multi resume: go on where a campaign stopped. What is finished costs
 * nothing.
 */
#include <stdlib.h>

#include "base/report.h"
#include "campaign/bundle.h"
#include "commands/ask.h"
#include "commands/choose.h"
#include "commands/closing.h"
#include "commands/commands.h"
#include "commands/reviewed.h"
#include "commands/shared-options.h"
#include "commands/talking.h"
#include "commands/work.h"

static struct work_options work_options = WORK_OPTIONS_INIT;

static const struct opt options[] = {
	{ .kind = OPT_INT, .name = "first", .value = &work_options.first,
	  .argument = "N", .help = "do N repositories and stop" },
	FOR_OPTION(work_options),
	WORK_OPTIONS(work_options),
	{ .kind = OPT_END }
};

static void select_all(struct campaign *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		c->tasks[i]->selected = true;
}

/* Comments and edits that failed are as little done as the rest would be. */
static int with_talk(const struct campaign *c, int code)
{
	size_t i, failed = 0;

	for (i = 0; i < c->nr; i++)
		failed += c->tasks[i]->talk == TALK_FAILED;
	if (!failed || code != EXIT_FINE)
		return code;
	error("campaign '%s': the last %s failed on %zu pull request%s",
	      c->name, c->talk.comment ? "comment" : "edit", failed,
	      failed == 1 ? "" : "s");
	hint("multiResume", "try it again with 'git multi retry %s'", c->name);
	return EXIT_SOME_FAILED;
}

static int go_on(struct campaign *c)
{
	struct strbuf err = STRBUF_INIT;
	size_t reopened, others;

	select_all(c);
	if (talking_choose(c, TALK_LEFT, task_is_open, &others))
		return talking_go_on(c, &work_options, others, "resume");
	if (closing_choose(c, task_is_open, &others))
		return closing_go_on(c, &work_options, others, "resume");
	if (!c->goal.dry_run)
		reviewed_check(c);
	if (!c->goal.dry_run && bundle_reopen(c, &reopened, &err) < 0)
		die("%s", err.buf);
	if (!ask_before_work(c, &work_options))
		return EXIT_WORK_LEFT;
	return with_talk(c, work(c, &work_options));
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
	c = choose_to_work(rest.nr ? rest.v[0] : NULL, choose_unfinished,
			   "unfinished");
	code = go_on(c);
	campaign_free(c);
	strvec_clear(&rest);
	work_options_release(&work_options);
	return code;
}

static const char *const usage[] = {
	"git multi resume [options] [CAMPAIGN]", NULL
};

const struct command cmd_resume = {
	.name = "resume",
	.summary = "go on where a campaign stopped",
	.phase = PHASE_CHANGE,
	.usage = usage,
	.options = options,
	.run = run,
};
