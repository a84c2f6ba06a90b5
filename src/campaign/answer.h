/* SPDX-License-Identifier: MIT */
/*
 * What a command says of its own repository: the file that GIT_MULTI_ANSWER
 * names, in the syntax of git's settings (design.md part 6). It replaces or
 * adds to what the definition says. git reads it; what is in it is journalled,
 * so that whatever sends the change later sends just that with it.
 */
#ifndef CAMPAIGN_ANSWER_H
#define CAMPAIGN_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"
#include "base/strbuf.h"
#include "base/strvec.h"

struct task;

/* Texts as they are, no templates; NULL and empty lists: says nothing. */
struct answer {
	char *title, *body;
	char *message;		/* of the commit */
	char *milestone;	/* "": none */
	char *base;		/* the branch that the pull request goes to */
	char *skip;		/* the reason why it is skipped */
	struct strvec labels, reviewers, assignees;
	bool drafts, draft;	/* whether it says so, and which */
};

struct answer *answer_new(void);
void answer_free(struct answer *answer);	/* NULL is fine */

/*
 * From `git config -z --list` of the file. -1 and one sentence where a key is
 * unknown (with the nearest), or a value is none of its kind.
 */
int answer_parse(struct answer *answer, const char *text, size_t len,
		 struct strbuf *err);

/* As the members of a JSON object, all but the skip; and back. */
void answer_write(const struct answer *answer, struct json_writer *w);
struct answer *answer_read(const struct json *doc, int node);

struct answer *answer_copy(const struct answer *answer);

/*
 * The task's answer is this one from now on (NULL: none; owned). Reviewers
 * that were chosen by another one's are chosen anew.
 */
void answer_take(struct task *task, struct answer *answer);

/* The folder for the task's answer, and the file of this attempt. */
void answer_folder(const struct task *task, struct strbuf *out);
void answer_path(const struct task *task, struct strbuf *out);

#endif
