/* SPDX-License-Identifier: MIT */
/*
 * git multi exec: a command in a throw-away tree of every repository, for what
 * it prints. No campaign is made, and nothing is left.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/json.h"
#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/selection.h"
#include "commands/commands.h"
#include "commands/fields.h"
#include "commands/run-words.h"
#include "commands/scratch.h"
#include "commands/select.h"
#include "commands/shared-options.h"
#include "commands/work.h"
#include "git/credential.h"
#include "git/git.h"
#include "steps/steps.h"
#include "terminal/screen.h"

static const struct step *const plan_exec[] = {
	&step_look, &step_fetch, &step_tree, &step_exec, NULL
};

static struct work_options work_options = WORK_OPTIONS_INIT;
static struct selection selection = SELECTION_INIT;
static struct definition definition;

static const struct field exec_fields[] = {
	{ "task", FIELD_TEXT, "REPOSITORY" },
	{ "host", FIELD_TEXT, NULL },
	{ "owner", FIELD_TEXT, NULL },
	{ "name", FIELD_TEXT, NULL },
	{ "forge", FIELD_TEXT, NULL },
	{ "url", FIELD_TEXT, NULL },
	{ "base", FIELD_TEXT, NULL },
	{ "base_commit", FIELD_TEXT, NULL },
	{ "result", FIELD_TEXT, NULL },
	{ "class", FIELD_TEXT, NULL },
	{ "reason", FIELD_TEXT, NULL },
	{ "code", FIELD_NUMBER, NULL },
	{ "output", FIELD_QUOTED, NULL },
	{ "errors", FIELD_QUOTED, NULL },
	{ NULL, FIELD_TEXT, NULL }
};

static int take_json(const struct opt *opt, const char *argument,
		     struct strbuf *err)
{
	return output_json(exec_fields, opt, argument, err);
}

static int take_text(const struct opt *opt, const char *argument,
		     struct strbuf *err)
{
	return output_text(exec_fields, opt, argument, err);
}

static const struct opt options[] = {
	{ .kind = OPT_GROUP, .help = "Selection: which repositories" },
	SELECTION_OPTIONS(selection),
	{ .kind = OPT_GROUP, .help = "The command" },
	{ .kind = OPT_STRING, .name = "sh", .value = &definition.sh,
	  .argument = "TEXT", .help = "run TEXT by the shell" },
	{ .kind = OPT_DURATION, .name = "timeout",
	  .value = &definition.timeout, .argument = "DURATION",
	  .help = "end the command after so long (90s, 3min, 1h)" },
	{ .kind = OPT_STRING, .name = "base", .value = &definition.base,
	  .argument = "BRANCH", .help = "the branch to look at" },
	{ .kind = OPT_BOOL, .name = "tags", .value = &definition.tags,
	  .help = "fetch tags too" },
	{ .kind = OPT_BOOL, .name = "lfs", .value = &definition.lfs,
	  .help = "check out Git LFS files, not their pointers" },
	{ .kind = OPT_GROUP, .help = "The run" },
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

/* ---- what it printed ---------------------------------------------------- */

/* Somebody may look at stdout, or a CI that takes commands from it. */
static bool stdout_is_watched(void)
{
	struct stat st;

	if (screen_stdout_is_terminal())
		return true;
	return getenv("CI") && !fstat(STDOUT_FILENO, &st) &&
	       !S_ISREG(st.st_mode);
}

static void print_output(const struct task *task)
{
	struct strbuf text = STRBUF_INIT;

	printf("%s# %s%s\n", screen_color(stdout, COLOR_BOLD), task->key,
	       screen_plain(stdout));
	if (stdout_is_watched())
		text_clean_log(&text, task->output.buf, task->output.len);
	else
		strbuf_add(&text, task->output.buf, task->output.len);
	if (text.len && text.buf[text.len - 1] != '\n')
		strbuf_addch(&text, '\n');
	fwrite(text.buf, 1, text.len, stdout);
	screen_flush();
	strbuf_release(&text);
}

static void print_errors(const struct task *task)
{
	struct strbuf text = STRBUF_INIT;

	text_clean_log(&text, task->errors.buf, task->errors.len);
	strbuf_rtrim(&text);
	say("%s:\n%s", task->key, text.buf);
	strbuf_release(&text);
}

/* What a command printed may hold NUL; a row's values are C strings. */
static void quote(struct strbuf *text)
{
	struct strbuf quoted = STRBUF_INIT;

	json_quote_bytes(&quoted, text->buf, text->len);
	strbuf_release(text);
	*text = quoted;
}

/*
 * As they end, like xargs -P: nobody waits for the slowest before him, and
 * nothing has to be kept. One that says nothing and succeeds is not named.
 */
