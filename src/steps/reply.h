/* SPDX-License-Identifier: MIT */
/*
 * What a reply to one task's request means for the task and its host.
 */
#ifndef STEPS_REPLY_H
#define STEPS_REPLY_H

#include "campaign/task.h"

/*
 * Learns limits from the reply; a success: VERDICT_NEXT (the caller reads the
 * answer). Else LATER or END as the forge judges it; *verdict, when not
 * NULL, is what it said.
 */
enum verdict reply_settle(struct task *task, struct verdict_of_reply *verdict,
			  struct strbuf *why);

/* The same judging for a batch: freezes the host, learns from headers. */
void reply_learn(struct host *host, const struct slot *slot,
		 struct verdict_of_reply *verdict, struct strbuf *why);

/* A task that met a limit: again when its bucket is free; not for ever. */
enum verdict reply_limited(struct task *task);

#endif
