/* SPDX-License-Identifier: MIT */
/*
 * What was reviewed is published as it is, unless the base moved meanwhile in
 * a way that it conflicts with: git merges the two, in objects only, no work
 * tree is touched.
 */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "campaign/bundle.h"
#include "campaign/campaign.h"
#include "git/cache.h"
#include "git/git.h"
#include "steps/fetch.h"
#include "steps/process.h"
#include "steps/repository.h"
#include "steps/restore.h"

/* task->phase, behind those of restoring */
enum { TIP = RESTORE_LAST + 1, TIP_BY_NAME, JOIN, MERGE };

#define FILES_NAMED 3

static void tip_words(const struct task *task, const char *path,
		      struct strvec *argv)
{
	const struct facts *facts = &task->facts;
	struct strbuf ref = STRBUF_INIT;

	fetch_base_ref(task, &ref);
	cache_remove_stale(path, ref.buf);
	repository_fetch_words(argv, path);
	strvec_pushl(argv, "--no-tags", "--depth=1", "--",
		     task->remote.fetch_url, NULL);
	if (task->phase == TIP)
		strvec_pushf(argv, "+%s:%s", facts->base_commit, ref.buf);
	else if (facts->base)
		strvec_pushf(argv, "+refs/heads/%s:%s", facts->base, ref.buf);
	else
		strvec_pushf(argv, "+HEAD:%s", ref.buf);
	strbuf_release(&ref);
}

/*
 * The new base's tree as a child of the old base: so git finds from where both
 * sides come, which a shallow repository cannot tell it.
 */
static void join_words(const struct task *task, const char *path,
		       struct strvec *argv)
{
	git_words(argv, false);
	strvec_pushf(argv, "--git-dir=%s", path);
	strvec_pushl(argv, "-c", "user.name=git multi", "-c",
		     "user.email=git-multi@localhost", "commit-tree",
		     "--no-gpg-sign", "-m", "the base as it is now", "-p",
		     task->facts.bundle_base, NULL);
	strvec_pushf(argv, "%s^{tree}", task->facts.base_commit);
}

static void merge_words(const struct task *task, const char *path,
			struct strvec *argv)
{
	git_words(argv, false);
	strvec_pushf(argv, "--git-dir=%s", path);
	strvec_pushl(argv, "merge-tree", "--write-tree", "--no-messages",
		     "--name-only", "-z", task->notes.v[0],
		     task->facts.bundled, NULL);
}

/* merge-tree with a real merge came with git 2.38. */
static bool git_can_merge(void)
{
	int major = 0, minor = 0;

	return sscanf(git_version(), "%d.%d", &major, &minor) == 2 &&
	       (major > 2 || (major == 2 && minor >= 38));
}

static int cannot_tell(struct task *task, struct strbuf *err)
{
	strbuf_addf(err, "'%s' moved since the review, and only git 2.38 or "
		    "newer can tell whether the change still fits (this is "
		    "%s)", task->facts.base ? task->facts.base : "HEAD",
		    git_version());
	task->failure = FAILURE_GIT;
	return -1;
}

static int look_closer(struct task *task, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	const char *url = task->remote.fetch_url;
	int ret = -1;

	if (task_cache_path(task, &path, err) < 0)
		goto out;
	if (task->phase == TIP && !task->facts.base_commit)
		task->phase = TIP_BY_NAME;
	if (task->phase >= JOIN && !git_can_merge()) {
		ret = cannot_tell(task, err);
	} else if (task->phase < JOIN) {
		tip_words(task, path.buf, &argv);
		ret = process_git_net(task, &argv, "/", url, err);
	} else {
		if (task->phase == JOIN)
			join_words(task, path.buf, &argv);
		else
			merge_words(task, path.buf, &argv);
		ret = process_git(task, &argv, "/", NULL, err);
	}
out:
	strvec_clear(&argv);
	strbuf_release(&path);
	return ret;
}

static bool stands_on_tip(const struct task *task)
{
	return task->facts.base_commit && !bundle_base_moved(task);
}

int review_begin(struct task *task, struct strbuf *err)
{
	int ret;

	if (task->phase <= RESTORE_LAST) {
		ret = restore_begin(task, err);
		if (ret != STEP_NOTHING || stands_on_tip(task))
			goto out;
		task->phase = TIP;
	}
	ret = look_closer(task, err);
out:
	if (ret)
		repository_unlock(task);
	return ret;
}

/* What merge-tree -z says: the tree's id, then the names, each with a NUL. */
static enum verdict conflict(struct task *task, struct strbuf *why)
{
	struct strbuf text = STRBUF_INIT;
	const char *p, *end;
	size_t nr = 0;

	child_output(&task->slot->child.out, &text);
	end = text.buf + text.len;
	strbuf_addf(why, "the reviewed change conflicts with '%s', which "
		    "moved since, in ", task->facts.base
				? task->facts.base : "HEAD");
	for (p = text.buf + strlen(text.buf) + 1; p < end && *p;
	     p += strlen(p) + 1)
		if (nr++ < FILES_NAMED)
			strbuf_addf(why, "%s'%s'", nr > 1 ? ", " : "", p);
	if (nr > FILES_NAMED)
		strbuf_addf(why, " and %zu more", nr - FILES_NAMED);
	strbuf_addstr(why, "; 'git multi retry' makes it anew");
	strbuf_release(&text);
	bundle_spoil(task);
	return task_fail(task, FAILURE_CONFLICT);
}

static enum verdict tip_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict;

	if (task->phase == TIP && fetch_wants_name(task))
		return VERDICT_MORE;
	verdict = process_settle(task, "fetch", why);
	if (verdict != VERDICT_NEXT)
		return verdict;
	if (task->phase == TIP_BY_NAME)
		fetch_take_base(task);
	if (stands_on_tip(task))
		return VERDICT_NEXT;
	task->phase = JOIN - 1;
	return VERDICT_MORE;
}

static enum verdict join_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict = process_settle(task, "fetch", why);
	struct strbuf id = STRBUF_INIT;

	if (verdict != VERDICT_NEXT)
		return verdict;
	child_output(&task->slot->child.out, &id);
	strbuf_rtrim(&id);
	strvec_clear(&task->notes);
	strvec_push(&task->notes, id.buf);
	strbuf_release(&id);
	return VERDICT_MORE;
}

static enum verdict merge_end(struct task *task, struct strbuf *why)
{
	strvec_clear(&task->notes);
	if (task->slot->child.status == 1)
		return conflict(task, why);
	return process_settle(task, "fetch", why);
}

static enum verdict judge(struct task *task, struct strbuf *why)
{
	enum verdict verdict;

	switch (task->phase) {
	case TIP:
	case TIP_BY_NAME:
		return tip_end(task, why);
	case JOIN:
		return join_end(task, why);
	case MERGE:
		return merge_end(task, why);
	default:
		break;
	}
	verdict = restore_end(task, why);
	if (verdict != VERDICT_NEXT || stands_on_tip(task))
		return verdict;
	task->phase = TIP - 1;
	return VERDICT_MORE;
}

enum verdict review_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict = judge(task, why);

	if (verdict != VERDICT_MORE)
		repository_unlock(task);
	return verdict;
}
