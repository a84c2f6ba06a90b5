/* SPDX-License-Identifier: MIT */
/*
 * Where the pull requests of a campaign stand.
 */
#include "commands/standing.h"

#include "base/alloc.h"
#include "base/report.h"

enum standing {
	READY, LEFT_TO_FORGE, PENDING, RED, UNREVIEWED, UNWANTED, CONFLICTING,
	BEHIND, DRAFT, BLOCKED, COMPUTING, STANDINGS
};

static const char *const words[STANDINGS] = {
	[READY] = "ready to be merged",
	[LEFT_TO_FORGE] = "to be merged by their forge when ready",
	[PENDING] = "with pending checks",
	[RED] = "with failed checks",
	[UNREVIEWED] = "without a review that is required",
	[UNWANTED] = "of which a reviewer wants changes",
	[CONFLICTING] = "in conflict with the base branch",
	[BEHIND] = "behind the base branch, which is a rule's matter",
	[DRAFT] = "still a draft",
	[BLOCKED] = "blocked by another rule",
	[COMPUTING] = "of which the forge does not know it yet"
};

/* The first thing that somebody has to do, or to wait for. */
static enum standing standing_of(const struct pull *pull)
{
	const struct readiness *ready = &pull->ready;

	if (ready->mergeable == MERGEABLE_CONFLICT)
		return CONFLICTING;
	if (pull->draft)
		return DRAFT;
	if (ready->checks == CHECKS_FAILED)
		return RED;
	if (ready->review == REVIEW_CHANGES)
		return UNWANTED;
	if (ready->auto_merge)
		return LEFT_TO_FORGE;
	if (ready->checks == CHECKS_PENDING)
		return PENDING;
	if (ready->review == REVIEW_MISSING)
		return UNREVIEWED;
	if (ready->behind)
		return BEHIND;
	if (ready->mergeable == MERGEABLE_BLOCKED)
		return BLOCKED;
	return ready->mergeable == MERGEABLE_YES ? READY : COMPUTING;
}

static size_t count(const struct campaign *c, enum pull_state state)
{
	size_t i, nr = 0;

	for (i = 0; i < c->nr; i++)
		nr += c->tasks[i]->selected &&
		      c->tasks[i]->facts.pull.state == state;
	return nr;
}

size_t standing_open(const struct campaign *c)
{
	return count(c, PULL_OPEN);
}

static void say_open(const struct campaign *c)
{
	size_t counts[STANDINGS] = { 0 }, i;

	for (i = 0; i < c->nr; i++) {
		const struct task *task = c->tasks[i];

		if (task->selected && task->facts.pull.state == PULL_OPEN)
			counts[standing_of(&task->facts.pull)]++;
	}
	for (i = 0; i < STANDINGS; i++)
		if (counts[i])
			say("  %zu %s", counts[i], words[i]);
}

void standing_words(const struct campaign *c, bool asked)
{
	size_t merged = count(c, PULL_MERGED), closed = count(c, PULL_CLOSED);
	size_t open = count(c, PULL_OPEN), all = merged + closed + open;
	struct strbuf out = STRBUF_INIT;

	if (!all)
		return;
	strbuf_addf(&out, "campaign '%s': %zu pull request%s:", c->name, all,
		    all == 1 ? "" : "s");
	if (merged)
		strbuf_addf(&out, " %zu merged%s", merged,
			    closed || open ? "," : "");
	if (closed)
		strbuf_addf(&out, " %zu closed%s", closed, open ? "," : "");
	if (open)
		strbuf_addf(&out, " %zu open", open);
	say("%s", out.buf);
	strbuf_release(&out);
	if (asked && open)
		say_open(c);
}
