/* SPDX-License-Identifier: MIT */
/*
 * git multi diff --interactive: its keys, which are those of `git add -p` as
 * far as they mean the same.
 */
#include "commands/diff-review.h"

#include <ctype.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/report.h"
#include "campaign/decide.h"

/* ---- going about ----------------------------------------------------------- */

/* The next one behind at (step 1) or before it (-1); nr: there is none. */
size_t review_find(const struct reviewing *review, int step,
		   bool (*fits)(const struct review_item *item))
{
	size_t i = review->at;

	while (step < 0 ? i > 0 : i + 1 < review->nr) {
		i = step < 0 ? i - 1 : i + 1;
		if (!fits || fits(&review->items[i]))
			return i;
	}
	return review->nr;
}

static bool has_next(const struct reviewing *review)
{
	return review_find(review, 1, NULL) < review->nr;
}

static bool has_previous(const struct reviewing *review)
{
	return review_find(review, -1, NULL) < review->nr;
}

static bool has_next_open(const struct reviewing *review)
{
	return review_find(review, 1, review_undecided) < review->nr;
}

static bool has_previous_open(const struct reviewing *review)
{
	return review_find(review, -1, review_undecided) < review->nr;
}

static bool has_others(const struct reviewing *review)
{
	return review->nr > 1;
}

static bool has_parts(const struct reviewing *review)
{
	return review->items[review->at].nr > 1;
}

/* A row of commits has no one diff that could be made a commit again. */
static bool is_editable(const struct reviewing *review)
{
	const struct review_item *item = &review->items[review->at];
	size_t i;

	for (i = 0; i < item->nr; i++)
		if (item->tasks[i]->facts.commits > 1)
			return false;
	return true;
}

static enum review_press go(struct reviewing *review, size_t to)
{
	review->at = to;
	return REVIEW_SHOW;
}

/* ---- the keys -------------------------------------------------------------- */

static void decide(struct review_item *item,
		   int (*how)(struct task *task, struct strbuf *err))
{
	struct strbuf err = STRBUF_INIT;
	size_t i;

	for (i = 0; i < item->nr; i++)
		if (how(item->tasks[i], &err) < 0)
			die("%s", err.buf);
	item->waits = false;
}

/* This one, and those behind it that wait. */
static enum review_press decide_rest(struct reviewing *review,
			      int (*how)(struct task *task,
					 struct strbuf *err))
{
	size_t i;

	decide(&review->items[review->at], how);
	for (i = review->at + 1; i < review->nr; i++)
		if (review->items[i].waits)
			decide(&review->items[i], how);
	return REVIEW_NEXT;
}

static enum review_press press_keep(struct reviewing *review)
{
	decide(&review->items[review->at], decide_keep);
	return REVIEW_NEXT;
}

static enum review_press press_drop(struct reviewing *review)
{
	decide(&review->items[review->at], decide_drop);
	return REVIEW_NEXT;
}

static enum review_press press_keep_rest(struct reviewing *review)
{
	return decide_rest(review, decide_keep);
}

static enum review_press press_drop_rest(struct reviewing *review)
{
	return decide_rest(review, decide_drop);
}

static enum review_press press_quit(struct reviewing *review)
{
	(void)review;
	return REVIEW_QUIT;
}

static enum review_press press_next(struct reviewing *review)
{
	return go(review, review_find(review, 1, NULL));
}

static enum review_press press_previous(struct reviewing *review)
{
	return go(review, review_find(review, -1, NULL));
}

static enum review_press press_next_open(struct reviewing *review)
{
	return go(review, review_find(review, 1, review_undecided));
}

static enum review_press press_previous_open(struct reviewing *review)
{
	return go(review, review_find(review, -1, review_undecided));
}

/* "1: kept, 10 repositories, group 3f2a91c: host/o/a" of each. */
void review_print_items(const struct reviewing *review)
{
	struct strbuf note = STRBUF_INIT;
	size_t i;

	for (i = 0; i < review->nr; i++) {
		const struct review_item *item = &review->items[i];

		strbuf_reset(&note);
		diff_decisions(item->tasks, item->nr, &note);
		printf("%c%2zu: ", i == review->at ? '>' : ' ', i + 1);
		diff_print_head(item->changes, item->nr,
				note.len ? note.buf : "not decided");
	}
	strbuf_release(&note);
}

static enum review_press press_go(struct reviewing *review)
{
	struct strbuf answer = STRBUF_INIT;
	const char *rest = review->rest;
	unsigned long to;
	char *end;

	if (!*rest) {
		review_print_items(review);
		if (!review_ask(review, "go to which one?", &answer))
			return REVIEW_QUIT;
		rest = answer.buf;
	}
	to = strtoul(rest, &end, 10);
	if (!to || to > review->nr || *end) {
		error("there is no '%s': they are 1 to %zu", rest,
		      review->nr);
		strbuf_release(&answer);
		return REVIEW_ASK;
	}
	strbuf_release(&answer);
	return go(review, to - 1);
}

/* From the next one on, and round to this one again. */
static size_t search(const struct reviewing *review, const regex_t *regex)
{
	size_t i, k;

	for (k = 1; k <= review->nr; k++) {
		i = (review->at + k) % review->nr;
		if (!regexec(regex, review->items[i].changes[0]->group
			     ->normal.buf, 0, NULL, 0))
			return i;
	}
	return review->nr;
}

