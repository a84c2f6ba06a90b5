/* SPDX-License-Identifier: MIT */
/*
 * Comments and edits in bulk. The same again while it is not over goes on with
 * it, so that nobody is told the same twice; another one takes its place.
 */
#include "commands/talking.h"

#include <stdlib.h>
#include <string.h>

#include "base/report.h"
#include "commands/ask.h"
#include "commands/choose-pulls.h"
#include "commands/choose.h"

/* Open ones, unless --only names others. */
static bool fits_states(const struct task *task)
{
	bool named = choose_names_state(PULL_OPEN) ||
		     choose_names_state(PULL_CLOSED) ||
		     choose_names_state(PULL_MERGED);

	return task->facts.pull.number &&
	       (named || task->facts.pull.state == PULL_OPEN);
}

static bool has_such_pulls(const struct campaign *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (fits_states(c->tasks[i]))
			return true;
	return false;
}

/* 1 << PULL_…: what one must be in still when its turn comes. */
static unsigned states_of(const struct campaign *c)
{
	unsigned states = 0;
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected)
			states |= 1u << c->tasks[i]->facts.pull.state;
	return states;
}

/* ---- the same again, or another one ------------------------------------- */

static size_t count(const struct campaign *c, enum talk_state state)
{
	size_t i, nr = 0;

	for (i = 0; i < c->nr; i++)
		nr += c->tasks[i]->talk == state;
	return nr;
}

static bool is_unfinished(const struct campaign *c, const struct talk *talk)
{
	return c->talk.number && talk_equal(&c->talk, talk) &&
	       (count(c, TALK_LEFT) || count(c, TALK_FAILED));
}

/* Those that have it stay as they are. */
static size_t leave_out_done(struct campaign *c)
{
	size_t i, left = 0, had = 0;

	for (i = 0; i < c->nr; i++) {
		struct task *task = c->tasks[i];

		if (!task->selected)
			continue;
		had += task->talk == TALK_OVER;
		task->selected = task->talk != TALK_OVER;
		left += task->selected;
	}
	if (had)
		say("campaign '%s': going on with what was begun; %zu "
		    "ha%s it already ('--again' says it to all)", c->name,
		    had, had == 1 ? "s" : "ve");
	return left;
}

static void warn_of_replaced(const struct campaign *c)
{
	size_t left = count(c, TALK_LEFT);

	if (left)
		warning("the %s before was not over: %zu repositor%s did not "
			"get it, this one takes its place",
			c->talk.comment ? "comment" : "edit", left,
			left == 1 ? "y" : "ies");
}

static bool ask(struct campaign *c, const struct work_options *options)
{
	size_t i;

	campaign_talk(c);
	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected)
			task_reopen(c->tasks[i]);
	return ask_before(c, options, c->talk.comment ? WORK_COMMENT
						      : WORK_EDIT,
			  false, c->talk.comment
				 ? "comment on the pull request"
				 : "change the pull request");
}

/* The question has opened them again; a new one is journalled with them. */
static void begin(struct campaign *c, bool anew)
{
	struct strbuf err = STRBUF_INIT;
	size_t i;

	if (anew && campaign_say(c, &err) < 0)
		die("%s", err.buf);
	for (i = 0; !anew && i < c->nr; i++)
		if (c->tasks[i]->selected &&
		    campaign_again(c, c->tasks[i], &err) < 0)
			die("%s", err.buf);
	strbuf_release(&err);
}

static void take_over(struct campaign *c, struct talk *talk)
{
	unsigned number = c->talk.number;

	talk_release(&c->talk);
	c->talk = *talk;
	c->talk.number = number;
	talk_init(talk);
}

static int talk_of(struct campaign *c, struct talk *talk, bool again,
		   const struct work_options *options)
{
	bool anew;

	talk->states = states_of(c);
	anew = again || !is_unfinished(c, talk);
	if (!anew && !leave_out_done(c))
		return EXIT_FINE;
	if (anew) {
		warn_of_replaced(c);
		take_over(c, talk);
	}
	if (!ask(c, options))
		return EXIT_WORK_LEFT;
	begin(c, anew);
	return work_talk(c, options);
}

int talking_command(struct strvec *words, struct talk *talk, bool again,
		    const struct work_options *options)
{
	struct campaign *c;
	int code = EXIT_FINE;

	c = choose_pulls_campaign(words, has_such_pulls, options);
	if (choose_pulls(c, words, fits_states, options))
		code = talk_of(c, talk, again, options);
	else
		say("campaign '%s': no pull request is open", c->name);
	campaign_free(c);
	return choose_pulls_code(code);
}

/* ---- resume and retry --------------------------------------------------- */

bool talking_choose(struct campaign *c, enum talk_state state,
		    bool (*fits)(const struct task *task), size_t *others)
{
	bool any = false;
	size_t i;

	*others = 0;
	for (i = 0; i < c->nr; i++)
		any |= c->tasks[i]->selected && c->tasks[i]->talk == state;
	for (i = 0; any && i < c->nr; i++) {
		struct task *task = c->tasks[i];

		if (!task->selected)
			continue;
		*others += !fits || fits(task);
		if (task->talk == state)
			task_reopen(task);
		else
			task->selected = false;
	}
	return any;
}

int talking_go_on(struct campaign *c, const struct work_options *options,
		  size_t others, const char *command)
{
	int code;

	say("campaign '%s': going on with its %s", c->name,
	    c->talk.comment ? "comment" : "edit");
	if (!ask(c, options))
		return EXIT_WORK_LEFT;
	begin(c, false);
	code = work_talk(c, options);
	if (!others)
		return code;
	hint("multiResume", "%zu repositor%s of the campaign %s left: 'git "
	     "multi %s %s'", others, others == 1 ? "y" : "ies",
	     others == 1 ? "is" : "are", command, c->name);
	return EXIT_WORK_LEFT;
}
