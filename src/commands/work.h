/* SPDX-License-Identifier: MIT */
/*
 * What run, resume, retry and status share: a campaign goes through a plan
 * before the user's eyes.
 */
#ifndef COMMANDS_WORK_H
#define COMMANDS_WORK_H

#include <stdbool.h>

#include "base/options.h"
#include "base/strvec.h"
#include "campaign/campaign.h"
#include "terminal/columns.h"

/* Options of every command that works; part of their tables. */
struct work_options {
	int jobs;		/* -j; 0: multi.jobs, else the CPUs */
	int first;		/* --first N; 0: all */
	bool yes;		/* -y */
	int verbose;		/* -v */
	bool quiet;		/* -q */
	struct strvec rates;	/* --rate HOST=30/min */
	const char *progress;	/* --progress, or NULL */
	struct row_format format;
};

#define WORK_OPTIONS_INIT { .rates = STRVEC_INIT, .format = ROW_FORMAT_INIT }

void work_options_release(struct work_options *options);

/*
 * Before anything else: the settings, git, the messages' manner. Dies where
 * git is missing or a setting is bad.
 */
void work_setup(const struct work_options *options);

/*
 * Takes the selected tasks through the whole life, shows how it goes, prints the
 * rows and the words at the end. Returns the exit code (design.md part 3); a
 * signal ends the program by that signal, after all that.
 */
int work(struct campaign *c, const struct work_options *options);

/*
 * Only asks the forges about the selected tasks: nothing is journalled, no
 * rows are printed.
 */
void work_ask(struct campaign *c, const struct work_options *options);

/* The exit code of the selected tasks as they are now. */
int work_exit_code(const struct campaign *c);

#endif
