/* SPDX-License-Identifier: MIT */
/*
 * git multi drop: takes repositories out of a campaign, or in again.
 */
#include <stdlib.h>

#include "base/report.h"
#include "campaign/decide.h"
#include "campaign/splitting.h"
#include "commands/changes.h"
#include "commands/choose.h"
#include "commands/commands.h"
#include "commands/shared-options.h"
#include "commands/work.h"

static struct work_options work_options = WORK_OPTIONS_INIT;
static struct strvec groups = STRVEC_INIT;
static bool undo;

static const struct opt options[] = {
	{ .kind = OPT_LIST, .name = "group", .value = &groups,
	  .argument = "ID", .help = "all that are changed alike, see diff" },
	{ .kind = OPT_BOOL, .name = "undo", .value = &undo,
	  .flags = OPT_NONEG, .help = "take dropped ones in again" },
	{ .kind = OPT_BOOL, .letter = 'q', .name = "quiet",
	  .value = &work_options.quiet, .help = "say only what is wrong" },
	SCREEN_OPTIONS,
	{ .kind = OPT_END }
};

/* The keys of the groups' repositories; the campaign is only read. */
static void add_groups(const char *name, struct strvec *keys)
{
	struct strbuf err = STRBUF_INIT;
	struct campaign *c = campaign_read(name, &err);
	struct changes changes;
	size_t i, k;

	if (!c)
		die("%s", err.buf);
	for (i = 0; i < c->nr; i++)
		c->tasks[i]->selected = true;
	changes_read(&changes, c, &work_options);
	for (i = 0; i < groups.nr; i++) {
		const struct change_group *group =
			changes_group(&changes, groups.v[i]);

		for (k = 0; k < changes.nr; k++)
			if (changes.v[k].group == group)
				strvec_push(keys, changes.v[k].task->key);
	}
	changes_release(&changes);
	campaign_free(c);
	strbuf_release(&err);
}

/* All or none: a campaign that is dropped in half is what nobody wanted. */
static void check_pulls(const struct campaign *c)
{
	size_t i, open = 0;

	for (i = 0; i < c->nr; i++) {
		const struct task *task = c->tasks[i];

		if (!task->selected || task->facts.pull.state != PULL_OPEN)
			continue;
		error("'%s' has an open pull request: %s", task->key,
		      task->facts.pull.url ? task->facts.pull.url : "");
		open++;
	}
	if (!open)
		return;
	hint("multiDrop", "close it first: 'git multi close %s REPO'",
	     c->name);
	exit(EXIT_FATAL);
}

static size_t drop_selected(struct campaign *c)
{
	struct strbuf err = STRBUF_INIT;
	size_t i = 0, nr = 0, pushed = 0;

	while (i < c->nr) {
		struct task *task = c->tasks[i];

		if (!task->selected) {
			i++;
			continue;
		}
		nr++;
		pushed += task->facts.pushed;
		if (campaign_drop(c, task, &err) < 0)
			die("%s", err.buf);
	}
	if (pushed)
		say("the branches that were pushed in %zu of them stay there",
		    pushed);
	strbuf_release(&err);
	return nr;
}

static void drop(struct campaign *c, const struct strvec *keys)
{
	size_t i, nr;

	for (i = 0; i < keys->nr; i++)
		choose_task(c, keys->v[i])->selected = true;
	if (!groups.nr)
		split_select(c);
	check_pulls(c);
	nr = drop_selected(c);
	say("campaign '%s': dropped %zu repositor%s, %zu are left", c->name,
	    nr, nr == 1 ? "y" : "ies", c->nr);
	if (choose_to_publish(c) && c->goal.dry_run)
		hint("multiPublish", "send the others: 'git multi publish "
		     "%s'", c->name);
	hint("multiDrop", "take them in again: 'git multi drop --undo %s%s'",
	     c->name, nr == 1 ? " REPO" : " [REPO...]");
}

/* ---- and back ------------------------------------------------------- */

static void select_dropped(struct campaign *c, size_t from, const char *word)
{
	struct task *task = choose_task(c, word);
	size_t i;

	for (i = from; i < c->nr && c->tasks[i] != task;)
		i++;
	if (i == c->nr)
		die("'%s' was not dropped", task->key);
	task->selected = true;
}

/* The dropped stand behind the others at first, so that they can be named. */
static void undrop(struct campaign *c, const struct strvec *keys)
{
	struct strbuf err = STRBUF_INIT;
	size_t others = c->nr, nr = 0, i;

	while (c->dropped_nr)
		campaign_move(c, c->dropped[0], false);
	for (i = others; i < c->nr; i++)
		c->tasks[i]->selected = !keys->nr;
	for (i = 0; i < keys->nr; i++)
		select_dropped(c, others, keys->v[i]);
	split_select(c);
	for (i = c->nr; i-- > others;) {
		struct task *task = c->tasks[i];

		campaign_move(c, task, true);
		nr += task->selected;
		if (task->selected && campaign_undrop(c, task, &err) < 0)
			die("%s", err.buf);
	}
	say("campaign '%s': took %zu repositor%s in again", c->name, nr,
	    nr == 1 ? "y" : "ies");
	if (nr && decide_left(c))
		hint("multiReview", "decide on them: 'git multi diff "
		     "--interactive %s'", c->name);
	else if (nr)
		hint("multiResume", "go on with 'git multi %s %s'",
		     c->goal.dry_run ? "publish" : "resume", c->name);
	strbuf_release(&err);
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec words = STRVEC_INIT, keys = STRVEC_INIT;
	struct campaign *c;

	command_options(command, argc, argv, &words);
	work_setup(&work_options);
	choose_before(&words);
	if (undo && groups.nr)
		command_usage(command, "'--undo' takes repositories, not "
			      "groups");
	if (!undo && words.nr == 1 && !groups.nr)
		command_usage(command, "which repositories? name them, or "
			      "groups of them with --group");
	strvec_pushv(&keys, (const char *const *)words.v + 1);
	if (groups.nr) {
		char *name = choose_campaign(words.v[0], choose_any, "");

		add_groups(name, &keys);
		free(name);
	}
	c = choose_to_work(words.v[0], choose_any, "");
	if (undo)
		undrop(c, &keys);
	else
		drop(c, &keys);
	campaign_free(c);
	strvec_clear(&keys);
	strvec_clear(&words);
	strvec_clear(&groups);
	work_options_release(&work_options);
	return command_done(EXIT_FINE);
}

static const char *const usage[] = {
	"git multi drop [options] [CAMPAIGN] REPO...",
	"git multi drop --group ID [options] [CAMPAIGN [REPO...]]",
	"git multi drop --undo [options] [CAMPAIGN [REPO...]]",
	NULL
};

const struct command cmd_drop = {
	.name = "drop",
	.summary = "take repositories out of a campaign",
	.phase = PHASE_CHANGE,
	.usage = usage,
	.options = options,
	.run = run,
};
