/* SPDX-License-Identifier: MIT */
/*
 * Which forge a server is that neither a setting nor its name tells: it is
 * asked once, without a token, and the answer is remembered in the cache.
 */
#ifndef CAMPAIGN_PROBE_H
#define CAMPAIGN_PROBE_H

#include "campaign/host.h"

/*
 * Fills in the forge of every host of the list that has none. What answers as
 * none of the forges, or not in time, is plain git; only the former is sure,
 * but neither is remembered. Ends early at an interrupt.
 */
void probe_hosts(struct host *list);

/* The same from memory only. */
void probe_recall(struct host *list);

/* Remembers the host's forge, and what it lacks. */
void probe_remember(const struct host *host);

#endif
