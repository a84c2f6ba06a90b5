/* SPDX-License-Identifier: MIT */
/*
 * Texts of a definition that differ from repository to repository: message,
 * title, body and branch may hold fields, "%(name)" (design.md part 7). The
 * definition keeps them as they were written; "%%" is a percent sign, and one
 * that stands before anything else is itself.
 */
#ifndef CAMPAIGN_TEMPLATE_H
#define CAMPAIGN_TEMPLATE_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "campaign/task.h"

/* -1 and err where a field is unknown, or has no end. */
int template_check(const char *text, struct strbuf *err);

/* Whether it holds a field, and this one. */
bool template_has_fields(const char *text);
bool template_has(const char *text, const char *name);

/* Appends what gives exactly this text. */
void template_quote(struct strbuf *out, const char *text);

/* Appends it with a sample word in the place of each field. */
void template_sample(struct strbuf *out, const char *text);

/*
 * Appends it filled in for the task; false: with nothing where the base
 * should stand, which is not known yet.
 */
bool template_fill(struct strbuf *out, const char *text,
		   const struct task *task);

/* Whether the campaign has a branch: not where it only reads. */
bool task_has_branch(const struct task *task);

/*
 * The campaign's branch in the task's repository; NULL: it has none, or is
 * not known before the base is.
 */
const char *task_branch(const struct task *task);

/*
 * Makes that name, where all it needs is known and the definition that the
 * task uses has none yet: it stays, whatever becomes of the repository's name.
 */
void task_name_branch(struct task *task);

#endif
