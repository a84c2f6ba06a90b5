/* SPDX-License-Identifier: MIT */
/*
 * git multi revert: a campaign that undoes what another one merged.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"
#include "commands/aside.h"
#include "commands/ask.h"
#include "commands/choose-pulls.h"
#include "commands/choose.h"
#include "commands/commands.h"
#include "commands/given-text.h"
#include "commands/select.h"
#include "commands/shared-options.h"
#include "commands/work.h"

static struct work_options work_options = WORK_OPTIONS_INIT;
static struct definition definition;
static char *campaign;
static bool dry_run;

static const struct opt options[] = {
	{ .kind = OPT_GROUP, .help = "The change" },
	{ .kind = OPT_STRING, .name = "test", .value = &definition.test,
	  .argument = "COMMAND",
	  .help = "go on only where this shell command succeeds" },
	{ .kind = OPT_DURATION, .name = "timeout",
	  .value = &definition.timeout, .argument = "DURATION",
	  .help = "end the test after so long (90s, 3min, 1h)" },
	{ .kind = OPT_GROUP, .help = "Pull request" },
	{ .kind = OPT_STRING, .name = "branch", .value = &definition.branch,
	  .argument = "NAME", .help = "branch (default: multi/revert-NAME)" },
	{ .kind = OPT_BOOL, .name = "draft", .value = &definition.draft,
	  .help = "open it as a draft" },
	{ .kind = OPT_GROUP, .help = "The run" },
	{ .kind = OPT_BOOL, .letter = 'n', .name = "dry-run",
	  .value = &dry_run,
	  .help = "make the commits only; 'publish' sends them" },
	{ .kind = OPT_STRING, .name = "campaign", .value = &campaign,
	  .argument = "NAME",
	  .help = "name of the new campaign (default: revert-NAME)" },
	{ .kind = OPT_INT, .name = "first", .value = &work_options.first,
	  .argument = "N", .help = "do N repositories and stop" },
	FOR_OPTION(work_options),
	NARROW_OPTIONS,
	WORK_OPTIONS(work_options),
	{ .kind = OPT_END }
};

/* One that was merged, and what undoing it needs to know. */
struct merged {
	char *key, *url;
	struct strvec settings;
};

static void add_setting(struct merged *merged, const char *name,
			const char *value)
{
	if (value && *value)
		strvec_pushf(&merged->settings, "%s=%s", name, value);
}

static void take(struct merged *merged, const struct task *task)
{
	const struct facts *facts = &task->facts;
	const char *title = facts->pull.title;

	merged->key = xstrdup(task->key);
	merged->url = xstrdup(task->remote.url);
	strvec_init(&merged->settings);
	add_setting(merged, "base", facts->pull.base ? facts->pull.base
						     : facts->base);
	add_setting(merged, "revert", facts->commit);
	if (facts->commits > 1)
		add_setting(merged, "revert_on", facts->made_on);
	add_setting(merged, "revert_url", facts->pull.url);
	add_setting(merged, "revert_title",
		    title ? title : task_definition(task)->title);
	if (facts->pull.head && !task_made(task, facts->pull.head))
		warning("%s: its pull request had commits of others, too, "
			"which are not reverted", task->key);
}

static bool has_pull(const struct task *task)
{
	return task->facts.pull.number > 0 && task->facts.commit;
}

static void say_untold(const struct task *task, const char *why)
{
	error("%s: %s", task->key, why);
}

static size_t find_merged(struct campaign *c, struct merged **list)
{
	struct aside *aside = aside_set(c);
	size_t i, nr = 0;

	work_ask(c, &work_options);
	if (!aside_back(c, aside, say_untold))
		die("campaign '%s': what was merged is not known of all; "
		    "nothing is done", c->name);
	*list = xcalloc(c->nr + 1, sizeof(**list));
	for (i = 0; i < c->nr; i++) {
		const struct task *task = c->tasks[i];

		if (task->selected &&
		    task->facts.pull.state == PULL_MERGED)
			take(&(*list)[nr++], task);
	}
	return nr;
}