static enum review_press press_search(struct reviewing *review)
{
	struct strbuf answer = STRBUF_INIT;
	const char *rest = review->rest;
	enum review_press press = REVIEW_ASK;
	char words[128];
	regex_t regex;
	size_t found;
	int rc;

	if (!*rest) {
		if (!review_ask(review, "search for which regex?", &answer))
			return REVIEW_QUIT;
		rest = answer.buf;
	}
	rc = regcomp(&regex, rest, REG_EXTENDED | REG_NOSUB | REG_NEWLINE);
	if (rc) {
		regerror(rc, &regex, words, sizeof(words));
		error("'%s' is no regex: %s", rest, words);
		strbuf_release(&answer);
		return REVIEW_ASK;
	}
	found = search(review, &regex);
	if (found < review->nr)
		press = go(review, found);
	else
		error("no diff matches '%s'", rest);
	regfree(&regex);
	strbuf_release(&answer);
	return press;
}

/* Each repository where the group was, in its order. */
static enum review_press press_split(struct reviewing *review)
{
	struct review_item *old = review->items, *group = &old[review->at];
	size_t nr = review->nr, i, k;

	review->items = NULL;
	review->nr = review->alloc = 0;
	for (i = 0; i < nr; i++) {
		for (k = 0; i == review->at && k < group->nr; k++)
			review_put(review, &group->changes[k], 1);
		if (i != review->at) {
			GROW(review->items, review->nr, review->alloc);
			review->items[review->nr++] = old[i];
		}
	}
	printf("split into %zu repositories\n", group->nr);
	review_item_release(group);
	free(old);
	return REVIEW_SHOW;
}

static enum review_press press_edit(struct reviewing *review)
{
	struct review_item *item = &review->items[review->at];

	if (!review_edit(review, item))
		return REVIEW_ASK;
	item->waits = false;
	return REVIEW_NEXT;
}

static enum review_press press_list(struct reviewing *review)
{
	const struct review_item *item = &review->items[review->at];
	size_t i;

	for (i = 0; i < item->nr; i++)
		puts(item->tasks[i]->key);
	return REVIEW_ASK;
}

static enum review_press press_print(struct reviewing *review)
{
	(void)review;
	return REVIEW_SHOW;
}

static const struct key {
	char key;
	bool takes_more;	/* "g3", "/word" */
	bool (*fits)(const struct reviewing *review);	/* NULL: always */
	enum review_press (*press)(struct reviewing *review);
	const char *help;
} keys[] = {
	{ 'y', false, NULL, press_keep, "keep this: publish sends it" },
	{ 'n', false, NULL, press_drop,
	  "drop this: it is taken out of the campaign" },
	{ 'q', false, NULL, press_quit,
	  "quit: this and the rest stay as they are" },
	{ 'a', false, NULL, press_keep_rest,
	  "keep this and all behind it that are still asked for" },
	{ 'd', false, NULL, press_drop_rest,
	  "drop this and all behind it that are still asked for" },
	{ 'g', true, has_others, press_go, "go to another one" },
	{ '/', true, has_others, press_search,
	  "go to the next one whose diff matches a regex" },
	{ 'j', false, has_next_open, press_next_open,
	  "leave this as it is, go to the next that is not decided" },
	{ 'J', false, has_next, press_next,
	  "leave this as it is, go to the next" },
	{ 'k', false, has_previous_open, press_previous_open,
	  "leave this as it is, go back to one that is not decided" },
	{ 'K', false, has_previous, press_previous,
	  "leave this as it is, go back to the one before" },
	{ 's', false, has_parts, press_split,
	  "split it: ask for each repository" },
	{ 'e', false, is_editable, press_edit,
	  "edit it in all its repositories, and keep that" },
	{ 'l', false, NULL, press_list, "list its repositories" },
	{ 'p', false, NULL, press_print, "print it again" },
	{ '\0', false, NULL, NULL, NULL }
};

static bool fits(const struct reviewing *review, const struct key *key)
{
	return !key->fits || key->fits(review);
}

static void help(const struct reviewing *review)
{
	const struct key *key;

	for (key = keys; key->key; key++)
		if (fits(review, key))
			printf("%c - %s\n", key->key, key->help);
	puts("? - print this");
}

static const struct key *find_key(char c)
{
	const struct key *key;

	for (key = keys; key->key; key++)
		if (key->key == c)
			return key;
	return c != tolower((unsigned char)c)
		? find_key((char)tolower((unsigned char)c)) : NULL;
}

/* ---- questions and answers --------------------------------------------------- */

/* "(2/5) keep this in 10 repositories [y,n,q,a,d,...,?]?" */
void review_question(const struct reviewing *review, struct strbuf *out)
{
	const struct review_item *item = &review->items[review->at];
	const struct key *key;

	strbuf_reset(out);
	strbuf_addf(out, "(%zu/%zu) keep this in %zu repositor%s [",
		    review->at + 1, review->nr, item->nr,
		    item->nr == 1 ? "y" : "ies");
	for (key = keys; key->key; key++)
		if (fits(review, key))
			strbuf_addf(out, "%c,", key->key);
	strbuf_addstr(out, "?]?");
}

enum review_press review_press(struct reviewing *review, const char *answer)
{
	const struct key *key = find_key(*answer);

	if (key && answer[1] && !key->takes_more) {
		error("one letter is expected, not '%s'", answer);
		return REVIEW_ASK;
	}
	review->rest = answer + (*answer != '\0');
	if (key && fits(review, key))
		return key->press(review);
	if (key)
		error("'%c' makes no sense here", *answer);
	help(review);
	return REVIEW_ASK;
}
