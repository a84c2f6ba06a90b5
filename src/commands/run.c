/* SPDX-License-Identifier: MIT */
/*
 * git multi run: one change, many repositories, from list to pull requests.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/bundle.h"
#include "campaign/part.h"
#include "campaign/selection.h"
#include "campaign/splitting.h"
#include "commands/ask.h"
#include "commands/commands.h"
#include "commands/fields.h"
#include "commands/reviewed.h"
#include "commands/run-define.h"
#include "commands/run-words.h"
#include "commands/select.h"
#include "commands/shared-options.h"
#include "commands/work.h"

static struct work_options work_options = WORK_OPTIONS_INIT;
static struct selection selection = SELECTION_INIT;
static struct definition definition;
static struct run_text given = { .if_exists = "resume" };
static bool again, dry_run;

static const char *const if_exists_choices[] = {
	"resume", "append", "replace", "fail", "skip", NULL
};

/* --clone-to is seen from where the user stands. */
static int take_clone_to(const struct opt *opt, const char *argument,
			 struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;

	(void)opt;
	if (!*argument) {
		strbuf_addstr(err, "it needs a folder");
		return -1;
	}
	file_absolute(&path, argument);
	free(definition.clone_to);
	definition.clone_to = strbuf_detach(&path);
	return 0;
}

/* --wait-to-merge=3min: a familiar name of --merge --wait=3min. */
static int wait_to_merge(const struct opt *opt, const char *argument,
			 struct strbuf *err)
{
	shared_merge.merge = true;
	return shared_wait(opt, argument, err);
}

/* The token's own account, where no owner is named. */
static int take_fork(const struct opt *opt, const char *argument,
		     struct strbuf *err)
{
	(void)opt;
	if (argument && (!*argument || strchr(argument, ':'))) {
		strbuf_addf(err, "'%s' is no owner", argument);
		return -1;
	}
	replace_string(&definition.fork, argument ? argument : "@me");
	return 0;
}

/* A slash at the end is what a shell puts behind a folder's name. */
static int take_split_by(const struct opt *opt, const char *argument,
			 struct strbuf *err)
{
	struct strbuf glob = STRBUF_INIT;
	int ret;

	(void)opt;
	strbuf_addstr(&glob, argument);
	if (glob.len > 1 && glob.buf[glob.len - 1] == '/')
		strbuf_setlen(&glob, glob.len - 1);
	ret = part_check(glob.buf, err);
	if (!ret)
		strvec_push(&definition.split_by, glob.buf);
	strbuf_release(&glob);
	return ret;
}

