/* SPDX-License-Identifier: MIT */
/*
 * Takes work trees away: one `rm` at a time for all that wait, so that a
 * large tree never holds up the loop.
 */
#ifndef CAMPAIGN_JANITOR_H
#define CAMPAIGN_JANITOR_H

#include <stdbool.h>

struct janitor;

struct janitor *janitor_new(void);
void janitor_free(struct janitor *janitor);	/* not while it is busy */

/* path is absolute; nothing is done where it is not there. */
void janitor_remove(struct janitor *janitor, const char *path);

/* Whether that path is still to go. */
bool janitor_has(const struct janitor *janitor, const char *path);

/* Starts an rm where paths wait and none runs. */
void janitor_turn(struct janitor *janitor);
bool janitor_busy(const struct janitor *janitor);

#endif