static void define(const struct campaign *c)
{
	struct strbuf text = STRBUF_INIT;

	definition.reverts = xstrdup(c->name);
	strbuf_addf(&text, "Revert '%s'", c->name);
	definition.message = strbuf_detach(&text);
	replace_string(&definition.if_exists, "resume");
	definition.depth = 1;
	if (!campaign) {
		strbuf_addf(&text, "revert-%s", c->name);
		campaign = strbuf_detach(&text);
	}
	if (!definition.branch) {
		strbuf_addf(&text, "multi/%s", campaign);
		definition.branch = strbuf_detach(&text);
	}
	strbuf_release(&text);
}

static void agree(struct campaign *c)
{
	const struct definition *known = campaign_definition(c);
	struct strbuf err = STRBUF_INIT;

	if (known && definition_equal(known, &definition))
		return;
	if (known) {
		error("campaign '%s' is there already, for something else",
		      c->name);
		hint("multiCampaign", "for another campaign: git multi revert "
		     "--campaign OTHER");
		exit(EXIT_FATAL);
	}
	if (campaign_define(c, &definition, &err) < 0)
		die("%s", err.buf);
	strbuf_release(&err);
}

static void add_all(struct campaign *c, struct merged *list, size_t nr)
{
	struct strbuf err = STRBUF_INIT;
	struct task *task;
	size_t i;

	for (i = 0; i < nr; i++) {
		struct remote remote = REMOTE_INIT;

		if (remote_parse(list[i].url, &remote, &err) < 0 ||
		    campaign_add(c, list[i].key, &remote, &list[i].settings,
				 &task, &err) < 0)
			die("%s", err.buf);
		task->selected = !task->dropped;
	}
	strbuf_release(&err);
}

static int revert(struct merged *list, size_t nr, struct host *hosts)
{
	struct strbuf err = STRBUF_INIT;
	struct campaign *c = campaign_open(campaign, true, &err);
	struct goal goal;
	int code = EXIT_WORK_LEFT;

	if (!c)
		die("%s", err.buf);
	c->hosts = hosts;
	journal_hold(&c->journal);
	agree(c);
	add_all(c, list, nr);
	shared_goal(&goal, GOAL_WAIT_CHECKS);
	goal.dry_run = dry_run;
	if (campaign_set_goal(c, &goal, &err) < 0 ||
	    journal_let_go(&c->journal, &err) < 0)
		die("%s", err.buf);
	if (ask_before_work(c, &work_options))
		code = work(c, &work_options);
	campaign_free(c);
	return code;
}

static void free_list(struct merged *list, size_t nr)
{
	while (nr--) {
		free(list[nr].key);
		free(list[nr].url);
		strvec_clear(&list[nr].settings);
	}
	free(list);
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec rest = STRVEC_INIT;
	struct merged *list = NULL;
	struct host *hosts;
	struct campaign *c;
	size_t chosen, nr;
	int code = EXIT_EMPTY;

	definition_init(&definition);
	command_options(command, argc, argv, &rest);
	given_text_check(command, "--branch", definition.branch);
	work_setup(&work_options);
	choose_pulls_check();
	c = choose_to_work(rest.nr ? rest.v[0] : NULL, choose_any, "");
	if (campaign_definition(c)->adopted)
		die("campaign '%s' has no change to undo: its pull requests "
		    "were adopted", c->name);
	chosen = choose_pulls(c, &rest, has_pull, &work_options);
	nr = chosen ? find_merged(c, &list) : 0;
	if (!nr)
		error("campaign '%s': none of %zu pull request%s is merged",
		      c->name, chosen, chosen == 1 ? "" : "s");
	define(c);
	hosts = c->hosts;
	c->hosts = NULL;
	campaign_free(c);
	if (nr)
		code = revert(list, nr, hosts);
	else
		select_none(hosts);
	free_list(list, nr);
	definition_release(&definition);
	work_options_release(&work_options);
	choose_pulls_release();
	strvec_clear(&rest);
	free(campaign);
	return code;
}

static const char *const usage[] = {
	"git multi revert [options] [CAMPAIGN [REPO...]]", NULL
};

const struct command cmd_revert = {
	.name = "revert",
	.summary = "undo what was merged",
	.phase = PHASE_SHEPHERD,
	.usage = usage,
	.options = options,
	.run = run,
};
