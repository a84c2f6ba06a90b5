/* SPDX-License-Identifier: MIT */
/*
 * git multi log: a campaign's journal as text, or as it is; and what the
 * commands in a repository printed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/goal.h"
#include "campaign/journal.h"
#include "campaign/paths.h"
#include "commands/choose.h"
#include "commands/commands.h"
#include "commands/fields.h"
#include "terminal/screen.h"

#define OUTPUT_MAX ((size_t)256 << 20)

static bool as_json;
static char *output_of;

static const struct opt options[] = {
	{ .kind = OPT_STRING, .name = "output", .value = &output_of,
	  .argument = "REPO", .complete = "repo",
	  .help = "what the commands printed in that repository" },
	{ .kind = OPT_BOOL, .name = "json", .value = &as_json,
	  .flags = OPT_NONEG,
	  .help = "the records themselves, a JSON object a line" },
	SCREEN_OPTIONS,
	{ .kind = OPT_END }
};

/* ---- a record in words ---------------------------------------------- */

/* A string or number member, cleaned; false where it is not there. */
static bool add_member(struct strbuf *out, const char *before,
		       const struct json *doc, const char *name)
{
	int node = json_get(doc, 0, name);
	struct strbuf text = STRBUF_INIT;
	bool there = node >= 0;

	if (there && json_string(doc, node, &text) < 0)
		json_raw(doc, node, &text);
	if (there) {
		strbuf_addstr(out, before);
		text_clean(out, text.buf, text.len, false);
	}
	strbuf_release(&text);
	return there;
}

static void add_command(struct strbuf *out, const struct json *doc)
{
	int list = json_get(doc, 0, "command"), node;
	struct strbuf text = STRBUF_INIT, word = STRBUF_INIT;

	for (node = json_first(doc, list); node >= 0;
	     node = json_next(doc, node)) {
		strbuf_reset(&word);
		if (json_string(doc, node, &word) < 0)
			continue;
		strbuf_addch(&text, ' ');
		text_shell_quote(&text, word.buf);
	}
	text_clean(out, text.buf, text.len, false);
	strbuf_release(&text);
	strbuf_release(&word);
}

static void say_define(struct strbuf *out, const struct json *doc)
{
	add_member(out, " ", doc, "definition");
	strbuf_addch(out, ':');
	add_command(out, doc);
	add_member(out, " ", doc, "sh");
	if (json_bool(doc, json_get(doc, 0, "adopted"), false))
		strbuf_addstr(out, " pull requests of others");
	add_member(out, ", branch ", doc, "branch");
	add_member(out, ", base ", doc, "base");
}

static void say_attempt(struct strbuf *out, const struct json *doc)
{
	long long attempt = json_int(doc, json_get(doc, 0, "attempt"), 1);

	if (attempt > 1)
		strbuf_addf(out, ", attempt %lld", attempt);
}

static void say_begin(struct strbuf *out, const struct json *doc)
{
	add_member(out, " ", doc, "step");
	say_attempt(out, doc);
	add_member(out, ", commit ", doc, "commit");
}

static void say_spawned(struct strbuf *out, const struct json *doc)
{
	add_member(out, " ", doc, "step");
	add_member(out, ", process ", doc, "pid");
}

static void say_ok(struct strbuf *out, const struct json *doc)
{
	add_member(out, " ", doc, "step");
	if (!add_member(out, ", commit ", doc, "commit"))
		add_member(out, ", base commit ", doc, "base_commit");
	add_member(out, ", ", doc, "pull.url");
}

static void say_later(struct strbuf *out, const struct json *doc)
{
	add_member(out, " ", doc, "step");
	say_attempt(out, doc);
	add_member(out, ": ", doc, "why");
	add_member(out, ", not before ", doc, "not_before");
}

static void say_end(struct strbuf *out, const struct json *doc)
{
	struct strbuf name = STRBUF_INIT;
	enum result result;

	json_string(doc, json_get(doc, 0, "result"), &name);
	result = result_by_name(name.buf);
	strbuf_addf(out, " %s", screen_color(stdout, result_color(result)));
	text_clean(out, name.buf, name.len, false);
	strbuf_addstr(out, screen_plain(stdout));
	if (add_member(out, " (", doc, "class"))
		strbuf_addch(out, ')');
	add_member(out, " ", doc, "pull.url");
	add_member(out, ": ", doc, "reason");
	strbuf_release(&name);
}

static void say_add(struct strbuf *out, const struct json *doc)
{
	add_member(out, " ", doc, "url");
	add_member(out, " ", doc, "settings");
}

static void say_goal(struct strbuf *out, const struct json *doc)
{
	struct goal goal;

	goal_read(&goal, doc, 0);
	strbuf_addf(out, " %s", goal.close ? "close the pull requests" :
		    goal.dry_run ? "commits to be reviewed" :
		    goal.merge ? "merge the pull requests" :
		    "open pull requests");
	if (goal.merge && goal.method != METHOD_FORGE)
		add_member(out, ", by ", doc, "method");
	if (*goal.waves.sizes)
		add_member(out, ", in waves of ", doc, "waves");
	if (goal.delete_branch)
		strbuf_addstr(out, ", delete their branches");
}

