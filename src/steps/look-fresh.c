/* SPDX-License-Identifier: MIT */
/*
 * A refresh: what is on the branch is made again only where its base moved
 * since, and its pull request stays as people made it.
 */
#include <string.h>

#include "campaign/campaign.h"
#include "steps/look.h"

/* What was pushed last stands on the base as it is now. */
static bool is_on_base(const struct facts *facts)
{
	return facts->pushed_on && facts->base_commit &&
	       !strcmp(facts->pushed_on, facts->base_commit);
}

bool look_is_fresh(struct task *task, struct strbuf *why)
{
	const struct facts *facts = &task->facts;

	if (!task->refreshes || !is_on_base(facts) ||
	    !facts->branch_commit || facts->pull.state != PULL_OPEN ||
	    !task_made(task, facts->branch_commit))
		return false;
	strbuf_addf(why, "'%s' has not moved",
		    facts->base ? facts->base : "its base");
	task_end(task, RESULT_DONE);
	return true;
}

bool look_may_force(const struct task *task)
{
	return task_definition(task)->force_over_others && !task->refreshes;
}

bool look_refresh_is_others(const struct task *task, const struct pull *pull)
{
	return task->refreshes && pull->state == PULL_OPEN &&
	       !is_on_base(&task->facts);
}

enum verdict look_refresh(struct task *task, struct strbuf *why)
{
	task->facts.described = task->definition;
	return look_is_fresh(task, why) ? VERDICT_END : VERDICT_NEXT;
}
