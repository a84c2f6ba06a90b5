/* SPDX-License-Identifier: MIT */
/*
 * --split-by: of the commit that was made of a repository's whole change, one
 * of each part's, and one of what is in none, all on the same base. They are
 * made in the index, the files stay as the command left them. Each part's is
 * kept in a bundle, as a dry run's is: the part is a task of its own, which
 * sends it. What is in no part the repository's own task goes on with.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "campaign/bundle.h"
#include "campaign/campaign.h"
#include "campaign/part.h"
#include "campaign/splitting.h"
#include "git/cache.h"
#include "git/git.h"
#include "steps/commit.h"
#include "steps/process.h"
#include "steps/repository.h"
#include "steps/steps.h"

#define LIST_MAX ((size_t)256 << 20)

/* task->phase */
enum { LIST, HEAD, BASE, INDEX, COMMIT, CHECK, LFS, BUNDLE };

static bool split_needed(const struct task *task)
{
	return split_is_due(task) && repository_change_needed(task);
}

/* Whose commit is being made: a part, or the repository itself. */
static struct task *maker(const struct task *task)
{
	struct split *split = task->split;

	return split->at < split->nr ? split->parts[split->at].task
				     : (struct task *)task;
}

static const struct strbuf *index_of(const struct task *task)
{
	const struct split *split = task->split;

	return split->at < split->nr ? &split->parts[split->at].index
				     : &split->rest;
}

/* ---- what git is to do ----------------------------------------------------- */

static void list_words(const struct task *task, struct strvec *argv)
{
	git_words(argv, false);
	strvec_pushl(argv, "diff-tree", "-r", "-z", "--raw", "--no-renames",
		     "--no-abbrev", task->facts.base_commit,
		     task->facts.commit, "--", NULL);
}

static void check_words(const struct task *task, struct strvec *argv)
{
	git_words(argv, false);
	strvec_pushl(argv, "diff-tree", "-r", "-z", "--name-only",
		     "--no-renames", task->facts.base_commit, "HEAD", "--",
		     NULL);
}

/* By its id: a hook may have put HEAD on a branch, which stays. */
static void head_words(const struct task *task, struct strvec *argv)
{
	git_words(argv, false);
	strvec_pushl(argv, "update-ref", "--no-deref", "HEAD",
		     task->facts.base_commit, NULL);
}

/* -m keeps what git knows of files that are the same. */
static void base_words(const struct task *task, struct strvec *argv)
{
	git_words(argv, false);
	strvec_pushl(argv, "read-tree", "-i", "-m", task->facts.base_commit,
		     NULL);
}

static void index_words(struct strvec *argv)
{
	git_words(argv, false);
	strvec_pushl(argv, "update-index", "-z", "--index-info", NULL);
}

static int words_of(struct task *task, struct strvec *argv,
		    struct strbuf *err)
{
	int ret = 0;

	switch (task->phase) {
	case HEAD:
		head_words(task, argv);
		break;
	case BASE:
		base_words(task, argv);
		break;
	case INDEX:
		index_words(argv);
		break;
	case COMMIT:
		commit_words(task_definition(task), argv);
		strbuf_reset(&task->split->input);
		commit_message(maker(task), &task->split->input);
		break;
	default:
		task->failure = FAILURE_DISK;
		ret = task->phase == LFS
			? commit_lfs_words(maker(task), argv, err)
			: commit_bundle_words(maker(task), argv, err);
		if (!ret)
			task->failure = FAILURE_NONE;
	}
	return ret;
}

static int split_begin(struct task *task, struct strbuf *err)
{
	static const struct strbuf none = STRBUF_INIT;
	struct strbuf tree = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret = -1;

	task_tree_path(task, &tree);
	if (task->phase == LIST) {
		split_free(task->split);
		task->split = split_new();
		list_words(task, &argv);
		ret = process_git_answer(task, &argv, tree.buf, NULL,
					 LIST_MAX, err);
	} else if (task->phase == CHECK) {
		check_words(task, &argv);
		ret = process_git_answer(task, &argv, tree.buf, NULL,
					 LIST_MAX, err);
	} else if (!words_of(task, &argv, err)) {
		ret = process_git_input(task, &argv, tree.buf,
					task->phase == INDEX ? index_of(task) :
					task->phase == COMMIT
						? &task->split->input : &none,
					err);
	}
	strvec_clear(&argv);
	strbuf_release(&tree);
	return ret;
}

