/* SPDX-License-Identifier: MIT */
/*
 * What a campaign knows, put aside.
 */
#include "commands/aside.h"

#include <stdlib.h>

#include "base/alloc.h"

struct known {
	bool set;
	enum result result;
	enum failure failure;
	char *reason;
	double ended;
	unsigned attempt;
};

struct aside {
	struct known *known;
	int journal, lock;
};

struct aside *aside_set(struct campaign *c)
{
	struct aside *aside = xcalloc(1, sizeof(*aside));
	struct known *known = xcalloc(c->nr + 1, sizeof(*known));
	size_t i;

	aside->known = known;
	aside->journal = c->journal.fd;
	aside->lock = c->lock;
	c->journal.fd = c->lock = -1;

	for (i = 0; i < c->nr; i++) {
		struct task *task = c->tasks[i];

		if (!task->selected)
			continue;
		known[i].set = true;
		known[i].result = task->result;
		known[i].failure = task->failure;
		known[i].reason = task->reason;
		known[i].ended = task->ended;
		known[i].attempt = task->attempt;
		task->result = RESULT_NONE;
		task->failure = FAILURE_NONE;
		task->reason = NULL;
	}
	return aside;
}

static bool put_back(struct task *task, const struct known *known,
		     void (*said)(const struct task *task, const char *why))
{
	bool told = task->result == RESULT_DONE;

	if (!told && said)
		said(task, task->reason ? task->reason : "not asked");
	task->result = known->result;
	task->failure = known->failure;
	task->ended = known->ended;
	task->attempt = known->attempt;
	/* what the forge told now counts more than what was then */
	if (told && task->reason) {
		free(known->reason);
	} else {
		free(task->reason);
		task->reason = known->reason;
	}
	return told;
}

bool aside_back(struct campaign *c, struct aside *aside,
		void (*said)(const struct task *task, const char *why))
{
	bool all = true;
	size_t i;

	c->journal.fd = aside->journal;
	c->lock = aside->lock;
	for (i = 0; i < c->nr; i++)
		if (aside->known[i].set &&
		    !put_back(c->tasks[i], &aside->known[i], said))
			all = false;
	free(aside->known);
	free(aside);
	return all;
}
