/* SPDX-License-Identifier: MIT */
/*
 * The fields of a pull request, from what the definition, the task's line of
 * the list and the choice of reviewers say.
 */
#include "steps/pull.h"

#include <string.h>
#include <strings.h>

#include "campaign/answer.h"
#include "campaign/campaign.h"
#include "campaign/template.h"

void pull_fields_release(struct pull_fields *fields)
{
	strvec_clear(&fields->labels);
	strvec_clear(&fields->reviewers);
	strvec_clear(&fields->teams);
	strvec_clear(&fields->assignees);
	strvec_clear(&fields->no_labels);
	strvec_clear(&fields->no_reviewers);
	strvec_clear(&fields->no_teams);
	strvec_clear(&fields->no_assignees);
	strbuf_release(&fields->title);
	strbuf_release(&fields->body);
	strbuf_release(&fields->text);
}

/* All forges take names of people and teams in any case for the same. */
static bool has_name(const struct strvec *names, const char *name)
{
	size_t i;

	for (i = 0; i < names->nr; i++)
		if (!strcasecmp(names->v[i], name))
			return true;
	return false;
}

void pull_add_people(const struct task *task, const char *const *names,
		     bool review, struct strvec *people)
{
	const char *author = task->host->account;
	const char *name;

	for (; *names; names++) {
		name = **names == '@' ? *names + 1 : *names;
		if (!strcmp(*names, "@me") && author)
			name = author;
		if (!*name || has_name(people, name))
			continue;
		/* no forge lets the author review it */
		if (!review || !author || strcasecmp(name, author))
			strvec_push(people, name);
	}
}

static void split_own(const struct task *task, const char *setting,
		      struct strvec *out)
{
	const char *own = task_setting(task, setting);

	if (own)
		strvec_split(out, own, ',');
}

static const char *const *words(const struct strvec *list)
{
	return (const char *const *)list->v;
}

/* What the command said of the repository, or one that says nothing. */
static const struct answer *answer_of(const struct task *task)
{
	static const struct answer silent = {
		.labels = STRVEC_INIT, .reviewers = STRVEC_INIT,
		.assignees = STRVEC_INIT
	};

	return task->facts.answer ? task->facts.answer : &silent;
}

/* A reviewer with a slash is a team, as CODEOWNERS write them. */
void pull_named_reviewers(const struct task *task, struct strvec *reviewers,
			  struct strvec *teams)
{
	const struct definition *definition = task_definition(task);
	struct strvec names = STRVEC_INIT, groups = STRVEC_INIT;
	struct strvec people = STRVEC_INIT;
	size_t i;

	strvec_pushv(&names, words(&definition->reviewers));
	split_own(task, "reviewer", &names);
	strvec_pushv(&names, words(&answer_of(task)->reviewers));
	for (i = 0; i < names.nr; i++)
		strvec_push(strchr(names.v[i], '/') ? &groups : &people,
			    names.v[i]);
	strvec_pushv(&groups, words(&definition->teams));
	split_own(task, "team-reviewer", &groups);
	pull_add_people(task, words(&people), true, reviewers);
	pull_add_people(task, words(&groups), false, teams);
	strvec_clear(&people);
	strvec_clear(&groups);
	strvec_clear(&names);
}

/* NULL: none, also where the command says so. */
static const char *milestone_of(const struct task *task)
{
	const char *own = task_setting(task, "milestone");
	const char *answer = answer_of(task)->milestone;

	if (answer)
		return *answer ? answer : NULL;
	return own ? own : task_definition(task)->milestone;
}

unsigned pull_wanted_fields(const struct task *task)
{
	const struct definition *definition = task_definition(task);
	struct strvec reviewers = STRVEC_INIT, teams = STRVEC_INIT;
	unsigned wanted = 0;

	if (task->campaign->talking)
		return talk_wanted_fields(&task->campaign->talk);
	pull_named_reviewers(task, &reviewers, &teams);
	if (definition->labels.nr || task_setting(task, "label") ||
	    answer_of(task)->labels.nr)
		wanted |= FIELD_LABELS;
	if (reviewers.nr || definition->reviewers_from)
		wanted |= FIELD_REVIEWERS;
	if (teams.nr)
		wanted |= FIELD_TEAMS;
	if (definition->assignees.nr || task_setting(task, "assignee") ||
	    answer_of(task)->assignees.nr)
		wanted |= FIELD_ASSIGNEES;
	if (milestone_of(task))
		wanted |= FIELD_MILESTONE;
	strvec_clear(&teams);
	strvec_clear(&reviewers);
	return wanted;
}

