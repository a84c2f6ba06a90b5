/* SPDX-License-Identifier: MIT */
/*
 * git multi diff: what a campaign would change, or has changed. Repositories
 * that it changes alike are shown once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/report.h"
#include "campaign/decide.h"
#include "commands/changes.h"
#include "commands/choose.h"
#include "commands/commands.h"
#include "commands/diff-print.h"
#include "commands/diff-review.h"
#include "commands/fields.h"
#include "commands/shared-options.h"

static struct work_options work_options = WORK_OPTIONS_INIT;
static bool only_stat, name_only, apart, interactive;

static const struct field diff_fields[] = {
	{ "task", FIELD_TEXT, "REPOSITORY" },
	{ "host", FIELD_TEXT, NULL },
	{ "owner", FIELD_TEXT, NULL },
	{ "name", FIELD_TEXT, NULL },
	{ "forge", FIELD_TEXT, NULL },
	{ "url", FIELD_TEXT, NULL },
	{ "base", FIELD_TEXT, NULL },
	{ "commit", FIELD_TEXT, NULL },
	{ "branch", FIELD_TEXT, NULL },
	{ "result", FIELD_TEXT, NULL },
	{ "class", FIELD_TEXT, NULL },
	{ "reason", FIELD_TEXT, NULL },
	{ "pull.number", FIELD_NUMBER, NULL },
	{ "pull.url", FIELD_TEXT, NULL },
	{ "pull.state", FIELD_TEXT, NULL },
	{ "group", FIELD_TEXT, NULL },
	{ "files", FIELD_NUMBER, NULL },
	{ "insertions", FIELD_NUMBER, NULL },
	{ "deletions", FIELD_NUMBER, NULL },
	{ "decision", FIELD_TEXT, NULL },
	{ NULL, FIELD_TEXT, NULL }
};

static int take_json(const struct opt *opt, const char *argument,
		     struct strbuf *err)
{
	return output_json(diff_fields, opt, argument, err);
}

static int take_text(const struct opt *opt, const char *argument,
		     struct strbuf *err)
{
	return output_text(diff_fields, opt, argument, err);
}

static const struct opt options[] = {
	{ .kind = OPT_BOOL, .name = "stat", .value = &only_stat,
	  .flags = OPT_NONEG, .help = "files and numbers of lines only" },
	{ .kind = OPT_BOOL, .name = "name-only", .value = &name_only,
	  .flags = OPT_NONEG, .help = "names of the changed files only" },
	{ .kind = OPT_BOOL, .name = "no-group", .value = &apart,
	  .flags = OPT_NONEG,
	  .help = "each repository's own, also where it is the same" },
	{ .kind = OPT_BOOL, .name = "interactive", .value = &interactive,
	  .flags = OPT_NONEG,
	  .help = "keep, edit or drop each before it is published" },
	{ .kind = OPT_INT, .letter = 'j', .name = "jobs",
	  .value = &work_options.jobs, .argument = "N",
	  .help = "local processes at once (default: the CPUs)" },
	{ .kind = OPT_CHOICE, .name = "progress",
	  .value = &work_options.progress, .argument = "HOW",
	  .choices = shared_progress, .help = "how to show what goes on" },
	{ .kind = OPT_BOOL, .letter = 'q', .name = "quiet",
	  .value = &work_options.quiet, .help = "say only what is wrong" },
	TRACE_OPTION(work_options),
	OUTPUT_OPTIONS(work_options.format, take_json, take_text),
	SCREEN_OPTIONS,
	{ .kind = OPT_END }
};

static enum diff_manner manner(void)
{
	return only_stat ? DIFF_STAT : name_only ? DIFF_NAMES : DIFF_WHOLE;
}

/* ---- rows ------------------------------------------------------- */

