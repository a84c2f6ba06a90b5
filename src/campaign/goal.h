/* SPDX-License-Identifier: MIT */
/*
 * How far a campaign is to go: to commits that are reviewed first, to open
 * pull requests, to merged ones, or back. No part of the definition: the same
 * change may be taken further later. Journalled as event "goal"; the last
 * counts.
 */
#ifndef CAMPAIGN_GOAL_H
#define CAMPAIGN_GOAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"
#include "base/strbuf.h"
#include "forges/forge.h"

enum no_checks {		/* where nothing checks a pull request */
	NO_CHECKS_WAIT,		/* some may begin: 2 minutes, then as FAIL */
	NO_CHECKS_MERGE,
	NO_CHECKS_FAIL
};
extern const char *const no_checks_names[];	/* by value, NULL at the end */

#define GOAL_WAIT_EVER (-1.0)
#define GOAL_WAIT_CHECKS (-2.0)	/* for what comes by itself, not for people */

struct goal {
	bool dry_run;		/* ends with commits, kept as bundles */
	bool merge;
	bool close;		/* taken back */
	bool auto_merge;	/* leaves the waiting to the forge */
	bool delete_branch;
	enum merge_method method;
	enum no_checks no_checks;
	struct waves {
		char sizes[64];	/* "1,10,rest" as it was given; "": none */
		double soak;	/* engine seconds after each wave */
		unsigned stop_at;	/* percent of a wave that may fail */
	} waves;
	double wait;		/* engine seconds; 0: merge only what is ready
				   now; or GOAL_WAIT_… */
};

/*
 * How many the wave has, counted from 0; SIZE_MAX: all that are left. The last
 * number counts for all waves that follow, where no "rest" does.
 */
size_t waves_size(const struct waves *waves, size_t wave);

/* Takes the text over if it is one of waves; -1 and err. */
int waves_parse(struct waves *waves, const char *sizes, struct strbuf *err);

bool goal_equal(const struct goal *a, const struct goal *b);

/* As the members of a JSON object, and back; what is not there is 0. */
void goal_write(const struct goal *goal, struct json_writer *w);
void goal_read(struct goal *goal, const struct json *doc, int node);

#endif
