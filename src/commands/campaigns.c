/* SPDX-License-Identifier: MIT */
/*
 * git multi campaigns: list, show, rename, export, import, remove.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/paths.h"
#include "commands/campaigns-move.h"
#include "commands/campaigns-show.h"
#include "commands/choose.h"
#include "commands/commands.h"
#include "commands/fields.h"
#include "commands/folder.h"
#include "git/git.h"
#include "terminal/screen.h"

static struct row_format format = ROW_FORMAT_INIT;
static char *json, *row_text;
static bool json_given, force;

/* Which fields there are depends on the word behind: checked later. */
static int take_json(const struct opt *opt, const char *argument,
		     struct strbuf *err)
{
	(void)opt;
	(void)err;
	json_given = true;
	replace_string(&json, argument);
	return 0;
}

static int take_text(const struct opt *opt, const char *argument,
		     struct strbuf *err)
{
	(void)opt;
	(void)err;
	replace_string(&row_text, argument);
	return 0;
}

static const struct opt options[] = {
	{ .kind = OPT_BOOL, .name = "force", .value = &force,
	  .flags = OPT_NONEG, .help = "remove an unfinished one too" },
	OUTPUT_OPTIONS(format, take_json, take_text),
	SCREEN_OPTIONS,
	{ .kind = OPT_END }
};

static void apply_format(const struct command *command,
			 const struct field *fields)
{
	struct strbuf err = STRBUF_INIT;

	if (json_given && row_format_json(&format, json, fields, &err) < 0)
		command_usage(command, "%s", err.buf);
	if (row_text && row_format_text(&format, row_text, fields, &err) < 0)
		command_usage(command, "%s", err.buf);
	strbuf_release(&err);
}

static struct campaign *read_campaign(const char *name)
{
	struct strbuf err = STRBUF_INIT;
	struct campaign *c = campaign_read(name, &err);

	if (!c)
		die("%s", err.buf);
	strbuf_release(&err);
	return c;
}

/* ---- list and show -------------------------------------------------- */

static int list(const struct command *command, const struct strvec *words)
{
	if (words->nr > 1)
		command_usage(command, "'list' takes no name; 'show %s' does",
			      words->v[1]);
	apply_format(command, campaign_fields);
	command_page();
	campaigns_list(&format);
	return EXIT_FINE;
}

static int show(const struct command *command, const struct strvec *words)
{
	struct campaign *c;
	char *name;

	if (words->nr > 2)
		command_usage(command, "one campaign at a time");
	apply_format(command, task_fields);
	name = choose_campaign(words->nr > 1 ? words->v[1] : NULL,
			       choose_any, "");
	c = read_campaign(name);
	command_page();
	campaigns_show(c, &format);
	campaign_free(c);
	free(name);
	return EXIT_FINE;
}

/* ---- rename and remove ---------------------------------------------- */

static void path_of(const char *name, struct strbuf *folder)
{
	struct strbuf err = STRBUF_INIT;

	strbuf_reset(folder);
	if (paths_campaign(folder, name, &err) < 0)
		die("%s", err.buf);
	strbuf_release(&err);
}

/* What git knows of kept trees goes by their paths. */
static void repair_trees(const char *name)
{
	const char *argv[] = { "git", "-C", NULL, "worktree", "repair",
			       NULL };
	struct campaign *c = read_campaign(name);
	struct strbuf tree = STRBUF_INIT;
	struct strvec env = STRVEC_INIT;
	size_t i;

	git_environment(&env);
	for (i = 0; i < c->nr; i++) {
		strbuf_reset(&tree);
		task_tree_path(c->tasks[i], &tree);
		argv[2] = tree.buf;
		if (file_is_directory(tree.buf) &&
		    command_run_quietly(argv, &env))
			warning("the tree '%s' could not be repaired",
				tree.buf);
	}
	campaign_free(c);
	strbuf_release(&tree);
	strvec_clear(&env);
}

static int rename_one(const struct command *command,
		      const struct strvec *words)
{
	struct strbuf from = STRBUF_INIT, to = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;
	struct campaign *c;
	struct stat st;
	char *name;

	if (words->nr != 3)
		command_usage(command, "'rename' takes the old name and the "
			      "new one");
	name = choose_campaign(words->v[1], choose_any, "");
	path_of(words->v[2], &to);
	c = campaign_open(name, false, &err);	/* nobody works on it */
	if (!c)
		die("%s", err.buf);
	if (!lstat(to.buf, &st))
		die("there is a campaign '%s' already", words->v[2]);
	path_of(name, &from);
	if (rename(from.buf, to.buf) < 0)
		die("cannot rename '%s': %s", from.buf, strerror(errno));
	campaign_free(c);
	repair_trees(words->v[2]);
	say("campaign '%s' is now '%s'; its branch keeps its name", name,
	    words->v[2]);
	free(name);
	strbuf_release(&from);
	strbuf_release(&to);
	strbuf_release(&err);
	return EXIT_FINE;
}

