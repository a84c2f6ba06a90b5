/* SPDX-License-Identifier: MIT */
/*
 * Pieces of option tables that several commands have, so that an option means
 * the same everywhere. Each macro takes the variable that it fills.
 */
#ifndef COMMANDS_SHARED_OPTIONS_H
#define COMMANDS_SHARED_OPTIONS_H

#include "base/options.h"
#include "campaign/selection.h"
#include "commands/commands.h"
#include "commands/fields.h"
#include "commands/work.h"

/* What belongs to commands that come later is refused by its name. */
#define LATER(option)							\
	{ .kind = OPT_LATER, .name = (option), .help = "",		\
	  .flags = OPT_HIDDEN }

#define SELECTION_OPTIONS(selection)					\
	{ .kind = OPT_LIST, .letter = 'r', .name = "repo",		\
	  .value = &(selection).repos, .argument = "REPO|LIST",		\
	  .complete = "repo",						\
	  .help = "a repository, a list of them, or - for stdin" },	\
	{ .kind = OPT_LIST, .name = "include",				\
	  .value = &(selection).include, .argument = "REGEX",		\
	  .help = "only those whose HOST/OWNER/NAME matches" },		\
	{ .kind = OPT_LIST, .name = "exclude",				\
	  .value = &(selection).exclude, .argument = "REGEX",		\
	  .help = "not those whose HOST/OWNER/NAME matches" },		\
	{ .kind = OPT_LIST, .name = "skip-repo",			\
	  .value = &(selection).skip, .argument = "REPO",		\
	  .help = "not this one" },					\
	{ .kind = OPT_BOOL, .name = "skip-archived",			\
	  .value = &shared_skip_archived, .flags = OPT_HIDDEN,		\
	  .help = "leave archived ones out (they always are)" },	\
	LATER("org"), LATER("user"), LATER("group"), LATER("topic"),	\
	LATER("search"), LATER("code-search"), LATER("from"),		\
	LATER("only"), LATER("archived"), LATER("skip-forks"),		\
	LATER("language"), LATER("visibility"), LATER("has-file"),	\
	LATER("sample")

/* -j -y -q -v --rate --progress, and how rows are shown */
#define WORK_OPTIONS(work)						\
	{ .kind = OPT_INT, .letter = 'j', .name = "jobs",		\
	  .value = &(work).jobs, .argument = "N",			\
	  .help = "local processes at once (default: the CPUs)" },	\
	{ .kind = OPT_LIST, .name = "rate", .value = &(work).rates,	\
	  .argument = "HOST=RATE",					\
	  .help = "at most so many writes (github.com=30/min)" },	\
	{ .kind = OPT_BOOL, .letter = 'y', .name = "yes",		\
	  .value = &(work).yes, .help = "do not ask" },			\
	{ .kind = OPT_CHOICE, .name = "progress",			\
	  .value = &(work).progress, .argument = "HOW",			\
	  .choices = shared_progress,					\
	  .help = "how to show what goes on" },				\
	{ .kind = OPT_BOOL, .letter = 'q', .name = "quiet",		\
	  .value = &(work).quiet, .help = "say only what is wrong" },	\
	{ .kind = OPT_COUNT, .letter = 'v', .name = "verbose",		\
	  .value = &(work).verbose,					\
	  .help = "show the commands' output as it comes" },		\
	TASK_OUTPUT_OPTIONS((work).format),				\
	SCREEN_OPTIONS

extern const char *const shared_progress[];

/* --skip-archived is what happens anyway; kept for its familiar name. */
extern bool shared_skip_archived;

#endif
