/* SPDX-License-Identifier: MIT */
/*
 * What commands print of a task.
 */
#include "commands/fields.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/template.h"
#include "engine/clock.h"

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
	{ "pull.review", FIELD_TEXT, NULL },
	{ "pull.mergeable", FIELD_TEXT, NULL },
	{ "pull.blocked", FIELD_TEXT, NULL },
	{ "pull.opened", FIELD_TEXT, NULL },
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

/* Of merge and its like: what became of each pull request. */
#define STATES								\
	{ "result", FIELD_TEXT, "RESULT" },				\
	{ "pull.state", FIELD_TEXT, "STATE" },				\
	{ "pull.checks", FIELD_TEXT, "CHECKS" },			\
	{ "pull.review", FIELD_TEXT, "REVIEW" },			\
	{ "pull.mergeable", FIELD_TEXT, "MERGEABLE" }
#define WHICH								\
	{ "task", FIELD_TEXT, "REPOSITORY" },				\
	{ "pull.url", FIELD_TEXT, "PULL REQUEST" },			\
	{ "reason", FIELD_TEXT, "REASON" },				\
	{ NULL, FIELD_TEXT, NULL }

static const struct field state_fields[] = { STATES, WHICH };
static const struct field status_fields[] = {
	STATES, { "pull.age", FIELD_TEXT, "AGE" }, WHICH
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
	{ "visibility", FIELD_TEXT, "VISIBILITY" },
	{ "language", FIELD_TEXT, "LANGUAGE" },
	{ "topics", FIELD_TEXT, NULL },
	{ "archived", FIELD_BOOL, NULL },
	{ "fork", FIELD_BOOL, NULL },
	{ "empty", FIELD_BOOL, NULL },
	{ "reviewer", FIELD_TEXT, NULL },
	{ "team-reviewer", FIELD_TEXT, NULL },
	{ "assignee", FIELD_TEXT, NULL },
	{ "milestone", FIELD_TEXT, NULL },
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

static const char *mergeable_name(const struct readiness *ready)
{
	if (ready->behind)
		return "behind";
	switch (ready->mergeable) {
	case MERGEABLE_YES:
		return "yes";
	case MERGEABLE_CONFLICT:
		return "conflict";
	case MERGEABLE_BLOCKED:
		return "blocked";
	case MERGEABLE_UNKNOWN:
		break;
	}
	return NULL;
}

static void put(char *room, size_t size, struct strbuf *text)
{
	snprintf(room, size, "%s", text->buf);
	strbuf_release(text);
}

static void fill_room(const struct facts *facts, const char *name,
		      struct value_room *room)
{
	struct strbuf text = STRBUF_INIT;

	if (!strcmp(name, "pull.number"))
		snprintf(room->number, sizeof(room->number), "%lld",
			 facts->pull.number);
	if (!strcmp(name, "pull.opened")) {
		date_iso(&text, facts->opened);
		put(room->opened, sizeof(room->opened), &text);
	}
	if (!strcmp(name, "pull.age")) {
		date_duration(&text, clock_now() - facts->opened);
		put(room->age, sizeof(room->age), &text);
	}
}

const char *task_value(const struct task *task, const char *name,
		       struct value_room *room)
{
	static const struct readiness none;
	const struct facts *facts = &task->facts;
	const struct readiness *ready = facts->pull.state == PULL_OPEN
					? &facts->pull.ready : &none;
	const struct remote *remote = &task->remote;
	bool has_time = facts->pull.number > 0 && facts->opened > 0;
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
		{ "pull.number", facts->pull.number > 0 ? room->number : NULL },
		{ "pull.url", facts->pull.url },
		{ "pull.state", pull_state_name(facts->pull.state) },
		{ "pull.checks", checks_name(ready->checks) },
		{ "pull.review", review_name(ready->review) },
		{ "pull.mergeable", mergeable_name(ready) },
		{ "pull.blocked", ready->blocked },
		{ "pull.opened", has_time ? room->opened : NULL },
		{ "pull.age", has_time && ready == &facts->pull.ready
			      ? room->age : NULL },
	};
	size_t i;

	if (starts_with(name, "pull."))
		fill_room(facts, name, room);
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

void status_rows_begin(struct rows *rows, const struct row_format *format,
		       bool ages)
{
	rows_begin(rows, !row_format_is_table(format) ? task_fields :
			 ages ? status_fields : state_fields, format);
}

static void read_values(const struct field *fields, const struct task *task,
			const char **values, struct value_room *room)
{
	size_t i;

	for (i = 0; fields[i].name; i++)
		values[i] = task_value(task, fields[i].name, room);
}

void task_object(struct json_writer *w, const struct task *task)
{
	const char *values[FIELDS_MAX];
	struct value_room room;

	read_values(task_fields, task, values, &room);
	row_object(w, task_fields, values);
}

/* Of those tables: why it is as it is, else what stands before its merge. */
static const char *reason_of(const struct rows *rows, const struct task *task)
{
	const struct pull *pull = &task->facts.pull;
	bool states = rows->fields == state_fields ||
		      rows->fields == status_fields;

	return task->reason || !states || pull->state != PULL_OPEN
		? task->reason : pull->ready.blocked;
}

/* key: what stands for the task's own. */
static void add_row(struct rows *rows, const struct task *task,
		    const char *key)
{
	const char *values[FIELDS_MAX];
	struct value_room room;
	size_t i;

	read_values(rows->fields, task, values, &room);
	for (i = 0; rows->fields[i].name; i++) {
		if (!strcmp(rows->fields[i].name, "task"))
			values[i] = key;
		if (!strcmp(rows->fields[i].name, "reason"))
			values[i] = reason_of(rows, task);
	}
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
