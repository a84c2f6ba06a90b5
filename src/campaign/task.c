/* SPDX-License-Identifier: MIT */
/*
 * A task's memory, its verdicts, and how its steps start what they start.
 */
#include "campaign/task.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/answer.h"
#include "campaign/campaign.h"
#include "campaign/part.h"
#include "campaign/record.h"
#include "campaign/slots.h"
#include "campaign/splitting.h"
#include "campaign/upload.h"
#include "campaign/watch.h"
#include "engine/backoff.h"
#include "engine/clock.h"

#define TRIES_MAX 4

static const char *const result_names[] = {
	[RESULT_NONE] = "",
	[RESULT_DONE] = "done",
	[RESULT_UNCHANGED] = "unchanged",
	[RESULT_SKIPPED] = "skipped",
	[RESULT_FAILED] = "failed",
	[RESULT_WAITING] = "waiting",
	[RESULT_CANCELLED] = "cancelled",
};

const char *result_name(enum result result)
{
	return result_names[result];
}

enum result result_by_name(const char *name)
{
	size_t i;

	for (i = 1; i < ARRAY_SIZE(result_names); i++)
		if (name && !strcmp(name, result_names[i]))
			return (enum result)i;
	return RESULT_NONE;
}

struct task *task_new(struct campaign *campaign, const char *key)
{
	struct task *task = xcalloc(1, sizeof(*task));

	task->key = xstrdup(key);
	task->part = part_of_key(task->key);
	task->repository = xstrndup(key, part_repository_len(key));
	task->campaign = campaign;
	task->lock = -1;
	strvec_init(&task->settings);
	strvec_init(&task->facts.sent);
	strvec_init(&task->facts.reviewers);
	strvec_init(&task->facts.teams);
	strvec_init(&task->notes);
	strbuf_init(&task->output);
	strbuf_init(&task->errors);
	return task;
}

void facts_release(struct facts *facts)
{
	free(facts->canonical);
	free(facts->default_branch);
	free(facts->base);
	free(facts->base_commit);
	free(facts->branch_commit);
	free(facts->lease);
	free(facts->commit);
	free(facts->made_on);
	free(facts->bundled);
	free(facts->reviewed);
	free(facts->bundle_base);
	strvec_clear(&facts->sent);
	strvec_clear(&facts->reviewers);
	strvec_clear(&facts->teams);
	answer_free(facts->answer);
	free(facts->upload_tree);
	free(facts->upload_parent);
	free(facts->pushed_on);
	pull_release(&facts->pull);
	free(facts->id);
	forge_fork_release(&facts->fork);
	remote_release(&facts->fork_remote);
	free(facts->fork_base);
	memset(facts, 0, sizeof(*facts));
	strvec_init(&facts->sent);
	strvec_init(&facts->reviewers);
	strvec_init(&facts->teams);
}

const struct forge_fork *task_fork(const struct task *task)
{
	return task->facts.fork_remote.url ? &task->facts.fork : NULL;
}

void task_forget_fork(struct task *task)
{
	forge_fork_release(&task->facts.fork);
	remote_release(&task->facts.fork_remote);
}

/* One that belongs to whom it would be forked for is its own. */
void task_set_fork(struct task *task, const struct forge_fork *fork)
{
	struct facts *facts = &task->facts;

	task_forget_fork(task);
	facts->fork.owner = xstrdup(fork->owner);
	facts->fork.name = xstrdup(fork->name);
	facts->fork.id = xstrdup_or_null(fork->id);
	if (strcasecmp(fork->owner, task->remote.owner) != 0 ||
	    strcasecmp(fork->name, task->remote.name) != 0)
		remote_renamed(&task->remote, fork->owner, fork->name,
			       &facts->fork_remote);
}

const char *task_push_url(const struct task *task)
{
	return task_fork(task) ? task->facts.fork_remote.push_url
			       : task->remote.push_url;
}

const char *task_branch_url(const struct task *task)
{
	return task_fork(task) ? task->facts.fork_remote.fetch_url
			       : task->remote.fetch_url;
}

bool task_is_open(const struct task *task)
{
	return task->selected && (task->result == RESULT_NONE ||
				  task->result == RESULT_WAITING ||
				  task->result == RESULT_CANCELLED);
}

unsigned task_next_definition(const struct task *task)
{
	return task->publishes && task->facts.bundle_definition
		? task->facts.bundle_definition
		: (unsigned)task->campaign->definitions_nr;
}

void task_reopen(struct task *task)
{
	task->result = RESULT_NONE;
	task->failure = FAILURE_NONE;
	task->refreshes = false;
	replace_string(&task->reason, NULL);
}

void task_forget_look(struct task *task)
{
	if (task->look)
		look_answer_release(task->look);
	free(task->look);
	task->look = NULL;
	task->asked = 0;
}

void task_free(struct task *task)
{
	task_forget_look(task);
	upload_free(task->upload);
	split_free(task->split);
	strvec_clear(&task->notes);
	strbuf_release(&task->output);
	strbuf_release(&task->errors);
	if (task->lock >= 0)
		close(task->lock);
	free(task->key);
	free(task->repository);
	remote_release(&task->remote);
	strvec_clear(&task->settings);
	facts_release(&task->facts);
	free(task->branch);
	free(task->canonical);
	free(task->reason);
	free(task);
}

