/* SPDX-License-Identifier: MIT */
/*
 * What commands print of a task: the fields of design.md part 10, and the
 * options that choose their form.
 */
#ifndef COMMANDS_FIELDS_H
#define COMMANDS_FIELDS_H

#include "base/options.h"
#include "campaign/task.h"
#include "terminal/columns.h"

/*
 * task host owner name forge url base commit branch result class reason
 * pull.number pull.url pull.state pull.checks pull.review pull.mergeable
 * pull.blocked pull.opened. Only added to, never renamed.
 */
extern const struct field task_fields[];

/* The value of one of these; room must last as long. NULL: it has none. */
struct value_room {
	char number[24], opened[32], age[48];
};
const char *task_value(const struct task *task, const char *name,
		       struct value_room *room);

/*
 * Rows of tasks: begin, a row each, rows_end(). The table has result first
 * and is a view of its own; every other form has the fields in their order.
 */
void task_rows_begin(struct rows *rows, const struct row_format *format);

/*
 * The same with the pull requests' states in the table, and, with ages, how
 * long ago they were opened.
 */
void status_rows_begin(struct rows *rows, const struct row_format *format,
		       bool ages);
void task_row(struct rows *rows, const struct task *task);

/* One row of a table for this task and so many that failed alike. */
void task_group_row(struct rows *rows, const struct task *task, size_t more);

/* All fields of a task as an object in a JSON document. */
void task_object(struct json_writer *w, const struct task *task);

/* Green, yellow, red …; never the only carrier of meaning. */
enum color result_color(enum result result);

/*
 * What list knows of a selected repository: task host owner name forge url web
 * base label and, where its server was asked, visibility language topics
 * archived fork empty.
 */
extern const struct field repository_fields[];

/*
 * Part of a command's option table: --json[=FIELD,…] --porcelain[=v1] -z
 * --format; f is the struct row_format that they fill, the calls check the
 * names against the command's fields.
 */
int output_json(const struct field *fields, const struct opt *opt,
		const char *argument, struct strbuf *err);
int output_text(const struct field *fields, const struct opt *opt,
		const char *argument, struct strbuf *err);
int output_porcelain(const struct opt *opt, const char *argument,
		     struct strbuf *err);
int task_output_json(const struct opt *opt, const char *argument,
		     struct strbuf *err);
int task_output_text(const struct opt *opt, const char *argument,
		     struct strbuf *err);

#define OUTPUT_OPTIONS(f, json_call, text_call)				\
	{ .kind = OPT_CALL, .name = "json", .value = &(f),		\
	  .argument = "FIELD,...", .help = "rows as JSON, with these fields", \
	  .flags = OPT_OPTARG | OPT_NONEG, .call = (json_call) },	\
	{ .kind = OPT_CALL, .name = "porcelain", .value = &(f),		\
	  .argument = "v1", .help = "rows for scripts, fields by tab",	\
	  .flags = OPT_OPTARG | OPT_NONEG, .call = output_porcelain },	\
	{ .kind = OPT_CALL, .name = "format", .value = &(f),		\
	  .argument = "TEXT", .help = "rows as TEXT with %(FIELD) in it", \
	  .flags = OPT_NONEG, .call = (text_call) },			\
	{ .kind = OPT_BOOL, .letter = 'z', .name = "null",		\
	  .value = &(f).nul, .help = "end rows with NUL" }

#define TASK_OUTPUT_OPTIONS(f)						\
	OUTPUT_OPTIONS(f, task_output_json, task_output_text)

#endif
