/* SPDX-License-Identifier: MIT */
/*
 * What you can ask for. To add a command: commands/NAME.c with an option
 * table, a usage, a run function and `const struct command cmd_NAME`; one
 * line in commands.c's table; man/git-multi-NAME.1 (tests/manual.sh compares
 * it with -h); a test in tests/shell.
 */
#ifndef COMMANDS_COMMANDS_H
#define COMMANDS_COMMANDS_H

#include <stdbool.h>

#include "base/options.h"
#include "base/strbuf.h"
#include "base/strvec.h"

enum phase { PHASE_SELECT, PHASE_CHANGE, PHASE_PUBLISH, PHASE_SHEPHERD,
	     PHASE_CARE };

struct command {
	const char *name;
	const char *summary;		/* one line, lower case */
	enum phase phase;
	const char *const *usage;	/* "git multi run [selection] …", NULL */
	const struct opt *options;	/* static storage: a table of the file */

	/* argv[0] is the command's name; returns the exit code. */
	int (*run)(const struct command *command, int argc,
		   const char *const *argv);
};

extern const struct command *const commands[];	/* NULL at the end */
const struct command *command_by_name(const char *name);

/* Names of commands that come with a later version: refused by name. */
extern const char *const commands_later[];

/*
 * Parses with the command's table; handles -h (prints and exits 0), --help
 * (opens the manual) and bad usage (message, usage's first line, exit 129).
 */
void command_options(const struct command *command, int argc,
		     const char *const *argv, struct strvec *rest);

/* Prints "error: …", the usage, and exits 129. */
void command_usage(const struct command *command, const char *fmt, ...)
	__attribute__((noreturn, format(printf, 2, 3)));

/* A page that is about no command: its word, and the manual's name for it. */
struct guide {
	const char *name, *page, *summary;
};
extern const struct guide command_guides[];	/* name NULL ends it */
const struct guide *guide_by_name(const char *name);	/* NULL: none */
void command_guide(const struct guide *guide) __attribute__((noreturn));

/*
 * What -h prints, and the manual, or -h where there is none; NULL: of git
 * multi as a whole. Both exit.
 */
void command_help(const struct command *command) __attribute__((noreturn));
void command_manual(const struct command *command) __attribute__((noreturn));

/*
 * Runs a program to its end, its stderr thrown away; env NULL: ours. Returns
 * its exit code, -1 where it could not run.
 */
int command_run_quietly(const char *const *argv, const struct strvec *env);

/* Whether it ends well; neither output is seen. Ours is its environment. */
bool command_succeeds(const char *const *argv);

/* options_parse() said 1: -h or --help, whichever stands in argv. */
void command_asked_help(const struct command *command, int argc,
			const char *const *argv) __attribute__((noreturn));

/* "git-multi version 0.1.0" and, with build, how it was made; appended. */
void commands_version(struct strbuf *out, bool build);

/*
 * What it is, three examples, the commands by phase; bare git multi has only
 * their names (25 lines at most), -h what each is for.
 */
void commands_overview(struct strbuf *out, bool summaries);

/* ---- what reading commands share (output.c) ----------------------------- */

/* --color=WHEN and --no-pager, wherever they stood. */
struct command_screen {
	char *color;
	bool no_pager;
};
extern struct command_screen command_screen;

#define SCREEN_OPTIONS							\
	{ .kind = OPT_CALL, .name = "color", .argument = "WHEN",	\
	  .help = "always, never or auto",				\
	  .flags = OPT_OPTARG, .call = command_color },			\
	{ .kind = OPT_BOOL, .name = "no-pager",				\
	  .value = &command_screen.no_pager, .flags = OPT_NONEG,	\
	  .help = "do not page the output" }

int command_color(const struct opt *opt, const char *argument,
		  struct strbuf *err);

/*
 * The settings and git, the manner of messages, colours. Dies where git is
 * missing or a setting is bad.
 */
void command_setup(void);

/* stdout goes through git's pager, where it is a terminal. */
void command_page(void);

/*
 * The last thing: what stdout still holds is written; dies where some of it
 * was lost. Returns code.
 */
int command_done(int code);

#endif
