/* SPDX-License-Identifier: MIT */
/*
 * What a comment or an edit of the campaign's pull requests asks of this one.
 */
#include <string.h>

#include "campaign/campaign.h"
#include "campaign/template.h"
#include "steps/pull.h"

/* A comment may come from a clock that goes before the server's. */
#define CLOCKS_APART 600.0

unsigned talk_wanted_fields(const struct talk *talk)
{
	unsigned wanted = 0;

	if (talk->labels.nr || talk->no_labels.nr)
		wanted |= FIELD_LABELS;
	if (talk->reviewers.nr || talk->no_reviewers.nr)
		wanted |= FIELD_REVIEWERS;
	if (talk->teams.nr || talk->no_teams.nr)
		wanted |= FIELD_TEAMS;
	if (talk->assignees.nr || talk->no_assignees.nr)
		wanted |= FIELD_ASSIGNEES;
	if (talk->milestone)
		wanted |= FIELD_MILESTONE;
	return wanted;
}

static const char *filled(struct strbuf *out, const char *text,
			  const struct task *task)
{
	if (!text)
		return NULL;
	template_fill(out, text, task);
	return out->buf;
}

static const char *const *words(const struct strvec *list)
{
	return (const char *const *)list->v;
}

static void add_people(const struct task *task, const struct talk *talk,
		       struct pull_fields *fields)
{
	pull_add_people(task, words(&talk->reviewers), true,
			&fields->reviewers);
	pull_add_people(task, words(&talk->teams), false, &fields->teams);
	pull_add_people(task, words(&talk->assignees), false,
			&fields->assignees);
	pull_add_people(task, words(&talk->no_reviewers), false,
			&fields->no_reviewers);
	pull_add_people(task, words(&talk->no_teams), false,
			&fields->no_teams);
	pull_add_people(task, words(&talk->no_assignees), false,
			&fields->no_assignees);
}

static void fill_edit(const struct task *task, const struct talk *talk,
		      struct pull_fields *fields)
{
	struct pull_edit *edit = &fields->edit;

	strvec_pushv(&fields->labels, words(&talk->labels));
	strvec_pushv(&fields->no_labels, words(&talk->no_labels));
	add_people(task, talk, fields);
	edit->title = filled(&fields->title, talk->title, task);
	edit->body = filled(&fields->body, talk->body, task);
	edit->draft = talk->draft;
	edit->no_labels = &fields->no_labels;
	edit->no_reviewers = &fields->no_reviewers;
	edit->no_teams = &fields->no_teams;
	edit->no_assignees = &fields->no_assignees;
	edit->no_milestone = talk->milestone && !*talk->milestone;
}

static void fill_comment(const struct task *task, const struct talk *talk,
			 struct pull_fields *fields)
{
	struct pull_comment *comment = &fields->comment;

	comment->text = filled(&fields->text, talk->comment, task);
	comment->author = task->host->account;
	comment->since = task->talk_since - CLOCKS_APART;
	comment->after = task->said;
}

struct pull_query talk_query_of(const struct task *task,
				struct pull_fields *fields)
{
	const struct talk *talk = &task->campaign->talk;
	struct pull_query query = {
		.owner = task->remote.owner, .name = task->remote.name,
		.labels = &fields->labels,
		.reviewers = &fields->reviewers, .teams = &fields->teams,
		.assignees = &fields->assignees,
		.milestone = talk->milestone && *talk->milestone
				? talk->milestone : NULL,
		.create_labels = talk->create_labels,
		.pull = &task->facts.pull,
		.repository = task->facts.id, .part = task->phase
	};

	if (talk->comment) {
		fill_comment(task, talk, fields);
		query.comment = &fields->comment;
	} else {
		fill_edit(task, talk, fields);
		query.edit = &fields->edit;
	}
	pull_leave_out(task->host->forge->fields, &query, fields);
	return query;
}
