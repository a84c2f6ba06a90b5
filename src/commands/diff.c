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
#include "base/text.h"
#include "commands/changes.h"
#include "commands/choose.h"
#include "commands/commands.h"
#include "commands/fields.h"
#include "commands/shared-options.h"
#include "git/config.h"
#include "git/git.h"
#include "terminal/screen.h"

#define NAMES_SHOWN 10

static struct work_options work_options = WORK_OPTIONS_INIT;
static bool only_stat, name_only, apart;

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

/* "# 3 repositories, group 3f2a91c: host/o/a, host/o/b, host/o/c" */
static void print_head(const struct changes *changes,
		       const struct change_group *group,
		       const struct change *only)
{
	size_t nr = only ? 1 : group->nr, named = 0, i;
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "# %zu repositor%s, group ", nr,
		    nr == 1 ? "y" : "ies");
	change_group_id(group, &text);
	for (i = 0; i < changes->nr && named < NAMES_SHOWN; i++) {
		const struct change *change = &changes->v[i];

		if (only ? change != only : change->group != group)
			continue;
		strbuf_addf(&text, "%s %s", named++ ? "," : ":",
			    change->task->key);
	}
	if (named < nr)
		strbuf_addf(&text, " and %zu more", nr - named);
	printf("%s%s%s\n", screen_color(stdout, COLOR_BOLD), text.buf,
	       screen_plain(stdout));
	strbuf_release(&text);
}

/* As git's own setting for diffs says, where ours lets it have colours. */
static bool is_colored(void)
{
	const char *setting = config_value("color.diff");

	return *screen_color(stdout, COLOR_BOLD) &&
	       (command_screen.color || !setting ||
		(strcmp(setting, "false") && strcmp(setting, "never")));
}

/* The length of a sequence that only sets colours, as git's do; 0: none. */
static size_t color_sequence(const char *s)
{
	size_t len;

	if (s[0] != '\033' || s[1] != '[')
		return 0;
	len = 2 + strspn(s + 2, "0123456789;");
	return s[len] == 'm' ? len + 1 : 0;
}

/*
 * Where a person looks at it, what a repository holds is shown with control
 * characters replaced; git's colours stay.
 */
static void print_clean(const struct strbuf *text)
{
	struct strbuf out = STRBUF_INIT;
	size_t done = 0, i = 0, len;

	while (i < text->len) {
		len = color_sequence(text->buf + i);
		if (!len) {
			i++;
			continue;
		}
		text_clean(&out, text->buf + done, i - done, true);
		strbuf_add(&out, text->buf + i, len);
		done = i += len;
	}
	text_clean(&out, text->buf + done, text->len - done, true);
	fwrite(out.buf, 1, out.len, stdout);
	strbuf_release(&out);
}

/* By git itself, with the user's colours. */
static void print_diff(const struct change *change)
{
	struct strbuf path = STRBUF_INIT, dir = STRBUF_INIT;
	struct strbuf old = STRBUF_INIT, text = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;
	const char *commit = change->task->facts.commit;

	if (task_cache_path(change->task, &path, &err) < 0)
		die("%s", err.buf);
	strbuf_addf(&dir, "--git-dir=%s", path.buf);
	task_made_on(change->task, &old);
	if (git_capture(&text, &err, dir.buf, "diff-tree", "-r", "-M",
			only_stat ? "--stat" : name_only ? "--name-only" : "-p",
			is_colored() ? "--color=always" : "--no-color",
			"--no-ext-diff", "--no-textconv", old.buf, commit,
			NULL))
		error("%s: git cannot show its diff", change->task->key);
	else if (screen_stdout_is_terminal())
		print_clean(&text);
	else
		fwrite(text.buf, 1, text.len, stdout);
	putchar('\n');
	strbuf_release(&err);
	strbuf_release(&text);
	strbuf_release(&old);
	strbuf_release(&dir);
	strbuf_release(&path);
}

static void show_diffs(const struct changes *changes)
{
	const struct change_group *group;
	size_t i;

	command_page();
	if (!apart) {
		for (group = changes->groups; group; group = group->next) {
			print_head(changes, group, NULL);
			print_diff(group->first);
		}
		return;
	}
	for (i = 0; i < changes->nr; i++) {
		const struct change *change = &changes->v[i];

		if (!change->group)
			continue;
		print_head(changes, change->group, change);
		print_diff(change);
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

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec words = STRVEC_INIT;
	struct changes changes;
	struct campaign *c;
	int code;

	command_options(command, argc, argv, &words);
	if (only_stat && name_only)
		command_usage(command, "'--stat' and '--name-only' exclude "
			      "each other");
	work_setup(&work_options);
	c = read_campaign(&words);
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
	strvec_clear(&words);
	work_options_release(&work_options);
	return command_done(code);
}

static const char *const usage[] = {
	"git multi diff [options] [CAMPAIGN [REPO...]]", NULL
};

const struct command cmd_diff = {
	.name = "diff",
	.summary = "what a campaign would change, or has changed",
	.phase = PHASE_CHANGE,
	.usage = usage,
	.options = options,
	.run = run,
};
