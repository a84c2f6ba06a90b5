/* SPDX-License-Identifier: MIT */
/*
 * Which campaign, and which repository of it, a word on the command line (or
 * none) means. Never "the latest".
 */
#ifndef COMMANDS_CHOOSE_H
#define COMMANDS_CHOOSE_H

#include "campaign/campaign.h"

/* Whether a campaign can be meant. */
bool choose_any(const struct campaign *c);
bool choose_unfinished(const struct campaign *c);
bool choose_failed(const struct campaign *c);
bool choose_with_pulls(const struct campaign *c);
bool choose_to_publish(const struct campaign *c);
bool choose_with_commits(const struct campaign *c);

/*
 * The campaign of that name; name NULL: the only one that fits. which says
 * what fits, for the message ("unfinished", "with failures"; "" for all).
 * Ends the program where there is none of the name (with the nearest), none
 * or several that fit (with a list). The caller frees.
 */
char *choose_campaign(const char *name,
		      bool (*fits)(const struct campaign *c),
		      const char *which);

/*
 * The same, opened for work: ends the program also where it cannot be, or was
 * never begun. The caller frees with campaign_free().
 */
struct campaign *choose_to_work(const char *name,
				bool (*fits)(const struct campaign *c),
				const char *which);

/*
 * For commands whose words are "[CAMPAIGN] REPO...": where the first names no
 * campaign and there is one only, its name is put before them. Ends the
 * program where it is none of several campaigns, or there are no words and
 * not one campaign.
 */
void choose_before(struct strvec *words);

/*
 * Selects those of the campaign's tasks that fit, of the words behind its
 * name (all where there are none); ends the program where a word names none
 * of the campaign. Returns how many.
 */
size_t choose_tasks(struct campaign *c, const struct strvec *words,
		    bool (*fits)(const struct task *task));

/* Whether its pull request is open, as far as the journal knows. */
bool choose_open_pull(const struct task *task);

/*
 * The task of that key, or the only one whose key ends so (NAME, OWNER/NAME),
 * in any case. Ends the program where there is none, or several.
 */
struct task *choose_task(const struct campaign *c, const char *word);

#endif
