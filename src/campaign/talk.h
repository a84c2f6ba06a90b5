/* SPDX-License-Identifier: MIT */
/*
 * What is said of a campaign's pull requests, or changed in them, once they
 * are there: a comment or an edit. It leaves a task's own result as it is. The
 * last counts; it is journalled as event "talk", its tasks' records carry its
 * number.
 */
#ifndef CAMPAIGN_TALK_H
#define CAMPAIGN_TALK_H

#include <stdbool.h>

#include "base/json.h"
#include "base/strvec.h"
#include "forges/forge.h"

struct talk {
	unsigned number;	/* from 1; 0: there is none */
	unsigned states;	/* 1 << PULL_…: of pull requests in these */
	char *comment;		/* template; NULL: it is an edit */
	char *title, *body;	/* templates; NULL: as it is */
	char *milestone;	/* "": none; NULL: as it is */
	enum pull_draft draft;
	bool create_labels;
	struct strvec labels, reviewers, teams, assignees;
	struct strvec no_labels, no_reviewers, no_teams, no_assignees;
};

/* How far it is with one task. */
enum talk_state {
	TALK_NONE,		/* it is none of its tasks */
	TALK_LEFT,		/* begun, or to be begun */
	TALK_FAILED,
	TALK_OVER
};

void talk_init(struct talk *talk);
void talk_release(struct talk *talk);		/* empty again */

/* Whether they say the same, whatever their numbers. */
bool talk_equal(const struct talk *a, const struct talk *b);

/* Whether an edit changes anything. */
bool talk_changes(const struct talk *talk);

/* As members of a JSON object, and back. */
void talk_write(const struct talk *talk, struct json_writer *w);
void talk_read(struct talk *talk, const struct json *doc, int node);

#endif
