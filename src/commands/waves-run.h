/* SPDX-License-Identifier: MIT */
/*
 * For waves*.c: a run in waves.
 */
#ifndef COMMANDS_WAVES_RUN_H
#define COMMANDS_WAVES_RUN_H

#include "campaign/campaign.h"
#include "commands/work.h"

struct waves_run {
	struct campaign *c;
	const struct step *const *plan;
	struct work_options options;
	size_t tasks;		/* of c's, whose waves are known, … */
	bool *wanted;		/* … and whether the user selected each, … */
	size_t *wave;		/* … and which it is in, from 1; 0: in none */
	size_t nr;		/* of waves */
	size_t first;		/* left of --first; 0: no such limit */
	double until;		/* of --for; 0: none */
	bool untold;		/* that some server tells no checks was said */
};

/* How many of c's tasks are selected. */
size_t waves_selected(const struct campaign *c);

/* Whether so many of a wave are more than may fail. */
bool waves_too_many(const struct waves_run *run, size_t wave, size_t failed);

/* False where nothing more is to be begun. */
bool waves_may_go_on(struct waves_run *run);

/* Why it stops behind this wave, what is left, and how to go on. */
void waves_say_stop(const struct waves_run *run, size_t wave,
		    const char *why);

/*
 * Watches the base branches that a wave was merged to, until no check is
 * pending and they have soaked; red ones are seen at once. False where the
 * waves behind are not to begin, which was said.
 */
bool waves_settle(struct waves_run *run, size_t wave);

#endif
