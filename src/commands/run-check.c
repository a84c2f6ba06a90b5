/* SPDX-License-Identifier: MIT */
/*
 * Options of run that exclude each other, by what they would come to.
 */
#include <string.h>

#include "base/alloc.h"
#include "commands/commands.h"
#include "commands/run-define.h"
#include "commands/shared-options.h"

/* What a forge's way to make a commit does not have. */
static void check_api_commit(const struct command *command,
			     const struct run_text *given,
			     const struct definition *definition, bool mails)
{
	const struct {
		const char *name;
		bool given;
	} options[] = {
		{ "--keep-commits", definition->keep_commits },
		{ "--author", definition->author },
		{ "--lfs", definition->lfs },
		{ "--if-exists=replace", given->if_exists &&
		  !strcmp(given->if_exists, "replace") }
	};
	size_t i;

	if (!definition->api_commit)
		return;
	if (mails)
		command_usage(command, "'--api-commit' and the mails of "
			      "'--patch' exclude each other");
	for (i = 0; i < ARRAY_SIZE(options); i++)
		if (options[i].given)
			command_usage(command, "'--api-commit' and '%s' "
				      "exclude each other", options[i].name);
}

/* A branch of a fork is for a pull request, or it is for nobody. */
static void check_fork(const struct command *command,
		       const struct definition *definition)
{
	const struct {
		const char *name;
		bool given;
	} options[] = {
		{ "--push-only", definition->push_only },
		{ "--api-commit", definition->api_commit }
	};
	size_t i;

	for (i = 0; definition->fork && i < ARRAY_SIZE(options); i++)
		if (options[i].given)
			command_usage(command, "'--fork' and '%s' exclude "
				      "each other: to a fork a branch is "
				      "pushed, for a pull request",
				      options[i].name);
}

/* What only a pull request has. */
#define OF_A_PULL(definition)						\
	{ "--draft", (definition)->draft },				\
	{ "--label", (definition)->labels.nr },				\
	{ "--create-labels", (definition)->create_labels },		\
	{ "--reviewer", (definition)->reviewers.nr },			\
	{ "--team-reviewer", (definition)->teams.nr },			\
	{ "--reviewers-from", shared_reviewers_from != NULL },		\
	{ "--assignee", (definition)->assignees.nr },			\
	{ "--milestone", (definition)->milestone != NULL },		\
	{ "--merge", shared_merge.merge },				\
	{ "--auto-merge", shared_merge.auto_merge }

/* Nothing would be merged, and the exit code be 0. */
static void check_push_only(const struct command *command,
			    const struct definition *definition)
{
	const struct {
		const char *name;
		bool given;
	} options[] = {
		OF_A_PULL(definition)
	};
	size_t i;

	for (i = 0; definition->push_only && i < ARRAY_SIZE(options); i++)
		if (options[i].given)
			command_usage(command, "'--push-only' and '%s' "
				      "exclude each other: there is no pull "
				      "request", options[i].name);
}

/* What is of a branch, or of a pull request, and the base is none. */
static void check_direct(const struct command *command,
			 const struct run_text *given,
			 const struct definition *definition)
{
	const struct {
		const char *name;
		bool given;
	} options[] = {
		{ "--branch", definition->branch },
		{ "--push-only", definition->push_only },
		{ "--fork", definition->fork },
		{ "--api-commit", definition->api_commit },
		OF_A_PULL(definition),
		{ "--if-exists", strcmp(given->if_exists, "resume") != 0 }
	};
	size_t i;

	for (i = 0; definition->direct && i < ARRAY_SIZE(options); i++)
		if (options[i].given)
			command_usage(command, "'--direct' and '%s' exclude "
				      "each other: the base gets the commit, "
				      "without a branch or a pull request",
				      options[i].name);
}

/* Each part has a commit, a branch and a pull request of its own. */
static void check_split(const struct command *command,
			const struct run_text *given,
			const struct definition *definition, bool mails)
{
	const struct {
		const char *name;
		bool given;
	} options[] = {
		{ "'--direct'", definition->direct },
		{ "'--keep-commits'", definition->keep_commits },
		{ "'--clone-to'", definition->clone_to },
		{ "'--if-exists=append'",
		  !strcmp(given->if_exists, "append") },
		{ "the mails of '--patch'", mails }
	};
	size_t i;

	for (i = 0; definition->split_by.nr && i < ARRAY_SIZE(options); i++)
		if (options[i].given)
			command_usage(command, "'--split-by' and %s exclude "
				      "each other: each part has a commit and "
				      "a branch of its own", options[i].name);
}

void run_check(const struct command *command, const struct run_text *given,
	       const struct definition *definition, bool mails)
{
	check_api_commit(command, given, definition, mails);
	check_fork(command, definition);
	check_direct(command, given, definition);
	check_split(command, given, definition, mails);
	check_push_only(command, definition);
}
