/* SPDX-License-Identifier: MIT */
/*
 * What GitHub tells of many repositories in one answer, with an alias r0, r1
 * … for each: data, or an error whose path begins with it.
 */
#include "forges/github.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "forges/forks.h"
#include "forges/github-checks.h"

static enum pull_state read_state(const struct json *doc, int node)
{
	if (json_equals(doc, node, "OPEN"))
		return PULL_OPEN;
	if (json_equals(doc, node, "MERGED"))
		return PULL_MERGED;
	if (json_equals(doc, node, "CLOSED"))
		return PULL_CLOSED;
	return PULL_NONE;
}

static void read_pull(const struct json *doc, int node, struct pull *pull)
{
	pull_release(pull);
	pull->state = read_state(doc, json_get(doc, node, "state"));
	pull->number = json_int(doc, json_get(doc, node, "number"), 0);
	pull->url = json_copy(doc, json_get(doc, node, "url"));
	pull->id = json_copy(doc, json_get(doc, node, "id"));
	pull->title = json_copy(doc, json_get(doc, node, "title"));
	pull->head = json_copy(doc, json_get(doc, node, "headRefOid"));
	pull->base = json_copy(doc, json_get(doc, node, "baseRefName"));
	pull->draft = json_bool(doc, json_get(doc, node, "isDraft"), false);
	github_read_ready(doc, node, pull);
}

/* From the repository itself, or from the fork that is asked about. */
static bool is_from(const struct json *doc, int node,
		    const struct forge_fork *fork)
{
	int cross = json_get(doc, node, "isCrossRepository");

	if (!fork)
		return !json_bool(doc, cross, true);
	return forge_fork_is(fork, doc,
			     json_get(doc, node,
				      "headRepository.nameWithOwner"));
}

/* The open one, else the first, which is the newest; -1: there is none. */
static int choose_pull(const struct json *doc, int nodes,
		       const struct forge_fork *fork)
{
	int node, found = -1;

	for (node = json_first(doc, nodes); node >= 0;
	     node = json_next(doc, node)) {
		if (!is_from(doc, node, fork))
			continue;
		if (json_equals(doc, json_get(doc, node, "state"), "OPEN"))
			return node;
		if (found < 0)
			found = node;
	}
	return found;
}

static void read_branch(const struct json *doc, int node, int pull,
			const struct look_query *query,
			struct look_answer *answer)
{
	if (json_kind(doc, pull) != JSON_OBJECT)
		pull = choose_pull(doc, json_get(doc, node, "pulls.nodes"),
				   query->fork);
	if (pull >= 0)
		read_pull(doc, pull, &answer->pull);
	answer->branch_commit = query->fork
		? json_copy(doc, json_get(doc, pull, "headRef.target.oid"))
		: json_copy(doc, json_get(doc, node, "branch.target.oid"));
}

static bool may_push(const struct json *doc, int permission)
{
	return json_equals(doc, permission, "ADMIN") ||
	       json_equals(doc, permission, "MAINTAIN") ||
	       json_equals(doc, permission, "WRITE");
}

static bool flag(const struct json *doc, int node, const char *name)
{
	return json_bool(doc, json_get(doc, node, name), false);
}

static void read_methods(const struct json *doc, int node,
			 struct look_answer *answer)
{
	static const struct {
		enum merge_method method;
		const char *allowed, *name;
	} methods[] = {
		{ METHOD_MERGE, "mergeCommitAllowed", "MERGE" },
		{ METHOD_SQUASH, "squashMergeAllowed", "SQUASH" },
		{ METHOD_REBASE, "rebaseMergeAllowed", "REBASE" }
	};
	int preferred = json_get(doc, node, "viewerDefaultMergeMethod");
	size_t i;

	for (i = 0; i < ARRAY_SIZE(methods); i++) {
		if (flag(doc, node, methods[i].allowed))
			answer->methods |= 1u << methods[i].method;
		if (json_equals(doc, preferred, methods[i].name))
			answer->method = methods[i].method;
	}
}

