/* SPDX-License-Identifier: MIT */
/*
 * The repository on this machine that a task works in.
 */
#include "steps/repository.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "campaign/bundle.h"
#include "campaign/campaign.h"
#include "git/git.h"

int repository_path(const struct task *task, struct strbuf *out,
		    struct strbuf *err)
{
	/* whatever its owner does in a clone, a reviewed commit is not of it */
	if (!task_definition(task)->clone_to ||
	    (bundle_is_current(task) && !task->campaign->goal.dry_run))
		return task_cache_path(task, out, err);
	task_tree_path(task, out);
	strbuf_addstr(out, "/.git");
	return 0;
}

bool repository_lfs_path(const struct task *task, struct strbuf *out)
{
	struct strbuf err = STRBUF_INIT;
	bool there = false;

	if (!repository_path(task, out, &err)) {
		strbuf_addstr(out, "/lfs/objects");
		there = file_is_directory(out->buf);
	}
	strbuf_release(&err);
	return there;
}

int repository_parent(const char *path, struct strbuf *err)
{
	struct strbuf parent = STRBUF_INIT;
	int ret;

	strbuf_add(&parent, path, (size_t)(strrchr(path, '/') - path));
	ret = file_make_directories(parent.buf, 0700, err);
	strbuf_release(&parent);
	return ret;
}

int repository_lock(struct task *task, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	int ret = -1;

	if (task->lock >= 0)
		return 0;
	task->failure = FAILURE_DISK;
	if (task_cache_path(task, &path, err) < 0 ||
	    repository_parent(path.buf, err) < 0)
		goto out;
	strbuf_addstr(&path, ".lock");
	errno = 0;
	task->lock = file_lock(path.buf, 0, err);
	if (task->lock < 0) {
		ret = errno == EWOULDBLOCK ? STEP_BUSY : -1;
		goto out;
	}
	ret = 0;
out:
	if (ret >= 0)
		task->failure = FAILURE_NONE;
	strbuf_release(&path);
	return ret;
}

void repository_unlock(struct task *task)
{
	if (task->lock >= 0)
		close(task->lock);
	task->lock = -1;
}

void repository_fetch_words(struct strvec *argv, const char *path)
{
	git_words(argv, false);
	/* the pack is kept as it came: unpacking costs twice the fetch itself */
	strvec_pushl(argv, "-c", "fetch.unpackLimit=1", NULL);
	strvec_pushf(argv, "--git-dir=%s", path);
	strvec_pushl(argv, "fetch", "-q", "--no-write-fetch-head",
		     "--no-recurse-submodules", NULL);
}

void repository_leave(struct task *task)
{
	if (task->has_tree)
		task_drop_tree(task);
	task_uncount(task);
}

bool repository_needed(const struct task *task)
{
	return !task->facts.pushed && !(task->campaign->goal.dry_run &&
					bundle_is_current(task));
}

bool repository_change_needed(const struct task *task)
{
	return !task->facts.pushed && !bundle_is_current(task);
}

bool repository_push_needed(const struct task *task)
{
	return !task->facts.pushed && !task->campaign->goal.dry_run;
}
