/* SPDX-License-Identifier: MIT */
/*
 * Whether a pull request may merge: what is asked about it, and what the
 * answer comes to.
 *
 * What it costs (docs.github.com "Rate limits and query limits for the
 * GraphQL API": connections asked for, by 100, rounded): 50 pull requests by
 * number are 50 lists of checks and 50 of rules, 1 point; where the checks
 * must be reached by the last commit 50 more, 2 points; 7,500 nodes of
 * 500,000. By branch, where ten pull requests of a repository may answer, no
 * lists are asked for: 50 connections, 1 point.
 */
#include "forges/github.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "forges/github-checks.h"

/* ---- what is asked ------------------------------------------------------- */

/* isRequired cannot know which pull request it is asked for. */
static void ask_contexts(const struct forge_site *site, long long number,
			 struct strbuf *query)
{
	strbuf_addstr(query, " contexts(first:100){totalCount nodes"
		      "{...C ...S");
	if (!(site->lacks & GITHUB_NO_REQUIRED))
		strbuf_addf(query, " ...on CheckRun{isRequired"
			    "(pullRequestNumber:%lld)} ...on StatusContext"
			    "{isRequired(pullRequestNumber:%lld)}",
			    number, number);
	strbuf_addstr(query, "}}");
}

static bool asks_base(const struct forge_site *site)
{
	return (site->lacks & (GITHUB_NO_PROTECTION | GITHUB_NO_RULES)) !=
	       (GITHUB_NO_PROTECTION | GITHUB_NO_RULES);
}

void github_ask_ready(const struct forge_site *site, long long number,
		      struct strbuf *query)
{
	bool by_commit = site->lacks & GITHUB_NO_PULL_ROLLUP;

	strbuf_addstr(query, " ...M");
	if (number && asks_base(site))
		strbuf_addstr(query, " baseRef{...B}");
	if (site->lacks & GITHUB_NO_ROLLUP)
		return;
	if (by_commit)
		strbuf_addstr(query, " commits(last:1){nodes{commit");
	strbuf_addstr(query, by_commit ? "{" : " ");
	strbuf_addstr(query, "statusCheckRollup{state");
	if (number)
		ask_contexts(site, number, query);
	strbuf_addstr(query, by_commit ? "}}}}" : "}");
}

static void define_base(const struct forge_site *site, struct strbuf *query)
{
	strbuf_addstr(query, " fragment B on Ref{name");
	if (!(site->lacks & GITHUB_NO_PROTECTION))
		strbuf_addstr(query, " refUpdateRule"
			      "{requiredApprovingReviewCount"
			      " requiredStatusCheckContexts"
			      " requiresConversationResolution"
			      " requiresSignatures}");
	if (!(site->lacks & GITHUB_NO_RULES))
		strbuf_addstr(query, " rules(first:50){nodes{type parameters"
			      "{...on RequiredStatusChecksParameters"
			      "{requiredStatusChecks{context}}"
			      " ...on PullRequestParameters"
			      "{requiredApprovingReviewCount"
			      " requiredReviewThreadResolution}}}}");
	strbuf_addch(query, '}');
}

static void define_checks(const struct forge_site *site,
			  struct strbuf *query)
{
	strbuf_addstr(query, " fragment C on CheckRun{name status conclusion"
		      " startedAt");
	if (!(site->lacks & GITHUB_NO_WORKFLOW))
		strbuf_addstr(query, " checkSuite{workflowRun{event"
			      " workflow{name}}}");
	strbuf_addstr(query, "} fragment S on StatusContext{context state}");
}

void github_define_ready(const struct forge_site *site, bool numbered,
			 struct strbuf *query)
{
	strbuf_addstr(query, " fragment M on PullRequest{mergeable");
	if (!(site->lacks & GITHUB_NO_MERGE_STATE))
		strbuf_addstr(query, " mergeStateStatus");
	if (!(site->lacks & GITHUB_NO_DECISION))
		strbuf_addstr(query, " reviewDecision");
	if (!(site->lacks & GITHUB_NO_AUTO_MERGE))
		strbuf_addstr(query, " autoMergeRequest{enabledAt}");
	if (!(site->lacks & GITHUB_NO_QUEUE))
		strbuf_addstr(query, " isMergeQueueEnabled isInMergeQueue");
	strbuf_addch(query, '}');
	if (numbered && asks_base(site))
		define_base(site, query);
	if (numbered && !(site->lacks & GITHUB_NO_ROLLUP))
		define_checks(site, query);
}

