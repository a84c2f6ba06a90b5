/* SPDX-License-Identifier: MIT */
/*
 * What the options of run say of the change, made into its definition:
 * message, title and body, the campaign's name, the branch.
 */
#include "commands/run-define.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/message.h"
#include "campaign/template.h"
#include "commands/given-text.h"
#include "commands/shared-options.h"
#include "git/config.h"
#include "git/git.h"
#include "git/patchfile.h"
#include "git/refname.h"

#define DEPTH_MAX 1000000000

/* Without -m or -F the command line is the message. */
static void command_line(const struct definition *definition,
			 struct strbuf *out)
{
	size_t i;

	if (definition->sh) {
		strbuf_addstr(out, definition->sh);
		return;
	}
	if (definition->patch) {
		const char *file = definition->command.v[0];
		const char *slash = strrchr(file, '/');

		strbuf_addf(out, "Apply %s", slash ? slash + 1 : file);
		return;
	}
	for (i = 0; i < definition->command.nr; i++) {
		if (i)
			strbuf_addch(out, ' ');
		text_shell_quote(out, definition->command.v[i]);
	}
}

/* It is nobody's template. */
static void quoted_command_line(const struct definition *definition,
				struct strbuf *out)
{
	struct strbuf line = STRBUF_INIT;

	command_line(definition, &line);
	template_quote(out, line.buf);
	strbuf_release(&line);
}

static void take_message(const struct command *command,
			 struct run_text *given,
			 struct definition *definition)
{
	struct strbuf text = STRBUF_INIT;

	if (given->message || given->message_file)
		given_text_read(command, given->message, given->message_file,
				&text);
	else
		quoted_command_line(definition, &text);
	strbuf_rtrim(&text);
	if (!text.len)
		command_usage(command, "the commit message is empty");
	if (strlen(text.buf) != text.len)
		command_usage(command, "the commit message has a NUL byte");
	definition->message = strbuf_detach(&text);
}

/*
 * Title and body default to the message's first line and rest, or where the
 * commits have messages of their own to the first one's.
 */
static void take_title_and_body(const struct command *command,
				struct run_text *given, bool of_commit,
				struct definition *definition)
{
	struct strbuf title = STRBUF_INIT, body = STRBUF_INIT;

	given->body = given_text_or_file(command, "--body", given->body);
	message_parts(definition->message, &title, &body);
	if (!given->title && !of_commit)
		given->title = xstrdup(title.buf);
	if (!given->body && !of_commit)
		given->body = xstrdup(body.buf);
	strbuf_release(&body);
	strbuf_release(&title);
	definition->title = given->title;
	definition->body = given->body;
	given->title = given->body = NULL;
	given_text_check(command, "the message", definition->message);
	given_text_check(command, "the title", definition->title);
	given_text_check(command, "the body", definition->body);
}

static void skip_the_ci(struct definition *definition)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addstr(&text, definition->message);
	message_skip_ci(&text);
	free(definition->message);
	definition->message = strbuf_detach(&text);
}

static void take_depth(const struct command *command,
		       struct run_text *given,
		       struct definition *definition)
{
	char *end;
	long depth = 1;

	if (given->depth && !strcmp(given->depth, "full"))
		depth = 0;
	else if (given->depth) {
		depth = strtol(given->depth, &end, 10);
		if (*end || depth < 1)
			command_usage(command, "option '--depth': '%s' is "
				      "neither a number from 1 nor 'full'",
				      given->depth);
		if (depth > DEPTH_MAX)
			command_usage(command, "option '--depth': '%s' is too "
				      "large; at most %d", given->depth,
				      DEPTH_MAX);
	}
	definition->depth = (int)depth;
}

/*
 * Each mail has a message, an author and all; what would be for one commit of
 * ours is a mistake.
 */
static void check_mails(const struct command *command,
			const struct run_text *given,
			const struct definition *definition)
{
	const struct {
		const char *name;
		bool given;
	} options[] = {
		{ "-m", given->message }, { "-F", given->message_file },
		{ "--author", definition->author },
		{ "--trailer", definition->trailers.nr },
		{ "--skip-ci", given->skip_ci }
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(options); i++)
		if (options[i].given)
			command_usage(command, "'%s' and the mails of '%s' "
				      "exclude each other: they have messages "
				      "and authors", options[i].name,
				      given->patch);
}

/* Somewhere else: here it may be a repository, and git would look at that. */
static void check_diff(const char *file)
{
	struct strbuf path = STRBUF_INIT, out = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;
	int ret;

	file_absolute(&path, file);
	ret = git_capture(&out, &err, "-C", "/", "apply", "--numstat", "--",
			  path.buf, NULL);
	if (ret < 0)
		die("%s", err.buf);
	if (ret)
		die("'%s' is no patch that git can read", file);
	strbuf_release(&err);
	strbuf_release(&out);
	strbuf_release(&path);
}

/* Whether it is mails. One that is not there is said with other files. */
static bool take_patch(const struct command *command,
		       const struct run_text *given,
		       struct definition *definition)
{
	bool mails;

	if (!given->patch)
		return false;
	definition->patch = true;
	strvec_push(&definition->command, given->patch);
	mails = patchfile_is_mail(given->patch);
	if (mails)
		check_mails(command, given, definition);
	else if (file_is_regular(given->patch))
		check_diff(given->patch);
	return mails;
}

