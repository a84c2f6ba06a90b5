/* SPDX-License-Identifier: MIT */
/*
 * Bundles of commits that are reviewed first.
 */
#include "campaign/bundle.h"

#include <string.h>

#include "base/alloc.h"
#include "base/file.h"
#include "campaign/campaign.h"
#include "campaign/paths.h"

static void add_path(const struct task *task, bool other, struct strbuf *out)
{
	strbuf_addf(out, "%s/bundles/", task->campaign->folder);
	paths_task(out, task->key);
	strbuf_addstr(out, other ? ".bundle2" : ".bundle");
}

void bundle_path(const struct task *task, struct strbuf *out)
{
	add_path(task, task->facts.bundle_other, out);
}

void bundle_other_path(const struct task *task, struct strbuf *out)
{
	add_path(task, !task->facts.bundle_other, out);
}

void bundle_lfs_path(const struct task *task, struct strbuf *out)
{
	strbuf_addf(out, "%s/bundles/", task->campaign->folder);
	paths_task(out, task->key);
	strbuf_addstr(out, ".lfs");
}

bool bundle_is_current(const struct task *task)
{
	const struct facts *facts = &task->facts;

	return facts->bundled && facts->bundle_base &&
	       !facts->bundle_spoilt &&
	       facts->bundle_definition == task->definition;
}

bool bundle_waits(const struct task *task)
{
	return task->result == RESULT_DONE && bundle_is_current(task) &&
	       !task->facts.pushed && !task->facts.pull.number;
}

bool bundle_failed(const struct task *task)
{
	return task->result == RESULT_FAILED && bundle_is_current(task);
}

bool bundle_is_lost(const struct task *task)
{
	const struct facts *facts = &task->facts;

	return task->result == RESULT_FAILED && facts->bundled &&
	       facts->bundle_spoilt && !facts->pushed;
}

int bundle_reopen(struct campaign *c, size_t *nr, struct strbuf *err)
{
	size_t i;

	*nr = 0;
	for (i = 0; i < c->nr; i++) {
		struct task *task = c->tasks[i];

		if (!task->selected || !bundle_waits(task))
			continue;
		if (campaign_publish(c, task, err) < 0)
			return -1;
		++*nr;
	}
	return 0;
}

bool bundle_base_moved(const struct task *task)
{
	const struct facts *facts = &task->facts;

	return bundle_is_current(task) && facts->base_commit &&
	       strcmp(facts->base_commit, facts->bundle_base);
}

int bundle_keep(struct task *task, struct strbuf *err)
{
	struct facts *facts = &task->facts;
	struct strbuf path = STRBUF_INIT, part = STRBUF_INIT;
	int ret;

	bundle_path(task, &path);
	strbuf_addf(&part, "%s.part", path.buf);
	ret = file_take(part.buf, path.buf, 0600, err);
	if (!ret) {
		replace_string(&facts->bundled, facts->commit);
		replace_string(&facts->bundle_base, facts->base_commit);
		facts->bundle_definition = task->definition;
		facts->bundle_spoilt = false;
	}
	strbuf_release(&part);
	strbuf_release(&path);
	return ret;
}

void bundle_spoil(struct task *task)
{
	task->facts.bundle_spoilt = true;
}