/* ---- what the answer comes to -------------------------------------------- */

struct view {
	const struct json *doc;
	int pull;
	struct github_checks checks;
	struct strvec wanted;	/* names of checks that rules require */
	bool missing;		/* one of them has not even begun */
	bool threads, signatures, deployments;	/* other rules */
	long long approvals;
};

static bool is(const struct view *v, const char *path, const char *value)
{
	return json_equals(v->doc, json_get(v->doc, v->pull, path), value);
}

/* No rule stands against it; only checks that are not required may. */
static bool may_merge(const struct view *v)
{
	return is(v, "mergeStateStatus", "CLEAN") ||
	       is(v, "mergeStateStatus", "HAS_HOOKS") ||
	       is(v, "mergeStateStatus", "UNSTABLE");
}

static enum checks judge_required(const struct view *v)
{
	enum checks seen = github_checks_worst(&v->checks, true);

	if (may_merge(v))
		return CHECKS_PASSED;
	if (seen == CHECKS_FAILED)
		return CHECKS_FAILED;
	if (seen == CHECKS_PENDING || v->missing)
		return CHECKS_PENDING;
	/* what the list has no room for may be required too */
	return v->checks.whole ? CHECKS_PASSED : v->checks.rollup;
}

static enum checks judge_checks(const struct view *v)
{
	const struct github_checks *checks = &v->checks;

	if (v->missing || github_checks_worst(checks, true) != CHECKS_NONE)
		return judge_required(v);
	if (checks->asked && checks->rollup == CHECKS_NONE)
		return CHECKS_NONE;
	if (may_merge(v) && !is(v, "mergeStateStatus", "UNSTABLE"))
		return CHECKS_PASSED;
	if (!checks->asked)
		return CHECKS_UNKNOWN;
	if (checks->whole && checks->nr)
		return github_checks_worst(checks, false);
	return checks->rollup;
}

static bool flag(const struct json *doc, int node, const char *path)
{
	return json_bool(doc, json_get(doc, node, path), false);
}

static void want_approvals(struct view *v, int node)
{
	long long count = json_int(v->doc, json_get(v->doc, node,
		"requiredApprovingReviewCount"), 0);

	if (count > v->approvals)
		v->approvals = count;
}

static void want_checks(struct view *v, int list, const char *member)
{
	char *name;
	int node;

	for (node = json_first(v->doc, list); node >= 0;
	     node = json_next(v->doc, node)) {
		name = json_copy(v->doc, member ? json_get(v->doc, node,
							   member) : node);
		if (name)
			strvec_push(&v->wanted, name);
		free(name);
	}
}

static void read_rule(struct view *v, int rule)
{
	int type = json_get(v->doc, rule, "type");
	int parameters = json_get(v->doc, rule, "parameters");

	want_approvals(v, parameters);
	want_checks(v, json_get(v->doc, parameters, "requiredStatusChecks"),
		    "context");
	v->threads |= flag(v->doc, parameters,
			   "requiredReviewThreadResolution");
	v->signatures |= json_equals(v->doc, type, "REQUIRED_SIGNATURES");
	v->deployments |= json_equals(v->doc, type, "REQUIRED_DEPLOYMENTS");
}

/* Of a branch's protection, and of the newer rule sets. */
static void read_rules(struct view *v)
{
	int old = json_get(v->doc, v->pull, "baseRef.refUpdateRule");
	int rules = json_get(v->doc, v->pull, "baseRef.rules.nodes");
	int rule;

	want_approvals(v, old);
	want_checks(v, json_get(v->doc, old, "requiredStatusCheckContexts"),
		    NULL);
	v->threads = flag(v->doc, old, "requiresConversationResolution");
	v->signatures = flag(v->doc, old, "requiresSignatures");
	for (rule = json_first(v->doc, rules); rule >= 0;
	     rule = json_next(v->doc, rule))
		read_rule(v, rule);
}

