/* SPDX-License-Identifier: MIT */
/*
 * Pull requests of a campaign, narrowed by the filters of a selection: they
 * are that selection's repositories, so that every filter means the same.
 */
#include "commands/choose-pulls.h"

#include <stdlib.h>

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

/* As --from CAMPAIGN: what it says of --only holds here. */
static void check(const struct campaign *c)
{
	struct selection s = choose_narrowing;
	struct strbuf err = STRBUF_INIT;

	strvec_push(&s.from, c->name);
	if (selection_check(&s, &err) < 0) {
		error("%s", err.buf);
		exit(EXIT_USAGE);
	}
	strvec_clear(&s.from);
}

static size_t by_outcome(struct campaign *c)
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

static size_t by_filters(struct campaign *c,
			 const struct work_options *options)
{
	struct selection s = choose_narrowing;
	struct selected *list;
	size_t i, nr;

	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected)
			strvec_push(&s.repos, c->tasks[i]->remote.url);
	keep_hosts(c, select_repositories(&s, options, &list, &nr));
	for (i = 0; i < c->nr; i++)
		c->tasks[i]->selected = false;
	for (i = 0; i < nr; i++) {
		struct task *task = campaign_find(c, list[i].key);

		if (task)
			task->selected = true;
	}
	selected_free(list, nr);
	strvec_clear(&s.repos);
	return nr;
}

size_t choose_pulls(struct campaign *c, const struct strvec *words,
		    bool (*fits)(const struct task *task),
		    const struct work_options *options)
{
	size_t all, left;

	check(c);
	all = choose_tasks(c, words, fits);
	left = all && choose_narrowing.only.nr ? by_outcome(c) : all;
	if (all && !left)
		error("'--only' leaves none of %zu", all);
	else if (left && has_filters() && !by_filters(c, options))
		left = 0;
	if (all && !left) {
		campaign_free(c);
		work_close_connections();
		exit(EXIT_EMPTY);
	}
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
