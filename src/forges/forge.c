/* SPDX-License-Identifier: MIT */
/*
 * The table of all forges, and the plain data that their calls give.
 */
#include "forges/forge.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

const struct forge *const forges[] = {
	&forge_github,
	&forge_gitea,
	&forge_gitlab,
	&forge_git,
	NULL
};

const char *const merge_method_names[] = {
	[METHOD_FORGE] = "forge",
	[METHOD_MERGE] = "merge",
	[METHOD_SQUASH] = "squash",
	[METHOD_REBASE] = "rebase",
	NULL
};

static const char *const state_names[] = {
	[PULL_NONE] = "",
	[PULL_OPEN] = "open",
	[PULL_CLOSED] = "closed",
	[PULL_MERGED] = "merged"
};

const char *checks_name(enum checks checks)
{
	static const char *const names[] = {
		[CHECKS_UNKNOWN] = "",
		[CHECKS_NONE] = "none",
		[CHECKS_PENDING] = "pending",
		[CHECKS_PASSED] = "passed",
		[CHECKS_FAILED] = "failed"
	};

	return names[checks];
}

const char *review_name(enum review review)
{
	static const char *const names[] = {
		[REVIEW_UNKNOWN] = "",
		[REVIEW_MISSING] = "missing",
		[REVIEW_APPROVED] = "approved",
		[REVIEW_CHANGES] = "changes"
	};

	return names[review];
}

const char *pull_state_name(enum pull_state state)
{
	return state_names[state];
}

enum pull_state pull_state_by_name(const char *name)
{
	size_t i;

	for (i = PULL_OPEN; i < ARRAY_SIZE(state_names); i++)
		if (!strcmp(name, state_names[i]))
			return (enum pull_state)i;
	return PULL_NONE;
}

void pull_release(struct pull *pull)
{
	free(pull->url);
	free(pull->id);
	free(pull->title);
	free(pull->head);
	free(pull->base);
	free(pull->ready.blocked);
	memset(pull, 0, sizeof(*pull));
}

void pull_copy(struct pull *to, const struct pull *from)
{
	to->state = from->state;
	to->number = from->number;
	to->draft = from->draft;
	replace_string(&to->url, from->url);
	replace_string(&to->id, from->id);
	replace_string(&to->title, from->title);
	replace_string(&to->head, from->head);
	replace_string(&to->base, from->base);
	to->ready.checks = from->ready.checks;
	to->ready.mergeable = from->ready.mergeable;
	to->ready.review = from->ready.review;
	to->ready.behind = from->ready.behind;
	to->ready.auto_merge = from->ready.auto_merge;
	to->ready.queue = from->ready.queue;
	replace_string(&to->ready.blocked, from->ready.blocked);
}

void look_answer_release(struct look_answer *answer)
{
	free(answer->reason);
	free(answer->owner);
	free(answer->name);
	free(answer->default_branch);
	free(answer->base);
	free(answer->base_commit);
	free(answer->branch_commit);
	free(answer->id);
	pull_release(&answer->pull);
	memset(answer, 0, sizeof(*answer));
}

const struct forge *forge_by_name(const char *name)
{
	const struct forge *const *forge;

	for (forge = forges; *forge; forge++)
		if (!strcmp((*forge)->name, name) ||
		    ((*forge)->alias && !strcmp((*forge)->alias, name)))
			return *forge;
	return NULL;
}

const struct forge *forge_of_host(const char *host)
{
	const struct forge *const *forge;

	for (forge = forges; *forge; forge++)
		if ((*forge)->owns_host(host))
			return *forge;
	return NULL;
}

const struct forge_budget *forge_budget_of(const struct forge *forge,
					   const char *host)
{
	return forge->owns_host(host) ? &forge->hosted : &forge->own;
}
