/* SPDX-License-Identifier: MIT */
/*
 * What Gitea knows of one repository, asked in parts: the repository; where
 * the branch may be ours already, that and its pull request; what the head's
 * statuses say, where it is to be merged. Whoever has the number of the pull
 * request asks for that alone: it brings its repository along. Where it is
 * not there the repository tells whether that is there at all.
 */
#include "forges/gitea.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"

/* Lists take a part for each of their pages. */
enum part {
	PART_NONE,
	PART_REPOSITORY,
	PART_BRANCH,
	PART_PULL,
	PART_CHECKS,		/* its first page, up to … */
	PART_CHECKS_LAST = 11,
	PART_LIST,		/* pull requests, the newest first */
	PART_LIST_LAST = 31	/* 20 pages: 1000 of them */
};

static bool is_asked(unsigned asked, unsigned part)
{
	return asked & 1u << part;
}

/* The page that comes next, or none where the last one was the last. */
static unsigned next_page(const struct look_answer *answer, unsigned asked,
			  unsigned first, unsigned last)
{
	unsigned part = first;

	if (is_asked(asked, first) && !answer->more)
		return PART_NONE;
	while (part <= last && is_asked(asked, part))
		part++;
	return part <= last ? part : PART_NONE;
}

/*
 * By base and head the server tells any one of them, in practice the oldest.
 * An open one is the one; a closed one is, where nothing came to the branch
 * since; else a newer one may be in the list.
 */
static bool may_be_newer(const struct look_answer *answer)
{
	const struct pull *pull = &answer->pull;

	if (pull->state != PULL_CLOSED && pull->state != PULL_MERGED)
		return false;
	return !answer->branch_commit || !pull->head ||
	       strcmp(answer->branch_commit, pull->head) != 0;
}

static unsigned part_of_branch(const struct forge_site *site,
			       const struct forge_fork *fork,
			       const struct look_answer *answer,
			       unsigned asked)
{
	/* of a fork the list tells all: only one of the same name would be
	   found by its branch */
	if (fork)
		return next_page(answer, asked, PART_LIST, PART_LIST_LAST);
	if (!is_asked(asked, PART_BRANCH))
		return PART_BRANCH;
	if (!(site->lacks & GITEA_LACKS_BY_BRANCH)) {
		if (!is_asked(asked, PART_PULL))
			return PART_PULL;
		if (!is_asked(asked, PART_LIST) && !may_be_newer(answer))
			return PART_NONE;
	}
	return next_page(answer, asked, PART_LIST, PART_LIST_LAST);
}

static bool is_for_us(const struct look_answer *answer)
{
	return !answer->archived && !answer->empty && !answer->disabled;
}

unsigned gitea_look_part(const struct forge_site *site,
			 const struct look_query *query,
			 const struct look_answer *answer, unsigned asked)
{
	unsigned part = PART_NONE;

	if (query->pull && !is_asked(asked, PART_PULL))
		part = PART_PULL;
	else if (query->pull && answer->pull.state != PULL_NONE)
		part = PART_NONE;
	else if (!is_asked(asked, PART_REPOSITORY))
		return PART_REPOSITORY;
	else if (!query->pull && query->branch && query->pushed &&
		 answer->base && is_for_us(answer))
		part = part_of_branch(site, query->fork, answer, asked);
	if (!part && query->base_checks)
		return is_for_us(answer) && answer->base
			? next_page(answer, asked, PART_CHECKS,
				    PART_CHECKS_LAST) : PART_NONE;
	if (part || !query->merge || answer->pull.state != PULL_OPEN ||
	    !answer->pull.head)
		return part;
	return next_page(answer, asked, PART_CHECKS, PART_CHECKS_LAST);
}

static void add_encoded(struct request *request, const char *before,
			const char *text)
{
	strbuf_addstr(&request->url, before);
	text_percent_encode(&request->url, text);
}

static const char *base_of(const struct look_query *query)
{
	return query->base ? query->base : query->known->base;
}

static const char *target_of(const struct look_query *query)
{
	return query->target ? query->target : base_of(query);
}

/* Newer servers can choose by themselves. */
static void ask_list(const struct forge_site *site,
		     const struct look_query *query, struct request *request)
{
	strbuf_addstr(&request->url, "/pulls?state=all");
	if (!(site->lacks & GITEA_LACKS_LIST_FILTER)) {
		add_encoded(request, "&base=", target_of(query));
		add_encoded(request, "&head=", query->branch);
	}
	gitea_add_page(request, query->part - PART_LIST + 1);
}

int gitea_look_ask(const struct forge_site *site,
		   const struct look_query *queries, size_t nr,
		   struct request *request, struct strbuf *err)
{
	const struct look_query *query = &queries[0];

	(void)nr;
	(void)err;
	request->draws = DRAW_READ;
	gitea_request(request, "GET", site, query->owner, query->name, "");
	if (query->part == PART_BRANCH) {
		add_encoded(request, "/branches/", query->branch);
	} else if (query->part == PART_PULL && query->pull) {
		strbuf_addf(&request->url, "/pulls/%lld", query->pull);
	} else if (query->part == PART_PULL) {
		add_encoded(request, "/pulls/", target_of(query));
		add_encoded(request, "/", query->branch);
	} else if (query->part >= PART_LIST) {
		ask_list(site, query, request);
	} else if (query->part >= PART_CHECKS) {
		add_encoded(request, "/commits/", query->base_checks
			    ? base_of(query) : query->known->pull.head);
		strbuf_addstr(&request->url, "/status");
		gitea_add_page(request, query->part - PART_CHECKS + 1);
	}
	return 0;
}

