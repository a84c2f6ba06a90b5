/* SPDX-License-Identifier: MIT */
/*
 * git multi retry: the failed ones again, with the command as it is now.
 */
#include <stdlib.h>
#include <string.h>

#include "base/report.h"
#include "base/text.h"
#include "campaign/splitting.h"
#include "commands/ask.h"
#include "commands/choose.h"
#include "commands/closing.h"
#include "commands/commands.h"
#include "commands/shared-options.h"
#include "commands/talking.h"
#include "commands/work.h"

static struct work_options work_options = WORK_OPTIONS_INIT;
static struct strvec classes = STRVEC_INIT;
static bool dry_run;

static const struct opt options[] = {
	{ .kind = OPT_LIST, .name = "class", .value = &classes,
	  .argument = "CLASS", .complete = "class",
	  .help = "only those that failed so (network, script, test ...)" },
	{ .kind = OPT_BOOL, .letter = 'n', .name = "dry-run",
	  .value = &dry_run,
	  .help = "make the commits only; 'publish' sends them" },
	FOR_OPTION(work_options),
	WORK_OPTIONS(work_options),
	{ .kind = OPT_END }
};

static void check_classes(const struct command *command)
{
	size_t i;

	for (i = 0; i < classes.nr; i++) {
		const char *near;

		if (failure_by_name(classes.v[i]))
			continue;
		near = text_nearest(classes.v[i], failure_names);
		if (near)
			command_usage(command, "'%s' is no class of failure, "
				      "did you mean '%s'", classes.v[i],
				      near);
		command_usage(command, "'%s' is no class of failure",
			      classes.v[i]);
	}
}

/* The named ones, or all that failed (of these classes). */
static void select_failed(struct campaign *c, const struct strvec *words)
{
	size_t i;

	for (i = 1; i < words->nr; i++)
		choose_task(c, words->v[i])->selected = true;
	split_select(c);
	for (i = 0; i < c->nr; i++) {
		struct task *task = c->tasks[i];
		bool fits = task->result == RESULT_FAILED &&
			    (!classes.nr ||
			     strvec_has(&classes,
					failure_name(task->failure)));

		if (words->nr < 2)
			task->selected = fits;
		else if (task->selected && classes.nr && !fits)
			task->selected = false;
	}
}

/* A refresh that failed is one again: what it may not replace stays so. */
static int again(struct campaign *c, struct task *task, struct strbuf *err)
{
	return task->refreshes ? campaign_refresh(c, task, err)
			       : campaign_again(c, task, err);
}

static size_t open_again(struct campaign *c)
{
	struct strbuf err = STRBUF_INIT;
	size_t i, nr = 0;

	for (i = 0; i < c->nr; i++) {
		struct task *task = c->tasks[i];

		if (!task->selected)
			continue;
		nr++;
		if (task->result && again(c, task, &err) < 0)
			die("%s", err.buf);
	}
	strbuf_release(&err);
	return nr;
}

/*
 * The files of the command may have been mended since: their present content
 * makes a new definition.
 */
static void take_files_as_they_are(struct campaign *c)
{
	struct definition now;
	struct strbuf err = STRBUF_INIT;

	definition_init(&now);
	if (definition_refresh(&now, campaign_definition(c), &err) < 0)
		die("%s", err.buf);
	if (!definition_equal(&now, campaign_definition(c)) &&
	    campaign_define(c, &now, &err) < 0)
		die("%s", err.buf);
	definition_release(&now);
	strbuf_release(&err);
}

static void only_commits(struct campaign *c)
{
	struct strbuf err = STRBUF_INIT;
	struct goal goal = c->goal;

	goal.dry_run = true;
	if (campaign_set_goal(c, &goal, &err) < 0)
		die("%s", err.buf);
	strbuf_release(&err);
}

/* Their close failed: it is gone on with, unless commits are asked for. */
static bool closes(struct campaign *c, size_t *others)
{
	size_t i;

	for (i = 0; dry_run && i < c->nr; i++)
		c->tasks[i]->selected &= !c->tasks[i]->closes;
	return closing_choose(c, NULL, others);
}

static int retry_close(struct campaign *c, size_t others)
{
	campaign_close(c);
	open_again(c);
	return closing_go_on(c, &work_options, others, "retry");
}

static bool has_failed(const struct task *task)
{
	return task->result == RESULT_FAILED;
}

/* A comment or an edit comes first: it is soon over. */
static bool choose_talk(struct campaign *c, const struct strvec *words,
			size_t *others)
{
	size_t i;

	if (classes.nr || dry_run)
		return false;
	for (i = 0; i < c->nr; i++)
		c->tasks[i]->selected = words->nr < 2;
	for (i = 1; i < words->nr; i++)
		choose_task(c, words->v[i])->selected = true;
	if (talking_choose(c, TALK_FAILED, has_failed, others))
		return true;
	for (i = 0; i < c->nr; i++)
		c->tasks[i]->selected = false;
	return false;
}

static int retry(struct campaign *c, const struct strvec *words)
{
	size_t others;

	if (choose_talk(c, words, &others))
		return talking_go_on(c, &work_options, others, "retry");
	select_failed(c, words);
	if (closes(c, &others))
		return retry_close(c, others);
	take_files_as_they_are(c);
	if (!open_again(c)) {
		say("campaign '%s': nothing to retry", c->name);
		return EXIT_FINE;
	}
	if (dry_run)
		only_commits(c);
	if (!ask_before_work(c, &work_options))
		return EXIT_WORK_LEFT;
	return work(c, &work_options);
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec words = STRVEC_INIT;
	struct campaign *c;
	int code;

	command_options(command, argc, argv, &words);
	check_classes(command);
	work_setup(&work_options);
	c = choose_to_work(words.nr ? words.v[0] : NULL, choose_failed,
			   "with failures");
	code = retry(c, &words);
	campaign_free(c);
	strvec_clear(&words);
	strvec_clear(&classes);
	work_options_release(&work_options);
	return code;
}

static const char *const usage[] = {
	"git multi retry [options] [CAMPAIGN [REPO...]]", NULL
};

const struct command cmd_retry = {
	.name = "retry",
	.summary = "do those that failed again",
	.phase = PHASE_CHANGE,
	.usage = usage,
	.options = options,
	.run = run,
};
