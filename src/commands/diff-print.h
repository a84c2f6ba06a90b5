/* SPDX-License-Identifier: MIT */
/*
 * What a group of repositories changes, as people see it.
 */
#ifndef COMMANDS_DIFF_PRINT_H
#define COMMANDS_DIFF_PRINT_H

#include "commands/changes.h"

/* How much of it. */
enum diff_manner { DIFF_WHOLE, DIFF_STAT, DIFF_NAMES };

/*
 * "# 3 repositories, group 3f2a91c, kept: host/o/a, host/o/b, host/o/c": ten
 * of them at most; note NULL or empty: nothing is to be said of them.
 */
void diff_print_head(struct change *const *members, size_t nr,
		     const char *note);

/* By git itself, with the user's colours. */
void diff_print(const struct change *change, enum diff_manner manner);

/* The same without colours, as it is; -1: git has said why. */
int diff_text(const struct change *change, struct strbuf *out);

/* "kept", or how many of them are what; empty where nothing was decided. */
void diff_decisions(struct task *const *tasks, size_t nr,
		    struct strbuf *out);

#endif
