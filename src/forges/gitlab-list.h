/* SPDX-License-Identifier: MIT */
/*
 * Where a list of GitLab's goes on. GraphQL tells all that filters want to
 * know of a hundred projects in one request, but not which projects a user
 * has, nor where code was found: of these, REST tells the numbers, and GraphQL
 * the rest of them. A server that is too old for that is asked by REST alone.
 */
#ifndef FORGES_GITLAB_LIST_H
#define FORGES_GITLAB_LIST_H

#include "forges/list.h"

enum gitlab_stage {
	STAGE_LIST = 'l',	/* GraphQL; rest: the cursor */
	STAGE_NUMBERS = 'n',	/* REST, numbers; rest: the parameters */
	STAGE_KNOWN = 'k',	/* GraphQL; rest: "1,2,3 PARAMETERS" */
	STAGE_NAMED = 'm',	/* GraphQL; rest: how many came before */
	STAGE_REST = 'r'	/* REST, all; rest: the parameters */
};

struct gitlab_place {
	enum gitlab_stage stage;
	size_t most;		/* projects in one query */
	const char *rest;	/* "": the first page */
};

/* Read from query->next, and written for the answer's. */
struct gitlab_place gitlab_place(const struct list_query *query);
char *gitlab_place_name(enum gitlab_stage stage, size_t most,
			const char *rest);

#endif
