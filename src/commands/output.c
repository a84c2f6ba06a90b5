/* SPDX-License-Identifier: MIT */
/*
 * What commands share that print: settings, colours, pager, a stdout that
 * may be full or gone.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"
#include "commands/commands.h"
#include "engine/descriptors.h"
#include "git/config.h"
#include "git/git.h"
#include "terminal/screen.h"

struct command_screen command_screen;

int command_color(const struct opt *opt, const char *argument,
		  struct strbuf *err)
{
	static const char *const choices[] = {
		"always", "never", "auto", NULL
	};
	const char *when = argument ? argument : "always";
	const char *near = text_nearest(when, choices);

	if (!near || strcmp(near, when)) {
		/* before the command's name no table reads it */
		if (!opt)
			strbuf_addstr(err, "option '--color': ");
		strbuf_addf(err, "'%s' is none of always, never, auto",
			    when);
		if (near)
			strbuf_addf(err, "; did you mean '%s'", near);
		return -1;
	}
	replace_string(&command_screen.color, when);
	return 0;
}

void command_setup(void)
{
	struct strbuf err = STRBUF_INIT;

	if (descriptors_check(&err) < 0 || config_load(&err) < 0 ||
	    git_init(&err) < 0)
		die("%s", err.buf);
	report_set_advice(config_advice);
	screen_init(command_screen.color, config_color());
	strbuf_release(&err);
}

/* pager.multi: a boolean as git reads one, or a pager of its own. */
static bool is_word(const char *value, const char *const *words)
{
	for (; *words; words++)
		if (!strcasecmp(value, *words))
			return true;
	return false;
}

void command_page(void)
{
	static const char *const no[] = { "false", "no", "off", "0", "",
					  NULL };
	static const char *const yes[] = { "true", "yes", "on", "1", NULL };
	const char *setting = config_value("pager.multi");
	struct strbuf pager = STRBUF_INIT, err = STRBUF_INIT;

	if (!isatty(STDOUT_FILENO) || command_screen.no_pager ||
	    (setting && is_word(setting, no)))
		return;
	if (setting && !is_word(setting, yes))
		strbuf_addstr(&pager, setting);
	else if (git_capture(&pager, &err, "var", "GIT_PAGER", NULL))
		strbuf_reset(&pager);
	git_forget_tokens();
	if (pager.len)
		screen_page(pager.buf, false);
	strbuf_release(&pager);
	strbuf_release(&err);
}

int command_done(int code)
{
	if (screen_finish(true))
		return code;
	/* a reader that is gone ends us as it ends git, if it can */
	if (errno == EPIPE) {
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	die("cannot write to stdout: %s", strerror(errno));
}
