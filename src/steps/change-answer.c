/* SPDX-License-Identifier: MIT */
/*
 * What the command said of its repository: git reads the file, and what is in
 * it stands in for, or beside, what the definition says.
 */
#include "steps/change.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/answer.h"
#include "campaign/campaign.h"
#include "campaign/message.h"
#include "campaign/template.h"
#include "git/git.h"
#include "steps/process.h"

#define ANSWER_MAX ((size_t)1 << 20)	/* it becomes a line of the journal */

int change_answer_expect(struct task *task, struct strbuf *path,
			 struct strbuf *err)
{
	struct strbuf folder = STRBUF_INIT;
	int ret;

	answer_take(task, NULL);
	answer_folder(task, &folder);
	task->failure = FAILURE_DISK;
	ret = file_remove_tree(folder.buf, err);
	if (!ret)
		ret = file_make_directories(folder.buf, 0700, err);
	if (!ret)
		task->failure = FAILURE_NONE;
	answer_path(task, path);
	strbuf_release(&folder);
	return ret;
}

bool change_answer_is_there(const struct task *task)
{
	struct strbuf path = STRBUF_INIT;
	struct stat st;
	bool there;

	answer_path(task, &path);
	there = !lstat(path.buf, &st);
	strbuf_release(&path);
	return there;
}

void change_answer_remove(const struct task *task)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;

	answer_folder(task, &path);
	if (file_remove_tree(path.buf, &err) < 0)
		warning("%s", err.buf);
	strbuf_release(&err);
	strbuf_release(&path);
}

int change_answer_begin(struct task *task, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	struct strvec argv = STRVEC_INIT;
	int ret = -1;

	answer_path(task, &path);
	/* a pipe would be waited for */
	if (!file_is_regular(path.buf)) {
		strbuf_addstr(err, "the command's answer is no file");
		task->failure = FAILURE_SCRIPT;
		goto out;
	}
	git_words(&argv, false);
	strvec_pushl(&argv, "config", "-z", "--file", path.buf, "--list",
		     NULL);
	ret = process_git_answer(task, &argv, "/", NULL, ANSWER_MAX, err);
out:
	strvec_clear(&argv);
	strbuf_release(&path);
	return ret;
}

/*
 * With a message of its own, title and body that came from the campaign's
 * message come from that.
 */
static void follow_message(const struct definition *definition,
			   struct answer *answer)
{
	struct strbuf title = STRBUF_INIT, body = STRBUF_INIT;
	bool own_title, own_body;

	if (!answer->message)
		return;
	message_parts(definition->message, &title, &body);
	own_title = !definition->title ||
		    strcmp(definition->title, title.buf);
	own_body = !definition->body || strcmp(definition->body, body.buf);
	strbuf_reset(&title);
	strbuf_reset(&body);
	message_parts(answer->message, &title, &body);
	if (!answer->title && !own_title)
		answer->title = xstrdup(title.buf);
	if (!answer->body && !own_body)
		answer->body = xstrdup(body.buf);
	strbuf_release(&body);
	strbuf_release(&title);
}

/* A forge that has no such field: said here, as nobody could before. */
static void say_lacking(const struct task *task, const struct answer *answer)
{
	const struct forge *forge = task->host->forge;
	size_t i;

	if (!forge->open_ask || forge->fields & FIELD_TEAMS)
		return;
	for (i = 0; i < answer->reviewers.nr; i++)
		if (strchr(answer->reviewers.v[i], '/'))
			warning("%s: '%s' is not asked for a review: %s has "
				"no teams as reviewers", task->key,
				answer->reviewers.v[i], forge->name);
}

static int take_answer(struct task *task, const struct strbuf *text,
		       struct answer *answer, struct strbuf *why)
{
	if (task->slot->child.out.total > ANSWER_MAX) {
		strbuf_addf(why, "the command's answer is larger than %zu MiB",
			    ANSWER_MAX >> 20);
		return -1;
	}
	if (answer_parse(answer, text->buf, text->len, why) < 0)
		return -1;
	if (answer->base && task_branch(task) &&
	    !strcmp(answer->base, task_branch(task))) {
		strbuf_addf(why, "'pull.base' in the command's answer is '%s', "
			    "the branch that is pushed", answer->base);
		return -1;
	}
	return 0;
}

static void say_damaged(const struct child *child, struct strbuf *why)
{
	const char *fatal = ": fatal: ";
	struct strbuf line = STRBUF_INIT;

	change_last_line(&child->err, &line);
	strbuf_addstr(why, "git cannot read the command's answer");
	if (starts_with(line.buf, fatal))
		strbuf_addf(why, ": %s", line.buf + strlen(fatal));
	else
		strbuf_addstr(why, line.buf);
	strbuf_release(&line);
}

enum verdict change_answer_end(struct task *task, struct strbuf *why)
{
	const struct child *child = &task->slot->child;
	struct answer *answer = answer_new();
	struct strbuf text = STRBUF_INIT;
	enum verdict verdict = VERDICT_NEXT;

	child_output(&child->out, &text);
	if (child->status) {
		say_damaged(child, why);
		verdict = task_fail(task, FAILURE_SCRIPT);
	} else if (take_answer(task, &text, answer, why) < 0) {
		verdict = task_fail(task, FAILURE_SCRIPT);
	} else if (answer->skip) {
		strbuf_addstr(why, answer->skip);
		verdict = task_end(task, RESULT_SKIPPED);
	} else {
		follow_message(task_definition(task), answer);
		say_lacking(task, answer);
		answer_take(task, answer);
		answer = NULL;
	}
	answer_free(answer);
	strbuf_release(&text);
	return verdict;
}
