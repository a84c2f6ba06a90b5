/* SPDX-License-Identifier: MIT */
/*
 * Names for completion, from what is on this machine: no process is started,
 * no server is asked, and what cannot be read gives none.
 */
#ifndef COMMANDS_COMPLETE_VALUES_H
#define COMMANDS_COMPLETE_VALUES_H

#include <stdbool.h>

#include "base/strvec.h"

void complete_campaigns(struct strvec *out);
/* Those that a process works on now. */
void complete_running(struct strvec *out);
void complete_classes(struct strvec *out);

/* Of that campaign; NULL, or no campaign: all that are in the cache. */
void complete_repositories(const char *campaign, struct strvec *out);

/* HOST/OWNER of those repositories. */
void complete_owners(struct strvec *out);

/* What --only and --visibility may say. */
void complete_outcomes(struct strvec *out);
void complete_visibilities(struct strvec *out);

/* Of those repositories, and those that limits are counted of. */
void complete_hosts(struct strvec *out);

/* "HOST=" of those, to which a rate is typed. */
void complete_rates(struct strvec *out);

/*
 * Of the run that is named so, or the only one: its hosts or repositories,
 * those as OWNER/NAME too where the word begins so.
 */
void complete_of_run(const char *campaign, const char *word, bool hosts,
		     struct strvec *out);

#endif
