/* SPDX-License-Identifier: MIT */
/*
 * What the user lets run in a work tree, and what the command said of its
 * repository, read back (change-answer.c).
 */
#ifndef STEPS_CHANGE_H
#define STEPS_CHANGE_H

#include "campaign/task.h"

/*
 * For begin(): runs it there as the command is run. answer: the file for its
 * answer; NULL: none is asked for.
 */
int change_run(struct task *task, const struct strvec *argv,
	       const char *answer, struct strbuf *err);

/* For end(): NEXT, or failed as the class, with a sentence about what. */
enum verdict change_judge(struct task *task, const char *what,
			  enum failure failure, struct strbuf *why);

/*
 * No answer but the one that the command is going to write counts: old ones
 * are taken away, and there is a place for a new one, appended to path. -1
 * and err with task->failure set.
 */
int change_answer_expect(struct task *task, struct strbuf *path,
			 struct strbuf *err);

/* The command has ended: whether there is a file to be read. */
bool change_answer_is_there(const struct task *task);

/* git reads it. */
int change_answer_begin(struct task *task, struct strbuf *err);
enum verdict change_answer_end(struct task *task, struct strbuf *why);

/* The file is no longer needed. */
void change_answer_remove(const struct task *task);

/* Appends ": " and the last line of a child's output that says anything. */
void change_last_line(const struct child_stream *stream, struct strbuf *why);

#endif