static void slug_of_message(struct strbuf *slug, const char *message)
{
	struct strbuf title = STRBUF_INIT, body = STRBUF_INIT;

	message_parts(message, &title, &body);
	text_slug(slug, title.buf);
	strbuf_release(&body);
	strbuf_release(&title);
}

/* --campaign, else the branch, else a slug of the message's first line. */
static void take_name(const struct command *command,
		      struct run_text *given,
		      struct definition *definition)
{
	struct strbuf slug = STRBUF_INIT;

	given_text_check(command, "--branch", definition->branch);
	if (!given->campaign && definition->branch &&
	    template_has_fields(definition->branch))
		command_usage(command, "the campaign cannot be named after "
			      "'--branch %s', which differs from repository "
			      "to repository; name it with --campaign",
			      definition->branch);
	if (given->campaign || definition->branch)
		text_slug(&slug, given->campaign ? given->campaign
					       : definition->branch);
	else if (definition->title)
		text_slug(&slug, definition->title);
	else
		slug_of_message(&slug, definition->message);
	if (!slug.len)
		command_usage(command, "no name for the campaign can be made "
			      "of its message; give one with --campaign");
	if (given->campaign && strcmp(given->campaign, slug.buf))
		command_usage(command, "'%s' cannot be a campaign's name; "
			      "'%s' can", given->campaign, slug.buf);
	free(given->campaign);
	given->campaign = strbuf_detach(&slug);
}

static void take_branch(const struct command *command,
			struct run_text *given,
			struct definition *definition)
{
	struct strbuf name = STRBUF_INIT, sample = STRBUF_INIT;

	if (!definition->branch) {
		strbuf_addf(&name, "multi/%s", given->campaign);
		definition->branch = strbuf_detach(&name);
	}
	if (definition->base && !refname_is_branch(definition->base))
		command_usage(command, "'%s' is not a name for a branch",
			      definition->base);
	template_sample(&sample, definition->branch);
	if (starts_with(sample.buf, "refs/heads/"))
		command_usage(command, "'%s' is a whole ref; the branch is "
			      "'%s'", definition->branch,
			      definition->branch + strlen("refs/heads/"));
	if (!refname_is_branch(sample.buf))
		command_usage(command, "'%s' is not a name for a branch",
			      definition->branch);
	strbuf_release(&name);
	strbuf_release(&sample);
}

/* multi.timeout, where --timeout is not given. */
static void take_timeout(struct definition *definition)
{
	const char *setting = config_string("timeout");
	struct strbuf err = STRBUF_INIT;

	if (definition->timeout <= 0 && setting &&
	    date_parse_duration(setting, &definition->timeout, &err) < 0)
		die("multi.timeout: %s", err.buf);
}

static void check_change(const struct command *command,
			 const struct run_text *given,
			 const struct definition *definition)
{
	bool words = definition->command.nr;

	if (!words && !definition->sh && !given->patch)
		command_usage(command, "what is to be run? give a command "
			      "behind '--', --sh TEXT, or --patch FILE");
	if (words && definition->sh)
		command_usage(command, "'--sh' and a command exclude each "
			      "other");
	if (given->patch && (words || definition->sh))
		command_usage(command, "'--patch' and %s exclude each other",
			      words ? "a command" : "'--sh'");
}

/*
 * As a branch that is there already is appended to: with a lease on what was
 * seen of it.
 */
static void go_direct(struct definition *definition)
{
	replace_string(&definition->branch, "%(base)");
	replace_string(&definition->if_exists, "append");
	definition->push_only = true;
}

/* Without parts the field would say the same everywhere. */
static void check_part_fields(const struct command *command,
			      const struct definition *definition)
{
	const char *const texts[] = {
		definition->message, definition->title, definition->body,
		definition->branch
	};
	size_t i;

	for (i = 0; !definition->split_by.nr && i < ARRAY_SIZE(texts); i++)
		if (texts[i] && template_has(texts[i], "part"))
			command_usage(command, "'%%(part)' is of '--split-by', "
				      "which is not given");
}

void run_define(const struct command *command, struct run_text *given,
		struct definition *definition)
{
	struct strbuf err = STRBUF_INIT;
	bool mails, of_commit;

	check_change(command, given, definition);
	mails = take_patch(command, given, definition);
	if (definition->test_baseline && !definition->test)
		command_usage(command, "'--test-baseline' is of '--test'");
	run_check(command, given, definition, mails);
	of_commit = !given->message && !given->message_file &&
		    (definition->keep_commits || mails);
	take_message(command, given, definition);
	take_title_and_body(command, given, of_commit, definition);
	take_depth(command, given, definition);
	take_timeout(definition);
	if (given->skip_ci)
		skip_the_ci(definition);
	replace_string(&definition->if_exists, given->if_exists);
	if (definition->force_over_others &&
	    strcmp(definition->if_exists, "replace") != 0)
		command_usage(command, "'--force-over-others' is of "
			      "'--if-exists=replace'");
	replace_string(&definition->reviewers_from, shared_reviewers_from);
	take_name(command, given, definition);
	take_branch(command, given, definition);
	check_part_fields(command, definition);
	if (definition->direct)
		go_direct(definition);
	if (definition_find_files(definition, &err) < 0)
		die("%s", err.buf);
	strbuf_release(&err);
}

void run_text_release(struct run_text *given)
{
	free(given->campaign);
	free(given->message);
	free(given->message_file);
	free(given->title);
	free(given->body);
	free(given->depth);
	free(given->patch);
}
