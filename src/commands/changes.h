/* SPDX-License-Identifier: MIT */
/*
 * What a campaign changes in its repositories, and which of them it changes
 * alike: a group is those whose diffs are the same but for where they stand.
 */
#ifndef COMMANDS_CHANGES_H
#define COMMANDS_CHANGES_H

#include "campaign/campaign.h"
#include "commands/work.h"
#include "git/patch.h"

struct change {
	struct task *task;
	struct patch patch;
	struct change_group *group;	/* NULL: no diff could be made */
	enum result result;	/* the task's own, before it was asked */
	enum failure failure;
	char *reason;
};

struct change_group {
	char id[17];		/* hex, of its normal diff */
	size_t shown;		/* so many of it tell it from all others */
	struct strbuf normal;
	size_t nr;		/* repositories */
	const struct change *first;	/* in the campaign's order */
	struct change_group *next;
};

struct changes {
	struct change *v;	/* in the campaign's order */
	size_t nr;
	struct change_group *groups;	/* in the order of their first ones */
	size_t failed;		/* said already */
};

/*
 * Of the selected tasks that have a commit. c is only read; asks servers only
 * for commits that are not on this machine any more. Ends the program at an
 * interrupt.
 */
void changes_read(struct changes *changes, struct campaign *c,
		  const struct work_options *options);
void changes_release(struct changes *changes);

/*
 * The commits of the selected tasks are others now, by an edit: what they
 * change is read once more. All groups may be others then.
 */
void changes_renew(struct changes *changes, struct campaign *c,
		   const struct work_options *options);

/* Those of a group, in the campaign's order; the caller frees. */
struct change **changes_members(const struct changes *changes,
				const struct change_group *group);

/* As much of a group's id as tells it from the others; appended. */
void change_group_id(const struct change_group *group, struct strbuf *out);

/*
 * The group whose id begins so. Ends the program where there is none, or
 * several.
 */
const struct change_group *changes_group(const struct changes *changes,
					 const char *id);

#endif
