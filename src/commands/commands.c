/* SPDX-License-Identifier: MIT */
/*
 * The table of all commands, and the page that shows it.
 */
#include "commands/commands.h"

#include <string.h>

#include "base/alloc.h"

extern const struct command cmd_campaigns, cmd_clean, cmd_list, cmd_log,
	cmd_resume, cmd_retry, cmd_run, cmd_shell, cmd_status;

/* In the order in which people meet them. */
const struct command *const commands[] = {
	&cmd_list,
	&cmd_run,
	&cmd_resume,
	&cmd_retry,
	&cmd_shell,
	&cmd_status,
	&cmd_log,
	&cmd_campaigns,
	&cmd_clean,
	NULL
};

const char *const commands_later[] = {
	"exec", "diff", "publish", "drop", "merge", "close", "comment",
	"edit", "refresh", "revert", "report", "ctl", "ui", "limits",
	"doctor", "demo", "bugreport", NULL
};

static const char *const phase_names[] = {
	[PHASE_SELECT] = "select", [PHASE_CHANGE] = "change",
	[PHASE_PUBLISH] = "publish", [PHASE_SHEPHERD] = "shepherd",
	[PHASE_CARE] = "look after"
};

static const char head[] =
	"git multi carries one change through many repositories: from a list\n"
	"of them to pull requests, on every forge at once.\n"
	"\n"
	"  git multi -r repos.txt -m \"Update the linter\" ./update.py\n"
	"  git multi run -r github.com/o/a -r o/b -- sed -i s/1.2/1.3/ setup.cfg\n"
	"  git multi status\n";

static const char tail[] =
	"\n"
	"'git multi COMMAND -h' shows the options of a command, 'git help multi'\n"
	"opens the manual.\n";

const struct command *command_by_name(const char *name)
{
	size_t i;

	for (i = 0; commands[i]; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

void commands_overview(struct strbuf *out)
{
	size_t phase, i;

	strbuf_addstr(out, head);
	for (phase = 0; phase < ARRAY_SIZE(phase_names); phase++) {
		const char *name = phase_names[phase];

		for (i = 0; commands[i]; i++) {
			if ((size_t)commands[i]->phase != phase)
				continue;
			if (name == phase_names[PHASE_SELECT])
				strbuf_addch(out, '\n');
			strbuf_addf(out, "  %-12s%-11s%s\n", name,
				    commands[i]->name, commands[i]->summary);
			name = "";
		}
	}
	strbuf_addstr(out, tail);
}
