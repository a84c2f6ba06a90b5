/* SPDX-License-Identifier: MIT */
/*
 * git multi adopt: pull requests that another tool or people made, by the name
 * of their branch, become a campaign, to be merged, closed, talked of.
 */
#include <stdlib.h>

#include "base/report.h"
#include "campaign/selection.h"
#include "commands/adopting.h"
#include "commands/commands.h"
#include "commands/fields.h"
#include "commands/select.h"
#include "commands/shared-options.h"
#include "commands/work.h"

static struct work_options work_options = WORK_OPTIONS_INIT;
static struct selection selection = SELECTION_INIT;
static struct definition definition;
static char *campaign;

static const struct opt options[] = {
	{ .kind = OPT_GROUP, .help = "Selection: which repositories" },
	SELECTION_OPTIONS(selection),
	{ .kind = OPT_GROUP, .help = "Which pull requests" },
	{ .kind = OPT_STRING, .name = "branch", .value = &definition.branch,
	  .argument = "NAME", .help = "those of this branch" },
	{ .kind = OPT_STRING, .name = "base", .value = &definition.base,
	  .argument = "BRANCH", .help = "only those that go to this branch" },
	{ .kind = OPT_GROUP, .help = "The run" },
	{ .kind = OPT_STRING, .name = "campaign", .value = &campaign,
	  .argument = "NAME", .complete = "campaign",
	  .help = "name of the campaign (default: from the branch)" },
	WORK_OPTIONS(work_options),
	{ .kind = OPT_END }
};

static void take_name(const struct command *command)
{
	struct strbuf err = STRBUF_INIT;
	char *name;

	if (!definition.branch)
		command_usage(command, "which pull requests? name their "
			      "branch with --branch");
	name = adopting_name(campaign, definition.branch, &err);
	if (!name)
		command_usage(command, "%s", err.buf);
	free(campaign);
	campaign = name;
}

static int adopt(struct selected *list, size_t nr, struct host *hosts)
{
	bool is_new;
	struct campaign *c = adopting_open(campaign, &definition, list, nr,
					   hosts, &is_new);
	int code = work_adopt(c, &work_options);
	size_t adopted = adopting_count(c, false);

	if (!adopting_count(c, true) && code == EXIT_FINE)
		return adopting_none(c, is_new);
	say("campaign '%s' has %zu adopted pull request%s", c->name, adopted,
	    adopted == 1 ? "" : "s");
	if (adopted)
		hint("multiAdopt", "forget them, and leave them as they are: "
		     "'git multi campaigns remove --force %s'", c->name);
	campaign_free(c);
	return code;
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec rest = STRVEC_INIT;
	struct selected *list = NULL;
	struct host *hosts;
	size_t nr = 0;
	int code = EXIT_EMPTY;

	definition_init(&definition);
	command_options(command, argc, argv, &rest);
	if (rest.nr)
		command_usage(command, "'%s' is too much: repositories are "
			      "named with -r", rest.v[0]);
	work_setup(&work_options);
	select_check(command, &selection);
	take_name(command);
	hosts = select_repositories(&selection, &work_options, &list, &nr);
	if (nr)
		code = adopt(list, nr, hosts);
	else
		select_none(hosts);
	selected_free(list, nr);
	selection_release(&selection);
	definition_release(&definition);
	work_options_release(&work_options);
	strvec_clear(&rest);
	free(campaign);
	return code;
}

static const char *const usage[] = {
	"git multi adopt SELECTION --branch NAME [options]", NULL
};

const struct command cmd_adopt = {
	.name = "adopt",
	.summary = "make a campaign of pull requests that are there",
	.phase = PHASE_SHEPHERD,
	.usage = usage,
	.options = options,
	.run = run,
};
