/* SPDX-License-Identifier: MIT */
/*
 * The names of all steps. To add one: begin, end and the const struct in
 * steps/NAME.c, one line here, its name in a command's plan.
 */
#ifndef STEPS_STEPS_H
#define STEPS_STEPS_H

#include "campaign/task.h"

extern const struct step step_look;	/* what the server knows of it */
extern const struct step step_ask;	/* the same, to show: status */
extern const struct step step_base;	/* the checks of its base branch */
extern const struct step step_adopt;	/* a pull request of others */
extern const struct step step_recheck;	/* the same, before it is closed */
extern const struct step step_fork;	/* where its branch goes to */
extern const struct step step_fetch;	/* into the cached repository */
extern const struct step step_recall;	/* what is to be reverted */
extern const struct step step_tree;	/* a detached work tree on the base */
extern const struct step step_baseline;	/* --test-baseline */
extern const struct step step_change;	/* the user's command */
extern const struct step step_test;	/* --test */
extern const struct step step_commit;
extern const struct step step_split;	/* --split-by: one for each part */
extern const struct step step_target;	/* where the command wants it to go */
extern const struct step step_owners;	/* who is to review it */
extern const struct step step_pack;	/* what the forge is to commit */
extern const struct step step_claim;	/* whether it has, before a crash */
extern const struct step step_upload;	/* --api-commit, in place of push */
extern const struct step step_deepen;	/* what a stale fork lacks */
extern const struct step step_push;	/* the branch, with a lease */
extern const struct step step_find;	/* a pull request that may be there */
extern const struct step step_names;	/* what its fields' names are */
extern const struct step step_open;
extern const struct step step_describe;	/* labels, people … */
extern const struct step step_wait;	/* until it is ready to be merged */
extern const struct step step_merge;
extern const struct step step_close;
extern const struct step step_regard;	/* before it is talked of: the next */
extern const struct step step_comment;
extern const struct step step_edit;

/* Of commands that only show something: never journalled. */
extern const struct step step_obtain;	/* a commit of ours, into the cache */
extern const struct step step_diff;	/* what it changes */
extern const struct step step_rework;	/* that commit as it was edited */
extern const struct step step_exec;	/* a command's output */

/* Of selections: never journalled. */
extern const struct step step_list;	/* what a server has, page by page */
extern const struct step step_has_file;	/* whether a repository has it */

#endif