static void add_labels(const struct task *task, struct strvec *labels)
{
	const struct definition *definition = task_definition(task);
	struct strvec all = STRVEC_INIT;
	size_t i;

	strvec_pushv(&all, words(&definition->labels));
	split_own(task, "label", &all);
	strvec_pushv(&all, words(&answer_of(task)->labels));
	for (i = 0; i < all.nr; i++)
		if (*all.v[i] && !strvec_has(labels, all.v[i]))
			strvec_push(labels, all.v[i]);
	strvec_clear(&all);
}

static void add_assignees(const struct task *task, struct strvec *assignees)
{
	struct strvec all = STRVEC_INIT;

	strvec_pushv(&all, words(&task_definition(task)->assignees));
	split_own(task, "assignee", &all);
	strvec_pushv(&all, words(&answer_of(task)->assignees));
	pull_add_people(task, words(&all), false, assignees);
	strvec_clear(&all);
}

/* Those that were chosen, where a choice was to be made. */
static void add_reviewers(const struct task *task, struct pull_fields *fields)
{
	const struct facts *facts = &task->facts;

	if (facts->chosen != task->definition || !facts->chosen) {
		pull_named_reviewers(task, &fields->reviewers, &fields->teams);
		return;
	}
	strvec_pushv(&fields->reviewers, words(&facts->reviewers));
	strvec_pushv(&fields->teams, words(&facts->teams));
}

/* It was said before the start. */
void pull_leave_out(unsigned can, struct pull_query *query,
		    struct pull_fields *fields)
{
	if (!(can & FIELD_LABELS))
		strvec_clear(&fields->labels);
	if (!(can & FIELD_REVIEWERS))
		strvec_clear(&fields->reviewers);
	if (!(can & FIELD_TEAMS)) {
		strvec_clear(&fields->teams);
		strvec_clear(&fields->no_teams);
	}
	if (!(can & FIELD_ASSIGNEES))
		strvec_clear(&fields->assignees);
	if (!(can & FIELD_MILESTONE))
		query->milestone = NULL;
}

const char *pull_base(const struct task *task)
{
	const char *base = answer_of(task)->base;

	return base ? base : task->facts.base;
}

static struct pull_query own_query_of(const struct task *task,
				      struct pull_fields *fields)
{
	const struct definition *definition = task_definition(task);
	const struct goal *goal = &task->campaign->goal;
	const struct answer *answer = answer_of(task);
	struct pull_query query = {
		.owner = task->remote.owner, .name = task->remote.name,
		.branch = task_branch(task), .base = pull_base(task),
		.draft = answer->drafts ? answer->draft : definition->draft,
		.labels = &fields->labels,
		.reviewers = &fields->reviewers, .teams = &fields->teams,
		.assignees = &fields->assignees,
		.milestone = milestone_of(task),
		.create_labels = definition->create_labels,
		.pull = &task->facts.pull,
		.repository = task->facts.id, .fork = task_fork(task),
		.part = task->phase,
		.method = goal->method ? goal->method : task->facts.method,
		.delete_branch = goal->delete_branch &&
				 task->host->forge->merge_deletes,
		.auto_merge = !pull_is_ready(&task->facts.pull)
	};

	add_labels(task, &fields->labels);
	add_reviewers(task, fields);
	add_assignees(task, &fields->assignees);
	pull_leave_out(task->host->forge->fields, &query, fields);
	return query;
}

struct pull_query pull_query_of(const struct task *task,
				struct pull_fields *fields)
{
	struct pull_query query = task->campaign->talking
		? talk_query_of(task, fields) : own_query_of(task, fields);

	query.people = &task->host->people;
	return query;
}