/* "o/n"; false where it is no such text. */
static bool read_name(const struct json *doc, int node,
		      struct look_answer *answer)
{
	char *name = json_copy(doc, node);
	char *slash = name ? strchr(name, '/') : NULL;
	bool whole = slash && slash != name && slash[1];

	if (whole) {
		answer->owner = xstrndup(name, (size_t)(slash - name));
		answer->name = xstrdup(slash + 1);
	}
	free(name);
	return whole;
}

/* The default branch, or the base that was asked for by name. */
static void read_base(const struct json *doc, int node,
		      const struct look_query *query,
		      struct look_answer *answer)
{
	int branch = json_get(doc, node, "defaultBranchRef");

	answer->default_branch = json_copy(doc, json_get(doc, branch,
							 "name"));
	if (query->base) {
		answer->base = xstrdup(query->base);
		branch = json_get(doc, node, "base");
	} else {
		answer->base = xstrdup_or_null(answer->default_branch);
	}
	answer->base_commit = json_copy(doc, json_get(doc, branch,
						      "target.oid"));
	if (query->base_checks)
		answer->base_checks = github_checks_rollup(doc,
			json_get(doc, branch, "target"));
}

static void fail(struct look_answer *answer, const struct look_query *query,
		 const struct verdict_of_reply *verdict, const char *message)
{
	struct strbuf reason = STRBUF_INIT;

	answer->failure = verdict->failure;
	answer->later = verdict->later;
	strbuf_addf(&reason, "repository '%s/%s'", query->owner, query->name);
	if (verdict->failure == FAILURE_MISSING)
		strbuf_addstr(&reason, " not found, or no access");
	else
		strbuf_addf(&reason, " cannot be looked at: %s", message);
	answer->reason = strbuf_detach(&reason);
}

static void read_repository(const struct json *doc, int node,
			    const struct look_query *query,
			    struct look_answer *answer)
{
	static const struct verdict_of_reply nameless = {
		.failure = FAILURE_FORGE
	};
	int pull = json_get(doc, node, "pull");

	if (!read_name(doc, json_get(doc, node, "nameWithOwner"), answer)) {
		fail(answer, query, &nameless, "the answer has no name");
		return;
	}
	answer->id = json_copy(doc, json_get(doc, node, "id"));
	read_methods(doc, node, answer);
	answer->archived = flag(doc, node, "isArchived");
	answer->disabled = flag(doc, node, "isDisabled") ||
			   flag(doc, node, "isLocked");
	answer->empty = flag(doc, node, "isEmpty");
	answer->may_push = may_push(doc, json_get(doc, node,
						  "viewerPermission"));
	read_base(doc, node, query, answer);
	read_branch(doc, node, pull, query, answer);
}

/* Whether its path leads into this member. */
static bool is_about(const struct json *doc, int error, const char *member)
{
	int path = json_get(doc, error, "path");
	int node;

	for (node = json_first(doc, path); node >= 0;
	     node = json_next(doc, node))
		if (json_equals(doc, node, member))
			return true;
	return false;
}

static void fail_by_error(const struct json *doc, int error,
			  const struct reply *reply,
			  const struct look_query *query,
			  struct look_answer *answer)
{
	struct verdict_of_reply verdict = { .failure = FAILURE_FORGE };
	struct strbuf message = STRBUF_INIT;

	github_graphql_error(doc, error, &verdict);
	forge_text(doc, json_get(doc, error, "message"), &message);
	if (verdict.failure == FAILURE_AUTH)
		github_sso(reply, &message);
	else if (verdict.failure == FAILURE_PERMISSION &&
		 is_about(doc, error, "statusCheckRollup"))
		strbuf_addstr(&message, ": the token must be allowed to read "
			      "checks and commit statuses");
	fail(answer, query, &verdict,
	     message.len ? message.buf : "no reason was given");
	strbuf_release(&message);
}

