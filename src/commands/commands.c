/* SPDX-License-Identifier: MIT */
/*
 * The table of all commands, and the page that shows it.
 */
#include "commands/commands.h"

#include <string.h>

#include "base/alloc.h"

extern const struct command cmd_adopt, cmd_bugreport, cmd_campaigns, cmd_clean,
	cmd_close, cmd_comment, cmd_ctl, cmd_demo, cmd_diff, cmd_doctor,
	cmd_drop, cmd_edit, cmd_exec, cmd_limits, cmd_list, cmd_log, cmd_merge,
	cmd_publish, cmd_refresh, cmd_report, cmd_resume, cmd_retry,
	cmd_revert, cmd_run, cmd_shell, cmd_status;

/* In the order in which people meet them. */
const struct command *const commands[] = {
	&cmd_list,
	&cmd_exec,
	&cmd_run,
	&cmd_resume,
	&cmd_retry,
	&cmd_ctl,
	&cmd_shell,
	&cmd_diff,
	&cmd_drop,
	&cmd_publish,
	&cmd_adopt,
	&cmd_status,
	&cmd_refresh,
	&cmd_merge,
	&cmd_close,
	&cmd_revert,
	&cmd_comment,
	&cmd_edit,
	&cmd_log,
	&cmd_report,
	&cmd_campaigns,
	&cmd_clean,
	&cmd_limits,
	&cmd_doctor,
	&cmd_bugreport,
	&cmd_demo,
	NULL
};

const char *const commands_later[] = {
	"ui", NULL
};

static const char *const phase_names[] = {
	[PHASE_SELECT] = "select", [PHASE_CHANGE] = "change",
	[PHASE_PUBLISH] = "publish", [PHASE_SHEPHERD] = "shepherd",
	[PHASE_CARE] = "look after"
};

static const char head[] =
	"git multi carries one change through many repositories: from a list\n"
	"of them to merged pull requests, on every forge at once.\n"
	"\n"
	"  git multi -r repos.txt -m \"Update the linter\" ./update.py\n"
	"  git multi run -r github.com/o/a -r o/b -- sed -i s/1.2/1.3/ setup.cfg\n"
	"  git multi merge --wait\n";

static const char tail[] =
	"\n"
	"'git multi -h' says what each is for, 'git multi COMMAND -h' shows its\n"
	"options, 'git help multi' opens the manual, 'git multi help tutorial' a\n"
	"guide. To try it without an account: 'git multi demo'.\n";

const struct command *command_by_name(const char *name)
{
	size_t i;

	for (i = 0; commands[i]; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

/* The commands of a phase: a line each with its summary, or all in one. */
static void add_phase(struct strbuf *out, enum phase phase, bool summaries)
{
	const char *name = phase_names[phase];
	size_t i;

	for (i = 0; commands[i]; i++) {
		if (commands[i]->phase != phase)
			continue;
		if (summaries)
			strbuf_addf(out, "  %-12s%-11s%s\n", name,
				    commands[i]->name, commands[i]->summary);
		else if (*name)
			strbuf_addf(out, "  %-12s%s", name,
				    commands[i]->name);
		else
			strbuf_addf(out, " %s", commands[i]->name);
		name = "";
	}
	if (!summaries)
		strbuf_addch(out, '\n');
}

void commands_overview(struct strbuf *out, bool summaries)
{
	size_t phase;

	strbuf_addstr(out, head);
	strbuf_addch(out, '\n');
	for (phase = 0; phase < ARRAY_SIZE(phase_names); phase++)
		add_phase(out, (enum phase)phase, summaries);
	strbuf_addstr(out, tail);
}