/* ---- the parts ------------------------------------------------------------- */

/* ":OLDMODE NEWMODE OLDID NEWID LETTER", as update-index wants it. */
static void add_entry(struct strbuf *index, const char *entry,
		      const char *path)
{
	const char *mode = entry + strcspn(entry, " ") + 1;
	size_t mode_len = strcspn(mode, " ");
	const char *id = mode + mode_len + 1;

	id += strcspn(id, " ") + 1;
	/* mode 0 takes it out */
	strbuf_addf(index, "%.*s %.*s\t%s", (int)mode_len, mode,
		    (int)strcspn(id, " "), id, path);
	strbuf_addch(index, '\0');
}

/* A part's name stands in tables and logs: only what a line can hold. */
static int assign(struct task *task, const char *entry, const char *path,
		  struct strbuf *why)
{
	size_t len = part_of_path(&task_definition(task)->split_by, path);

	if (len && !text_is_line(path, len)) {
		strbuf_addstr(why, "its folder '");
		text_clean(why, path, len, false);
		strbuf_addstr(why, "' cannot be a part: a name that is no "
			      "line of UTF-8");
		return -1;
	}
	if (len)
		add_entry(&split_part(task, path, len)->index, entry, path);
	return 0;
}

/* Whether it is there on one side only: a mode of the entry is 0. */
static bool comes_or_goes(const char *entry)
{
	return entry[1] == '0' || entry[strcspn(entry, " ") + 1] == '0';
}

/*
 * What is in no folder that is a part, once all of these are known. A file in
 * the place of a folder that holds parts is on no commit without theirs.
 */
static int assign_rest(struct task *task, const char *entry,
		       const char *path, struct strbuf *why)
{
	struct split_part *part;

	if (part_of_path(&task_definition(task)->split_by, path))
		return 0;
	part = split_of_path(task, path);
	if (!part && comes_or_goes(entry) && split_below(task, path)) {
		strbuf_addstr(why, "'");
		text_clean(why, path, strlen(path), false);
		strbuf_addf(why, "' is a file on one side of the change, and "
			    "on the other a folder with part '%s': they "
			    "cannot be apart; let --split-by name that folder "
			    "as a whole",
			    split_below(task, path)->task->part);
		return -1;
	}
	add_entry(part ? &part->index : &task->split->rest, entry, path);
	return 0;
}

static int each_entry(struct task *task, const struct strbuf *list,
		      int (*take)(struct task *task, const char *entry,
				  const char *path, struct strbuf *why),
		      struct strbuf *why)
{
	const char *end = list->buf + list->len, *p, *path;

	for (p = list->buf; p < end; p = path + strlen(path) + 1) {
		path = p + strlen(p) + 1;
		if (path >= end)
			break;
		if (take(task, p, path, why) < 0)
			return -1;
	}
	return 0;
}

/* A refresh of what is in no part leaves the parts to themselves. */
static void leave_parts(struct task *task)
{
	size_t i;

	for (i = 0; task->refreshes && i < task->split->nr; i++)
		task->split->parts[i].wanted = false;
}

/* The next whose commit is to be made; after the last NEXT, or the end. */
static enum verdict make_next(struct task *task, struct strbuf *why)
{
	struct split *split = task->split;

	while (split->at < split->nr && !split->parts[split->at].wanted)
		split->at++;
	if (split->at < split->nr ||
	    (split->at == split->nr && split->nr && split->rest.len)) {
		task->phase = HEAD - 1;
		return VERDICT_MORE;
	}
	split->done = true;
	if (split->rest.len)
		return VERDICT_NEXT;
	replace_string(&task->facts.commit, NULL);
	strbuf_addf(why, "split into %zu part%s", split->nr,
		    split->nr == 1 ? "" : "s");
	return task_end(task, RESULT_DONE);
}

