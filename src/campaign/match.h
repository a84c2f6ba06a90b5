/* SPDX-License-Identifier: MIT */
/*
 * Which task of a campaign a person's word means.
 */
#ifndef CAMPAIGN_MATCH_H
#define CAMPAIGN_MATCH_H

#include "campaign/campaign.h"

/* Whether the key is the word, in any case, or ends in it behind a '/'. */
bool match_key(const char *key, const char *word);

/*
 * The task of that key or URL, a dropped one too, else the only one whose key
 * ends so; *nr: how many there are. NULL where that is not 1.
 */
struct task *match_task(const struct campaign *c, const char *word,
			size_t *nr);

#endif