static void fail(struct look_answer *answer, const struct look_query *query,
		 enum failure failure, const char *message)
{
	struct strbuf reason = STRBUF_INIT;

	answer->failure = failure;
	strbuf_addf(&reason, "'%s/%s'%s", query->owner, query->name,
		    message);
	free(answer->reason);
	answer->reason = strbuf_detach(&reason);
}

static void read_repository(const struct json *doc,
			    const struct look_query *query,
			    struct look_answer *answer)
{
	int pulls = json_get(doc, 0, "has_pull_requests");

	if (!gitea_read_name(doc, 0, answer)) {
		fail(answer, query, FAILURE_FORGE,
		     ": the answer names no repository");
		return;
	}
	gitea_read_repository(doc, 0, query, answer);
	answer->pulls_off = is_for_us(answer) && !json_bool(doc, pulls, true);
}

/* Its ref is the branch as long as that is there. */
static void read_head(const struct json *doc, int node,
		      const struct look_query *query,
		      struct look_answer *answer)
{
	if (query->branch &&
	    gitea_is_from(doc, node, query->fork, query->branch, NULL) &&
	    json_equals(doc, json_get(doc, node, "head.ref"), query->branch))
		replace_string(&answer->branch_commit, answer->pull.head);
}

/* With its base's repository, so that nothing else is asked for. */
static void read_by_number(const struct json *doc, const struct reply *reply,
			   const struct look_query *query,
			   struct look_answer *answer)
{
	int repository = json_get(doc, 0, "base.repo");

	if (json_kind(doc, repository) == JSON_OBJECT)
		gitea_read_repository(doc, repository, query, answer);
	if (!gitea_read_name(doc, repository, answer)) {
		replace_string(&answer->owner, query->owner);
		replace_string(&answer->name, query->name);
	}
	gitea_read_pull(doc, 0, &answer->pull);
	gitea_read_mergeable(doc, 0, reply, &answer->pull);
	read_head(doc, 0, query, answer);
}

static void take_pull(const struct json *doc, int node,
		      const struct reply *reply, struct look_answer *answer)
{
	gitea_read_pull(doc, node, &answer->pull);
	gitea_read_mergeable(doc, node, reply, &answer->pull);
}

/*
 * An open one, else the newest. All that may be newer than the one that is
 * known have higher numbers, and numbers go down from page to page.
 */
static void read_list(const struct json *doc, const struct reply *reply,
		      const struct look_query *query,
		      struct look_answer *answer)
{
	const struct pull *pull = &answer->pull;
	long long known = pull->state == PULL_NONE ? 0 : pull->number;
	bool found = false;
	int node;

	answer->more = gitea_has_next(reply);
	for (node = json_first(doc, 0); node >= 0 && pull->state != PULL_OPEN;
	     node = json_next(doc, node)) {
		int state = json_get(doc, node, "state");
		long long number = json_int(doc, json_get(doc, node,
							  "number"), 0);

		if (number <= known)
			answer->more = false;
		if (!gitea_is_from(doc, node, query->fork, query->branch,
				   target_of(query)))
			continue;
		found = true;
		if (pull->state == PULL_NONE || number > pull->number ||
		    json_equals(doc, state, "open")) {
			take_pull(doc, node, reply, answer);
			if (query->fork)
				read_head(doc, node, query, answer);
		}
	}
	/* without one to begin with the first page that has any is enough */
	if (pull->state == PULL_OPEN || (found && !known))
		answer->more = false;
}

static void read_part(const struct json *doc, const struct reply *reply,
		      const struct look_query *query,
		      struct look_answer *answer)
{
	if (query->part == PART_REPOSITORY) {
		read_repository(doc, query, answer);
	} else if (query->part == PART_BRANCH) {
		free(answer->branch_commit);
		answer->branch_commit =
			json_copy(doc, json_get(doc, 0, "commit.id"));
	} else if (query->part == PART_PULL && query->pull) {
		read_by_number(doc, reply, query, answer);
	} else if (query->part == PART_PULL) {
		take_pull(doc, 0, reply, answer);
	} else {
		read_list(doc, reply, query, answer);
	}
}

/* Not there: the repository, or no more than what was asked for in it. */
static void read_absence(const struct reply *reply,
			 const struct look_query *query,
			 struct look_answer *answer,
			 struct look_common *common)
{
	answer->more = false;
	if (query->part == PART_REPOSITORY) {
		fail(answer, query, FAILURE_MISSING,
		     " not found, or no access");
	} else if (query->part == PART_PULL && query->pull) {
		replace_string(&answer->owner, query->owner);
		replace_string(&answer->name, query->name);
		pull_release(&answer->pull);
	} else if (query->part == PART_PULL && !reply_is_json(reply)) {
		/* not the pull request is missing, but this address */
		common->lacks = GITEA_LACKS_BY_BRANCH;
	}
}

int gitea_look_read(const struct reply *reply,
		    const struct look_query *queries, size_t nr,
		    struct look_answer *answers, struct look_common *common,
		    struct strbuf *err)
{
	const struct look_query *query = &queries[0];
	struct json doc = JSON_INIT;
	int result = -1;

	(void)nr;
	if (query->part >= PART_CHECKS && query->part <= PART_CHECKS_LAST) {
		enum checks *checks = query->base_checks
			? &answers[0].base_checks
			: &answers[0].pull.ready.checks;

		return gitea_read_checks(reply,
					 query->part - PART_CHECKS + 1,
					 &answers[0].more, checks, err);
	}
	if (reply->status == 404 || reply->status == 410) {
		read_absence(reply, query, &answers[0], common);
		return 0;
	}
	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	read_part(&doc, reply, query, &answers[0]);
	result = 0;
out:
	json_release(&doc);
	return result;
}