/* Whether it may go; a sentence says why not. */
static bool may_go(const char *name)
{
	struct strbuf err = STRBUF_INIT;
	struct campaign *c = campaign_read(name, &err);
	bool open = c && choose_with_pulls(c);
	bool unfinished = c && (choose_unfinished(c) ||
				choose_to_publish(c));

	if (!c)
		error("%s", err.buf);
	else if (unfinished)
		error("campaign '%s' is not finished", name);
	else if (open)
		error("campaign '%s' has open pull requests, as far as it "
		      "knows", name);
	if (!c || unfinished || open)
		hint("multiRemove", "to remove it all the same: git multi "
		     "campaigns remove --force %s", name);
	campaign_free(c);
	strbuf_release(&err);
	return c && !unfinished && !open;
}

static bool remove_one(const char *word)
{
	char *name = choose_campaign(word, choose_any, "");
	struct strbuf folder = STRBUF_INIT, err = STRBUF_INIT;
	unsigned long long bytes = 0;
	bool gone = false;

	path_of(name, &folder);
	if (!force && !may_go(name))
		goto out;
	if (folder_remove(folder.buf, &bytes, &err) < 0) {
		error("%s", err.buf);
		goto out;
	}
	say("removed campaign '%s'", name);
	gone = true;
out:
	free(name);
	strbuf_release(&folder);
	strbuf_release(&err);
	return gone;
}

static int remove_all(const struct command *command,
		      const struct strvec *words)
{
	size_t i, kept = 0;

	if (words->nr < 2)
		command_usage(command, "which campaign?");
	for (i = 1; i < words->nr; i++)
		kept += !remove_one(words->v[i]);
	return !kept ? EXIT_FINE : kept == words->nr - 1 ? EXIT_ALL_FAILED
							 : EXIT_SOME_FAILED;
}

/* ---- which ---------------------------------------------------------- */

static const struct action {
	const char *name;
	int (*run)(const struct command *command, const struct strvec *words);
} actions[] = {
	{ "list", list }, { "show", show }, { "rename", rename_one },
	{ "export", campaigns_export }, { "import", campaigns_import },
	{ "remove", remove_all }, { NULL, NULL }
};

static const char *const later[] = {
	"merge", NULL
};

static const struct action *find_action(const struct command *command,
					const char *word)
{
	const char *names[ARRAY_SIZE(actions) + ARRAY_SIZE(later)] = { 0 };
	const char *near;
	size_t nr = 0, i;

	for (i = 0; actions[i].name; i++) {
		names[nr++] = actions[i].name;
		if (!strcmp(word, actions[i].name))
			return &actions[i];
	}
	for (i = 0; later[i]; i++) {
		names[nr++] = later[i];
		if (!strcmp(word, later[i]))
			command_usage(command, "'campaigns %s' is not there "
				      "yet", word);
	}
	if (!strcmp(word, "adopt"))
		command_usage(command, "that is a command of its own: 'git "
			      "multi adopt'");
	near = text_nearest(word, names);
	if (near)
		command_usage(command, "'%s' is nothing that campaigns can "
			      "do, did you mean '%s'", word, near);
	command_usage(command, "'%s' is nothing that campaigns can do", word);
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec words = STRVEC_INIT;
	const struct action *action = &actions[0];
	int code;

	command_options(command, argc, argv, &words);
	if (words.nr)
		action = find_action(command, words.v[0]);
	command_setup();
	code = action->run(command, &words);
	row_format_release(&format);
	free(json);
	free(row_text);
	strvec_clear(&words);
	return command_done(code);
}

static const char *const usage[] = {
	"git multi campaigns [options] [list]",
	"git multi campaigns [options] show [NAME]",
	"git multi campaigns rename OLD NEW",
	"git multi campaigns export [CAMPAIGN [FILE]]",
	"git multi campaigns import FILE",
	"git multi campaigns remove [--force] NAME...",
	NULL
};

const struct command cmd_campaigns = {
	.name = "campaigns",
	.summary = "list, show, rename, move, remove campaigns",
	.phase = PHASE_CARE,
	.usage = usage,
	.options = options,
	.run = run,
};
