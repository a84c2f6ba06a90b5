/* SPDX-License-Identifier: MIT */
/*
 * Which pull requests of a campaign comment, edit, merge and close mean: those
 * that fit, of the repositories that were named, less what filters leave out.
 */
#ifndef COMMANDS_CHOOSE_PULLS_H
#define COMMANDS_CHOOSE_PULLS_H

#include "campaign/campaign.h"
#include "campaign/selection.h"
#include "commands/work.h"

/* What NARROW_OPTIONS and BY_BRANCH_OPTION fill. */
extern struct selection choose_narrowing;
extern char *choose_by_branch;

/* Ends the program by values that are none; what follows takes them as good. */
void choose_pulls_check(void);

/*
 * The campaign that is meant, as choose_to_work(); with --pulls-by-branch the
 * words name repositories, whose pull requests are adopted first, and become
 * the words of that campaign.
 */
struct campaign *choose_pulls_campaign(struct strvec *words,
				       bool (*fits)(const struct campaign *c),
				       const struct work_options *options);

/* The exit code, where some could not be adopted besides. */
int choose_pulls_code(int code);

/*
 * Selects them, after choose_tasks(); a filter that asks for more than a name
 * asks the servers, with progress as in options. Returns how many. Ends the
 * program where the filters leave none.
 */
size_t choose_pulls(struct campaign *c, const struct strvec *words,
		    bool (*fits)(const struct task *task),
		    const struct work_options *options);

/*
 * The same in two steps, for a command that asks the servers before --only
 * counts: all but that, and then that, of what is selected.
 */
size_t choose_all_but_only(struct campaign *c, const struct strvec *words,
			   bool (*fits)(const struct task *task),
			   const struct work_options *options);
size_t choose_by_outcome(struct campaign *c);

/* Whether --only names this state of a pull request. */
bool choose_names_state(enum pull_state state);

void choose_pulls_release(void);

#endif
