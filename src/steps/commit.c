/* SPDX-License-Identifier: MIT */
/*
 * Turns what the command changed into one commit (--keep-commits: into one
 * more): stage it, commit, and what is its id. git does the work, so that
 * modes, links, renames, odd names and filters are kept. Most tasks need two
 * processes; git is asked what the tree is like only where staging changed
 * nothing (the command may have staged), and for an id only where HEAD is on a
 * branch.
 */
#include <string.h>

#include "base/alloc.h"
#include "base/file.h"
#include "campaign/answer.h"
#include "campaign/bundle.h"
#include "campaign/campaign.h"
#include "campaign/message.h"
#include "campaign/splitting.h"
#include "campaign/template.h"
#include "git/cache.h"
#include "git/git.h"
#include "steps/commit.h"
#include "steps/commit-list.h"
#include "steps/process.h"
#include "steps/repository.h"
#include "steps/steps.h"

enum { STAGE, ASK, COMMIT, NAME, LIST, LFS, BUNDLE };	/* task->phase */

/* Of a part nothing else is committed, whatever the command changed. */
static void add_paths(const struct task *task, struct strvec *argv)
{
	strvec_push(argv, "--");
	if (task->part)
		strvec_pushf(argv, ":(top,literal)%s", task->part);
}

static void ask_words(const struct task *task, struct strvec *argv)
{
	git_words(argv, false);
	strvec_pushl(argv, "status", "--porcelain=v2", "--branch",
		     "--ignore-submodules=dirty", "-z", NULL);
	add_paths(task, argv);
}

static void stage_words(const struct task *task, struct strvec *argv)
{
	git_words(argv, false);
	strvec_pushl(argv, "add", "--all", "--verbose", NULL);
	add_paths(task, argv);
}

void commit_words(const struct definition *definition, struct strvec *argv)
{
	size_t i;

	git_words(argv, true);
	if (!definition->clone_to)
		git_template_hooks(argv);
	strvec_pushl(argv, "commit", "-q", "-F", "-", NULL);
	if (definition->signoff)
		strvec_push(argv, "--signoff");
	if (definition->no_verify)
		strvec_push(argv, "--no-verify");
	if (definition->author)
		strvec_pushf(argv, "--author=%s", definition->author);
	for (i = 0; i < definition->trailers.nr; i++)
		strvec_pushf(argv, "--trailer=%s", definition->trailers.v[i]);
}

static void name_words(struct strvec *argv)
{
	git_words(argv, false);
	strvec_pushl(argv, "rev-parse", "HEAD", NULL);
}

int commit_bundle_words(const struct task *task, struct strvec *argv,
			struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	int ret;

	bundle_path(task, &path);
	ret = repository_parent(path.buf, err);
	git_words(argv, false);
	strvec_pushl(argv, "bundle", "create", "-q", NULL);
	strvec_pushf(argv, "%s.part", path.buf);
	strvec_push(argv, "HEAD");
	strvec_pushf(argv, "^%s", task->facts.base_commit);
	strbuf_release(&path);
	return ret;
}

int commit_lfs_words(const struct task *task, struct strvec *argv,
		     struct strbuf *err)
{
	struct strbuf from = STRBUF_INIT, to = STRBUF_INIT;
	int ret;

	repository_lfs_path(task, &from);
	bundle_lfs_path(task, &to);
	ret = file_remove_tree(to.buf, err);
	if (!ret)
		ret = file_make_directories(to.buf, 0700, err);
	strvec_pushl(argv, "cp", "-R", "--", from.buf, to.buf, NULL);
	strbuf_release(&to);
	strbuf_release(&from);
	return ret;
}

void commit_message(const struct task *task, struct strbuf *message)
{
	const struct answer *answer = task->facts.answer;
	const char *text = task_definition(task)->message;

	if (answer && answer->message) {
		strbuf_addstr(message, answer->message);
		if (message_skips_ci(text))
			message_skip_ci(message);
	} else {
		template_fill(message, text, task);
	}
}

/* git reads it while it runs: it stays until the step is over. */
static const char *keep_message(struct task *task)
{
	struct strbuf message = STRBUF_INIT;

	commit_message(task, &message);
	strvec_clear(&task->notes);
	strvec_push(&task->notes, message.buf);
	strbuf_release(&message);
	return task->notes.v[0];
}

static int commit_begin(struct task *task, struct strbuf *err)
{
	const struct definition *definition = task_definition(task);
	const char *input = NULL;
	struct strbuf tree = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret = -1;

	switch (task->phase) {
	case STAGE:
		task->facts.commits = 1;
		stage_words(task, &argv);
		break;
	case ASK:
		ask_words(task, &argv);
		break;
	case COMMIT:
		commit_words(definition, &argv);
		if (task->part)
			strvec_push(&argv, "--only");
		add_paths(task, &argv);
		input = keep_message(task);
		break;
	case LFS:
	case BUNDLE:
		task->failure = FAILURE_DISK;
		if ((task->phase == LFS
			? commit_lfs_words(task, &argv, err)
			: commit_bundle_words(task, &argv, err)) < 0)
			goto out;
		task->failure = FAILURE_NONE;
		break;
	default:
		name_words(&argv);
	}
	task_tree_path(task, &tree);
	ret = task->phase == LIST
		? commit_list_begin(task, tree.buf, err)
		: process_git(task, &argv, tree.buf, input, err);
out:
	strvec_clear(&argv);
	strbuf_release(&tree);
	return ret;
}