/* The number behind the 'r' of an alias, or nr for any other text. */
static size_t alias_index(const struct json *doc, int node, size_t nr)
{
	struct strbuf alias = STRBUF_INIT;
	unsigned long i = nr;
	char *end;

	if (!json_string(doc, node, &alias) && alias.buf[0] == 'r' &&
	    alias.buf[1] >= '0' && alias.buf[1] <= '9') {
		i = strtoul(alias.buf + 1, &end, 10);
		if (*end || i > nr)
			i = nr;
	}
	strbuf_release(&alias);
	return i;
}

static int repository_node(const struct json *doc, size_t i)
{
	struct strbuf path = STRBUF_INIT;
	int node;

	strbuf_addf(&path, "data.r%zu", i);
	node = json_get(doc, 0, path.buf);
	strbuf_release(&path);
	return json_kind(doc, node) == JSON_OBJECT ? node : -1;
}

/*
 * Inside of a repository something may be absent (a pull request by number),
 * and the rules of a branch are only told to say more.
 */
static bool is_bearable(const struct json *doc, int error)
{
	return json_equals(doc, json_get(doc, error, "type"), "NOT_FOUND") ||
	       is_about(doc, error, "baseRef");
}

/*
 * Fails the repositories that errors name by their alias. Returns the first
 * error that names none of them, or -1.
 */
static int read_errors(const struct json *doc, const struct reply *reply,
		       const struct look_query *queries, size_t nr,
		       struct look_answer *answers)
{
	int error, general = -1;
	size_t i;

	for (error = json_first(doc, json_get(doc, 0, "errors")); error >= 0;
	     error = json_next(doc, error)) {
		i = alias_index(doc, json_get(doc, error, "path.0"), nr);
		if (i == nr) {
			if (general < 0)
				general = error;
			continue;
		}
		if (answers[i].failure == FAILURE_NONE &&
		    (repository_node(doc, i) < 0 ||
		     !is_bearable(doc, error)))
			fail_by_error(doc, error, reply, &queries[i],
				      &answers[i]);
	}
	return general;
}

static void read_or_fail(const struct json *doc, const struct reply *reply,
			 int general, size_t i,
			 const struct look_query *query,
			 struct look_answer *answer)
{
	static const struct verdict_of_reply silent = {
		.failure = FAILURE_FORGE, .later = true
	};
	int node = repository_node(doc, i);

	if (node >= 0)
		read_repository(doc, node, query, answer);
	else if (general >= 0)
		fail_by_error(doc, general, reply, query, answer);
	else
		fail(answer, query, &silent, "the answer says nothing of it");
}

static void ask_again(const struct look_query *queries, size_t nr,
		      struct look_answer *answers, const char *why)
{
	static const struct verdict_of_reply again = {
		.failure = FAILURE_FORGE, .later = true
	};
	size_t i;

	for (i = 0; i < nr; i++)
		fail(&answers[i], &queries[i], &again, why);
}

int github_look_read(const struct reply *reply,
		     const struct look_query *queries, size_t nr,
		     struct look_answer *answers, struct look_common *common,
		     struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int general, result = -1;
	size_t i;

	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	result = 0;
	common->lacks = github_lacks(&doc);
	common->no_login = github_viewer_refused(&doc);
	if (common->no_login || common->lacks) {
		ask_again(queries, nr, answers, common->no_login ?
			  "this token may not ask whose it is" :
			  "this server does not know all that was asked");
		goto out;
	}
	common->login = json_copy(&doc, json_get(&doc, 0,
						 "data.viewer.login"));
	general = read_errors(&doc, reply, queries, nr, answers);
	for (i = 0; i < nr; i++)
		if (answers[i].failure == FAILURE_NONE)
			read_or_fail(&doc, reply, general, i, &queries[i],
				     &answers[i]);
out:
	json_release(&doc);
	return result;
}