static void say_rule(const struct view *v, struct strbuf *out)
{
	const char *before = "; it asks for ";
	const struct {
		bool holds;
		const char *what;
	} wishes[] = {
		{ v->threads, "conversations to be resolved" },
		{ v->signatures, "signed commits" },
		{ v->deployments, "a deployment" }
	};
	size_t i;

	strbuf_addstr(out, "a rule of its base branch is not met");
	for (i = 0; i < ARRAY_SIZE(wishes); i++)
		if (wishes[i].holds) {
			strbuf_addf(out, "%s%s", before, wishes[i].what);
			before = ", ";
		}
}

/* Appends what a person must do; nothing where it is known of none. */
static void say_blocked(const struct view *v, const struct pull *pull,
			struct strbuf *out)
{
	if (pull->draft || is(v, "mergeStateStatus", "DRAFT"))
		strbuf_addstr(out, "it is a draft");
	else if (is(v, "reviewDecision", "CHANGES_REQUESTED"))
		strbuf_addstr(out, "a review asks for changes");
	else if (is(v, "reviewDecision", "REVIEW_REQUIRED") &&
		 v->approvals > 1)
		strbuf_addf(out, "%lld approving reviews are required",
			    v->approvals);
	else if (is(v, "reviewDecision", "REVIEW_REQUIRED"))
		strbuf_addstr(out, "an approving review is missing");
	else if (is(v, "mergeStateStatus", "BEHIND"))
		strbuf_addstr(out, "its branch is behind its base");
	else if (is(v, "mergeStateStatus", "BLOCKED") &&
		 pull->ready.checks != CHECKS_PENDING &&
		 pull->ready.checks != CHECKS_FAILED)
		say_rule(v, out);
}

static enum review judge_review(const struct view *v)
{
	if (is(v, "reviewDecision", "APPROVED"))
		return REVIEW_APPROVED;
	if (is(v, "reviewDecision", "CHANGES_REQUESTED"))
		return REVIEW_CHANGES;
	return is(v, "reviewDecision", "REVIEW_REQUIRED") ? REVIEW_MISSING
							  : REVIEW_UNKNOWN;
}

static void judge_mergeable(const struct view *v, struct pull *pull)
{
	struct readiness *ready = &pull->ready;
	struct strbuf blocked = STRBUF_INIT;

	if (is(v, "mergeable", "CONFLICTING") ||
	    is(v, "mergeStateStatus", "DIRTY")) {
		ready->mergeable = MERGEABLE_CONFLICT;
		return;
	}
	if (may_merge(v)) {
		ready->mergeable = MERGEABLE_YES;
		return;
	}
	if (!is(v, "mergeable", "MERGEABLE") ||
	    is(v, "mergeStateStatus", "UNKNOWN"))
		return;
	say_blocked(v, pull, &blocked);
	ready->mergeable = blocked.len ? MERGEABLE_BLOCKED : MERGEABLE_YES;
	if (blocked.len)
		ready->blocked = strbuf_detach(&blocked);
}

void github_read_ready(const struct json *doc, int node, struct pull *pull)
{
	struct readiness *ready = &pull->ready;
	struct view v = { .doc = doc, .pull = node };
	size_t i;

	if (pull->state != PULL_OPEN ||
	    json_get(doc, node, "mergeable") < 0)
		return;
	strvec_init(&v.wanted);
	read_rules(&v);
	github_checks_read(&v.checks, doc, node, &v.wanted);
	for (i = 0; v.checks.asked && v.checks.whole && i < v.wanted.nr; i++)
		v.missing |= !github_checks_has(&v.checks, v.wanted.v[i]);
	ready->checks = judge_checks(&v);
	judge_mergeable(&v, pull);
	ready->review = judge_review(&v);
	ready->behind = is(&v, "mergeStateStatus", "BEHIND");
	ready->auto_merge = flag(doc, node, "isInMergeQueue") ||
			    json_kind(doc, json_get(doc, node,
						    "autoMergeRequest")) ==
			    JSON_OBJECT;
	ready->queue = flag(doc, node, "isMergeQueueEnabled");
	github_checks_release(&v.checks);
	strvec_clear(&v.wanted);
}
