/* SPDX-License-Identifier: MIT */
/*
 * Has the forge make the commit, on a branch that must not exist yet (or, to
 * append, be where it was seen). Its id is the forge's to choose: where the
 * answer is lost, or the branch is not as it should be, the step before looks
 * whose commit is there.
 */
#include "steps/api-commit.h"

#include <string.h>

#include "base/alloc.h"
#include "campaign/campaign.h"
#include "campaign/template.h"
#include "campaign/upload.h"
#include "engine/backoff.h"
#include "engine/clock.h"
#include "steps/reply.h"
#include "steps/repository.h"
#include "steps/steps.h"

#define BACKS_MAX 5

static struct commit_query query_of(const struct task *task)
{
	const struct facts *facts = &task->facts;
	const struct upload *upload = task->upload;
	struct commit_query query = {
		.owner = task->remote.owner, .name = task->remote.name,
		.repository = facts->id, .branch = task_branch(task),
		.there = facts->branch_commit &&
			 !strcmp(facts->branch_commit, facts->upload_parent),
		.parent = facts->upload_parent, .message = upload->message,
		.files = upload->files, .nr = upload->nr
	};

	return query;
}

static int upload_begin(struct task *task, struct strbuf *err)
{
	struct commit_query query = query_of(task);
	struct forge_site site = host_site(task->host);

	task->facts.unclaimed = true;
	if (task->host->forge->commit_ask(&site, &query, &task->slot->request,
					  err) < 0)
		return -1;
	return task_send(task, err);
}

static enum verdict find_out(struct task *task, enum failure failure)
{
	if (++task->backs > BACKS_MAX)
		return task_fail(task, failure);
	task->not_before = clock_now() + backoff_delay(task->backs, 0);
	return VERDICT_BACK;
}

static void take(struct task *task, const char *commit)
{
	replace_string(&task->facts.commit, commit);
	task_sends(task);
	task->facts.pushed = true;
	replace_string(&task->facts.pushed_on, task->facts.upload_parent);
	task->facts.unclaimed = false;
	task->backs = 0;
	upload_free(task->upload);
	task->upload = NULL;
	repository_leave(task);
}

static enum verdict upload_end(struct task *task, struct strbuf *why)
{
	struct verdict_of_reply said = { .failure = FAILURE_NONE };
	enum verdict verdict = reply_settle(task, &said, why);
	struct commit_query query = query_of(task);
	struct strbuf commit = STRBUF_INIT;

	if (said.maybe_done || said.moved)
		return find_out(task, said.failure);
	if (verdict == VERDICT_END)
		task->facts.unclaimed = false;
	if (verdict != VERDICT_NEXT)
		return verdict;
	if (task->host->forge->commit_read(&task->slot->transfer.reply,
					   &query, &commit, why) < 0)
		verdict = find_out(task, FAILURE_FORGE);
	else
		take(task, commit.buf);
	strbuf_release(&commit);
	return verdict;
}

static void upload_foresee(struct task *copy)
{
	copy->facts.pushed = true;
}

const struct step step_upload = {
	.name = "upload",
	.lane = LANE_WRITE,
	.draws = DRAW_WRITE | DRAW_CONTENT,
	.lasting = true,
	.needed = upload_needed,
	.foresee = upload_foresee,
	.begin = upload_begin,
	.end = upload_end,
};