static void ended(struct task *task)
{
	credential_redact(&task->output);
	credential_redact(&task->errors);
	if (work_options.format.kind == ROWS_JSON) {
		quote(&task->output);
		quote(&task->errors);
	}
	if (!row_format_is_table(&work_options.format))
		return;
	if (task->output.len)
		print_output(task);
	if (task->errors.len)
		print_errors(task);
	if (task->reason && task->result == RESULT_SKIPPED)
		say("%s: skipped: %s", task->key, task->reason);
	else if (task->reason)
		error("%s: %s", task->key, task->reason);
	strbuf_release(&task->output);
	strbuf_release(&task->errors);
}

static const char *value_of(const struct task *task, const char *name,
			    struct value_room *room, char *code, size_t size)
{
	if (!strcmp(name, "base_commit"))
		return task->facts.base_commit;
	if (!strcmp(name, "output"))
		return task->output.buf;
	if (!strcmp(name, "errors"))
		return task->errors.buf;
	if (strcmp(name, "code"))
		return task_value(task, name, room);
	if (task->result != RESULT_DONE && !task->code)
		return NULL;
	snprintf(code, size, "%d", task->code);
	return code;
}

static void show_rows(const struct campaign *c)
{
	const char *values[ARRAY_SIZE(exec_fields)];
	struct value_room room;
	struct rows rows;
	char code[16];
	size_t i, k;

	rows_begin(&rows, exec_fields, &work_options.format);
	for (i = 0; i < c->nr; i++) {
		for (k = 0; exec_fields[k].name; k++)
			values[k] = value_of(c->tasks[i], exec_fields[k].name,
					     &room, code, sizeof(code));
		rows_add(&rows, values, COLOR_PLAIN);
	}
	rows_end(&rows);
}

static void say_counts(const struct campaign *c)
{
	size_t counts[RESULT_CANCELLED + 1] = { 0 }, i;
	struct strbuf text = STRBUF_INIT;

	for (i = 0; i < c->nr; i++)
		counts[c->tasks[i]->result]++;
	for (i = RESULT_DONE; i <= RESULT_CANCELLED; i++)
		if (counts[i])
			strbuf_addf(&text, "%s%zu %s", text.len ? ", " : "",
				    counts[i], result_name((enum result)i));
	if (counts[RESULT_NONE])
		strbuf_addf(&text, "%s%zu not finished",
			    text.len ? ", " : "", counts[RESULT_NONE]);
	say("%s", text.buf);
	strbuf_release(&text);
}

/* ---- the run ------------------------------------------------------- */

static void check_definition(const struct command *command)
{
	struct strbuf err = STRBUF_INIT;

	if (!definition.command.nr && !definition.sh)
		command_usage(command, "what is to be run? give a command "
			      "behind '--', or --sh TEXT");
	if (definition.command.nr && definition.sh)
		command_usage(command, "'--sh' and a command exclude each "
			      "other");
	definition.depth = 1;
	if (definition_find_files(&definition, &err) < 0)
		die("%s", err.buf);
	strbuf_release(&err);
}

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

/* What the commands print and a block of ours would tear each other. */
static void choose_progress(void)
{
	if (screen_stdout_is_terminal() && !work_options.progress &&
	    row_format_is_table(&work_options.format))
		work_options.progress = "none";
}

static int execute(struct selected *list, size_t nr, struct host *hosts)
{
	struct campaign *c = campaign_new("exec");
	struct strbuf err = STRBUF_INIT;
	int code;

	c->hosts = hosts;
	c->takes_archived = selection.archived;
	add_all(c, list, nr);
	work_prepare(c, plan_exec, &work_options);
	if (scratch_open(&c->folder, &err) < 0 ||
	    campaign_define(c, &definition, &err) < 0)
		die("%s", err.buf);
	c->keep_failed = 0;
	c->finished = ended;
	choose_progress();
	work_pool(c, plan_exec, &work_options);
	work_close_connections();
	scratch_close();
	if (!row_format_is_table(&work_options.format))
		show_rows(c);
	say_counts(c);
	work_heed_signal(c);
	code = work_exit_code(c);
	campaign_free(c);
	strbuf_release(&err);
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
	check_definition(command);
	hosts = select_repositories(&selection, &work_options, &list, &nr);
	if (nr)
		code = execute(list, nr, hosts);
	else
		select_none(hosts);
	selected_free(list, nr);
	selection_release(&selection);
	definition_release(&definition);
	work_options_release(&work_options);
	strbuf_release(&err);
	return command_done(code);
}

static const char *const usage[] = {
	"git multi exec SELECTION [options] [--] COMMAND [ARG...]",
	"git multi exec SELECTION [options] --sh TEXT",
	NULL
};

const struct command cmd_exec = {
	.name = "exec",
	.summary = "run a command in every repository, see what it prints",
	.phase = PHASE_SELECT,
	.usage = usage,
	.options = options,
	.run = run,
};
