/* SPDX-License-Identifier: MIT */
/*
 * Whose token it is, asked by a step that must know where no look told it.
 */
#ifndef STEPS_LOGIN_H
#define STEPS_LOGIN_H

#include "campaign/task.h"

/* For a step's begin: sends the question. */
int login_send(struct task *task, struct strbuf *err);

/*
 * Judges the answer: VERDICT_NEXT where the host's account is known now, or
 * host->no_login says that it cannot be. One that may not tell is no
 * hindrance.
 */
enum verdict login_read(struct task *task, struct strbuf *why);

#endif