static const struct opt options[] = {
	{ .kind = OPT_GROUP, .help = "Selection: which repositories" },
	SELECTION_OPTIONS(selection),

	{ .kind = OPT_GROUP, .help = "The change" },
	{ .kind = OPT_STRING, .name = "sh", .value = &definition.sh,
	  .argument = "TEXT", .help = "run TEXT by the shell" },
	{ .kind = OPT_STRING, .name = "patch", .value = &given.patch,
	  .argument = "FILE", .complete = "file",
	  .help = "apply a diff, or the patches of a mailbox" },
	{ .kind = OPT_BOOL, .name = "keep-commits",
	  .value = &definition.keep_commits,
	  .help = "keep the commits that the command makes" },
	{ .kind = OPT_CALL, .name = "split-by", .argument = "DIR-GLOB",
	  .call = take_split_by, .flags = OPT_NONEG,
	  .help = "a pull request for each such folder of a repository" },
	{ .kind = OPT_BOOL, .name = "api-commit",
	  .value = &definition.api_commit,
	  .help = "let the forge make the commit, and sign it" },
	{ .kind = OPT_STRING, .name = "test", .value = &definition.test,
	  .argument = "COMMAND",
	  .help = "go on only where this shell command succeeds" },
	{ .kind = OPT_BOOL, .name = "test-baseline",
	  .value = &definition.test_baseline,
	  .help = "run the test before the change, too" },
	{ .kind = OPT_DURATION, .name = "timeout",
	  .value = &definition.timeout, .argument = "DURATION",
	  .help = "end command or test after so long (90s, 3min, 1h)" },
	{ .kind = OPT_STRING, .name = "depth", .value = &given.depth,
	  .argument = "N|full", .help = "commits of history (default 1)" },
	{ .kind = OPT_BOOL, .name = "tags", .value = &definition.tags,
	  .help = "fetch tags too" },
	{ .kind = OPT_BOOL, .name = "lfs", .value = &definition.lfs,
	  .help = "check out Git LFS files, not their pointers" },
	{ .kind = OPT_CALL, .letter = 'c', .name = "clone-to",
	  .argument = "DIR", .help = "make ordinary clones there; keep them",
	  .complete = "directory", .call = take_clone_to },

	{ .kind = OPT_GROUP, .help = "Commit and branch" },
	{ .kind = OPT_STRING, .letter = 'm', .name = "message",
	  .value = &given.message, .argument = "TEXT", .help = "commit message" },
	{ .kind = OPT_STRING, .letter = 'F', .name = "file",
	  .value = &given.message_file, .argument = "FILE", .complete = "file",
	  .help = "commit message from a file; - for stdin" },
	{ .kind = OPT_BOOL, .letter = 's', .name = "signoff",
	  .value = &definition.signoff, .help = "add a Signed-off-by line" },
	{ .kind = OPT_STRING, .name = "author", .value = &definition.author,
	  .argument = "AUTHOR", .help = "author of the commits" },
	{ .kind = OPT_LIST, .name = "trailer", .value = &definition.trailers,
	  .argument = "KEY=VALUE", .help = "add a trailer to the message" },
	{ .kind = OPT_BOOL, .name = "no-verify",
	  .value = &definition.no_verify, .flags = OPT_NONEG,
	  .help = "run no pre-commit and commit-msg hooks" },
	{ .kind = OPT_BOOL, .name = "skip-ci", .value = &given.skip_ci,
	  .help = "add [skip ci] to the message" },
	{ .kind = OPT_STRING, .name = "branch", .value = &definition.branch,
	  .argument = "NAME",
	  .help = "the branch to push (default multi/CAMPAIGN)" },
	{ .kind = OPT_STRING, .name = "base", .value = &definition.base,
	  .argument = "BRANCH",
	  .help = "the branch to start from and to go to" },
	{ .kind = OPT_STRING, .name = "target-branch",
	  .value = &definition.base, .argument = "BRANCH",
	  .help = "the same as --base", .flags = OPT_HIDDEN },
	{ .kind = OPT_CHOICE, .name = "if-exists", .value = &given.if_exists,
	  .argument = "WHAT", .choices = if_exists_choices,
	  .help = "where the branch is there already" },
	{ .kind = OPT_BOOL, .name = "force-over-others",
	  .value = &definition.force_over_others,
	  .help = "let --if-exists=replace replace others' commits, too" },
	{ .kind = OPT_CALL, .name = "fork", .argument = "OWNER|auto",
	  .flags = OPT_OPTARG | OPT_NONEG, .call = take_fork,
	  .help = "push to a fork, and open the pull request from it" },
	{ .kind = OPT_BOOL, .name = "direct", .value = &definition.direct,
	  .help = "push to the base itself, without a pull request" },
	{ .kind = OPT_LIST, .letter = 'o', .name = "push-option",
	  .value = &definition.push_options, .argument = "TEXT",
	  .help = "an option for the server, as of git push" },
	{ .kind = OPT_BOOL, .name = "push-only",
	  .value = &definition.push_only, .help = "open no pull request" },

	{ .kind = OPT_GROUP, .help = "Pull request" },
	{ .kind = OPT_STRING, .name = "title", .value = &given.title,
	  .argument = "TEXT",
	  .help = "title (default: the message's first line)" },
	{ .kind = OPT_STRING, .name = "pr-title", .value = &given.title,
	  .argument = "TEXT", .help = "the same as --title",
	  .flags = OPT_HIDDEN },
	{ .kind = OPT_STRING, .name = "body", .value = &given.body,
	  .argument = "TEXT|FILE",
	  .help = "body (default: the message's rest)" },
	{ .kind = OPT_STRING, .name = "description", .value = &given.body,
	  .argument = "TEXT|FILE", .help = "the same as --body",
	  .flags = OPT_HIDDEN },
	FIELD_OPTIONS(definition),
	{ .kind = OPT_BOOL, .name = "draft", .value = &definition.draft,
	  .help = "open it as a draft" },

	{ .kind = OPT_BOOL, .name = "merge", .value = &shared_merge.merge,
	  .help = "wait for the checks and merge" },
	MERGE_OPTIONS,
	{ .kind = OPT_CALL, .name = "wait-to-merge", .argument = "DURATION",
	  .help = "the same as --merge --wait=DURATION",
	  .flags = OPT_HIDDEN | OPT_NONEG, .call = wait_to_merge },

	{ .kind = OPT_GROUP, .help = "The run" },
	{ .kind = OPT_BOOL, .letter = 'n', .name = "dry-run",
	  .value = &dry_run,
	  .help = "keep the commits for review; push nothing" },
	{ .kind = OPT_BOOL, .name = "dry", .value = &dry_run,
	  .help = "the same as --dry-run", .flags = OPT_HIDDEN },
	{ .kind = OPT_STRING, .name = "campaign", .value = &given.campaign,
	  .argument = "NAME", .complete = "campaign",
	  .help = "name of the campaign (default: from branch or message)" },
	{ .kind = OPT_BOOL, .name = "again", .value = &again,
	  .help = "do all once more, with this definition" },
	{ .kind = OPT_INT, .name = "first", .value = &work_options.first,
	  .argument = "N", .help = "do N repositories and stop" },
	FOR_OPTION(work_options),
	WORK_OPTIONS(work_options),

	LATER("sandbox"),
	LATER("shard"),
	{ .kind = OPT_END }
};

/* ---- the campaign -------------------------------------------------------------- */

