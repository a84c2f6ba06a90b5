/* SPDX-License-Identifier: MIT */
/*
 * A running campaign's answers, for people.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/report.h"
#include "base/text.h"
#include "commands/ctl.h"
#include "terminal/columns.h"
#include "terminal/screen.h"

static const struct field fields[] = {
	{ "state", FIELD_TEXT, "STATE" },
	{ "step", FIELD_TEXT, "STEP" },
	{ "task", FIELD_TEXT, "REPOSITORY" },
	{ "time", FIELD_TEXT, "TIME" },
	{ "ends", FIELD_TEXT, "ENDS" },
	{ "waits_for", FIELD_TEXT, "WAITS FOR" },
	{ NULL, FIELD_TEXT, NULL }
};

static double time_at(const struct json *doc, int node, const char *name)
{
	char *text = json_copy(doc, json_get(doc, node, name));
	double when = text ? date_parse_iso(text) : -1;

	free(text);
	return when;
}

/* "12 s" since it began, "in 5 s" when it goes on. */
static void add_time(const struct json *doc, int node, double now,
		     struct strbuf *out)
{
	double since = time_at(doc, node, "since");
	double before = time_at(doc, node, "not_before");

	if (since > 0 && now >= since)
		date_duration(out, now - since);
	if (before > now) {
		strbuf_addstr(out, "in ");
		date_duration(out, before - now);
	}
}

static void add_row(struct rows *rows, const struct json *doc, int node,
		    double now)
{
	char *values[ARRAY_SIZE(fields)] = { NULL };
	struct strbuf time = STRBUF_INIT;
	size_t i;

	for (i = 0; fields[i].name; i++)
		values[i] = json_copy(doc, json_get(doc, node,
						    fields[i].name));
	add_time(doc, node, now, &time);
	free(values[3]);
	values[3] = strbuf_detach(&time);
	rows_add(rows, (const char *const *)values,
		 json_equals(doc, json_get(doc, node, "state"), "running")
		 ? COLOR_GREEN : COLOR_PLAIN);
	for (i = 0; fields[i].name; i++)
		free(values[i]);
}

static void print_tasks(const struct json *doc, int list)
{
	static const struct row_format table = ROW_FORMAT_INIT;
	double now = time_at(doc, 0, "time");
	struct rows rows;
	int node;

	rows_begin(&rows, fields, &table);
	for (node = json_first(doc, list); node >= 0;
	     node = json_next(doc, node))
		add_row(&rows, doc, node, now);
	rows_end(&rows);
}

/* One line on stderr, of what the whole is at. */
static void say_whole(const struct json *doc)
{
	long long total = json_int(doc, json_get(doc, 0, "total"), 0);
	long long left = json_int(doc, json_get(doc, 0, "left"), 0);
	char *name = json_copy(doc, json_get(doc, 0, "campaign"));
	char *paused = json_copy(doc, json_get(doc, 0, "paused"));

	say("campaign '%s': %lld of %lld left, %lld job%s%s%s%s",
	    name ? name : "", left, total,
	    json_int(doc, json_get(doc, 0, "jobs"), 0),
	    json_int(doc, json_get(doc, 0, "jobs"), 0) == 1 ? "" : "s",
	    json_bool(doc, json_get(doc, 0, "stopping"), false)
	    ? ", stopping" : "", paused ? ", paused: " : "",
	    paused ? paused : "");
	free(name);
	free(paused);
}

static void print_done(const struct json *doc)
{
	int list = json_get(doc, 0, "done"), node;

	for (node = json_first(doc, list); node >= 0;
	     node = json_next(doc, node)) {
		struct strbuf raw = STRBUF_INIT, clean = STRBUF_INIT;

		json_string(doc, json_get(doc, node, "text"), &raw);
		text_clean(&clean, raw.buf, raw.len, false);
		puts(clean.buf);
		strbuf_release(&raw);
		strbuf_release(&clean);
	}
}

static bool say_refused(const struct json *doc)
{
	int list = json_get(doc, 0, "refused"), node;
	char *told = NULL;	/* the hint before: once for many */

	screen_flush();
	for (node = json_first(doc, list); node >= 0;
	     node = json_next(doc, node)) {
		char *text = json_copy(doc, json_get(doc, node, "text"));

		char *advice = json_copy(doc, json_get(doc, node, "hint"));

		error("%s", text ? text : "it was refused");
		if (advice && !(told && !strcmp(told, advice)))
			hint("multiResume", "%s", advice);
		free(told);
		told = advice;
		free(text);
	}
	free(told);
	return !json_size(doc, list);
}

static void print_json(const struct json *doc)
{
	struct strbuf text = STRBUF_INIT;

	json_raw(doc, 0, &text);
	puts(text.buf);
	strbuf_release(&text);
}

bool ctl_print(const struct json *doc, bool as_json)
{
	int tasks = json_get(doc, 0, "tasks");

	if (as_json) {
		print_json(doc);
		return !json_size(doc, json_get(doc, 0, "refused"));
	}
	if (tasks >= 0) {
		say_whole(doc);
		print_tasks(doc, tasks);
	}
	print_done(doc);
	return say_refused(doc);
}
