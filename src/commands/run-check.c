/* SPDX-License-Identifier: MIT */
/*
 * Options of run that exclude each other, by what they would come to.
 */
#include <string.h>

#include "commands/commands.h"
#include "commands/run-define.h"
#include "commands/shared-options.h"

struct other {
	const char *name;	/* as it is quoted */
	bool given;
};

#define END { NULL, false }
#define MAILS "the mails of '--patch'"

/* Ends the program at the first that is given; why: what follows, or "". */
static void exclude(const struct command *command, const char *name,
		    const struct other *others, const char *why)
{
	for (; others->name; others++)
		if (others->given)
			command_usage(command, "%s and %s exclude each other"
				      "%s", name, others->name, why);
}

/* What a forge's way to make a commit does not have. */
static void check_api_commit(const struct command *command,
			     const struct run_text *given,
			     const struct definition *definition, bool mails)
{
	const struct other others[] = {
		{ MAILS, mails },
		{ "'--keep-commits'", definition->keep_commits },
		{ "'--author'", definition->author },
		{ "'--lfs'", definition->lfs },
		{ "'--if-exists=replace'",
		  !strcmp(given->if_exists, "replace") },
		END
	};

	if (definition->api_commit)
		exclude(command, "'--api-commit'", others, "");
}

/* A branch of a fork is for a pull request, or it is for nobody. */
static void check_fork(const struct command *command,
		       const struct definition *definition)
{
	const struct other others[] = {
		{ "'--push-only'", definition->push_only },
		{ "'--api-commit'", definition->api_commit },
		END
	};

	if (definition->fork)
		exclude(command, "'--fork'", others, ": to a fork a branch is "
			"pushed, for a pull request");
}

/*
 * What only a pull request has: nothing would come of it, and the exit code
 * be 0.
 */
static void check_of_a_pull(const struct command *command,
			    const struct definition *definition,
			    const char *name, const char *why)
{
	const struct other others[] = {
		{ "'--draft'", definition->draft },
		{ "'--label'", definition->labels.nr },
		{ "'--create-labels'", definition->create_labels },
		{ "'--reviewer'", definition->reviewers.nr },
		{ "'--team-reviewer'", definition->teams.nr },
		{ "'--reviewers-from'", shared_reviewers_from },
		{ "'--assignee'", definition->assignees.nr },
		{ "'--milestone'", definition->milestone },
		{ "'--merge'", shared_merge.merge },
		{ "'--auto-merge'", shared_merge.auto_merge },
		END
	};

	exclude(command, name, others, why);
}

/* What is of a branch, or of a pull request, and the base is none. */
static void check_direct(const struct command *command,
			 const struct run_text *given,
			 const struct definition *definition)
{
	static const char why[] = ": the base gets the commit, without a "
				  "branch or a pull request";
	const struct other others[] = {
		{ "'--branch'", definition->branch },
		{ "'--push-only'", definition->push_only },
		{ "'--fork'", definition->fork },
		{ "'--api-commit'", definition->api_commit },
		{ "'--if-exists'", strcmp(given->if_exists, "resume") != 0 },
		END
	};

	if (!definition->direct)
		return;
	exclude(command, "'--direct'", others, why);
	check_of_a_pull(command, definition, "'--direct'", why);
}

/* Each part has a commit, a branch and a pull request of its own. */
static void check_split(const struct command *command,
			const struct run_text *given,
			const struct definition *definition, bool mails)
{
	const struct other others[] = {
		{ "'--direct'", definition->direct },
		{ "'--keep-commits'", definition->keep_commits },
		{ "'--clone-to'", definition->clone_to },
		{ "'--if-exists=append'",
		  !strcmp(given->if_exists, "append") },
		{ MAILS, mails },
		END
	};

	if (definition->split_by.nr)
		exclude(command, "'--split-by'", others, ": each part has a "
			"commit and a branch of its own");
}

void run_check(const struct command *command, const struct run_text *given,
	       const struct definition *definition, bool mails)
{
	check_api_commit(command, given, definition, mails);
	check_fork(command, definition);
	check_direct(command, given, definition);
	check_split(command, given, definition, mails);
	if (definition->push_only)
		check_of_a_pull(command, definition, "'--push-only'",
				": there is no pull request");
}
