/* SPDX-License-Identifier: MIT */
/*
 * Tasks that a person took out of a campaign. They stand in a list of their
 * own, so that whoever goes over the campaign's tasks does not meet them.
 */
#include <string.h>

#include "base/alloc.h"
#include "campaign/campaign.h"
#include "campaign/record.h"

static void take_out(struct task **list, size_t *nr, const struct task *task)
{
	size_t i;

	for (i = 0; i < *nr && list[i] != task;)
		i++;
	if (i == *nr)
		return;
	--*nr;
	memmove(list + i, list + i + 1, (*nr - i) * sizeof(struct task *));
}

void campaign_move(struct campaign *c, struct task *task, bool drop)
{
	if (task->dropped == drop)
		return;
	task->dropped = drop;
	if (drop) {
		take_out(c->tasks, &c->nr, task);
		GROW(c->dropped, c->dropped_nr, c->dropped_alloc);
		c->dropped[c->dropped_nr++] = task;
	} else {
		take_out(c->dropped, &c->dropped_nr, task);
		GROW(c->tasks, c->nr, c->alloc);
		c->tasks[c->nr++] = task;
	}
}

static int move_journalled(struct campaign *c, struct task *task, bool drop,
			   struct strbuf *err)
{
	campaign_move(c, task, drop);
	record_drop(task);
	if (!c->unavailable)
		return 0;
	strbuf_addstr(err, c->unavailable);
	return -1;
}

int campaign_drop(struct campaign *c, struct task *task, struct strbuf *err)
{
	return move_journalled(c, task, true, err);
}

int campaign_undrop(struct campaign *c, struct task *task, struct strbuf *err)
{
	return move_journalled(c, task, false, err);
}
