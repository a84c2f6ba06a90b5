/* SPDX-License-Identifier: MIT */
/*
 * git multi run: one change, many repositories, from list to pull requests.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/selection.h"
#include "commands/ask.h"
#include "commands/commands.h"
#include "commands/fields.h"
#include "commands/run-words.h"
#include "commands/shared-options.h"
#include "commands/work.h"
#include "git/config.h"
#include "git/git.h"

#define MESSAGE_MAX (1u << 20)

static struct work_options work_options = WORK_OPTIONS_INIT;
static struct selection selection = SELECTION_INIT;
static struct definition definition;
static char *campaign_name, *message, *message_file, *title, *body;
static char *depth_text;
static bool again, skip_ci;

static const char *const if_exists_choices[] = {
	"resume", "fail", "skip", NULL
};
static const char *if_exists = "resume";
/* --clone-to is seen from where the user stands. */
static int take_clone_to(const struct opt *opt, const char *argument,
			 struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;

	(void)opt;
	if (!*argument) {
		strbuf_addstr(err, "'--clone-to' needs a folder");
		return -1;
	}
	file_absolute(&path, argument);
	free(definition.clone_to);
	definition.clone_to = strbuf_detach(&path);
	return 0;
}

static const struct opt options[] = {
	{ .kind = OPT_GROUP, .help = "Which repositories" },
	SELECTION_OPTIONS(selection),

	{ .kind = OPT_GROUP, .help = "The change" },
	{ .kind = OPT_STRING, .name = "sh", .value = &definition.sh,
	  .argument = "TEXT", .help = "run TEXT by the shell" },
	{ .kind = OPT_STRING, .name = "test", .value = &definition.test,
	  .argument = "COMMAND",
	  .help = "go on only where this shell command succeeds" },
	{ .kind = OPT_DURATION, .name = "timeout",
	  .value = &definition.timeout, .argument = "DURATION",
	  .help = "end command or test after so long (90s, 3min, 1h)" },
	{ .kind = OPT_STRING, .name = "depth", .value = &depth_text,
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
	  .value = &message, .argument = "TEXT", .help = "commit message" },
	{ .kind = OPT_STRING, .letter = 'F', .name = "file",
	  .value = &message_file, .argument = "FILE", .complete = "file",
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
	{ .kind = OPT_BOOL, .name = "skip-ci", .value = &skip_ci,
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
	{ .kind = OPT_CHOICE, .name = "if-exists", .value = &if_exists,
	  .argument = "WHAT", .choices = if_exists_choices,
	  .help = "where the branch is there already" },
	{ .kind = OPT_BOOL, .name = "push-only",
	  .value = &definition.push_only, .help = "open no pull request" },

	{ .kind = OPT_GROUP, .help = "Pull request" },
	{ .kind = OPT_STRING, .name = "title", .value = &title,
	  .argument = "TEXT",
	  .help = "title (default: the message's first line)" },
	{ .kind = OPT_STRING, .name = "pr-title", .value = &title,
	  .argument = "TEXT", .help = "the same as --title",
	  .flags = OPT_HIDDEN },
	{ .kind = OPT_STRING, .name = "body", .value = &body,
	  .argument = "TEXT|FILE",
	  .help = "body (default: the message's rest)" },
	{ .kind = OPT_STRING, .name = "description", .value = &body,
	  .argument = "TEXT|FILE", .help = "the same as --body",
	  .flags = OPT_HIDDEN },
	{ .kind = OPT_LIST, .name = "label", .value = &definition.labels,
	  .argument = "NAME", .help = "add a label" },
	{ .kind = OPT_BOOL, .name = "draft", .value = &definition.draft,
	  .help = "open it as a draft" },

	{ .kind = OPT_GROUP, .help = "The run" },
	{ .kind = OPT_STRING, .name = "campaign", .value = &campaign_name,
	  .argument = "NAME", .complete = "campaign",
	  .help = "name of the campaign (default: from branch or message)" },
	{ .kind = OPT_BOOL, .name = "again", .value = &again,
	  .help = "do all once more, with this definition" },
	{ .kind = OPT_INT, .name = "first", .value = &work_options.first,
	  .argument = "N", .help = "do N repositories and stop" },
	WORK_OPTIONS(work_options),

	LATER("merge"), LATER("wait"), LATER("wait-to-merge"),
	{ .kind = OPT_LATER, .letter = 'n', .name = "dry-run",
	  .flags = OPT_HIDDEN, .help = "" },
	LATER("dry"), LATER("no-checks"),
	LATER("method"), LATER("delete-branch"),
	LATER("auto-merge"), LATER("reviewer"),
	LATER("assignee"), LATER("milestone"), LATER("team"),
	LATER("reviewers-from"), LATER("max-reviewers"),
	LATER("patch"), LATER("test-baseline"),
	LATER("keep-commits"), LATER("fork"), LATER("direct"),
	LATER("push-option"), LATER("api-commit"),
	LATER("sandbox"), LATER("force-over-others"),
	LATER("waves"), LATER("soak"), LATER("stop-at"),
	LATER("for"), LATER("trace"), LATER("shard"),
	{ .kind = OPT_END }
};

/* ---- the definition ---------------------------------------------------------- */

/*
 * TEXT|FILE: a file that is there is read; one word with a dot or a slash
 * that is no file is a mistake, not a text (design.md part 3).
 */
static char *text_or_file(const struct command *command, const char *option,
			  char *value)
{
	struct strbuf text = STRBUF_INIT, err = STRBUF_INIT;

	if (!value)
		return NULL;
	if (!file_is_regular(value)) {
		if (*value && !strpbrk(value, " \t\n") &&
		    strpbrk(value, "./"))
			command_usage(command, "'%s %s' names no file; "
				      "write a text of several words, or the "
				      "path of a file", option, value);
		return value;
	}
	if (file_read(value, MESSAGE_MAX, &text, &err) < 0)
		die("%s", err.buf);
	strbuf_release(&err);
	free(value);
	return strbuf_detach(&text);
}

static void read_stdin(struct strbuf *out)
{
	char part[4096];
	size_t got;

	while ((got = fread(part, 1, sizeof(part), stdin)))
		strbuf_add(out, part, got);
	if (ferror(stdin))
		die("cannot read the message from stdin");
}

/* Without -m or -F the command line is the message. */
static void command_line(struct strbuf *out)
{
	size_t i;

	if (definition.sh) {
		strbuf_addstr(out, definition.sh);
		return;
	}
	for (i = 0; i < definition.command.nr; i++) {
		if (i)
			strbuf_addch(out, ' ');
		text_shell_quote(out, definition.command.v[i]);
	}
}

static void take_message(const struct command *command)
{
	struct strbuf text = STRBUF_INIT, err = STRBUF_INIT;

	if (message && message_file)
		command_usage(command, "'-m' and '-F' exclude each other");
	if (message)
		strbuf_addstr(&text, message);
	else if (message_file && !strcmp(message_file, "-"))
		read_stdin(&text);
	else if (message_file &&
		 file_read(message_file, MESSAGE_MAX, &text, &err) < 0)
		die("%s", err.buf);
	else if (!message_file)
		command_line(&text);
	strbuf_rtrim(&text);
	if (!text.len)
		command_usage(command, "the commit message is empty");
	if (strlen(text.buf) != text.len)
		command_usage(command, "the commit message has a NUL byte");
	definition.message = strbuf_detach(&text);
	strbuf_release(&err);
}

/* Title and body default to the message's first line and rest. */
static void take_title_and_body(const struct command *command)
{
	const char *end = strchr(definition.message, '\n');

	body = text_or_file(command, "--body", body);
	if (!title)
		title = end ? xstrndup(definition.message,
				       (size_t)(end - definition.message))
			    : xstrdup(definition.message);
	if (!body) {
		while (end && isspace((unsigned char)*end))
			end++;
		body = xstrdup(end ? end : "");
	}
	definition.title = title;
	definition.body = body;
	title = body = NULL;
}

static void skip_the_ci(void)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "%s\n\n[skip ci]", definition.message);
	free(definition.message);
	definition.message = strbuf_detach(&text);
}

