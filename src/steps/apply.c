/* SPDX-License-Identifier: MIT */
/*
 * A patch in the place of the command: git applies it. Mails become commits,
 * with their authors, dates and messages, as git am makes them. What does not
 * apply as it is gets a three-way merge, where its blobs are here. What is in
 * the tree already is no change; what then is left is said by file and hunk.
 */
#include "steps/apply.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "campaign/answer.h"
#include "campaign/campaign.h"
#include "git/credential.h"
#include "git/git.h"
#include "git/patchfile.h"
#include "steps/process.h"

/* task->phase; a note keeps what is to be said at the end */
enum { DIFF, MERGE, RESET, DIFF_REVERSE,
       MAILS, ABORT, CHECK, MAILS_REVERSE };

#define PATCH_MAX ((size_t)256 << 20)

static void patch_path(const struct task *task, struct strbuf *path)
{
	struct strvec words = STRVEC_INIT;

	definition_argv(task_definition(task), task->campaign->folder,
			&words);
	strbuf_addstr(path, words.v[0]);
	strvec_clear(&words);
}

static bool is_last(const struct task *task)
{
	return task->phase == DIFF_REVERSE || task->phase == MAILS_REVERSE;
}

static void am_words(const struct definition *definition, const char *path,
		     struct strvec *argv)
{
	git_words(argv, !definition->no_verify);
	if (!definition->no_verify && !definition->clone_to)
		git_template_hooks(argv);
	strvec_pushl(argv, "am", "--3way", NULL);
	if (definition->signoff)
		strvec_push(argv, "--signoff");
	strvec_pushl(argv, "--", path, NULL);
}

static void apply_words(const struct task *task, const char *path,
			struct strvec *argv)
{
	if (task->phase == MAILS) {
		am_words(task_definition(task), path, argv);
		return;
	}
	git_words(argv, false);
	if (task->phase == ABORT) {
		strvec_pushl(argv, "am", "--abort", NULL);
		return;
	}
	if (task->phase == RESET) {
		strvec_pushl(argv, "reset", "-q", "--hard",
			     task->facts.base_commit, NULL);
		return;
	}
	strvec_pushl(argv, "apply", "--index", NULL);
	if (task->phase == MERGE)
		strvec_push(argv, "--3way");
	if (task->phase == CHECK || is_last(task))
		strvec_push(argv, "--check");
	if (is_last(task))
		strvec_push(argv, "--reverse");
	strvec_pushl(argv, "--", path, NULL);
}

int apply_begin(struct task *task, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT, tree = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret;

	patch_path(task, &path);
	if (task->phase == DIFF) {
		strvec_clear(&task->notes);
		answer_take(task, NULL);
		if (patchfile_is_mail(path.buf))
			task->phase = MAILS;
	}
	task_tree_path(task, &tree);
	apply_words(task, path.buf, &argv);
	ret = process_git(task, &argv, tree.buf, NULL, err);
	strvec_clear(&argv);
	strbuf_release(&tree);
	strbuf_release(&path);
	return ret;
}

/* ---- what did not apply --------------------------------------------------- */

static void read_said(const struct task *task, struct strbuf *text)
{
	child_output(&task->slot->child.err, text);
	child_output(&task->slot->child.out, text);
	credential_redact(text);
}

static bool add_place(const struct task *task, struct strbuf *why)
{
	struct strbuf path = STRBUF_INIT, patch = STRBUF_INIT;
	struct strbuf said = STRBUF_INIT, err = STRBUF_INIT;
	bool told;

	patch_path(task, &path);
	if (file_read(path.buf, PATCH_MAX, &patch, &err) < 0)
		strbuf_reset(&patch);
	read_said(task, &said);
	strbuf_addstr(why, ": ");
	told = patchfile_why(said.buf, patch.buf, why);
	strbuf_release(&err);
	strbuf_release(&said);
	strbuf_release(&patch);
	strbuf_release(&path);
	return told;
}

static void note_diff(struct task *task)
{
	struct strbuf note = STRBUF_INIT;

	strbuf_addstr(&note, "the patch does not apply");
	add_place(task, &note);
	strvec_push(&task->notes, note.buf);
	strbuf_release(&note);
}

/* "Patch failed at 0002 its subject" */
static bool note_mail(struct task *task)
{
	const char *failed = "Patch failed at ";
	struct strbuf text = STRBUF_INIT;
	const char *mail;

	read_said(task, &text);
	mail = strstr(text.buf, failed);
	if (mail) {
		mail += strlen(failed);
		strvec_pushf(&task->notes, "mail '%.*s' does not apply",
			     (int)strcspn(mail, "\n"), mail);
	}
	strbuf_release(&text);
	return mail;
}

static void note_place_of_mail(struct task *task)
{
	struct strbuf note = STRBUF_INIT;

	strbuf_addstr(&note, task->notes.v[0]);
	if (task->slot->child.status && add_place(task, &note)) {
		strvec_clear(&task->notes);
		strvec_push(&task->notes, note.buf);
	}
	strbuf_release(&note);
}

static enum verdict give_up(struct task *task, struct strbuf *why)
{
	enum verdict verdict;

	if (!task->slot->child.status) {
		strbuf_addstr(why, "the patch is applied already");
		verdict = task_end(task, RESULT_UNCHANGED);
	} else {
		strbuf_addstr(why, task->notes.v[0]);
		verdict = task_fail(task, FAILURE_CONFLICT);
	}
	strvec_clear(&task->notes);
	return verdict;
}

/* git ends with 1 where a diff does not apply, else it is something else. */
static enum verdict first_end(struct task *task, struct strbuf *why)
{
	const struct child *child = &task->slot->child;

	if (!child->status)
		return VERDICT_NEXT;
	if (task->phase == DIFF && child->status == 1)
		note_diff(task);
	else if (task->phase != MAILS || child->timed_out || !note_mail(task))
		return process_settle(task, task->phase == MAILS ? "commit"
								 : "apply",
				      why);
	task_log(task, "patch", child);
	return VERDICT_MORE;
}

enum verdict apply_end(struct task *task, struct strbuf *why)
{
	const struct child *child = &task->slot->child;

	switch (task->phase) {
	case DIFF:
	case MAILS:
		return first_end(task, why);
	case MERGE:
		if (child->status) {
			task_log(task, "patch", child);
			return VERDICT_MORE;
		}
		strvec_clear(&task->notes);
		return VERDICT_NEXT;
	case CHECK:
		note_place_of_mail(task);
		return VERDICT_MORE;
	case RESET:
	case ABORT:
		return VERDICT_MORE;
	default:
		return give_up(task, why);
	}
}
