/* SPDX-License-Identifier: MIT */
/*
 * Through which steps the commands take a repository.
 */
#include "commands/plans.h"

#include "steps/steps.h"

/* The whole life of a repository: the story that the steps tell. */
const struct step *const plan_run[] = {
	&step_look, &step_fork, &step_claim, &step_fetch, &step_recall,
	&step_tree, &step_baseline, &step_change, &step_test, &step_commit,
	&step_split, &step_target, &step_owners, &step_pack, &step_claim, &step_upload,
	&step_deepen, &step_push,
	&step_find, &step_names, &step_open, &step_describe, &step_wait,
	&step_merge, NULL
};

/* From the pull requests on. */
const struct step *const plan_merge[] = {
	&step_wait, &step_merge, NULL
};
const struct step *const plan_close[] = {
	&step_recheck, &step_close, NULL
};

/* Said of them, or changed in them. */
const struct step *const plan_comment[] = {
	&step_regard, &step_comment, NULL
};
const struct step *const plan_edit[] = {
	&step_regard, &step_names, &step_edit, NULL
};

/*
 * Of others', as they are: nothing is made. What a merge of them left undone
 * is gone on with.
 */
const struct step *const plan_adopt[] = { &step_adopt, NULL };
const struct step *const plan_adopted[] = {
	&step_adopt, &step_wait, &step_merge, NULL
};

/* The question that status asks. */
const struct step *const plan_ask[] = { &step_ask, NULL };

static const struct step *const *const plans[] = {
	[WORK_RUN] = plan_run, [WORK_MERGE] = plan_merge,
	[WORK_CLOSE] = plan_close, [WORK_COMMENT] = plan_comment,
	[WORK_EDIT] = plan_edit, [WORK_ADOPT] = plan_adopt
};

const struct step *const *plan_of(const struct campaign *c,
				  enum work_kind kind)
{
	const struct definition *definition = campaign_definition(c);

	if (kind == WORK_RUN && definition && definition->adopted)
		return plan_adopted;
	return plans[kind];
}
