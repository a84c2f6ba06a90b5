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

/* What narrows a selection, or the pull requests of a campaign. */
#define FILTER_OPTIONS(selection)					\
	{ .kind = OPT_LIST, .name = "topic",				\
	  .value = &(selection).topics, .argument = "TOPIC",		\
	  .help = "only those with this topic, or one of these" },	\
	{ .kind = OPT_LIST, .name = "language",				\
	  .value = &(selection).languages, .argument = "LANGUAGE",	\
	  .help = "only those mostly in this language, or one of these" }, \
	{ .kind = OPT_CALL, .name = "visibility",			\
	  .value = &(selection).visibilities, .flags = OPT_NONEG,	\
	  .argument = "WHICH,...", .complete = "visibility",		\
	  .call = shared_words,						\
	  .help = "only public, internal or private ones" },		\
	{ .kind = OPT_LIST, .name = "has-file",				\
	  .value = &(selection).files, .argument = "PATH",		\
	  .help = "only those that have this file" },			\
	{ .kind = OPT_BOOL, .name = "skip-forks",			\
	  .value = &(selection).skip_forks, .help = "no forks" },	\
	{ .kind = OPT_LIST, .name = "include",				\
	  .value = &(selection).include, .argument = "REGEX",		\
	  .help = "only those whose HOST/OWNER/NAME matches" },		\
	{ .kind = OPT_LIST, .name = "exclude",				\
	  .value = &(selection).exclude, .argument = "REGEX",		\
	  .help = "not those whose HOST/OWNER/NAME matches" },		\
	{ .kind = OPT_LIST, .name = "skip-repo",			\
	  .value = &(selection).skip, .argument = "REPO",		\
	  .complete = "repo", .help = "not this one" },			\
	{ .kind = OPT_INT, .name = "sample",				\
	  .value = &(selection).sample, .argument = "N",		\
	  .help = "so many of them, drawn by lot" },			\
	{ .kind = OPT_STRING, .name = "seed",				\
	  .value = &(selection).seed, .argument = "TEXT",		\
	  .help = "draw the same sample as with this seed before" }

#define SELECTION_OPTIONS(selection)					\
	{ .kind = OPT_LIST, .letter = 'r', .name = "repo",		\
	  .value = &(selection).repos, .argument = "REPO|LIST",		\
	  .complete = "repo",						\
	  .help = "a repository, a list of them, or - for stdin" },	\
	{ .kind = OPT_LIST, .name = "org", .value = &(selection).orgs,	\
	  .argument = "[HOST/]OWNER", .complete = "owner",		\
	  .help = "all of an organisation, a group and its subgroups" }, \
	{ .kind = OPT_LIST, .name = "group", .value = &(selection).orgs, \
	  .argument = "[HOST/]OWNER", .complete = "owner",		\
	  .help = "the same as --org", .flags = OPT_HIDDEN },		\
	{ .kind = OPT_LIST, .name = "user", .value = &(selection).users, \
	  .argument = "[HOST/]USER", .complete = "owner",		\
	  .help = "all of a user" },					\
	{ .kind = OPT_LIST, .name = "team", .value = &(selection).teams, \
	  .argument = "[HOST/]ORG/TEAM",				\
	  .help = "all that a team works on" },				\
	{ .kind = OPT_LIST, .name = "search",				\
	  .value = &(selection).searches, .argument = "QUERY",		\
	  .help = "what a search of the host's finds" },		\
	{ .kind = OPT_LIST, .name = "code-search",			\
	  .value = &(selection).code_searches, .argument = "QUERY",	\
	  .help = "those with files that a search finds" },		\
	{ .kind = OPT_LIST, .name = "from", .value = &(selection).from,	\
	  .argument = "CAMPAIGN|FILE", .complete = "campaign",		\
	  .help = "those of a campaign, or of its rows as JSON" },	\
	{ .kind = OPT_CALL, .name = "only", .value = &(selection).only,	\
	  .argument = "OUTCOME,...", .flags = OPT_NONEG,		\
	  .complete = "outcome", .call = shared_words,			\
	  .help = "of --from, those that ended so (failed, closed)" },	\
	{ .kind = OPT_LIST, .name = "host", .value = &(selection).hosts, \
	  .argument = "HOST", .complete = "host",			\
	  .help = "the host of names without one, and of searches" },	\
	FILTER_OPTIONS(selection),					\
	{ .kind = OPT_BOOL, .name = "archived",				\
	  .value = &(selection).archived,				\
	  .help = "archived ones of an owner or search, too" },		\
	{ .kind = OPT_BOOL, .name = "skip-archived",			\
	  .value = &shared_skip_archived, .flags = OPT_HIDDEN,		\
	  .help = "leave archived ones out (they always are)" }