static void take_depth(const struct command *command)
{
	char *end;
	long depth = 1;

	if (depth_text && !strcmp(depth_text, "full"))
		depth = 0;
	else if (depth_text) {
		depth = strtol(depth_text, &end, 10);
		if (*end || depth < 1 || depth > 1000000000)
			command_usage(command, "'--depth %s' is neither a "
				      "number from 1 nor 'full'",
				      depth_text);
	}
	definition.depth = (int)depth;
}

/* --campaign, else the branch, else a slug of the message's first line. */
static void take_name(const struct command *command)
{
	struct strbuf slug = STRBUF_INIT;

	if (campaign_name || definition.branch)
		text_slug(&slug, campaign_name ? campaign_name
					       : definition.branch);
	else
		text_slug(&slug, definition.title);
	if (!slug.len)
		command_usage(command, "no name for the campaign can be made "
			      "of its message; give one with --campaign");
	if (campaign_name && strcmp(campaign_name, slug.buf))
		command_usage(command, "'%s' cannot be a campaign's name; "
			      "'%s' can", campaign_name, slug.buf);
	free(campaign_name);
	campaign_name = strbuf_detach(&slug);
}

static void take_branch(const struct command *command)
{
	struct strbuf name = STRBUF_INIT, err = STRBUF_INIT;

	if (!definition.branch) {
		strbuf_addf(&name, "multi/%s", campaign_name);
		definition.branch = strbuf_detach(&name);
	}
	if (git_capture(&name, &err, "check-ref-format", "--branch",
			definition.branch, NULL) ||
	    strcmp(name.buf, definition.branch))
		command_usage(command, "'%s' is not a name for a branch",
			      definition.branch);
	strbuf_release(&name);
	strbuf_release(&err);
}

