/* SPDX-License-Identifier: MIT */
/*
 * git multi diff --interactive: one group after the other, as `git add -p`
 * asks for one hunk after the other. Each answer is journalled at once.
 */
#include "commands/diff-review.h"

#include <ctype.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/report.h"
#include "campaign/decide.h"
#include "commands/choose.h"
#include "commands/commands.h"
#include "engine/loop.h"
#include "terminal/screen.h"

/* ---- words ----------------------------------------------------------------- */

/* Byte by byte: what an editor is to read of the same stdin stays there. */
bool review_ask(struct reviewing *review, const char *question,
		struct strbuf *answer)
{
	char c = '\0';
	ssize_t got = 0;

	printf("%s%s%s ", screen_color(stdout, COLOR_BOLD), question,
	       screen_plain(stdout));
	fflush(stdout);
	strbuf_reset(answer);
	while (c != '\n') {
		if (!loop_wait_readable(STDIN_FILENO)) {
			putchar('\n');
			fflush(stdout);
			work_heed_signal(review->seen);
			return false;
		}
		got = read(STDIN_FILENO, &c, 1);
		if (got <= 0)
			break;
		strbuf_addch(answer, c);
	}
	if (got <= 0 && !answer->len) {
		putchar('\n');
		return false;
	}
	strbuf_rtrim(answer);
	return true;
}

static void show(const struct reviewing *review)
{
	const struct review_item *item = &review->items[review->at];
	struct strbuf note = STRBUF_INIT;

	diff_decisions(item->tasks, item->nr, &note);
	diff_print_head(item->changes, item->nr, note.buf);
	diff_print(item->changes[0], review->manner);
	strbuf_release(&note);
}

/* ---- what is decided together ------------------------------------------------ */

bool review_undecided(const struct review_item *item)
{
	size_t i;

	for (i = 0; i < item->nr; i++)
		if (task_decision(item->tasks[i]) == DECIDED_NOTHING)
			return true;
	return false;
}

void review_put(struct reviewing *review, struct change *const *changes,
		     size_t nr)
{
	struct review_item *item;
	size_t i;

	GROW(review->items, review->nr, review->alloc);
	item = &review->items[review->nr++];
	item->changes = xcalloc(nr, sizeof(struct change *));
	item->tasks = xcalloc(nr, sizeof(struct task *));
	item->nr = nr;
	item->waits = true;
	for (i = 0; i < nr; i++) {
		item->changes[i] = changes[i];
		item->tasks[i] = campaign_find(review->c,
					       changes[i]->task->key);
	}
}

void review_item_release(struct review_item *item)
{
	free(item->changes);
	free(item->tasks);
}

/* ---- the questions --------------------------------------------------------- */

static bool waits(const struct review_item *item)
{
	return item->waits;
}

/* Behind this one, else from the first on; false: all have their answers. */
static bool to_next(struct reviewing *review)
{
	size_t next = review_find(review, 1, waits), i;

	for (i = 0; next == review->nr && i < review->nr; i++)
		if (review->items[i].waits)
			next = i;
	if (next == review->nr)
		return false;
	review->at = next;
	return true;
}

static void ask_all(struct reviewing *review)
{
	struct strbuf words = STRBUF_INIT, answer = STRBUF_INIT;
	enum review_press next = REVIEW_SHOW;

	while (next != REVIEW_QUIT) {
		if (next == REVIEW_SHOW)
			show(review);
		review_question(review, &words);
		next = review_ask(review, words.buf, &answer)
			? review_press(review, answer.buf) : REVIEW_QUIT;
		if (next == REVIEW_NEXT)
			next = to_next(review) ? REVIEW_SHOW : REVIEW_QUIT;
	}
	strbuf_release(&answer);
	strbuf_release(&words);
}

/* ---- the command ------------------------------------------------------------- */

static bool may_review(const struct campaign *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (decide_may(c->tasks[i]))
			return true;
	for (i = 0; i < c->dropped_nr; i++)
		if (decide_may(c->dropped[i]))
			return true;
	return false;
}

