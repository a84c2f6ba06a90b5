/* SPDX-License-Identifier: MIT */
/*
 * What steps ask a forge about the task's pull request.
 */
#ifndef STEPS_PULL_H
#define STEPS_PULL_H

#include "campaign/task.h"

/* Whether it can be merged at once: nothing that a look told is against it. */
bool pull_is_ready(const struct pull *pull);

/* What a question only points to: the caller's, to be released. */
struct pull_fields {
	struct strvec labels, reviewers, teams, assignees;
	/* of a comment or an edit: talk-fields.c */
	struct strvec no_labels, no_reviewers, no_teams, no_assignees;
	struct strbuf title, body, text;
	struct pull_edit edit;
	struct pull_comment comment;
};
#define PULL_FIELDS_INIT {						\
	.labels = STRVEC_INIT, .reviewers = STRVEC_INIT,		\
	.teams = STRVEC_INIT, .assignees = STRVEC_INIT,			\
	.no_labels = STRVEC_INIT, .no_reviewers = STRVEC_INIT,		\
	.no_teams = STRVEC_INIT, .no_assignees = STRVEC_INIT,		\
	.title = STRBUF_INIT, .body = STRBUF_INIT, .text = STRBUF_INIT }
void pull_fields_release(struct pull_fields *fields);

/* The question about the task's pull request, its fields in it. */
struct pull_query pull_query_of(const struct task *task,
				struct pull_fields *fields);

/*
 * pull-fields.c: the people that the user named for this task, from the
 * options and its line of the list; nobody twice, and its author not.
 */
void pull_named_reviewers(const struct task *task, struct strvec *reviewers,
			  struct strvec *teams);
void pull_add_people(const struct task *task, const char *const *names,
		     bool review, struct strvec *people);

/*
 * talk-fields.c: what the campaign's comment or edit (campaign/talk.h) asks of
 * the task's pull request.
 */
struct pull_query talk_query_of(const struct task *task,
				struct pull_fields *fields);
unsigned talk_wanted_fields(const struct talk *talk);

/* What the forge does not have goes out of the query. */
void pull_leave_out(unsigned can, struct pull_query *query,
		    struct pull_fields *fields);

/* enum pull_field: what its pull request is to have. */
unsigned pull_wanted_fields(const struct task *task);

/* The branch it goes to: the change's base, or what the command says. */
const char *pull_base(const struct task *task);

/* Whether this command opens pull requests there at all. */
bool pull_may_open(const struct task *task);

/* One of a forge's ask calls with that question, sent in the task's slot. */
typedef int pull_ask(const struct forge_site *site,
		     const struct pull_query *query,
		     struct request *request, struct strbuf *err);
int pull_send(struct task *task, pull_ask *ask, struct strbuf *err);

#endif