/* multi.timeout, where --timeout is not given. */
static void take_timeout(void)
{
	const char *setting = config_string("timeout");
	struct strbuf err = STRBUF_INIT;

	if (definition.timeout <= 0 && setting &&
	    date_parse_duration(setting, &definition.timeout, &err) < 0)
		die("multi.timeout: %s", err.buf);
}

static void define(const struct command *command)
{
	struct strbuf err = STRBUF_INIT;

	if (!definition.command.nr && !definition.sh)
		command_usage(command, "what is to be run? give a command "
			      "behind '--', or --sh TEXT");
	if (definition.command.nr && definition.sh)
		command_usage(command, "'--sh' and a command exclude each "
			      "other");
	take_message(command);
	take_title_and_body(command);
	take_depth(command);
	take_timeout();
	if (skip_ci)
		skip_the_ci();
	replace_string(&definition.if_exists, if_exists);
	take_name(command);
	take_branch(command);
	if (definition_find_files(&definition, &err) < 0)
		die("%s", err.buf);
	strbuf_release(&err);
}

/* ---- the campaign -------------------------------------------------------------- */

static void add_all(struct campaign *c, struct selected *list, size_t nr)
{
	struct strbuf err = STRBUF_INIT;
	struct task *task;
	size_t i;

	for (i = 0; i < nr; i++) {
		if (campaign_add(c, list[i].key, &list[i].remote,
				 &list[i].settings, &task, &err) < 0)
			die("%s", err.buf);
		task->selected = true;
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

static int run_campaign(struct selected *list, size_t nr)
{
	struct strbuf err = STRBUF_INIT;
	struct campaign *c = campaign_open(campaign_name, true, &err);
	int code;

	if (!c)
		die("%s", err.buf);
	agree(c);
	add_all(c, list, nr);
	if (again)
		do_again(c);
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
	size_t nr = 0;
	int code = EXIT_EMPTY;

	definition_init(&definition);
	run_words(command, argc, argv, &definition.command);
	work_setup(&work_options);
	if (!selection.repos.nr)
		command_usage(command, "which repositories? name them with "
			      "-r, or a list of them with -r FILE");
	define(command);
	if (selection_read(&selection, &list, &nr, &err) < 0)
		die("%s", err.buf);
	if (nr)
		code = run_campaign(list, nr);
	else
		error("the selection is empty");
	selected_free(list, nr);
	selection_release(&selection);
	definition_release(&definition);
	work_options_release(&work_options);
	strbuf_release(&err);
	free(campaign_name);
	free(message);
	free(message_file);
	free(depth_text);
	return code;
}

static const char *const usage[] = {
	"git multi run -r REPO|LIST [options] [--] COMMAND [ARG...]",
	"git multi run -r REPO|LIST [options] --sh TEXT",
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
