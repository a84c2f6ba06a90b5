/* SPDX-License-Identifier: MIT */
/*
 * Which campaign, and which repository of it, is meant.
 */
#include "commands/choose.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/bundle.h"
#include "campaign/match.h"
#include "campaign/splitting.h"

bool choose_any(const struct campaign *c)
{
	(void)c;
	return true;
}

bool choose_unfinished(const struct campaign *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->result == RESULT_NONE ||
		    c->tasks[i]->result == RESULT_WAITING ||
		    c->tasks[i]->talk == TALK_LEFT ||
		    (!c->goal.dry_run && bundle_waits(c->tasks[i])))
			return true;
	return false;
}

bool choose_to_publish(const struct campaign *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (bundle_waits(c->tasks[i]) || bundle_failed(c->tasks[i]))
			return true;
	return false;
}

bool choose_with_commits(const struct campaign *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->facts.commit)
			return true;
	return false;
}

bool choose_failed(const struct campaign *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->result == RESULT_FAILED ||
		    c->tasks[i]->talk == TALK_FAILED)
			return true;
	return false;
}

bool choose_with_pulls(const struct campaign *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (choose_open_pull(c->tasks[i]))
			return true;
	return false;
}

/* ---- a campaign ----------------------------------------------------- */

static void all_names(struct strvec *names)
{
	struct strbuf err = STRBUF_INIT;

	if (campaign_names(names, &err) < 0)
		die("%s", err.buf);
	strbuf_release(&err);
}

/* The branch's name is as good: a campaign is called after it. */
static char *find_name(const struct strvec *names, const char *name)
{
	struct strbuf slug = STRBUF_INIT;
	char *found = NULL;

	text_slug(&slug, name);
	if (strvec_has(names, name))
		found = xstrdup(name);
	else if (strchr(name, '/') && strvec_has(names, slug.buf))
		found = strbuf_detach(&slug);
	strbuf_release(&slug);
	return found;
}

static char *by_name(const char *name)
{
	struct strvec names = STRVEC_INIT;
	const char *near;
	char *found;

	all_names(&names);
	found = find_name(&names, name);
	if (!found) {
		near = text_nearest(name, (const char *const *)names.v);
		error("there is no campaign '%s'", name);
		if (near)
			hint("multiCampaign", "did you mean '%s'?", near);
		else if (names.nr)
			hint("multiCampaign", "'git multi campaigns' shows "
			     "all");
		exit(EXIT_FATAL);
	}
	strvec_clear(&names);
	return found;
}

/* One that cannot be read is said, and cannot be meant without its name. */
static bool fits_by_name(const char *name,
			 bool (*fits)(const struct campaign *c))
{
	struct strbuf err = STRBUF_INIT;
	struct campaign *c = campaign_read(name, &err);
	bool yes = c && fits(c);

	if (!c)
		warning("%s", err.buf);
	campaign_free(c);
	strbuf_release(&err);
	return yes;
}

/* "unfinished campaign", "campaign with failures" */
static void add_kind(struct strbuf *out, const char *noun, const char *which)
{
	bool behind = starts_with(which, "with ");

	if (*which && !behind)
		strbuf_addf(out, "%s ", which);
	strbuf_addstr(out, noun);
	if (behind)
		strbuf_addf(out, " %s", which);
}

static char *the_only_one(bool (*fits)(const struct campaign *c),
			  const char *which)
{
	struct strvec names = STRVEC_INIT, fitting = STRVEC_INIT;
	struct strbuf text = STRBUF_INIT;
	char *found;
	size_t i;

	all_names(&names);
	for (i = 0; i < names.nr; i++)
		if (fits_by_name(names.v[i], fits))
			strvec_push(&fitting, names.v[i]);
	if (!fitting.nr) {
		add_kind(&text, "campaign", which);
		die("there is no %s", text.buf);
	}
	if (fitting.nr > 1) {
		add_kind(&text, "campaigns", which);
		strbuf_addstr(&text, ": name one of");
		for (i = 0; i < fitting.nr; i++)
			strbuf_addf(&text, "%s %s", i ? "," : "",
				    fitting.v[i]);
		error("there are %zu %s", fitting.nr, text.buf);
		exit(EXIT_USAGE);
	}
	found = xstrdup(fitting.v[0]);
	strbuf_release(&text);
	strvec_clear(&names);
	strvec_clear(&fitting);
	return found;
}

