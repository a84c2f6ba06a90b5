/* SPDX-License-Identifier: MIT */
/*
 * A refresh: what is on the branch is made again only where its base moved
 * since, and its pull request stays as people made it.
 */
#include <string.h>

#include "campaign/campaign.h"
#include "steps/look.h"

bool look_is_fresh(struct task *task, struct strbuf *why)
{
	const struct facts *facts = &task->facts;

	if (!task->refreshes || !facts->pushed_on || !facts->base_commit ||
	    !facts->branch_commit || facts->pull.state != PULL_OPEN ||
	    strcmp(facts->pushed_on, facts->base_commit) != 0 ||
	    !task_made(task, facts->branch_commit))
		return false;
	strbuf_addf(why, "'%s' has not moved",
		    facts->base ? facts->base : "its base");
	task_end(task, RESULT_DONE);
	return true;
}

enum verdict look_refresh(struct task *task, struct strbuf *why)
{
	task->facts.described = task->definition;
	return look_is_fresh(task, why) ? VERDICT_END : VERDICT_NEXT;
}
