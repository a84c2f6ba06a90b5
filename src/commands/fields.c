/* SPDX-License-Identifier: MIT */
/*
 * What commands print of a task.
 */
#include "commands/fields.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/report.h"
#include "campaign/campaign.h"
#include "campaign/template.h"

const struct field task_fields[] = {
	{ "task", FIELD_TEXT, "REPOSITORY" },
	{ "host", FIELD_TEXT, NULL },
	{ "owner", FIELD_TEXT, NULL },
	{ "name", FIELD_TEXT, NULL },
	{ "forge", FIELD_TEXT, NULL },
	{ "url", FIELD_TEXT, NULL },
	{ "base", FIELD_TEXT, NULL },
	{ "commit", FIELD_TEXT, NULL },
	{ "branch", FIELD_TEXT, NULL },
	{ "result", FIELD_TEXT, "RESULT" },
	{ "class", FIELD_TEXT, NULL },
	{ "reason", FIELD_TEXT, "REASON" },
	{ "pull.number", FIELD_NUMBER, NULL },
	{ "pull.url", FIELD_TEXT, "PULL REQUEST" },
	{ "pull.state", FIELD_TEXT, NULL },
	{ "pull.checks", FIELD_TEXT, NULL },
	{ NULL, FIELD_TEXT, NULL }
};

/* The table's columns: names of fields above, in the order people read. */
static const struct field table_fields[] = {
	{ "result", FIELD_TEXT, "RESULT" },
	{ "task", FIELD_TEXT, "REPOSITORY" },
	{ "pull.url", FIELD_TEXT, "PULL REQUEST" },
	{ "reason", FIELD_TEXT, "REASON" },
	{ NULL, FIELD_TEXT, NULL }
};

/* Of status: what became of each pull request. */
static const struct field status_fields[] = {
	{ "result", FIELD_TEXT, "RESULT" },
	{ "pull.state", FIELD_TEXT, "STATE" },
	{ "pull.checks", FIELD_TEXT, "CHECKS" },
	{ "task", FIELD_TEXT, "REPOSITORY" },
	{ "pull.url", FIELD_TEXT, "PULL REQUEST" },
	{ "reason", FIELD_TEXT, "REASON" },
	{ NULL, FIELD_TEXT, NULL }
};

#define FIELDS_MAX ARRAY_SIZE(task_fields)

const struct field repository_fields[] = {
	{ "task", FIELD_TEXT, "REPOSITORY" },
	{ "host", FIELD_TEXT, NULL },
	{ "owner", FIELD_TEXT, NULL },
	{ "name", FIELD_TEXT, NULL },
	{ "forge", FIELD_TEXT, "FORGE" },
	{ "url", FIELD_TEXT, "URL" },
	{ "web", FIELD_TEXT, NULL },
	{ "base", FIELD_TEXT, "BASE" },
	{ "label", FIELD_TEXT, "LABELS" },
	{ NULL, FIELD_TEXT, NULL }
};

enum color result_color(enum result result)
{
	switch (result) {
	case RESULT_DONE:
		return COLOR_GREEN;
	case RESULT_FAILED:
		return COLOR_RED;
	case RESULT_WAITING:
	case RESULT_CANCELLED:
		return COLOR_YELLOW;
	case RESULT_UNCHANGED:
	case RESULT_SKIPPED:
		return COLOR_DIM;
	case RESULT_NONE:
		break;
	}
	return COLOR_PLAIN;
}

/* ---- a task's values ------------------------------------------------ */

const char *task_value(const struct task *task, const char *name,
		       char *number, size_t size)
{
	const struct facts *facts = &task->facts;
	const struct remote *remote = &task->remote;
	const struct value {
		const char *name, *value;
	} values[] = {
		{ "task", task->key },
		{ "host", remote->host },
		{ "owner", remote->owner },
		{ "name", remote->name },
		{ "forge", task->host && task->host->forge
				? task->host->forge->name : NULL },
		{ "url", remote->url },
		{ "base", facts->base },
		{ "commit", facts->commit },
		{ "branch", task_branch(task) },
		{ "result", result_name(task->result) },
		{ "class", failure_name(task->failure) },
		{ "reason", task->reason },
		{ "pull.number", facts->pull.number > 0 ? number : NULL },
		{ "pull.url", facts->pull.url },
		{ "pull.state", pull_state_name(facts->pull.state) },
		{ "pull.checks", facts->pull.state == PULL_OPEN
				 ? checks_name(facts->pull.ready.checks)
				 : NULL },
	};
	size_t i;

	snprintf(number, size, "%lld", facts->pull.number);
	for (i = 0; i < ARRAY_SIZE(values); i++)
		if (!strcmp(values[i].name, name))
			return values[i].value && *values[i].value
				? values[i].value : NULL;
	BUG("no field '%s'", name);
}

void task_rows_begin(struct rows *rows, const struct row_format *format)
{
	rows_begin(rows, row_format_is_table(format) ? table_fields
						    : task_fields, format);
}

void status_rows_begin(struct rows *rows, const struct row_format *format)
{
	rows_begin(rows, row_format_is_table(format) ? status_fields
						    : task_fields, format);
}

/* number must last as long as the values do. */
static void read_values(const struct field *fields, const struct task *task,
			const char **values, char *number, size_t size)
{
	size_t i;

	for (i = 0; fields[i].name; i++)
		values[i] = task_value(task, fields[i].name, number, size);
}

void task_object(struct json_writer *w, const struct task *task)
{
	const char *values[FIELDS_MAX];
	char number[32];

	read_values(task_fields, task, values, number, sizeof(number));
	row_object(w, task_fields, values);
}

/* key: what stands for the task's own. */
static void add_row(struct rows *rows, const struct task *task,
		    const char *key)
{
	const char *values[FIELDS_MAX];
	char number[32];
	size_t i;

	read_values(rows->fields, task, values, number, sizeof(number));
	for (i = 0; rows->fields[i].name; i++)
		if (!strcmp(rows->fields[i].name, "task"))
			values[i] = key;
	rows_add(rows, values, result_color(task->result));
}

void task_row(struct rows *rows, const struct task *task)
{
	add_row(rows, task, task->key);
}

void task_group_row(struct rows *rows, const struct task *task, size_t more)
{
	struct strbuf key = STRBUF_INIT;

	strbuf_addf(&key, "%s and %zu more", task->key, more);
	add_row(rows, task, key.buf);
	strbuf_release(&key);
}

/* ---- options -------------------------------------------------------- */

int output_json(const struct field *fields, const struct opt *opt,
		const char *argument, struct strbuf *err)
{
	return row_format_json(opt->value, argument, fields, err);
}

int output_text(const struct field *fields, const struct opt *opt,
		const char *argument, struct strbuf *err)
{
	return row_format_text(opt->value, argument, fields, err);
}

int output_porcelain(const struct opt *opt, const char *argument,
		     struct strbuf *err)
{
	return row_format_porcelain(opt->value, argument, err);
}

int task_output_json(const struct opt *opt, const char *argument,
		     struct strbuf *err)
{
	return output_json(task_fields, opt, argument, err);
}

int task_output_text(const struct opt *opt, const char *argument,
		     struct strbuf *err)
{
	return output_text(task_fields, opt, argument, err);
}