char *choose_campaign(const char *name,
		      bool (*fits)(const struct campaign *c),
		      const char *which)
{
	return name ? by_name(name) : the_only_one(fits, which);
}

void choose_before(struct strvec *words)
{
	struct strvec names = STRVEC_INIT, all = STRVEC_INIT;
	char *name = NULL;

	all_names(&names);
	if (words->nr)
		name = names.nr == 1 ? find_name(&names, words->v[0])
				     : by_name(words->v[0]);
	if (!name) {
		name = choose_campaign(NULL, choose_any, "");
		strvec_push(&all, name);
		strvec_pushv(&all, (const char *const *)words->v);
		strvec_clear(words);
		*words = all;
	}
	free(name);
	strvec_clear(&names);
}

/* ---- a repository --------------------------------------------------- */

static void several(const struct campaign *c, const char *word)
{
	struct strbuf text = STRBUF_INIT;
	size_t i, nr = 0;

	for (i = 0; i < c->nr; i++) {
		if (!match_key(c->tasks[i]->key, word))
			continue;
		if (nr++ < 10)
			strbuf_addf(&text, "%s %s", nr > 1 ? "," : "",
				    c->tasks[i]->key);
	}
	if (nr > 10)
		strbuf_addstr(&text, " ...");
	error("'%s' could be any of %zu repositories:%s", word, nr, text.buf);
	exit(EXIT_USAGE);
}

/* As many parts of a key, from its end, as the word has. */
static const char *comparable(const char *key, const char *word)
{
	const char *start = key + strlen(key);
	size_t parts = 1;

	for (; *word; word++)
		parts += *word == '/';
	while (start > key && (start[-1] != '/' || --parts))
		start--;
	return start;
}

static void was_dropped(const struct task *task)
{
	const char *name = task->campaign->name;

	error("'%s' was dropped from campaign '%s'", task->key, name);
	hint("multiDrop", "take it in again: 'git multi drop --undo %s %s'",
	     name, task->key);
	exit(EXIT_FATAL);
}

static void none(const struct campaign *c, const char *word)
{
	const char **keys = xcalloc(c->nr + 1, sizeof(*keys));
	const char *near;
	size_t i;

	for (i = 0; i < c->dropped_nr; i++)
		if (match_key(c->dropped[i]->key, word))
			was_dropped(c->dropped[i]);
	for (i = 0; i < c->nr; i++)
		keys[i] = comparable(c->tasks[i]->key, word);
	near = text_nearest(word, keys);
	error("there is no '%s' in campaign '%s'", word, c->name);
	if (near)
		hint("multiRepository", "did you mean '%s'?", near);
	free(keys);
	exit(EXIT_FATAL);
}

struct task *choose_task(const struct campaign *c, const char *word)
{
	size_t nr;
	struct task *task = match_task(c, word, &nr);

	if (nr > 1)
		several(c, word);
	if (!task)
		none(c, word);
	else if (task->dropped)
		was_dropped(task);
	return task;
}

bool choose_open_pull(const struct task *task)
{
	return task->facts.pull.state == PULL_OPEN;
}

size_t choose_tasks(struct campaign *c, const struct strvec *words,
		    bool (*fits)(const struct task *task))
{
	size_t i, chosen = 0;

	for (i = 0; i < c->nr; i++)
		c->tasks[i]->selected = words->nr < 2;
	for (i = 1; i < words->nr; i++)
		choose_task(c, words->v[i])->selected = true;
	split_select(c);
	for (i = 0; i < c->nr; i++) {
		struct task *task = c->tasks[i];

		task->selected = task->selected && fits(task);
		chosen += task->selected;
	}
	return chosen;
}

struct campaign *choose_to_work(const char *name,
				bool (*fits)(const struct campaign *c),
				const char *which)
{
	char *chosen = choose_campaign(name, fits, which);
	struct strbuf err = STRBUF_INIT;
	struct campaign *c = campaign_open(chosen, false, &err);

	if (!c)
		die("%s", err.buf);
	if (!campaign_definition(c))
		die("campaign '%s' was never begun; start it with "
		    "'git multi run'", chosen);
	strbuf_release(&err);
	free(chosen);
	return c;
}