/* Where nothing is to be split the commit is the one that there is. */
static enum verdict keep_whole(struct task *task)
{
	struct strbuf path = STRBUF_INIT;

	if (!task->campaign->goal.dry_run)
		return VERDICT_NEXT;
	task->phase = repository_lfs_path(task, &path) ? LFS - 1 : BUNDLE - 1;
	strbuf_release(&path);
	return VERDICT_MORE;
}

static enum verdict listed(struct task *task, struct strbuf *why)
{
	const struct child_stream *out = &task->slot->child.out;
	struct strbuf text = STRBUF_INIT;
	int ret;

	if (out->total > LIST_MAX) {
		strbuf_addf(why, "the list of its changes is larger than %zu "
			    "MiB", LIST_MAX >> 20);
		return task_fail(task, FAILURE_GIT);
	}
	child_output(out, &text);
	ret = each_entry(task, &text, assign, why);
	if (!ret)
		ret = each_entry(task, &text, assign_rest, why);
	strbuf_release(&text);
	if (ret < 0)
		return task_fail(task, FAILURE_GIT);
	leave_parts(task);
	if (split_branches_meet(task, why))
		return task_fail(task, FAILURE_CONFLICT);
	return task->split->nr ? make_next(task, why) : keep_whole(task);
}

static enum verdict committed(struct task *task, struct strbuf *why)
{
	struct task *made = maker(task);
	struct strbuf tree = STRBUF_INIT, id = STRBUF_INIT;
	bool known;

	task_tree_path(task, &tree);
	known = cache_head(tree.buf, &id);
	strbuf_release(&tree);
	if (!known) {
		strbuf_release(&id);
		strbuf_addstr(why, "a hook left the detached HEAD");
		return task_fail(task, FAILURE_SCRIPT);
	}
	replace_string(&made->facts.commit, id.buf);
	strbuf_release(&id);
	return VERDICT_MORE;
}

/* A hook that stages files would put those of other parts into this one. */
static enum verdict checked(struct task *task, struct strbuf *why)
{
	const struct task *made = maker(task);
	struct strbuf text = STRBUF_INIT;
	const char *p, *stray = NULL;

	child_output(&task->slot->child.out, &text);
	for (p = text.buf; p < text.buf + text.len && !stray;
	     p += strlen(p) + 1) {
		const struct split_part *part = split_of_path(task, p);

		if (made != (part ? part->task : task))
			stray = p;
	}
	if (stray)
		strbuf_addf(why, "a hook put '%s' into the commit of part "
			    "'%s'; '--no-verify' runs none", stray,
			    made->part ? made->part : ".");
	strbuf_release(&text);
	if (why->len)
		return task_fail(task, FAILURE_SCRIPT);
	if (made == task && !task->campaign->goal.dry_run) {
		task->split->at++;
		return make_next(task, why);
	}
	if (task->campaign->goal.dry_run)
		return keep_whole(task);
	task->phase = BUNDLE - 1;
	return VERDICT_MORE;
}

static enum verdict bundled(struct task *task, struct strbuf *why)
{
	if (bundle_keep(maker(task), why) < 0)
		return task_fail(task, FAILURE_DISK);
	if (!task->split->nr)
		return VERDICT_NEXT;
	task->split->at++;
	return make_next(task, why);
}

static enum verdict split_end(struct task *task, struct strbuf *why)
{
	enum verdict verdict = process_settle(task, task->phase >= LFS
					      ? "bundle" : "commit", why);

	if (verdict != VERDICT_NEXT)
		return verdict;
	switch (task->phase) {
	case LIST:
		return listed(task, why);
	case COMMIT:
		return committed(task, why);
	case CHECK:
		return checked(task, why);
	case BUNDLE:
		return bundled(task, why);
	default:
		return VERDICT_MORE;
	}
}

const struct step step_split = {
	.name = "split",
	.lane = LANE_LOCAL,
	.needed = split_needed,
	.begin = split_begin,
	.end = split_end,
};
