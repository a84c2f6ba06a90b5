/* SPDX-License-Identifier: MIT */
/*
 * git multi diff --interactive: what is done alike is shown together, and a
 * person says what is to be published of it.
 */
#ifndef COMMANDS_DIFF_REVIEW_H
#define COMMANDS_DIFF_REVIEW_H

#include "commands/changes.h"
#include "commands/diff-print.h"

/* What is decided together: a group, or a part of one that was split. */
struct review_item {
	struct change **changes;	/* in the campaign that is only read, … */
	struct task **tasks;		/* … and these in the one that is open */
	size_t nr;
	bool waits;			/* for an answer in this review */
};

struct reviewing {
	struct campaign *c;		/* decisions go into its journal */
	struct campaign *seen;		/* what the diffs are made of */
	struct changes changes;
	struct review_item *items;
	size_t nr, alloc;
	size_t at;
	const char *rest;		/* of an answer, behind its key */
	enum diff_manner manner;
	const struct work_options *options;
};

enum review_press {			/* what comes after an answer */
	REVIEW_ASK, REVIEW_SHOW, REVIEW_NEXT, REVIEW_QUIT
};

/* The whole command; words: [CAMPAIGN [REPO...]]. Returns the exit code. */
int diff_review(const struct strvec *words, enum diff_manner manner,
		bool apart, const struct work_options *options);

/*
 * Asks, and reads a line without its end from the terminal, or from whatever
 * stdin is; false: there is no more. An interrupt ends the program.
 */
bool review_ask(struct reviewing *review, const char *question,
		struct strbuf *answer);

/* One more item behind the others, and one that is not needed any more. */
void review_put(struct reviewing *review, struct change *const *changes,
		size_t nr);
void review_item_release(struct review_item *item);
bool review_undecided(const struct review_item *item);

/*
 * diff-keys.c: the next item behind (step 1) or before (-1) the present one
 * that fits (NULL: any); nr: there is none. What is asked, with the keys that
 * make sense; and what an answer does.
 */
size_t review_find(const struct reviewing *review, int step,
		   bool (*fits)(const struct review_item *item));
void review_question(const struct reviewing *review, struct strbuf *out);
enum review_press review_press(struct reviewing *review, const char *answer);

/* A line for each item, and how it was decided. */
void review_print_items(const struct reviewing *review);

/* diff-edit.c: by the user's editor; false: it stays as it was. */
bool review_edit(struct reviewing *review, struct review_item *item);

#endif
