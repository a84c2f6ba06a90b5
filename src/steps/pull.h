/* SPDX-License-Identifier: MIT */
/*
 * What steps ask a forge about the task's pull request.
 */
#ifndef STEPS_PULL_H
#define STEPS_PULL_H

#include "campaign/task.h"

/* Whether it can be merged at once: nothing that a look told is against it. */
bool pull_is_ready(const struct pull *pull);

/* The question; labels is the caller's, to be cleared. */
struct pull_query pull_query_of(const struct task *task,
				struct strvec *labels);

/* One of a forge's ask calls with that question, sent in the task's slot. */
typedef int pull_ask(const struct forge_site *site,
		     const struct pull_query *query,
		     struct request *request, struct strbuf *err);
int pull_send(struct task *task, pull_ask *ask, struct strbuf *err);

#endif