/*
 * For commands on the pull requests of a campaign (commands/choose-pulls.h):
 * which of them, with the filters of a selection.
 */
#define NARROW_OPTIONS							\
	{ .kind = OPT_CALL, .name = "only",				\
	  .value = &choose_narrowing.only, .argument = "OUTCOME,...",	\
	  .flags = OPT_NONEG, .complete = "outcome",			\
	  .call = shared_words,						\
	  .help = "only those that ended so (failed, open)" },		\
	FILTER_OPTIONS(choose_narrowing)

/* For those of them that need no change of ours. */
#define BY_BRANCH_OPTION						\
	{ .kind = OPT_STRING, .name = "pulls-by-branch",		\
	  .value = &choose_by_branch, .argument = "NAME",		\
	  .flags = OPT_NONEG,						\
	  .help = "pull requests of others, in REPO..., of this branch" }

/* Words with commas between, each one more of a struct strvec. */
int shared_words(const struct opt *opt, const char *argument,
		 struct strbuf *err);

/* Beside title, body and draft, what a pull request gets. */
#define FIELD_OPTIONS(definition)					\
	{ .kind = OPT_CALL, .name = "label",				\
	  .value = &(definition).labels, .argument = "NAME,...",	\
	  .help = "add labels", .flags = OPT_NONEG,			\
	  .call = shared_words },					\
	{ .kind = OPT_CALL, .name = "labels",				\
	  .value = &(definition).labels, .argument = "NAME,...",	\
	  .help = "the same as --label",				\
	  .flags = OPT_HIDDEN | OPT_NONEG, .call = shared_words },	\
	{ .kind = OPT_BOOL, .name = "create-labels",			\
	  .value = &(definition).create_labels,				\
	  .help = "make the labels that a repository does not have" },	\
	{ .kind = OPT_CALL, .name = "reviewer",				\
	  .value = &(definition).reviewers, .argument = "LOGIN,...",	\
	  .help = "ask them for a review (ORG/TEAM: a team)",		\
	  .flags = OPT_NONEG, .call = shared_words },			\
	{ .kind = OPT_CALL, .name = "reviewers",			\
	  .value = &(definition).reviewers, .argument = "LOGIN,...",	\
	  .help = "the same as --reviewer",				\
	  .flags = OPT_HIDDEN | OPT_NONEG, .call = shared_words },	\
	{ .kind = OPT_CALL, .name = "team-reviewer",			\
	  .value = &(definition).teams, .argument = "TEAM,...",		\
	  .help = "ask these teams for a review",			\
	  .flags = OPT_NONEG, .call = shared_words },			\
	{ .kind = OPT_CALL, .name = "team-reviewers",			\
	  .value = &(definition).teams, .argument = "TEAM,...",		\
	  .help = "the same as --team-reviewer",			\
	  .flags = OPT_HIDDEN | OPT_NONEG, .call = shared_words },	\
	{ .kind = OPT_CHOICE, .name = "reviewers-from",			\
	  .value = &shared_reviewers_from, .argument = "WHERE",		\
	  .choices = reviewers_from_names, .flags = OPT_NONEG,		\
	  .help = "ask the owners of what is changed, too" },		\
	{ .kind = OPT_INT, .name = "max-reviewers",			\
	  .value = &(definition).max_reviewers, .argument = "N",	\
	  .help = "ask at most N people, by turns" },			\
	{ .kind = OPT_INT, .name = "max-team-reviewers",		\
	  .value = &(definition).max_teams, .argument = "N",		\
	  .help = "ask at most N teams, by turns" },			\
	{ .kind = OPT_CALL, .name = "assignee",				\
	  .value = &(definition).assignees, .argument = "LOGIN,...",	\
	  .help = "assign it to them (@me: yourself)",			\
	  .flags = OPT_NONEG, .call = shared_words },			\
	{ .kind = OPT_CALL, .name = "assignees",			\
	  .value = &(definition).assignees, .argument = "LOGIN,...",	\
	  .help = "the same as --assignee",				\
	  .flags = OPT_HIDDEN | OPT_NONEG, .call = shared_words },	\
	{ .kind = OPT_STRING, .name = "milestone",			\
	  .value = &(definition).milestone, .argument = "TITLE",	\
	  .help = "put it under this milestone" }

extern const char *const reviewers_from_names[];	/* --reviewers-from */
extern const char *shared_reviewers_from;	/* or NULL */

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
 * given (engine seconds or GOAL_WAIT_…). Usage error where they exclude each
 * other.
 */
void shared_goal(struct goal *goal, double unnamed);

extern const char *const shared_progress[];

/* --skip-archived is what happens anyway; kept for its familiar name. */
extern bool shared_skip_archived;

#endif
