/* SPDX-License-Identifier: MIT */
/*
 * Campaigns as rows, and one of them in full.
 */
#include "commands/campaigns-show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/paths.h"
#include "commands/choose.h"
#include "commands/fields.h"
#include "commands/folder.h"

/* ---- all ------------------------------------------------------------ */

const struct field campaign_fields[] = {
	{ "campaign", FIELD_TEXT, "CAMPAIGN" },
	{ "state", FIELD_TEXT, "STATE" },
	{ "tasks", FIELD_NUMBER, "REPOSITORIES" },
	{ "done", FIELD_NUMBER, "DONE" },
	{ "unchanged", FIELD_NUMBER, "UNCHANGED" },
	{ "skipped", FIELD_NUMBER, "SKIPPED" },
	{ "failed", FIELD_NUMBER, "FAILED" },
	{ "left", FIELD_NUMBER, "LEFT" },
	{ "open", FIELD_NUMBER, "OPEN" },
	{ "folder", FIELD_TEXT, NULL },
	{ NULL, FIELD_TEXT, NULL }
};

#define NUMBERS 7		/* the fields of that kind, in a row */

static void count(const struct campaign *c, size_t numbers[NUMBERS])
{
	size_t i;

	numbers[0] = c->nr;
	for (i = 0; i < c->nr; i++) {
		const struct task *task = c->tasks[i];

		numbers[1] += task->result == RESULT_DONE;
		numbers[2] += task->result == RESULT_UNCHANGED;
		numbers[3] += task->result == RESULT_SKIPPED;
		numbers[4] += task->result == RESULT_FAILED;
		numbers[5] += task->result == RESULT_NONE ||
			      task->result == RESULT_WAITING;
		numbers[6] += task->facts.pull.state == PULL_OPEN;
	}
}

/* What a dry run made and nobody sent yet is no end either. */
static const char *state_of(const struct campaign *c, const char *folder)
{
	if (!c)
		return "broken";
	if (folder_is_locked(folder))
		return "running";
	return choose_unfinished(c) || choose_to_publish(c) ? "unfinished"
							    : "finished";
}

static void add_row(struct rows *rows, const char *name,
		    const struct campaign *c, const char *folder)
{
	const char *values[ARRAY_SIZE(campaign_fields)] = { name };
	size_t numbers[NUMBERS] = { 0 }, i;
	char texts[NUMBERS][24];

	values[1] = state_of(c, folder);
	if (c)
		count(c, numbers);
	for (i = 0; i < NUMBERS; i++) {
		snprintf(texts[i], sizeof(texts[i]), "%zu", numbers[i]);
		values[2 + i] = c ? texts[i] : NULL;
	}
	values[2 + NUMBERS] = folder;
	rows_add(rows, values, numbers[4] || !c ? COLOR_RED : COLOR_PLAIN);
}

static void path_of(const char *name, struct strbuf *folder)
{
	struct strbuf err = STRBUF_INIT;

	strbuf_reset(folder);
	if (paths_campaign(folder, name, &err) < 0)
		die("%s", err.buf);
	strbuf_release(&err);
}

static void add_campaign(struct rows *rows, const char *name)
{
	struct strbuf folder = STRBUF_INIT, err = STRBUF_INIT;
	struct campaign *c;

	path_of(name, &folder);
	c = campaign_read(name, &err);
	if (!c)
		warning("%s", err.buf);
	add_row(rows, name, c, folder.buf);
	campaign_free(c);
	strbuf_release(&folder);
	strbuf_release(&err);
}

void campaigns_list(const struct row_format *format)
{
	struct strvec names = STRVEC_INIT;
	struct strbuf err = STRBUF_INIT;
	struct rows rows;
	size_t i;

	if (campaign_names(&names, &err) < 0)
		die("%s", err.buf);
	rows_begin(&rows, campaign_fields, format);
	for (i = 0; i < names.nr; i++)
		add_campaign(&rows, names.v[i]);
	rows_end(&rows);
	if (!names.nr && row_format_is_table(format))
		say("there is no campaign yet; 'git multi run' makes one");
	strvec_clear(&names);
	strbuf_release(&err);
}

/* ---- one ------------------------------------------------------------ */

static void print_line(const char *label, const char *text)
{
	struct strbuf line = STRBUF_INIT;

	if (!text || !*text)
		return;
	strbuf_addf(&line, "%-10s", label);
	text_clean(&line, text, strcspn(text, "\n"), false);
	printf("%s\n", line.buf);
	strbuf_release(&line);
}

static void print_definition(const struct campaign *c)
{
	const struct definition *definition = campaign_definition(c);
	struct strbuf words = STRBUF_INIT;
	size_t i;

	print_line("campaign", c->name);
	print_line("folder", c->folder);
	if (!definition)
		return;
	for (i = 0; i < definition->command.nr; i++) {
		if (i)
			strbuf_addch(&words, ' ');
		text_shell_quote(&words, definition->command.v[i]);
	}
	print_line(definition->patch ? "patch" : "command",
		   definition->sh ? definition->sh : words.buf);
	print_line("adopts", definition->adopted ? "pull requests of others"
						 : NULL);
	print_line("reverts", definition->reverts);
	print_line("test", definition->test);
	print_line("message", definition->message);
	print_line("branch", definition->branch);
	print_line("base", definition->base);
	strbuf_release(&words);
	putchar('\n');
}

void campaigns_show(const struct campaign *c, const struct row_format *format)
{
	struct rows rows;
	size_t i;

	if (row_format_is_table(format))
		print_definition(c);
	task_rows_begin(&rows, format);
	for (i = 0; i < c->nr; i++)
		task_row(&rows, c->tasks[i]);
	rows_end(&rows);
}
