/* SPDX-License-Identifier: MIT */
/*
 * The commits that a change consists of, where it may be several: made by the
 * command (--keep-commits) or out of a mailbox. They must stand on the base;
 * the first one's message is the pull request's title and body, where nothing
 * else is.
 */
#include "steps/commit-list.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "campaign/answer.h"
#include "campaign/campaign.h"
#include "campaign/message.h"
#include "git/git.h"
#include "steps/process.h"

#define LIST_MAX ((size_t)16 << 20)

bool commit_list_takes(const struct task *task)
{
	const struct definition *definition = task_definition(task);

	return definition->keep_commits || definition->patch;
}

/*
 * The base is told, too, as a boundary, where it is a parent of one of them.
 */
int commit_list_begin(struct task *task, const char *dir, struct strbuf *err)
{
	struct strvec argv = STRVEC_INIT;
	int ret;

	git_words(&argv, false);
	strvec_pushl(&argv, "log", "-z", "--topo-order", "--reverse",
		     "--boundary", "--no-show-signature", "--encoding=UTF-8",
		     "--format=%m %H %T%n%B", NULL);
	strvec_pushf(&argv, "%s..HEAD", task->facts.base_commit);
	strvec_push(&argv, "--");
	ret = process_git_answer(task, &argv, dir, NULL, LIST_MAX, err);
	strvec_clear(&argv);
	return ret;
}

struct listed {
	char mark;		/* '-': a boundary */
	const char *id, *tree, *message;
	size_t id_len, tree_len;
};

/* "MARK ID TREE\nMESSAGE" */
static bool read_one(const char *text, struct listed *one)
{
	const char *space, *end;

	if ((*text != '>' && *text != '-') || text[1] != ' ')
		return false;
	one->mark = *text;
	one->id = text + 2;
	space = strchr(one->id, ' ');
	end = space ? strchr(space, '\n') : NULL;
	if (!end)
		return false;
	one->id_len = (size_t)(space - one->id);
	one->tree = space + 1;
	one->tree_len = (size_t)(end - one->tree);
	one->message = end + 1;
	return true;
}

/* The title and body that the campaign leaves open. */
static void take_message(struct task *task, const char *message)
{
	const struct definition *definition = task_definition(task);
	const struct answer *answer = task->facts.answer;
	bool title = !definition->title && !(answer && answer->title);
	bool body = !definition->body && !(answer && answer->body);
	struct strbuf trimmed = STRBUF_INIT;
	struct strbuf first = STRBUF_INIT, rest = STRBUF_INIT;

	if (!title && !body)
		return;
	strbuf_addstr(&trimmed, message);
	strbuf_rtrim(&trimmed);
	message_parts(trimmed.buf, &first, &rest);
	if (!task->facts.answer)
		task->facts.answer = answer_new();
	if (title)
		task->facts.answer->title = xstrdup(first.buf);
	if (body)
		task->facts.answer->body = xstrdup(rest.buf);
	strbuf_release(&rest);
	strbuf_release(&first);
	strbuf_release(&trimmed);
}

static enum verdict judge(struct task *task, size_t nr,
			  const struct listed *base,
			  const struct listed *last, struct strbuf *why)
{
	struct facts *facts = &task->facts;
	char *id;

	if (!base->id) {
		strbuf_addstr(why, "the command's commits do not stand on the "
			      "commit that it was given");
		return task_fail(task, FAILURE_SCRIPT);
	}
	if (base->tree_len == last->tree_len &&
	    !strncmp(base->tree, last->tree, base->tree_len))
		return task_end(task, RESULT_UNCHANGED);
	id = xstrndup(last->id, last->id_len);
	replace_string(&facts->commit, id);
	replace_string(&facts->made_on, facts->base_commit);
	facts->commits = (unsigned)nr;
	free(id);
	return VERDICT_NEXT;
}

enum verdict commit_list_end(struct task *task, struct strbuf *why)
{
	const struct child_stream *out = &task->slot->child.out;
	const char *base_commit = task->facts.base_commit, *p;
	struct listed one, first = { .id = NULL }, last = { .id = NULL };
	struct listed base = { .id = NULL };
	struct strbuf text = STRBUF_INIT;
	enum verdict verdict;
	size_t nr = 0;

	child_output(out, &text);
	for (p = text.buf; p < text.buf + text.len; p += strlen(p) + 1) {
		if (!read_one(p, &one))
			continue;
		if (one.mark == '-') {
			if (!strncmp(one.id, base_commit, one.id_len))
				base = one;
			continue;
		}
		if (!nr++)
			first = one;
		last = one;
	}
	if (out->total > LIST_MAX) {
		strbuf_addf(why, "the messages of the command's commits take "
			    "more than %zu MiB", LIST_MAX >> 20);
		verdict = task_fail(task, FAILURE_SCRIPT);
	} else if (!nr && !out->total) {
		verdict = task_end(task, RESULT_UNCHANGED);
	} else {
		verdict = judge(task, nr, &base, &last, why);
	}
	if (verdict == VERDICT_NEXT)
		take_message(task, first.message);
	strbuf_release(&text);
	return verdict;
}
