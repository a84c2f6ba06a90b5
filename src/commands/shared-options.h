/* SPDX-License-Identifier: MIT */
/*
 * Pieces of option tables that several commands have, so that an option means
 * the same everywhere. Each macro takes the variable that it fills.
 */
#ifndef COMMANDS_SHARED_OPTIONS_H
#define COMMANDS_SHARED_OPTIONS_H

#include "base/options.h"
#include "campaign/goal.h"
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

/* Usage error where nothing is selected. */
void shared_needs_selection(const struct command *command,
			    const struct selection *selection);

/* --for */
#define FOR_OPTION(work)						\
	{ .kind = OPT_DURATION, .name = "for",				\
	  .value = &(work).stop_after, .argument = "DURATION",		\
	  .help = "begin nothing more after so long (2h, 30min)" }

/* --trace */
#define TRACE_OPTION(work)						\
	{ .kind = OPT_STRING, .name = "trace", .value = &(work).trace,	\
	  .argument = "FILE", .complete = "file",			\
	  .help = "write what runs when, for ui.perfetto.dev" }

/* -j -y -q -v --rate --progress --trace, and how rows are shown */
#define WORK_OPTIONS(work)						\
	{ .kind = OPT_INT, .letter = 'j', .name = "jobs",		\
	  .value = &(work).jobs, .argument = "N",			\
	  .help = "local processes at once (default: the CPUs)" },	\
	{ .kind = OPT_LIST, .name = "rate", .value = &(work).rates,	\
	  .argument = "HOST=RATE", .complete = "rate",			\
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
	TRACE_OPTION(work),						\
	TASK_OUTPUT_OPTIONS((work).format),				\
	SCREEN_OPTIONS

/*
 * How and when to merge: --method --no-checks --wait[=DURATION] --auto-merge
 * --delete-branch, into shared_merge; read by shared_goal().
 */
struct merge_options {
	bool merge, waits, auto_merge, delete_branch;
	double wait;		/* seconds, or GOAL_WAIT_EVER */
	const char *method, *no_checks;
	struct waves waves;
	bool waves_named;	/* something of them is */
};
extern struct merge_options shared_merge;
int shared_wait(const struct opt *opt, const char *argument,
		struct strbuf *err);
int shared_waves(const struct opt *opt, const char *argument,
		 struct strbuf *err);
int shared_soak(const struct opt *opt, const char *argument,
		struct strbuf *err);
int shared_stop_at(const struct opt *opt, const char *argument,
		   struct strbuf *err);

#define MERGE_OPTIONS							\
	{ .kind = OPT_CALL, .name = "wait", .argument = "DURATION",	\
	  .help = "wait until they are ready to be merged",		\
	  .flags = OPT_OPTARG | OPT_NONEG, .call = shared_wait },	\
	{ .kind = OPT_CHOICE, .name = "no-checks",			\
	  .value = &shared_merge.no_checks, .argument = "WHAT",		\
	  .choices = no_checks_names, .flags = OPT_NONEG,		\
	  .help = "where nothing checks them" },			\
	{ .kind = OPT_CHOICE, .name = "method",				\
	  .value = &shared_merge.method, .argument = "HOW",		\
	  .choices = merge_method_names, .help = "how to merge" },	\
	{ .kind = OPT_BOOL, .name = "auto-merge",			\
	  .value = &shared_merge.auto_merge,				\
	  .help = "let the forge merge what is not ready yet" },	\
	{ .kind = OPT_BOOL, .name = "delete-branch",			\
	  .value = &shared_merge.delete_branch,				\
	  .help = "delete the branch of what is merged" },		\
	{ .kind = OPT_CALL, .name = "waves", .argument = "N,N,rest",	\
	  .help = "merge so many first, then so many, then the rest",	\
	  .flags = OPT_NONEG, .call = shared_waves },			\
	{ .kind = OPT_CALL, .name = "soak", .argument = "DURATION",	\
	  .help = "watch the base branches so long after each wave",	\
	  .flags = OPT_NONEG, .call = shared_soak },			\
	{ .kind = OPT_CALL, .name = "stop-at", .argument = "PERCENT",	\
	  .help = "stop where more of a wave fails (default 0%)",	\
	  .flags = OPT_NONEG, .call = shared_stop_at }

/*
 * The goal that these options say; unnamed: the wait where --wait is not
 * given (engine seconds or GOAL_WAIT_…).
 */
void shared_goal(struct goal *goal, double unnamed);

extern const char *const shared_progress[];

/* --skip-archived is what happens anyway; kept for its familiar name. */
extern bool shared_skip_archived;

#endif
