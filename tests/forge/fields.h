/* SPDX-License-Identifier: MIT */
/*
 * Who and what a pull request's fields can hold, by a repository's settings:
 *
 *	collaborators = a, b	who can be asked and assigned, beside the
 *				owner; not set: everybody
 *	teams = core		of its owner; not set: every team
 *	milestones = v1, Next release	the open ones, numbered from 1
 *	closed-milestones = v0		numbered on
 */
#ifndef FORGE_FIELDS_H
#define FORGE_FIELDS_H

#include "store.h"

bool fields_collaborates(const struct repo *repo, const char *login);
bool fields_has_team(const struct repo *repo, const char *slug);

/* Titles, the open ones or the closed ones. */
void fields_milestones(const struct repo *repo, bool closed,
		       struct strvec *out);
/* Its number; 0: there is none. */
long long fields_milestone(const struct repo *repo, const char *title);
/* Its title, appended; false: there is none. */
bool fields_milestone_title(const struct repo *repo, long long number,
			    struct strbuf *out);

#endif
