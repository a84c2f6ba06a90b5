/* SPDX-License-Identifier: MIT */
/*
 * What pieces of option tables name.
 */
#include "commands/shared-options.h"

#include <string.h>

#include "base/date.h"

const char *const shared_progress[] = {
	"auto", "block", "lines", "none", NULL
};

bool shared_skip_archived;

struct merge_options shared_merge;

int shared_wait(const struct opt *opt, const char *argument,
		struct strbuf *err)
{
	(void)opt;
	shared_merge.waits = true;
	shared_merge.wait = GOAL_WAIT_EVER;
	if (!argument)
		return 0;
	return date_parse_duration(argument, &shared_merge.wait, err);
}

static int choice(const char *const *names, const char *name)
{
	int i;

	for (i = 0; name && names[i]; i++)
		if (!strcmp(names[i], name))
			return i;
	return 0;
}

void shared_goal(struct goal *goal, double unnamed)
{
	const struct merge_options *given = &shared_merge;

	memset(goal, 0, sizeof(*goal));
	goal->merge = given->merge || given->auto_merge;
	if (!goal->merge)
		return;
	goal->auto_merge = given->auto_merge;
	goal->delete_branch = given->delete_branch;
	goal->method = (enum merge_method)choice(merge_method_names,
						 given->method);
	goal->no_checks = (enum no_checks)choice(no_checks_names,
						 given->no_checks);
	if (!given->waits)
		goal->wait = unnamed;
	else
		goal->wait = given->wait;
}

void shared_needs_selection(const struct command *command,
			    const struct selection *selection)
{
	if (!selection->repos.nr)
		command_usage(command, "which repositories? name them with "
			      "-r, or a list of them with -r FILE");
}
