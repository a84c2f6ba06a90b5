/* SPDX-License-Identifier: MIT */
/*
 * Where a task's log, tree and cached repository are, and how they go.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/janitor.h"
#include "campaign/paths.h"
#include "git/cache.h"
#include "git/credential.h"

void task_log_path(const struct task *task, struct strbuf *out)
{
	strbuf_addf(out, "%s/logs/", task->campaign->folder);
	paths_task(out, task->key);
	strbuf_addstr(out, ".log");
}

/* Its tree is a clone that belongs to the user. */
static bool is_in_clone(const struct task *task)
{
	const struct definition *definition = task_definition(task);

	return definition && definition->clone_to && !task->own_tree;
}

void task_tree_path(const struct task *task, struct strbuf *out)
{
	bool clone = is_in_clone(task);

	if (clone)
		strbuf_addf(out, "%s/", task_definition(task)->clone_to);
	else
		strbuf_addf(out, "%s/trees/", task->campaign->folder);
	paths_task(out, task->key);
	/* else the tree of a/b/c would be within that of a/b */
	if (!clone)
		strbuf_addstr(out, ".tree");
}

int task_cache_path(const struct task *task, struct strbuf *out,
		    struct strbuf *err)
{
	if (paths_cache(out, err) < 0)
		return -1;
	strbuf_addstr(out, "/repos/");
	paths_task(out, task->repository);
	strbuf_addstr(out, ".git");
	return 0;
}

static int parent_folder(const char *path, struct strbuf *err)
{
	const char *slash = strrchr(path, '/');
	struct strbuf parent = STRBUF_INIT;
	int ret;

	strbuf_add(&parent, path, (size_t)(slash - path));
	ret = file_make_directories(parent.buf, 0700, err);
	strbuf_release(&parent);
	return ret;
}

/* A log that cannot be written costs the log, not the task. */
static void log_append(const char *path, const struct strbuf *text)
{
	struct strbuf err = STRBUF_INIT;
	int fd = -1;

	if (parent_folder(path, &err) < 0)
		goto out;
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
		  0600);
	if (fd < 0 || file_write_all(fd, text->buf, text->len) < 0)
		strbuf_addf(&err, "cannot write '%s': %s", path,
			    strerror(errno));
out:
	if (err.len)
		warning("%s", err.buf);
	if (fd >= 0)
		close(fd);
	strbuf_release(&err);
}

void task_log(struct task *task, const char *step, const struct child *child)
{
	struct strbuf text = STRBUF_INIT, raw = STRBUF_INIT;
	struct strbuf path = STRBUF_INIT;

	if (task->campaign->lock < 0)
		return;		/* a command that only reads */
	child_output(&child->out, &raw);
	child_output(&child->err, &raw);
	strbuf_addstr(&text, "== ");
	date_iso(&text, child->started);
	strbuf_addf(&text, " %s, attempt %u: %s %d, %.1f s\n", step,
		    task->attempt,
		    child->timed_out ? "timed out," : "exit code",
		    child->status, child->seconds);
	credential_redact(&raw);
	text_clean_log(&text, raw.buf, raw.len);
	if (text.buf[text.len - 1] != '\n')
		strbuf_addch(&text, '\n');
	task_log_path(task, &path);
	log_append(path.buf, &text);
	strbuf_release(&path);
	strbuf_release(&raw);
	strbuf_release(&text);
}

/* What the cached repository knows of the tree. */
static void forget_tree(struct task *task, const char *tree)
{
	struct strbuf path = STRBUF_INIT, registration = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;

	if (!task_cache_path(task, &path, &err) &&
	    (cache_registration(path.buf, tree, &registration) ||
	     cache_broken_registration(path.buf, tree, &registration)))
		janitor_remove(task->campaign->janitor, registration.buf);
	strbuf_release(&err);
	strbuf_release(&registration);
	strbuf_release(&path);
}

void task_keep_tree(const struct task *task)
{
	struct strbuf path = STRBUF_INIT, tree = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;

	task_tree_path(task, &tree);
	if (!is_in_clone(task) &&
	    !task_cache_path(task, &path, &err))
		cache_keep_tree(path.buf, tree.buf);
	strbuf_release(&err);
	strbuf_release(&tree);
	strbuf_release(&path);
}

void task_drop_tree(struct task *task)
{
	struct strbuf tree = STRBUF_INIT;

	task->has_tree = false;
	if (is_in_clone(task))
		return;
	task_tree_path(task, &tree);
	forget_tree(task, tree.buf);
	janitor_remove(task->campaign->janitor, tree.buf);
	strbuf_release(&tree);
}