bool task_made(const struct task *task, const char *commit)
{
	const struct facts *facts = &task->facts;

	return commit && ((facts->commit && !strcmp(facts->commit, commit)) ||
			  strvec_env_get(&facts->sent, commit));
}

bool task_made_now(const struct task *task, const char *commit)
{
	const char *by = commit ? strvec_env_get(&task->facts.sent, commit)
				: NULL;

	return by && strtoul(by, NULL, 10) == task->definition;
}

void task_made_on(const struct task *task, struct strbuf *out)
{
	const struct facts *facts = &task->facts;

	if (facts->commits > 1 && facts->made_on)
		strbuf_addstr(out, facts->made_on);
	else
		strbuf_addf(out, "%s^", facts->commit);
}

void task_sends(struct task *task)
{
	char by[32];

	snprintf(by, sizeof(by), "%u", task->definition);
	if (task->facts.commit &&
	    !strvec_env_get(&task->facts.sent, task->facts.commit))
		strvec_env_set(&task->facts.sent, task->facts.commit, by);
}

void task_adopt(struct task *task)
{
	struct facts *facts = &task->facts;
	char by[32];

	facts->adopted = true;
	snprintf(by, sizeof(by), "%u", task->definition);
	if (facts->pull.head)
		strvec_env_set(&facts->sent, facts->pull.head, by);
}

const char *task_setting(const struct task *task, const char *name)
{
	return strvec_env_get(&task->settings, name);
}

enum verdict task_end(struct task *task, enum result result)
{
	task->result = result;
	/* what passed on the way there is no class of a good end */
	if (result != RESULT_FAILED && result != RESULT_WAITING)
		task->failure = FAILURE_NONE;
	return VERDICT_END;
}

enum verdict task_fail(struct task *task, enum failure failure)
{
	task->failure = failure;
	return task_end(task, RESULT_FAILED);
}

void task_count(struct task *task)
{
	if (task->counted)
		return;
	task->counted = true;
	task->host->begun++;
	task->campaign->begun++;
}

void task_uncount(struct task *task)
{
	if (!task->counted)
		return;
	task->counted = false;
	task->host->begun--;
	task->campaign->begun--;
}

enum verdict task_later(struct task *task, double seconds)
{
	task->not_before = clock_now() + seconds;
	return VERDICT_LATER;
}

enum verdict task_back(struct task *task, double seconds)
{
	task_later(task, seconds);
	return VERDICT_BACK;
}

enum verdict task_retry(struct task *task, enum failure failure)
{
	unsigned long long seed;

	if (task->tries >= TRIES_MAX)
		return task_fail(task, failure);
	seed = text_hash(task->key, strlen(task->key)) + task->tries;
	return task_later(task, backoff_delay(task->tries, seed));
}

static void task_child_done(struct child *child)
{
	slot_over(child->data);
}

static void task_reply_done(struct transfer *transfer)
{
	slot_over(transfer->data);
}

/* A live piece of output, whole lines or not, to stderr through the block. */
static void task_live(struct child *child, const char *text, size_t len)
{
	struct slot *slot = child->data;
	struct strbuf clean = STRBUF_INIT;

	text_clean_log(&clean, text, len);
	credential_redact(&clean);
	strbuf_rtrim(&clean);
	if (clean.len)
		say("%s: %s", slot->task->key, clean.buf);
	strbuf_release(&clean);
}

int task_spawn(struct task *task, struct child_spec *spec,
	       struct strvec *env, struct strbuf *err)
{
	struct slot *slot = task->slot;
	struct strbuf mark = STRBUF_INIT;
	const struct campaign *c = task->campaign;
	bool live = c->live && spec->merge;
	int got;

	/* by this mark the next run finds what a killed one left: not ours,
	   where we only read */
	strbuf_addf(&mark, "%s:%s:%u", c->lock < 0 ? "" : c->folder,
		    task->key, task->attempt);
	strvec_env_set(env, "GIT_MULTI_ATTEMPT", mark.buf);
	strbuf_release(&mark);
	spec->env = (const char *const *)env->v;
	slot->kind = SLOT_CHILD;
	got = child_start(&slot->child, spec, task_child_done,
			  live ? task_live : NULL, slot, err);
	if (got == CHILD_LATER) {
		lane_squeeze(slot->entered, clock_now());
		got = STEP_BUSY;
	}
	if (got) {
		slot->kind = SLOT_FREE;
		return got;
	}
	record_spawned(task);
	watch_spawn(slot, spec->argv);
	return 0;
}

int task_send(struct task *task, struct strbuf *err)
{
	struct slot *slot = task->slot;

	slot->request.authorization = task->host->authorization;
	slot->kind = SLOT_REQUEST;
	if (http_start(&slot->transfer, &slot->request, &task->host->http,
		       task_reply_done, slot, err) < 0) {
		slot->kind = SLOT_FREE;
		return -1;
	}
	watch_spawn(slot, NULL);
	return 0;
}

const struct look_answer *task_answer(const struct task *task)
{
	const struct batch *batch = task->slot->batch;
	size_t i;

	if (!batch || !batch->answers)
		return NULL;
	for (i = 0; i < batch->nr; i++)
		if (batch->tasks[i] == task)
			return &batch->answers[i];
	BUG("%s is not in its batch", task->key);
}