static void add_row(struct rows *rows, const struct change *change)
{
	const char *values[ARRAY_SIZE(diff_fields)];
	char files[32], insertions[32], deletions[32];
	struct value_room room;
	struct strbuf id = STRBUF_INIT;
	size_t i;

	change_group_id(change->group, &id);
	snprintf(files, sizeof(files), "%zu", change->patch.files);
	snprintf(insertions, sizeof(insertions), "%llu",
		 change->patch.insertions);
	snprintf(deletions, sizeof(deletions), "%llu",
		 change->patch.deletions);
	for (i = 0; diff_fields[i].name; i++) {
		const char *name = diff_fields[i].name;

		values[i] = !strcmp(name, "group") ? id.buf :
			    !strcmp(name, "files") ? files :
			    !strcmp(name, "insertions") ? insertions :
			    !strcmp(name, "deletions") ? deletions :
			    !strcmp(name, "decision") ?
			    decision_name(task_decision(change->task)) :
			    task_value(change->task, name, &room);
	}
	rows_add(rows, values, COLOR_PLAIN);
	strbuf_release(&id);
}

static void show_rows(const struct changes *changes)
{
	struct rows rows;
	size_t i;

	rows_begin(&rows, diff_fields, &work_options.format);
	for (i = 0; i < changes->nr; i++)
		if (changes->v[i].group)
			add_row(&rows, &changes->v[i]);
	rows_end(&rows);
}

/* ---- diffs ------------------------------------------------------- */

static void show_change(struct change *const *members, size_t nr)
{
	struct task **tasks = xcalloc(nr, sizeof(*tasks));
	struct strbuf note = STRBUF_INIT;
	size_t i;

	for (i = 0; i < nr; i++)
		tasks[i] = members[i]->task;
	diff_decisions(tasks, nr, &note);
	diff_print_head(members, nr, note.buf);
	diff_print(members[0], manner());
	strbuf_release(&note);
	free(tasks);
}

static void show_diffs(const struct changes *changes)
{
	const struct change_group *group;
	size_t i;

	command_page();
	for (group = apart ? NULL : changes->groups; group;
	     group = group->next) {
		struct change **members = changes_members(changes, group);

		show_change(members, group->nr);
		free(members);
	}
	for (i = 0; apart && i < changes->nr; i++) {
		struct change *change = &changes->v[i];

		if (change->group)
			show_change(&change, 1);
	}
}

static struct campaign *read_campaign(const struct strvec *words)
{
	char *name = choose_campaign(words->nr ? words->v[0] : NULL,
				     choose_with_commits, "with commits");
	struct strbuf err = STRBUF_INIT;
	struct campaign *c = campaign_read(name, &err);
	size_t i;

	if (!c)
		die("%s", err.buf);
	for (i = 0; i < c->nr; i++)
		c->tasks[i]->selected = words->nr < 2;
	for (i = 1; i < words->nr; i++) {
		struct task *task = choose_task(c, words->v[i]);

		if (!task->facts.commit)
			die("'%s' was not changed: it has no commit",
			    task->key);
		task->selected = true;
	}
	free(name);
	strbuf_release(&err);
	return c;
}

static int show(const struct strvec *words)
{
	struct campaign *c = read_campaign(words);
	struct changes changes;
	int code;

	changes_read(&changes, c, &work_options);
	if (!changes.nr)
		say("campaign '%s': nothing is changed", c->name);
	if (row_format_is_table(&work_options.format))
		show_diffs(&changes);
	else
		show_rows(&changes);
	code = changes.failed ? EXIT_SOME_FAILED : EXIT_FINE;
	changes_release(&changes);
	campaign_free(c);
	return code;
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec words = STRVEC_INIT;
	int code;

	command_options(command, argc, argv, &words);
	if (only_stat && name_only)
		command_usage(command, "'--stat' and '--name-only' exclude "
			      "each other");
	if (interactive && !row_format_is_table(&work_options.format))
		command_usage(command, "'--interactive' asks a person: there "
			      "are no rows for programs");
	work_setup(&work_options);
	code = interactive ? diff_review(&words, manner(), apart, &work_options)
			   : show(&words);
	strvec_clear(&words);
	work_options_release(&work_options);
	return command_done(code);
}

static const char *const usage[] = {
	"git multi diff [options] [CAMPAIGN [REPO...]]",
	"git multi diff --interactive [options] [CAMPAIGN [REPO...]]",
	NULL
};

const struct command cmd_diff = {
	.name = "diff",
	.summary = "what a campaign would change, or has changed",
	.phase = PHASE_CHANGE,
	.usage = usage,
	.options = options,
	.run = run,
};
