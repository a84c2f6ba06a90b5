/* SPDX-License-Identifier: MIT */
/*
 * Whose the commit on the branch is, where one that the forge was to make may
 * have been made: ours if it stands on the same parent and has the same tree
 * as the one that was sent.
 */
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/template.h"
#include "git/cache.h"
#include "git/git.h"
#include "steps/api-commit.h"
#include "steps/look.h"
#include "steps/process.h"
#include "steps/repository.h"
#include "steps/restore.h"
#include "steps/steps.h"

enum { ASK, FETCH, SHOW };		/* task->phase */

bool upload_is_claimed(const struct task *task)
{
	const struct facts *facts = &task->facts;

	return facts->unclaimed && facts->upload_tree &&
	       facts->branch_commit &&
	       !task_made(task, facts->branch_commit);
}

static bool claim_needed(const struct task *task)
{
	return !task->facts.pushed && upload_is_claimed(task);
}

static void fetch_words(const struct task *task, const char *path,
			struct strvec *argv)
{
	struct strbuf ref = STRBUF_INIT;

	restore_ref(task->facts.branch_commit, &ref);
	cache_remove_stale(path, ref.buf);
	repository_fetch_words(argv, path);
	strvec_pushl(argv, "--no-tags", "--depth=2", "--",
		     task->remote.fetch_url, NULL);
	strvec_pushf(argv, "+refs/heads/%s:%s", task_branch(task), ref.buf);
	strbuf_release(&ref);
}

static int claim_begin(struct task *task, struct strbuf *err)
{
	const char *url = task->remote.fetch_url;
	struct strbuf path = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret = -1;

	if (task_cache_path(task, &path, err) < 0 ||
	    cache_create(path.buf, task->remote.url, err) < 0)
		goto out;
	if (task->phase == FETCH) {
		fetch_words(task, path.buf, &argv);
	} else {
		git_words(&argv, false);
		if (task->phase == SHOW)
			strvec_pushf(&argv, "--git-dir=%s", path.buf);
	}
	if (task->phase == ASK) {
		strvec_pushl(&argv, "ls-remote", "--", url, NULL);
		strvec_pushf(&argv, "refs/heads/%s", task_branch(task));
	}
	if (task->phase == SHOW) {
		strvec_pushl(&argv, "cat-file", "commit",
			     task->facts.branch_commit, NULL);
		ret = process_git(task, &argv, "/", NULL, err);
	} else {
		ret = process_git_net(task, &argv, "/", url, err);
	}
out:
	strvec_clear(&argv);
	strbuf_release(&path);
	return ret;
}

/* Not there, or as it was before the commit: that was not made. */
static enum verdict asked(struct task *task)
{
	struct facts *facts = &task->facts;
	struct strbuf text = STRBUF_INIT;
	bool made;

	child_output(&task->slot->child.out, &text);
	strbuf_setlen(&text, strcspn(text.buf, "\t"));
	replace_string(&facts->branch_commit, text.len ? text.buf : NULL);
	made = text.len && strcmp(text.buf, facts->upload_parent);
	if (!made)
		facts->unclaimed = false;
	strbuf_release(&text);
	return made ? VERDICT_MORE : VERDICT_NEXT;
}

static bool is_ours(const struct task *task)
{
	const struct facts *facts = &task->facts;
	struct strbuf text = STRBUF_INIT, want = STRBUF_INIT;
	bool ours;

	child_output(&task->slot->child.out, &text);
	strbuf_addf(&want, "tree %s\nparent %s\n", facts->upload_tree,
		    facts->upload_parent);
	ours = !strncmp(text.buf, want.buf, want.len) &&
	       strncmp(text.buf + want.len, "parent ", strlen("parent "));
	strbuf_release(&want);
	strbuf_release(&text);
	return ours;
}

/*
 * Somebody's commit that stands where ours was to: ours is not below it, for
 * it was to stand on the same one. To append goes on with theirs.
 */
static bool goes_on(struct task *task)
{
	struct facts *facts = &task->facts;
	struct strbuf text = STRBUF_INIT, parent = STRBUF_INIT;
	const char *at;
	bool not_made;

	child_output(&task->slot->child.out, &text);
	strbuf_addf(&parent, "parent %s\n", facts->upload_parent);
	at = strchr(text.buf, '\n');
	not_made = at && starts_with(at + 1, parent.buf) &&
		   !starts_with(at + 1 + parent.len, "parent ");
	strbuf_release(&parent);
	strbuf_release(&text);
	/* what was made in this attempt is on another commit */
	if (!not_made || task->upload ||
	    strcmp(task_definition(task)->if_exists, "append") != 0)
		return false;
	facts->appends = facts->replaces = true;
	replace_string(&facts->base_commit, facts->branch_commit);
	return true;
}

static enum verdict claim_end(struct task *task, struct strbuf *why)
{
	struct facts *facts = &task->facts;
	enum verdict verdict = process_settle(task, task->phase == SHOW
					      ? "commit" : "fetch", why);

	if (verdict != VERDICT_NEXT || task->phase == FETCH)
		return verdict == VERDICT_NEXT ? VERDICT_MORE : verdict;
	if (task->phase == ASK)
		return asked(task);
	facts->unclaimed = false;
	if (!is_ours(task))
		return goes_on(task) ? VERDICT_NEXT
				     : look_branch_is_others(task, why);
	replace_string(&facts->commit, facts->branch_commit);
	task_sends(task);
	facts->pushed = true;
	replace_string(&facts->pushed_on, facts->upload_parent);
	repository_leave(task);
	return VERDICT_NEXT;
}

const struct step step_claim = {
	.name = "claim",
	.lane = LANE_NET,
	.draws = DRAW_GIT,
	.needed = claim_needed,
	.begin = claim_begin,
	.end = claim_end,
};