/* What was dropped is shown, too: a person may think better of it. */
static struct campaign *read_campaign(const char *name,
				      const struct strvec *words)
{
	struct strbuf err = STRBUF_INIT;
	struct campaign *c = campaign_read(name, &err);
	size_t i;

	if (!c)
		die("%s", err.buf);
	while (c->dropped_nr)
		campaign_move(c, c->dropped[0], false);
	for (i = 0; i < c->nr; i++)
		c->tasks[i]->selected = words->nr < 2 &&
					decide_may(c->tasks[i]);
	for (i = 1; i < words->nr; i++) {
		struct task *task = choose_task(c, words->v[i]);

		if (!decide_may(task))
			die("'%s' has no commit that waits to be published",
			    task->key);
		task->selected = true;
	}
	return c;
}

static enum decision decision_of(const struct reviewing *review,
				 const struct change *change)
{
	return task_decision(campaign_find(review->c, change->task->key));
}

/* Those of a group that were decided alike: one answer is for all of them. */
static void put_alike(struct reviewing *review, struct change *const *members,
		      size_t nr, enum decision decision)
{
	struct change **alike = xcalloc(nr, sizeof(*alike));
	size_t i, found = 0;

	for (i = 0; i < nr; i++)
		if (decision_of(review, members[i]) == decision)
			alike[found++] = members[i];
	if (found)
		review_put(review, alike, found);
	free(alike);
}

static void put_group(struct reviewing *review, struct change *const *members,
		      size_t nr, bool apart)
{
	enum decision decision;
	size_t i;

	for (i = 0; apart && i < nr; i++)
		review_put(review, &members[i], 1);
	for (decision = DECIDED_NOTHING; !apart && decision <= DECIDED_DROP;
	     decision++)
		put_alike(review, members, nr, decision);
}

static void put_items(struct reviewing *review, bool apart)
{
	const struct change_group *group;
	bool waits = false;
	size_t i;

	for (group = review->changes.groups; group; group = group->next) {
		struct change **members = changes_members(&review->changes,
							  group);

		put_group(review, members, group->nr, apart);
		free(members);
	}
	for (i = 0; i < review->nr; i++)
		waits |= review_undecided(&review->items[i]);
	for (i = 0; waits && i < review->nr; i++)
		review->items[i].waits = review_undecided(&review->items[i]);
}

/* From the first on that is to be asked for. */
static void begin(struct reviewing *review)
{
	bool decided = false;
	size_t i;

	for (i = 0; i < review->nr; i++)
		decided |= !review_undecided(&review->items[i]);
	while (!review->items[review->at].waits)
		review->at++;
	if (decided)
		review_print_items(review);
}

static void say_end(const struct reviewing *review)
{
	size_t kept = 0, left = 0, i;
	struct campaign *c = review->c;

	for (i = 0; i < c->nr; i++) {
		bool nothing = task_decision(c->tasks[i]) == DECIDED_NOTHING;

		if (!decide_may(c->tasks[i]))
			continue;
		kept += !nothing;
		left += nothing;
	}
	say("campaign '%s': %zu kept, %zu dropped, %zu not decided", c->name,
	    kept, c->dropped_nr, left);
	if (left)
		hint("multiReview", "go on with it: 'git multi diff "
		     "--interactive %s'", c->name);
	else if (kept)
		hint("multiPublish", "send what was kept: 'git multi publish "
		     "%s'", c->name);
}

int diff_review(const struct strvec *words, enum diff_manner manner,
		bool apart, const struct work_options *options)
{
	struct reviewing review = { .manner = manner, .options = options };
	int code;
	size_t i;

	review.c = choose_to_work(words->nr ? words->v[0] : NULL, may_review,
				  "with commits to publish");
	review.seen = read_campaign(review.c->name, words);
	changes_read(&review.changes, review.seen, options);
	put_items(&review, apart);
	if (review.nr) {
		begin(&review);
		ask_all(&review);
		fflush(stdout);
		say_end(&review);
	} else {
		say("campaign '%s': nothing waits to be published",
		    review.c->name);
	}
	code = review.changes.failed ? EXIT_SOME_FAILED : EXIT_FINE;
	for (i = 0; i < review.nr; i++)
		review_item_release(&review.items[i]);
	free(review.items);
	changes_release(&review.changes);
	campaign_free(review.seen);
	campaign_free(review.c);
	return code;
}
