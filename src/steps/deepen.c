/* SPDX-License-Identifier: MIT */
/*
 * A fork that is older than its base lacks the commits between, and the cached
 * repository has no more than the last of them: the rest is fetched, so that
 * the push can bring it along. Nothing but our branch changes in the fork.
 */
#include <string.h>

#include "base/file.h"
#include "campaign/campaign.h"
#include "steps/fetch.h"
#include "steps/process.h"
#include "steps/repository.h"
#include "steps/steps.h"

/* Whose fork has the commit that the change begins on needs nothing. */
static bool is_stale(const struct task *task)
{
	const struct facts *facts = &task->facts;

	return !facts->appends && !(facts->fork_base && facts->base_commit &&
				    !strcmp(facts->fork_base,
					    facts->base_commit));
}

static bool deepen_needed(const struct task *task)
{
	return task_fork(task) && repository_push_needed(task) &&
	       is_stale(task);
}

/* Whether its history is cut anywhere. */
static bool is_shallow(const char *path)
{
	struct strbuf file = STRBUF_INIT;
	bool is;

	strbuf_addf(&file, "%s/shallow", path);
	is = file_is_regular(file.buf);
	strbuf_release(&file);
	return is;
}

static int deepen_begin(struct task *task, struct strbuf *err)
{
	const char *base = task->facts.base;
	struct strbuf path = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret = repository_lock(task, err);

	if (ret)
		return ret;
	ret = -1;
	if (repository_path(task, &path, err) < 0)
		goto out;
	if (!is_shallow(path.buf)) {
		ret = STEP_NOTHING;
		goto out;
	}
	repository_fetch_words(&argv, path.buf);
	strvec_push(&argv, "--no-tags");
	strvec_pushf(&argv, "--depth=%d", FETCH_WHOLE);
	strvec_pushl(&argv, "--", task->remote.fetch_url, NULL);
	if (base)
		strvec_pushf(&argv, "refs/heads/%s", base);
	else
		strvec_push(&argv, "HEAD");
	ret = process_git_net(task, &argv, "/", task->remote.fetch_url, err);
out:
	if (ret)
		repository_unlock(task);
	strvec_clear(&argv);
	strbuf_release(&path);
	return ret;
}

static enum verdict deepen_end(struct task *task, struct strbuf *why)
{
	repository_unlock(task);
	return process_settle(task, "fetch", why);
}

const struct step step_deepen = {
	.name = "deepen",
	.lane = LANE_NET,
	.draws = DRAW_GIT,
	.needed = deepen_needed,
	.begin = deepen_begin,
	.end = deepen_end,
};
