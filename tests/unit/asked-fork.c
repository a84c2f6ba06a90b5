/* SPDX-License-Identifier: MIT */
/*
 * What a conversation asks about forks, and the fork that a branch is in.
 */
#include "asked.h"

#include <check.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"

/* The member "fork" of a look or of what asks about a pull request. */
const struct forge_fork *asked_fork(struct asked *asked, int node)
{
	struct forge_fork *fork = &asked->fork;
	int member = json_get(&asked->doc, node, "fork");

	if (member < 0)
		return NULL;
	forge_fork_release(fork);
	fork->owner = json_copy(&asked->doc,
				json_get(&asked->doc, member, "owner"));
	fork->name = json_copy(&asked->doc,
			       json_get(&asked->doc, member, "name"));
	fork->id = json_copy(&asked->doc,
			     json_get(&asked->doc, member, "id"));
	ck_assert(fork->owner && fork->name);
	return fork;
}

bool asked_is_fork(const struct asked *asked)
{
	return starts_with(asked->call, "fork-");
}

void asked_read_fork(struct asked *asked)
{
	struct fork_query *query = &asked->fork_query;

	query->owner = asked_text(asked, 0, "owner");
	query->name = asked_text(asked, 0, "name");
	query->repository = asked_text(asked, 0, "repository");
	query->into = asked_text(asked, 0, "into");
	query->own = asked_flag(asked, 0, "own");
	query->refused = asked_flag(asked, 0, "refused");
	query->fork = asked_fork(asked, 0);
	query->notes = &asked->notes;
}

int asked_fork_request(struct asked *asked, const struct forge *forge,
		       const struct forge_site *site,
		       struct request *request, struct strbuf *err)
{
	const struct fork_query *query = &asked->fork_query;

	if (!strcmp(asked->call, "fork-make"))
		return forge->fork_make_ask(site, query, request, err);
	if (!strcmp(asked->call, "fork-ready"))
		return forge->fork_ready_ask(site, query, request, err);
	ck_assert_str_eq(asked->call, "fork-find");
	return forge->fork_find_ask(site, query, request, err);
}
