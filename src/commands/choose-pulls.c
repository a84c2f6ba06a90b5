/* SPDX-License-Identifier: MIT */
/*
 * Pull requests of a campaign, narrowed by the filters of a selection: they
 * are that selection's repositories, so that every filter means the same.
 */
#include "commands/choose-pulls.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/report.h"
#include "campaign/from.h"
#include "commands/adopting.h"
#include "commands/choose.h"
#include "commands/commands.h"
#include "commands/select.h"

struct selection choose_narrowing = SELECTION_INIT;
char *choose_by_branch;
static size_t not_found;	/* could not be looked at */

bool choose_names_state(enum pull_state state)
{
	return strvec_has(&choose_narrowing.only, pull_state_name(state));
}

static bool has_filters(void)
{
	const struct selection *s = &choose_narrowing;

	return s->include.nr || s->exclude.nr || s->skip.nr ||
	       s->sample >= 0 || selection_needs_facts(s);
}

/* As of a selection by --from: what it says of --only holds here. */
void choose_pulls_check(void)
{
	struct selection s = choose_narrowing;
	struct strbuf err = STRBUF_INIT;

	strvec_push(&s.from, "x");
	if (selection_check(&s, &err) < 0) {
		error("%s", err.buf);
		exit(EXIT_USAGE);
	}
	strvec_clear(&s.from);
}

size_t choose_by_outcome(struct campaign *c)
{
	size_t i, left = 0;

	for (i = 0; i < c->nr; i++) {
		struct task *task = c->tasks[i];

		task->selected = task->selected &&
				 from_fits(&choose_narrowing.only, task);
		left += task->selected;
	}
	return left;
}

/* The servers that were asked are prepared: the work goes on with them. */
static void keep_hosts(struct campaign *c, struct host *hosts)
{
	if (c->hosts)
		hosts_release(hosts);
	else
		c->hosts = hosts;
}

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct selected *)a)->key,
		      ((const struct selected *)b)->key);
}

/* A part of a repository stays where that does. */
static bool is_in(const struct selected *list, size_t nr,
		  const struct task *task)
{
	struct selected one = { .key = task->repository };

	return nr && bsearch(&one, list, nr, sizeof(*list), by_key);
}

static size_t by_filters(struct campaign *c,
			 const struct work_options *options)
{
	struct selection s = choose_narrowing;
	struct selected *list;
	size_t i, nr, left = 0;

	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected)
			strvec_push(&s.repos, c->tasks[i]->remote.url);
	keep_hosts(c, select_repositories(&s, options, &list, &nr));
	if (nr)
		qsort(list, nr, sizeof(*list), by_key);
	for (i = 0; i < c->nr; i++) {
		struct task *task = c->tasks[i];

		task->selected = task->selected && is_in(list, nr, task);
		left += task->selected;
	}
	selected_free(list, nr);
	strvec_clear(&s.repos);
	return left;
}

static void end_empty(struct campaign *c)
{
	campaign_free(c);
	work_close_connections();
	exit(EXIT_EMPTY);
}

size_t choose_all_but_only(struct campaign *c, const struct strvec *words,
			   bool (*fits)(const struct task *task),
			   const struct work_options *options)
{
	size_t all;

	all = choose_tasks(c, words, fits);
	if (!all || !has_filters())
		return all;
	all = by_filters(c, options);
	if (!all)
		end_empty(c);
	return all;
}

size_t choose_pulls(struct campaign *c, const struct strvec *words,
		    bool (*fits)(const struct task *task),
		    const struct work_options *options)
{
	size_t all, left;

	all = choose_tasks(c, words, fits);
	left = all && choose_narrowing.only.nr ? choose_by_outcome(c) : all;
	if (all && !left)
		error("'--only' leaves none of %zu", all);
	else if (left && has_filters())
		left = by_filters(c, options);
	if (all && !left)
		end_empty(c);
	return left;
}

/* ---- by branch -------------------------------------------------------------- */

static char *name_of_branch(void)
{
	struct strbuf err = STRBUF_INIT;
	char *name = adopting_name(NULL, choose_by_branch, &err);

	if (!name) {
		error("option '--pulls-by-branch': %s", err.buf);
		exit(EXIT_USAGE);
	}
	return name;
}

/* Those that were found, by their keys, behind the campaign's name. */
static void take_found(const struct campaign *c, struct strvec *words)
{
	size_t i;

	strvec_clear(words);
	strvec_push(words, c->name);
	for (i = 0; i < c->nr; i++) {
		const struct task *task = c->tasks[i];

		if (task->selected && task->facts.adopted)
			strvec_push(words, task->key);
		if (!task->selected || task->result != RESULT_FAILED)
			continue;
		error("%s: %s", task->key, task->reason ? task->reason : "");
		not_found++;
	}
}

/* Of lists, '-' and names, as -r takes them. */
static struct campaign *adopted(struct strvec *words,
				const struct work_options *options)
{
	struct selection s = SELECTION_INIT;
	struct definition definition;
	struct selected *list;
	struct campaign *c;
	struct host *hosts;
	char *name = name_of_branch();
	bool is_new;
	size_t nr;

	strvec_pushv(&s.repos, (const char *const *)words->v);
	hosts = select_repositories(&s, options, &list, &nr);
	if (!nr) {
		select_none(hosts);
		exit(EXIT_EMPTY);
	}
	definition_init(&definition);
	definition.branch = xstrdup(choose_by_branch);
	c = adopting_open(name, &definition, list, nr, hosts, &is_new);
	work_find(c, options);
	take_found(c, words);
	if (words->nr < 2)
		exit(not_found ? EXIT_ALL_FAILED : adopting_none(c, is_new));
	say("campaign '%s' has %zu adopted pull request%s", c->name,
	    words->nr - 1, words->nr == 2 ? "" : "s");
	definition_release(&definition);
	selected_free(list, nr);
	selection_release(&s);
	free(name);
	return c;
}

struct campaign *choose_pulls_campaign(struct strvec *words,
				       bool (*fits)(const struct campaign *c),
				       const struct work_options *options)
{
	choose_pulls_check();
	if (!choose_by_branch)
		return choose_to_work(words->nr ? words->v[0] : NULL, fits,
				      "with open pull requests");
	if (words->nr)
		return adopted(words, options);
	error("option '--pulls-by-branch': in which repositories?");
	exit(EXIT_USAGE);
}

int choose_pulls_code(int code)
{
	return not_found && code == EXIT_FINE ? EXIT_SOME_FAILED : code;
}

void choose_pulls_release(void)
{
	free(choose_by_branch);
	selection_release(&choose_narrowing);
}
