/* SPDX-License-Identifier: MIT */
/*
 * git multi comment: a comment on the pull requests of a campaign.
 */
#include <stdlib.h>
#include <string.h>

#include "base/report.h"
#include "base/text.h"
#include "commands/choose-pulls.h"
#include "commands/commands.h"
#include "commands/given-text.h"
#include "commands/shared-options.h"
#include "commands/talking.h"

static struct work_options work_options = WORK_OPTIONS_INIT;
static char *message, *file;
static bool again;

static const struct opt options[] = {
	{ .kind = OPT_STRING, .letter = 'm', .name = "message",
	  .value = &message, .argument = "TEXT", .help = "the comment" },
	{ .kind = OPT_STRING, .letter = 'F', .name = "file", .value = &file,
	  .argument = "FILE", .complete = "file",
	  .help = "the comment from a file; - for stdin" },
	{ .kind = OPT_BOOL, .name = "again", .value = &again,
	  .flags = OPT_NONEG,
	  .help = "also where the same comment was made already" },
	{ .kind = OPT_INT, .name = "first", .value = &work_options.first,
	  .argument = "N", .help = "do N repositories and stop" },
	FOR_OPTION(work_options),
	NARROW_OPTIONS,
	BY_BRANCH_OPTION,
	WORK_OPTIONS(work_options),
	{ .kind = OPT_END }
};

/* Else a server would keep another text, by which it could not be found. */
static bool is_utf8(const struct strbuf *text)
{
	size_t i, len;

	for (i = 0; i < text->len; i += len) {
		len = text_utf8(text->buf + i, text->len - i);
		if (!len)
			return false;
	}
	return true;
}

static void read_text(const struct command *command, struct talk *talk)
{
	struct strbuf text = STRBUF_INIT;

	if (!message && !file)
		command_usage(command, "what is the comment? say it with -m, "
			      "or name its file with -F");
	given_text_read(command, message, file, &text);
	strbuf_rtrim(&text);
	if (!text.len)
		command_usage(command, "the comment is empty");
	if (strlen(text.buf) != text.len)
		command_usage(command, "the comment has a NUL byte");
	if (!is_utf8(&text))
		command_usage(command, "the comment is no UTF-8, which all "
			      "forges ask for");
	given_text_check(command, "the comment", text.buf);
	talk->comment = strbuf_detach(&text);
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec rest = STRVEC_INIT;
	struct talk talk;
	int code;

	talk_init(&talk);
	command_options(command, argc, argv, &rest);
	read_text(command, &talk);
	work_setup(&work_options);
	code = talking_command(&rest, &talk, again, &work_options);
	talk_release(&talk);
	strvec_clear(&rest);
	choose_pulls_release();
	work_options_release(&work_options);
	free(message);
	free(file);
	return code;
}

static const char *const usage[] = {
	"git multi comment [options] -m TEXT [CAMPAIGN [REPO...]]",
	"git multi comment [options] -F FILE [CAMPAIGN [REPO...]]",
	"git multi comment [options] -m TEXT --pulls-by-branch NAME REPO...",
	NULL
};

const struct command cmd_comment = {
	.name = "comment",
	.summary = "comment on the pull requests",
	.phase = PHASE_SHEPHERD,
	.usage = usage,
	.options = options,
	.run = run,
};
