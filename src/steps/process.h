/* SPDX-License-Identifier: MIT */
/*
 * The git children that steps start, and the variables the user's command
 * gets.
 */
#ifndef STEPS_PROCESS_H
#define STEPS_PROCESS_H

#include "base/strvec.h"
#include "campaign/task.h"

/* A transfer that has not ended by then is taken for hanging (real s). */
#define NET_TIMEOUT 1800.0
#define LOCAL_GIT_TIMEOUT 600.0

/*
 * Starts `git WORDS` for a step without network: no token in its
 * environment, and LFS files stay pointers unless --lfs. dir: where it runs.
 */
int process_git(struct task *task, const struct strvec *argv,
		const char *dir, const char *input, struct strbuf *err);

/* The same, and so much of each output is kept (0: as ever). */
int process_git_answer(struct task *task, const struct strvec *argv,
		       const char *dir, const char *input, size_t max,
		       struct strbuf *err);

/* The same, with an input that may hold NULs; it outlives the child. */
int process_git_input(struct task *task, const struct strvec *argv,
		      const char *dir, const struct strbuf *input,
		      struct strbuf *err);

/* The same with the token of url's server, for that server only. */
int process_git_net(struct task *task, const struct strvec *argv,
		    const char *dir, const char *url, struct strbuf *err);

/*
 * Judges a git child that failed: LATER or END by git/diagnose.h, the log
 * written. A success is VERDICT_NEXT.
 */
enum verdict process_settle(struct task *task, const char *stage,
			    struct strbuf *why);

/* Whether a git child that failed said so: a fragment of its words. */
bool process_said(const struct task *task, const char *fragment);

/* GIT_MULTI_REPO … for the command and for `git multi shell`. */
void process_variables(const struct task *task, struct strvec *env);

#endif
