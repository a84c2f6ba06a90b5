/* SPDX-License-Identifier: MIT */
/*
 * Reads a commit's checks, and sums them up: those that are required may have
 * another end than all together.
 */
#include "forges/github-checks.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static enum checks state_by_name(const struct json *doc, int node)
{
	static const struct {
		const char *name;
		enum checks state;
	} states[] = {
		{ "SUCCESS", CHECKS_PASSED },
		{ "NEUTRAL", CHECKS_PASSED },
		{ "SKIPPED", CHECKS_PASSED },
		{ "FAILURE", CHECKS_FAILED },
		{ "ERROR", CHECKS_FAILED },
		{ "CANCELLED", CHECKS_FAILED },
		{ "TIMED_OUT", CHECKS_FAILED },
		{ "ACTION_REQUIRED", CHECKS_FAILED },
		{ "STARTUP_FAILURE", CHECKS_FAILED }
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(states); i++)
		if (json_equals(doc, node, states[i].name))
			return states[i].state;
	return CHECKS_PENDING;	/* PENDING, EXPECTED, STALE … */
}

static enum checks state_of_check(const struct json *doc, int node)
{
	int status = json_get(doc, node, "status");

	if (status < 0)
		return state_by_name(doc, json_get(doc, node, "state"));
	if (!json_equals(doc, status, "COMPLETED"))
		return CHECKS_PENDING;
	return state_by_name(doc, json_get(doc, node, "conclusion"));
}

/* A check that ran twice is listed twice: by workflow and event it is one. */
static char *key_of_check(const struct json *doc, int node,
			  const char *name)
{
	static const char *const paths[] = {
		"checkSuite.workflowRun.event",
		"checkSuite.workflowRun.workflow.name"
	};
	struct strbuf key = STRBUF_INIT;
	size_t i;

	strbuf_addstr(&key, name);
	for (i = 0; i < ARRAY_SIZE(paths); i++) {
		strbuf_addch(&key, '\n');
		json_string(doc, json_get(doc, node, paths[i]), &key);
	}
	return strbuf_detach(&key);
}

static void release_check(struct github_check *check)
{
	free(check->name);
	free(check->key);
	free(check->started);
}

/* Takes it over. */
static void add_check(struct github_checks *checks,
		      struct github_check *new)
{
	struct github_check *old;
	size_t i;

	for (i = 0; i < checks->nr; i++)
		if (!strcmp(checks->list[i].key, new->key))
			break;
	if (i == checks->nr) {
		GROW(checks->list, checks->nr, checks->alloc);
		checks->list[checks->nr++] = *new;
		return;
	}
	old = &checks->list[i];
	if (old->started && (!new->started ||
			     strcmp(new->started, old->started) < 0)) {
		release_check(new);
		return;
	}
	release_check(old);
	*old = *new;
}

static void read_check(struct github_checks *checks, const struct json *doc,
		       int node, const struct strvec *wanted)
{
	struct github_check check = { .name = NULL };

	check.name = json_copy(doc, json_get(doc, node, "name"));
	if (!check.name)
		check.name = json_copy(doc, json_get(doc, node, "context"));
	if (!check.name)
		return;
	check.key = key_of_check(doc, node, check.name);
	check.started = json_copy(doc, json_get(doc, node, "startedAt"));
	check.state = state_of_check(doc, node);
	check.required = json_bool(doc, json_get(doc, node, "isRequired"),
				   false) ||
			 strvec_has(wanted, check.name);
	add_check(checks, &check);
}

static int rollup_node(const struct json *doc, int pull)
{
	int node = json_get(doc, pull, "statusCheckRollup");

	return node >= 0 ? node :
		json_get(doc, pull, "commits.nodes.0.commit.statusCheckRollup");
}

enum checks github_checks_rollup(const struct json *doc, int commit)
{
	int rollup = json_get(doc, commit, "statusCheckRollup");

	if (rollup < 0)
		return CHECKS_UNKNOWN;
	if (json_kind(doc, rollup) != JSON_OBJECT)
		return CHECKS_NONE;
	return state_by_name(doc, json_get(doc, rollup, "state"));
}

void github_checks_read(struct github_checks *checks, const struct json *doc,
			int pull, const struct strvec *wanted)
{
	int rollup = rollup_node(doc, pull);
	int contexts = json_get(doc, rollup, "contexts");
	int nodes = json_get(doc, contexts, "nodes");
	long long total = json_int(doc, json_get(doc, contexts,
						 "totalCount"), 0);
	int node;

	checks->asked = rollup >= 0;
	checks->rollup = CHECKS_NONE;
	checks->whole = true;
	if (json_kind(doc, rollup) != JSON_OBJECT)
		return;
	checks->rollup = state_by_name(doc, json_get(doc, rollup, "state"));
	checks->whole = contexts >= 0 &&
			total <= (long long)json_size(doc, nodes);
	for (node = json_first(doc, nodes); node >= 0;
	     node = json_next(doc, node))
		read_check(checks, doc, node, wanted);
}

void github_checks_release(struct github_checks *checks)
{
	size_t i;

	for (i = 0; i < checks->nr; i++)
		release_check(&checks->list[i]);
	free(checks->list);
	memset(checks, 0, sizeof(*checks));
}

bool github_checks_has(const struct github_checks *checks, const char *name)
{
	size_t i;

	for (i = 0; i < checks->nr; i++)
		if (!strcmp(checks->list[i].name, name))
			return true;
	return false;
}

enum checks github_checks_worst(const struct github_checks *checks,
				bool required)
{
	enum checks found = CHECKS_NONE;
	size_t i;

	for (i = 0; i < checks->nr; i++) {
		const struct github_check *check = &checks->list[i];

		if (required && !check->required)
			continue;
		if (check->state == CHECKS_FAILED)
			return CHECKS_FAILED;
		if (found != CHECKS_PENDING)
			found = check->state;
	}
	return found;
}