static void add_all(struct campaign *c, struct selected *list, size_t nr)
{
	struct strbuf err = STRBUF_INIT;
	struct task *task;
	size_t dropped = 0, i;

	for (i = 0; i < nr; i++) {
		if (campaign_add(c, list[i].key, &list[i].remote,
				 &list[i].settings, &task, &err) < 0)
			die("%s", err.buf);
		task->selected = !task->dropped;
		dropped += task->dropped;
	}
	split_select(c);
	if (dropped) {
		say("%zu repositor%s left out: dropped from the campaign",
		    dropped, dropped == 1 ? "y is" : "ies are");
		hint("multiDrop", "take them in again: 'git multi drop "
		     "--undo %s'", c->name);
	}
	strbuf_release(&err);
}

/*
 * The same definition goes on with the campaign; another one under its name
 * needs a word of the user's.
 */
static void agree(struct campaign *c)
{
	const struct definition *known = campaign_definition(c);
	struct strbuf err = STRBUF_INIT, what = STRBUF_INIT;

	if (known && known->adopted) {
		error("campaign '%s' has adopted pull requests, which no run "
		      "makes anew", c->name);
		hint("multiCampaign", "for another campaign: --campaign OTHER");
		exit(EXIT_FATAL);
	}
	if (known && definition_equal(known, &definition) && !again)
		return;
	if (known && !again) {
		definition_difference(known, &definition, &what);
		error("campaign '%s' is there already with another "
		      "definition (%s)", c->name, what.buf);
		hint("multiCampaign", "for another campaign: --campaign "
		     "OTHER\nfor all of this one once more, with the new "
		     "definition: git multi run --again ...\nfor its failed "
		     "ones, with the old definition and its files as they "
		     "are now: git multi retry %s", c->name);
		exit(EXIT_FATAL);
	}
	if (campaign_define(c, &definition, &err) < 0)
		die("%s", err.buf);
	strbuf_release(&what);
	strbuf_release(&err);
}

static void do_again(struct campaign *c)
{
	struct strbuf err = STRBUF_INIT;
	size_t i;

	for (i = 0; i < c->nr; i++) {
		struct task *task = c->tasks[i];

		if (task->selected && task->result &&
		    campaign_again(c, task, &err) < 0)
			die("%s", err.buf);
	}
	strbuf_release(&err);
}

/*
 * How far it is to go; a merge that was not asked for before is still to do
 * for those whose pull requests are open.
 */
static void set_goal(struct campaign *c)
{
	struct strbuf err = STRBUF_INIT;
	struct goal goal;
	size_t reopened, i;

	shared_goal(&goal, GOAL_WAIT_CHECKS);
	goal.dry_run = dry_run;
	if (!dry_run)
		reviewed_check(c);
	if (campaign_set_goal(c, &goal, &err) < 0)
		die("%s", err.buf);
	if (!dry_run && bundle_reopen(c, &reopened, &err) < 0)
		die("%s", err.buf);
	for (i = 0; goal.merge && !dry_run && i < c->nr; i++) {
		struct task *task = c->tasks[i];

		if (task->selected && task->result == RESULT_DONE &&
		    task->facts.pull.state == PULL_OPEN &&
		    campaign_again(c, task, &err) < 0)
			die("%s", err.buf);
	}
	strbuf_release(&err);
}

static int run_campaign(struct selected *list, size_t nr,
			struct host *hosts)
{
	struct strbuf err = STRBUF_INIT;
	struct campaign *c = campaign_open(given.campaign, true, &err);
	int code;

	if (!c)
		die("%s", err.buf);
	c->hosts = hosts;
	journal_hold(&c->journal);
	agree(c);
	add_all(c, list, nr);
	if (again)
		do_again(c);
	set_goal(c);
	if (journal_let_go(&c->journal, &err) < 0)
		die("%s", err.buf);
	if (!ask_before_work(c, &work_options)) {
		campaign_free(c);
		return EXIT_WORK_LEFT;
	}
	code = work(c, &work_options);
	campaign_free(c);
	return code;
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strbuf err = STRBUF_INIT;
	struct selected *list = NULL;
	struct host *hosts;
	size_t nr = 0;
	int code = EXIT_EMPTY;

	definition_init(&definition);
	run_words(command, argc, argv, &definition.command);
	work_setup(&work_options);
	select_check(command, &selection);
	run_define(command, &given, &definition);
	hosts = select_repositories(&selection, &work_options, &list, &nr);
	if (nr)
		code = run_campaign(list, nr, hosts);
	else
		select_none(hosts);
	selected_free(list, nr);
	selection_release(&selection);
	definition_release(&definition);
	work_options_release(&work_options);
	strbuf_release(&err);
	run_text_release(&given);
	return code;
}

static const char *const usage[] = {
	"git multi run SELECTION [options] [--] COMMAND [ARG...]",
	"git multi run SELECTION [options] --sh TEXT",
	"git multi run SELECTION [options] --patch FILE",
	NULL
};

const struct command cmd_run = {
	.name = "run",
	.summary = "change many repositories and open pull requests",
	.phase = PHASE_CHANGE,
	.usage = usage,
	.options = options,
	.run = run,
};