static void say_talk(struct strbuf *out, const struct json *doc)
{
	static const char *const members[] = {
		"title", "body", "labels", "no_labels", "reviewers",
		"no_reviewers", "teams", "no_teams", "assignees",
		"no_assignees", "milestone", "draft", NULL
	};
	const char *const *name;
	struct strbuf before = STRBUF_INIT;

	if (add_member(out, " comment: ", doc, "comment"))
		return;
	strbuf_addstr(out, " edit");
	for (name = members; *name; name++) {
		strbuf_reset(&before);
		strbuf_addf(&before, ", %s ", *name);
		add_member(out, before.buf, doc, *name);
	}
	strbuf_release(&before);
}

static void say_review(struct strbuf *out, const struct json *doc)
{
	add_member(out, " ", doc, "decision");
	add_member(out, ", commit ", doc, "commit");
}

static const struct event {
	const char *name;
	void (*say)(struct strbuf *out, const struct json *doc);
} events[] = {
	{ "define", say_define }, { "goal", say_goal }, { "talk", say_talk },
	{ "add", say_add },
	{ "begin", say_begin }, { "spawned", say_spawned },
	{ "review", say_review },
	{ "ok", say_ok }, { "later", say_later }, { "end", say_end },
	{ NULL, NULL }
};

static void add_text(struct strbuf *out, const struct json *doc)
{
	const struct event *event;
	int name = json_get(doc, 0, "event");

	add_member(out, "", doc, "time");
	add_member(out, " ", doc, "task");
	add_member(out, " ", doc, "event");
	for (event = events; event->name; event++)
		if (json_equals(doc, name, event->name))
			event->say(out, doc);
	strbuf_addch(out, '\n');
}

/* ---- the journal ---------------------------------------------------- */

/* Whether the record is of one of the repositories that were named. */
static bool is_wanted(const struct campaign *c, const struct json *doc)
{
	struct strbuf key = STRBUF_INIT;
	const struct task *task = NULL;

	if (!c)
		return true;
	if (!json_string(doc, json_get(doc, 0, "task"), &key))
		task = campaign_find(c, key.buf);
	strbuf_release(&key);
	return task && task->selected;
}

static int print_record(void *data, const struct json *doc,
			struct strbuf *err)
{
	struct strbuf text = STRBUF_INIT;

	(void)err;
	if (!is_wanted(data, doc))
		return 0;
	if (as_json) {
		json_raw(doc, 0, &text);
		strbuf_addch(&text, '\n');
	} else {
		add_text(&text, doc);
	}
	fwrite(text.buf, 1, text.len, stdout);
	strbuf_release(&text);
	return 0;
}

static void print_journal(const char *name, struct campaign *c)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;

	if (paths_campaign(&path, name, &err) < 0)
		die("%s", err.buf);
	strbuf_addstr(&path, "/journal");
	if (journal_replay(path.buf, false, print_record, c, &err) < 0) {
		fflush(stdout);
		die("%s", err.buf);
	}
	strbuf_release(&path);
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

/* words: the campaign, then repositories; no such: all records. */
static void show_journal(const char *name, const struct strvec *words)
{
	struct campaign *c = words->nr > 1 ? read_campaign(name) : NULL;
	size_t i;

	for (i = 1; i < words->nr; i++)
		choose_task(c, words->v[i])->selected = true;
	command_page();
	print_journal(name, c);
	campaign_free(c);
}

/* ---- the commands' output ------------------------------------------- */

static void show_output(const char *name)
{
	struct campaign *c = read_campaign(name);
	const struct task *task = choose_task(c, output_of);
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;

	task_log_path(task, &path);
	if (!file_is_regular(path.buf))
		die("no output of '%s' is kept: no command printed any",
		    task->key);
	if (file_read(path.buf, OUTPUT_MAX, &text, &err) < 0)
		die("%s", err.buf);
	command_page();
	fwrite(text.buf, 1, text.len, stdout);
	strbuf_release(&path);
	strbuf_release(&text);
	strbuf_release(&err);
	campaign_free(c);
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec words = STRVEC_INIT;
	char *name;

	command_options(command, argc, argv, &words);
	if (output_of && (as_json || words.nr > 1))
		command_usage(command, "'--output' goes with a campaign's "
			      "name only");
	command_setup();
	name = choose_campaign(words.nr ? words.v[0] : NULL, choose_any, "");
	if (output_of)
		show_output(name);
	else
		show_journal(name, &words);
	free(name);
	free(output_of);
	strvec_clear(&words);
	return command_done(EXIT_FINE);
}

static const char *const usage[] = {
	"git multi log [options] [CAMPAIGN [REPO...]]", NULL
};

const struct command cmd_log = {
	.name = "log",
	.summary = "what happened in a campaign, and what commands printed",
	.phase = PHASE_CARE,
	.usage = usage,
	.options = options,
	.run = run,
};
