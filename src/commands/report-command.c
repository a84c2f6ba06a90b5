/* SPDX-License-Identifier: MIT */
/*
 * git multi report: the whole campaign in one document.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/report.h"
#include "commands/choose.h"
#include "commands/commands.h"
#include "commands/markdown.h"
#include "commands/report-json.h"
#include "commands/shared-options.h"

static bool as_json, as_markdown;

static const struct opt options[] = {
	{ .kind = OPT_BOOL, .name = "markdown", .value = &as_markdown,
	  .flags = OPT_NONEG,
	  .help = "a table that forges and wikis show (the default)" },
	{ .kind = OPT_BOOL, .name = "json", .value = &as_json,
	  .flags = OPT_NONEG, .help = "all that is known, for programs" },
	LATER("html"), LATER("junit"), LATER("csv"),
	SCREEN_OPTIONS,
	{ .kind = OPT_END }
};

static struct campaign *read_campaign(const char *word)
{
	struct strbuf err = STRBUF_INIT;
	char *name = choose_campaign(word, choose_any, "");
	struct campaign *c = campaign_read(name, &err);
	size_t i;

	if (!c)
		die("%s", err.buf);
	for (i = 0; i < c->nr; i++)
		c->tasks[i]->selected = true;
	free(name);
	strbuf_release(&err);
	return c;
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec words = STRVEC_INIT;
	struct strbuf text = STRBUF_INIT, err = STRBUF_INIT;
	struct campaign *c;

	command_options(command, argc, argv, &words);
	if (words.nr > 1)
		command_usage(command, "one campaign at a time");
	if (as_json && as_markdown)
		command_usage(command, "'--json' and '--markdown' exclude "
			      "each other");
	command_setup();
	c = read_campaign(words.nr ? words.v[0] : NULL);
	if (!as_json)
		markdown_campaign(c, &text);
	else if (report_json(c, &text, &err) < 0)
		die("%s", err.buf);
	command_page();
	fwrite(text.buf, 1, text.len, stdout);
	campaign_free(c);
	strvec_clear(&words);
	strbuf_release(&text);
	strbuf_release(&err);
	return command_done(EXIT_FINE);
}

static const char *const usage[] = {
	"git multi report [options] [CAMPAIGN]", NULL
};

const struct command cmd_report = {
	.name = "report",
	.summary = "the whole campaign as Markdown or JSON",
	.phase = PHASE_CARE,
	.usage = usage,
	.options = options,
	.run = run,
};
