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
#include "campaign/forecast.h"
#include "terminal/columns.h"

/* Options of every command that works; part of their tables. */
struct work_options {
	int jobs;		/* -j; 0: multi.jobs, else the CPUs */
	int first;		/* --first N; 0: all */
	bool yes;		/* -y */
	int verbose;		/* -v */
	bool quiet;		/* -q */
	double stop_after;	/* --for, engine seconds; negative:
				   when all is done */
	struct strvec rates;	/* --rate HOST=30/min */
	const char *progress;	/* --progress, or NULL */
	char *trace;		/* --trace, or NULL */
	struct row_format format;
};

#define WORK_OPTIONS_INIT						\
	{ .rates = STRVEC_INIT, .format = ROW_FORMAT_INIT, .stop_after = -1 }

void work_options_release(struct work_options *options);

/*
 * Before anything else: the settings, git, the messages' manner. Dies where
 * git is missing or a setting is bad.
 */
void work_setup(const struct work_options *options);

/* What the functions below take tasks through: work(), work_merge() … */
enum work_kind { WORK_RUN, WORK_MERGE, WORK_CLOSE, WORK_COMMENT, WORK_EDIT,
		 WORK_ADOPT };

/*
 * What one of them will ask of the servers, and how long it will take. The
 * hosts are prepared for that, as work() would do, after the first words; an
 * interrupt ends the program.
 */
void work_foresee(struct campaign *c, enum work_kind kind,
		  const struct work_options *options,
		  struct forecast *forecast);

/*
 * Takes the selected tasks through the whole life, shows how it goes, prints the
 * rows and the words at the end. Returns the exit code (design.md part 3); a
 * signal ends the program by that signal, after all that.
 */
int work(struct campaign *c, const struct work_options *options);

/* The same from the open pull requests on: merge them, or close them. */
int work_merge(struct campaign *c, const struct work_options *options);
int work_close(struct campaign *c, const struct work_options *options);

/* Pull requests of others become the campaign's, which has none but such. */
int work_adopt(struct campaign *c, const struct work_options *options);

/* The same before other work on them: without rows, of all of them. */
void work_find(struct campaign *c, const struct work_options *options);

/* The same of the campaign's comment or edit: see campaign_talk(). */
int work_talk(struct campaign *c, const struct work_options *options);

/*
 * Only asks the forges about the selected tasks: nothing is journalled, no
 * rows are printed.
 */
void work_ask(struct campaign *c, const struct work_options *options);

/*
 * The parts of that, for commands with a plan of their own: hosts, tokens and
 * the cache; the pool, perhaps more than once (without the former where the
 * plan asks no server); an interrupt ends the program when all is put away.
 */
void work_prepare(struct campaign *c, const struct step *const *plan,
		  const struct work_options *options);
void work_pool(struct campaign *c, const struct step *const *plan,
	       const struct work_options *options);
void work_close_connections(void);
void work_heed_signal(struct campaign *c);

/* The exit code of the selected tasks as they are now. */
int work_exit_code(const struct campaign *c);

#endif
