/* SPDX-License-Identifier: MIT */
/*
 * What a campaign knows, put aside.
 */
#include "commands/aside.h"

#include <stdlib.h>

#include "base/alloc.h"

struct aside {
	bool set;
	enum result result;
	enum failure failure;
	char *reason;
	double ended;
	unsigned attempt;
};

struct aside *aside_set(struct campaign *c)
{
	struct aside *aside = xcalloc(c->nr + 1, sizeof(*aside));
	size_t i;

	for (i = 0; i < c->nr; i++) {
		struct task *task = c->tasks[i];

		if (!task->selected)
			continue;
		aside[i].set = true;
		aside[i].result = task->result;
		aside[i].failure = task->failure;
		aside[i].reason = task->reason;
		aside[i].ended = task->ended;
		aside[i].attempt = task->attempt;
		task->result = RESULT_NONE;
		task->failure = FAILURE_NONE;
		task->reason = NULL;
	}
	return aside;
}

static bool put_back(struct task *task, const struct aside *aside,
		     void (*said)(const struct task *task, const char *why))
{
	bool told = task->result == RESULT_DONE;

	if (!told && said)
		said(task, task->reason ? task->reason : "not asked");
	task->result = aside->result;
	task->failure = aside->failure;
	task->ended = aside->ended;
	task->attempt = aside->attempt;
	/* what the forge told now counts more than what was then */
	if (told && task->reason) {
		free(aside->reason);
	} else {
		free(task->reason);
		task->reason = aside->reason;
	}
	return told;
}

bool aside_back(struct campaign *c, struct aside *aside,
		void (*said)(const struct task *task, const char *why))
{
	bool all = true;
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (aside[i].set && !put_back(c->tasks[i], &aside[i], said))
			all = false;
	free(aside);
	return all;
}
