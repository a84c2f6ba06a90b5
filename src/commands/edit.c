/* SPDX-License-Identifier: MIT */
/*
 * git multi edit: changes title, body, fields and draft state of the pull
 * requests of a campaign; only what is given.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/report.h"
#include "commands/choose-pulls.h"
#include "commands/commands.h"
#include "commands/given-text.h"
#include "commands/shared-options.h"
#include "commands/talking.h"

static struct work_options work_options = WORK_OPTIONS_INIT;
static struct talk talk = {
	.labels = STRVEC_INIT, .reviewers = STRVEC_INIT,
	.teams = STRVEC_INIT, .assignees = STRVEC_INIT,
	.no_labels = STRVEC_INIT, .no_reviewers = STRVEC_INIT,
	.no_teams = STRVEC_INIT, .no_assignees = STRVEC_INIT
};
static bool no_milestone, again;

static int set_draft(const struct opt *opt, const char *argument,
		     struct strbuf *err)
{
	enum pull_draft wish = !strcmp(opt->name, "draft") ? DRAFT_BECOMES
							   : DRAFT_ENDS;

	(void)argument;
	if (talk.draft != DRAFT_STAYS && talk.draft != wish) {
		strbuf_addstr(err, "'--draft' and '--ready' exclude each "
			      "other");
		return -1;
	}
	talk.draft = wish;
	return 0;
}

#define WORDS(option, list, what, words)				\
	{ .kind = OPT_CALL, .name = (option), .value = &(list),		\
	  .argument = (what), .help = (words), .flags = OPT_NONEG,	\
	  .call = shared_words }

static const struct opt options[] = {
	{ .kind = OPT_STRING, .name = "title", .value = &talk.title,
	  .argument = "TEXT", .help = "give them this title" },
	{ .kind = OPT_STRING, .name = "body", .value = &talk.body,
	  .argument = "TEXT|FILE", .help = "give them this body" },
	WORDS("label", talk.labels, "NAME,...", "add labels"),
	WORDS("remove-label", talk.no_labels, "NAME,...", "remove labels"),
	{ .kind = OPT_BOOL, .name = "create-labels",
	  .value = &talk.create_labels,
	  .help = "make the labels that a repository does not have" },
	WORDS("reviewer", talk.reviewers, "LOGIN,...",
	      "ask them for a review (ORG/TEAM: a team)"),
	WORDS("remove-reviewer", talk.no_reviewers, "LOGIN,...",
	      "ask them no longer"),
	WORDS("team-reviewer", talk.teams, "TEAM,...",
	      "ask these teams for a review"),
	WORDS("remove-team-reviewer", talk.no_teams, "TEAM,...",
	      "ask these teams no longer"),
	WORDS("assignee", talk.assignees, "LOGIN,...",
	      "assign them, too (@me: yourself)"),
	WORDS("remove-assignee", talk.no_assignees, "LOGIN,...",
	      "assign them no longer"),
	{ .kind = OPT_STRING, .name = "milestone", .value = &talk.milestone,
	  .argument = "TITLE", .help = "put them under this milestone",
	  .flags = OPT_NONEG },
	{ .kind = OPT_BOOL, .name = "remove-milestone",
	  .value = &no_milestone, .flags = OPT_NONEG,
	  .help = "put them under none" },
	{ .kind = OPT_CALL, .name = "draft", .flags = OPT_NONEG | OPT_NOARG,
	  .help = "make them drafts", .call = set_draft },
	{ .kind = OPT_CALL, .name = "ready", .flags = OPT_NONEG | OPT_NOARG,
	  .help = "make them drafts no longer", .call = set_draft },
	{ .kind = OPT_BOOL, .name = "again", .value = &again,
	  .flags = OPT_NONEG,
	  .help = "also where the same edit was made already" },
	{ .kind = OPT_INT, .name = "first", .value = &work_options.first,
	  .argument = "N", .help = "do N repositories and stop" },
	FOR_OPTION(work_options),
	NARROW_OPTIONS,
	BY_BRANCH_OPTION,
	WORK_OPTIONS(work_options),
	{ .kind = OPT_END }
};

/* As run takes them: whoever is named with a slash is a team. */
static void move_teams(struct strvec *people, struct strvec *teams)
{
	size_t i = 0;

	while (i < people->nr) {
		if (strchr(people->v[i], '/')) {
			strvec_push(teams, people->v[i]);
			strvec_remove(people, i);
		} else {
			i++;
		}
	}
}

static void check_both(const struct command *command, const char *option,
		       const struct strvec *more, const struct strvec *less)
{
	size_t i;

	for (i = 0; i < less->nr; i++)
		if (strvec_has(more, less->v[i]))
			command_usage(command, "'%s' is to be added and "
				      "removed by '--%s' and '--remove-%s'",
				      less->v[i], option, option);
}

static void complete(const struct command *command)
{
	talk.body = given_text_or_file(command, "--body", talk.body);
	if (talk.title && !*talk.title)
		command_usage(command, "the title is empty");
	given_text_check(command, "the title", talk.title);
	given_text_check(command, "the body", talk.body);
	if (talk.milestone && no_milestone)
		command_usage(command, "'--milestone' and "
			      "'--remove-milestone' exclude each other");
	if (talk.milestone && !*talk.milestone)
		command_usage(command, "option '--milestone': it is empty");
	if (no_milestone)
		talk.milestone = xstrdup("");
	move_teams(&talk.reviewers, &talk.teams);
	move_teams(&talk.no_reviewers, &talk.no_teams);
	check_both(command, "label", &talk.labels, &talk.no_labels);
	check_both(command, "reviewer", &talk.reviewers, &talk.no_reviewers);
	check_both(command, "team-reviewer", &talk.teams, &talk.no_teams);
	check_both(command, "assignee", &talk.assignees, &talk.no_assignees);
	if (!talk_changes(&talk))
		command_usage(command, "what is to be changed? for example "
			      "--title, --label or --ready");
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec rest = STRVEC_INIT;
	int code;

	command_options(command, argc, argv, &rest);
	complete(command);
	work_setup(&work_options);
	code = talking_command(&rest, &talk, again, &work_options);
	talk_release(&talk);
	strvec_clear(&rest);
	choose_pulls_release();
	work_options_release(&work_options);
	return code;
}

static const char *const usage[] = {
	"git multi edit [options] [CAMPAIGN [REPO...]]",
	"git multi edit [options] --pulls-by-branch NAME REPO...", NULL
};

const struct command cmd_edit = {
	.name = "edit",
	.summary = "change title, body, labels, people or draft state",
	.phase = PHASE_SHEPHERD,
	.usage = usage,
	.options = options,
	.run = run,
};