static bool head_of(const struct task *task, struct strbuf *id)
{
	struct strbuf tree = STRBUF_INIT;
	bool found;

	task_tree_path(task, &tree);
	found = cache_head(tree.buf, id);
	strbuf_release(&tree);
	return found;
}

/* HEAD is somewhere else; on a branch only git can tell. */
static bool is_moved(const struct task *task)
{
	struct strbuf head = STRBUF_INIT;
	bool moved = head_of(task, &head) &&
		     strcmp(head.buf, task->facts.base_commit);

	strbuf_release(&head);
	return moved;
}

static enum verdict list(struct task *task)
{
	task->phase = LIST - 1;
	return VERDICT_MORE;
}

static enum verdict own_commits(struct task *task, struct strbuf *why)
{
	strbuf_addstr(why, "the command made commits of its own; let it only "
		      "change files, or keep them by --keep-commits");
	return task_fail(task, FAILURE_SCRIPT);
}

/* --verbose: a line for each path that was staged. */
static enum verdict staged(struct task *task, struct strbuf *why)
{
	struct strbuf head = STRBUF_INIT;
	bool known = head_of(task, &head);

	strbuf_release(&head);
	if (is_moved(task) && !commit_list_takes(task))
		return own_commits(task, why);
	if (known && task->slot->child.out.total)
		task->phase = COMMIT - 1;
	return VERDICT_MORE;
}

/*
 * The answer's records end in NUL: "# branch.oid ID", other headers, then one
 * for each change.
 */
static enum verdict asked(struct task *task, struct strbuf *why)
{
	struct strbuf text = STRBUF_INIT;
	const char *oid = "# branch.oid ", *p;
	bool moved = false, changed = false;

	child_output(&task->slot->child.out, &text);
	for (p = text.buf; p < text.buf + text.len; p += strlen(p) + 1) {
		if (!strncmp(p, oid, strlen(oid)))
			moved = strcmp(p + strlen(oid),
				       task->facts.base_commit);
		else if (*p != '#')
			changed = true;
	}
	strbuf_release(&text);
	if (moved && !commit_list_takes(task))
		return own_commits(task, why);
	if (changed)
		return VERDICT_MORE;
	return moved ? list(task) : task_end(task, RESULT_UNCHANGED);
}

/* The commit is made and its id known: a dry run keeps it. */
static enum verdict made(struct task *task)
{
	struct strbuf path = STRBUF_INIT;

	if (!task->campaign->goal.dry_run || split_is_due(task))
		return VERDICT_NEXT;
	task->phase = repository_lfs_path(task, &path) ? LFS - 1 : BUNDLE - 1;
	strbuf_release(&path);
	return VERDICT_MORE;
}

static enum verdict committed(struct task *task)
{
	struct strbuf id = STRBUF_INIT;
	bool known = head_of(task, &id);

	if (commit_list_takes(task)) {
		strbuf_release(&id);
		return list(task);
	}
	if (known)
		replace_string(&task->facts.commit, id.buf);
	strbuf_release(&id);
	return known ? made(task) : VERDICT_MORE;
}

static enum verdict named(struct task *task)
{
	struct strbuf id = STRBUF_INIT;

	child_output(&task->slot->child.out, &id);
	strbuf_rtrim(&id);
	replace_string(&task->facts.commit, id.buf);
	strbuf_release(&id);
	return made(task);
}

static enum verdict listed(struct task *task, struct strbuf *why)
{
	enum verdict verdict = commit_list_end(task, why);

	if (verdict == VERDICT_NEXT)
		return made(task);
	if (task->result == RESULT_UNCHANGED &&
	    !task->slot->child.out.total && is_moved(task)) {
		strbuf_addstr(why, "the command went back to an older commit");
		return task_fail(task, FAILURE_SCRIPT);
	}
	return verdict;
}

static enum verdict bundled(struct task *task, struct strbuf *why)
{
	if (bundle_keep(task, why) < 0)
		return task_fail(task, FAILURE_DISK);
	return VERDICT_NEXT;
}

/* The part's folder is not there any more, and nothing was made in it. */
static bool has_no_folder(const struct task *task)
{
	return task->phase == STAGE && task->part &&
	       process_said(task, "did not match any files");
}

/*
 * What was staged may be what is there already (line ends, clean filters):
 * git commit then has nothing to do, and says so by exit code 1 and on stdout.
 */
static bool nothing_to_commit(const struct task *task)
{
	struct strbuf text = STRBUF_INIT;
	bool nothing;

	child_output(&task->slot->child.out, &text);
	nothing = task->slot->child.status == 1 &&
		  strstr(text.buf, "nothing to commit");
	strbuf_release(&text);
	return nothing;
}

static enum verdict commit_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict;

	strvec_clear(&task->notes);
	if (task->phase == COMMIT && nothing_to_commit(task))
		return commit_list_takes(task)
			? list(task) : task_end(task, RESULT_UNCHANGED);
	if (has_no_folder(task))
		return task_end(task, RESULT_UNCHANGED);
	verdict = process_settle(task, task->phase >= LFS ? "bundle"
							  : "commit", why);
	if (verdict != VERDICT_NEXT)
		return verdict;
	switch (task->phase) {
	case STAGE:
		return staged(task, why);
	case ASK:
		return asked(task, why);
	case COMMIT:
		return committed(task);
	case LIST:
		return listed(task, why);
	case LFS:
		return VERDICT_MORE;
	case BUNDLE:
		return bundled(task, why);
	default:
		return named(task);
	}
}

const struct step step_commit = {
	.name = "commit",
	.lane = LANE_LOCAL,
	.needed = repository_change_needed,
	.begin = commit_begin,
	.end = commit_end,
};
