/* SPDX-License-Identifier: MIT */
/*
 * The repository on this machine that a task works in.
 */
#include "steps/repository.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "campaign/campaign.h"

int repository_path(const struct task *task, struct strbuf *out,
		    struct strbuf *err)
{
	if (!task_definition(task)->clone_to)
		return task_cache_path(task, out, err);
	task_tree_path(task, out);
	strbuf_addstr(out, "/.git");
	return 0;
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
	task->lock = file_lock(path.buf, false, err);
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

bool repository_needed(const struct task *task)
{
	return !task->facts.pushed;
}
