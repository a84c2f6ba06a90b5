/* SPDX-License-Identifier: MIT */
/*
 * What stands between a merge request and its merge: detailedMergeStatus
 * names the first thing that does (docs.gitlab.com, "Merge requests API",
 * "Merge status"), the head's pipeline what its checks say.
 */
#include "forges/gitlab.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"

enum stands { READY, COMPUTING, CHECKED, CONFLICTING, UNAPPROVED, UNWANTED,
	      BEHIND, FORBIDDEN };

/* Words only where it is not as they say; the names in capitals. */
static const struct {
	const char *name;
	enum stands stands;
	const char *words;
} statuses[] = {
	{ "MERGEABLE", READY, NULL },
	{ "UNCHECKED", COMPUTING, NULL },
	{ "CHECKING", COMPUTING, NULL },
	{ "PREPARING", COMPUTING, NULL },
	{ "APPROVALS_SYNCING", COMPUTING, NULL },
	{ "CI_STILL_RUNNING", CHECKED, NULL },
	{ "CI_MUST_PASS", CHECKED, NULL },
	{ "CONFLICT", CONFLICTING, NULL },
	{ "NOT_APPROVED", UNAPPROVED, "an approval is missing" },
	{ "CODE_OWNERS_APPROVAL", UNAPPROVED,
	  "an approval of a code owner is missing" },
	{ "REQUESTED_CHANGES", UNWANTED, "a reviewer wants changes" },
	{ "DISCUSSIONS_NOT_RESOLVED", FORBIDDEN,
	  "a discussion is not resolved" },
	{ "DRAFT_STATUS", FORBIDDEN, "it is a draft" },
	{ "NEED_REBASE", BEHIND, "it must be rebased on its base first" },
	{ "COMMITS_STATUS", FORBIDDEN,
	  "its branch has no commit that its base has not, or is gone" },
	{ "NOT_OPEN", FORBIDDEN, "it is not open" },
	{ "MERGE_REQUEST_BLOCKED", FORBIDDEN,
	  "it waits for another merge request" },
	{ "BLOCKED_STATUS", FORBIDDEN, "it waits for another merge request" },
	{ "EXTERNAL_STATUS_CHECKS", FORBIDDEN,
	  "an external status check has not passed" },
	{ "STATUS_CHECKS_MUST_PASS", FORBIDDEN,
	  "an external status check has not passed" },
	{ "JIRA_ASSOCIATION", FORBIDDEN,
	  "its title or description must name a Jira issue" },
	{ "JIRA_ASSOCIATION_MISSING", FORBIDDEN,
	  "its title or description must name a Jira issue" },
	{ "SECURITY_POLICIES_VIOLATIONS", FORBIDDEN,
	  "a security policy is violated" },
	{ "SECURITY_POLICY_VIOLATIONS", FORBIDDEN,
	  "a security policy is violated" },
	{ "SECURITY_POLICY_PIPELINE_CHECK", FORBIDDEN,
	  "a pipeline of a security policy has not passed" },
	{ "POLICIES_DENIED", FORBIDDEN, "a license policy is violated" },
	{ "MERGE_TIME", FORBIDDEN, "it may not be merged before a set time" },
	{ "LOCKED_PATHS", FORBIDDEN, "it changes locked files" },
	{ "LOCKED_LFS_FILES", FORBIDDEN, "it changes locked LFS files" },
	{ "TITLE_NOT_MATCHING", FORBIDDEN,
	  "its title is not as the project wants it" },
	{ "TITLE_REGEX", FORBIDDEN,
	  "its title is not as the project wants it" }
};

static const struct {
	const char *name;
	enum checks checks;
} pipelines[] = {
	{ "SUCCESS", CHECKS_PASSED },
	{ "FAILED", CHECKS_FAILED },
	{ "CANCELED", CHECKS_FAILED },
	/* none of its jobs ran */
	{ "SKIPPED", CHECKS_NONE },
	/* what runs by itself has passed, the rest is a person's to start */
	{ "MANUAL", CHECKS_PASSED }
};

void gitlab_ask_ready(const struct forge_site *site, struct strbuf *query)
{
	strbuf_addstr(query, "conflicts headPipeline{status}");
	strbuf_addstr(query, site->lacks & GITLAB_NO_DETAILED ?
		      " mergeStatusEnum" : " detailedMergeStatus");
	if (!(site->lacks & GITLAB_NO_AUTO_MERGE))
		strbuf_addstr(query, " autoMergeEnabled");
	if (!(site->lacks & GITLAB_NO_SQUASH))
		strbuf_addstr(query, " squashOnMerge squashReadOnly");
	if (!(site->lacks & GITLAB_NO_TRAINS))
		strbuf_addstr(query, " availableAutoMergeStrategies");
}

/*
 * Where the project always squashes, or never, the server passes over what a
 * merge asks for, and says nothing.
 */
unsigned gitlab_methods(const struct json *doc, int node)
{
	int fixed = json_get(doc, node, "squashReadOnly");
	int squashes = json_get(doc, node, "squashOnMerge");

	if (json_kind(doc, fixed) != JSON_BOOL ||
	    json_kind(doc, squashes) != JSON_BOOL)
		return 0;
	if (!json_bool(doc, fixed, false))
		return 1u << METHOD_MERGE | 1u << METHOD_SQUASH;
	return json_bool(doc, squashes, false) ? 1u << METHOD_SQUASH
					       : 1u << METHOD_MERGE;
}

enum checks gitlab_pipeline_checks(const char *pipeline)
{
	size_t i;

	if (!pipeline)
		return CHECKS_NONE;
	for (i = 0; i < ARRAY_SIZE(pipelines); i++)
		if (!strcasecmp(pipelines[i].name, pipeline))
			return pipelines[i].checks;
	return CHECKS_PENDING;	/* CREATED, RUNNING, SCHEDULED … */
}

/* "ci_must_pass": what a person has to do, where waiting does not help. */
static const char *pipeline_words(const char *pipeline)
{
	if (!pipeline)
		return "its pipeline must succeed, and it has none";
	if (!strcasecmp(pipeline, "SKIPPED"))
		return "its pipeline must succeed, and was skipped";
	if (!strcasecmp(pipeline, "MANUAL"))
		return "its pipeline waits for a job that a person starts";
	if (!strcasecmp(pipeline, "SUCCESS"))
		return "its newest pipeline must succeed";
	return NULL;
}

static void block(struct readiness *ready, const char *words)
{
	ready->mergeable = MERGEABLE_BLOCKED;
	replace_string(&ready->blocked, words);
}

/* A status that we do not know stands against it, and is told by its name. */
static void block_by_name(struct readiness *ready, const char *status)
{
	struct strbuf words = STRBUF_INIT, name = STRBUF_INIT;
	size_t i;

	text_clean(&name, status, strlen(status), false);
	for (i = 0; i < name.len; i++)
		if (name.buf[i] >= 'A' && name.buf[i] <= 'Z')
			name.buf[i] = (char)(name.buf[i] - 'A' + 'a');
	strbuf_addf(&words, "its merge status is '%s'", name.buf);
	block(ready, words.buf);
	strbuf_release(&words);
	strbuf_release(&name);
}

static void judge_checked(struct readiness *ready, const char *status,
			  const char *pipeline)
{
	const char *words = NULL;

	if (!strcasecmp(status, "CI_STILL_RUNNING"))
		ready->checks = CHECKS_PENDING;
	else
		words = pipeline_words(pipeline);
	if (words)
		block(ready, words);
	else
		ready->mergeable = MERGEABLE_YES;
}

static void judge_status(struct readiness *ready, const char *status,
			 const char *pipeline, bool conflicts)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(statuses); i++)
		if (!strcasecmp(statuses[i].name, status))
			break;
	if (i == ARRAY_SIZE(statuses)) {
		block_by_name(ready, status);
		return;
	}
	if (statuses[i].stands == UNAPPROVED)
		ready->review = REVIEW_MISSING;
	if (statuses[i].stands == UNWANTED)
		ready->review = REVIEW_CHANGES;
	ready->behind = statuses[i].stands == BEHIND;
	switch (statuses[i].stands) {
	case READY:
		ready->mergeable = MERGEABLE_YES;
		break;
	case COMPUTING:
		break;
	case CHECKED:
		judge_checked(ready, status, pipeline);
		break;
	case CONFLICTING:
		ready->mergeable = MERGEABLE_CONFLICT;
		break;
	case UNAPPROVED:
	case UNWANTED:
	case BEHIND:
	case FORBIDDEN:
		block(ready, statuses[i].words);
		/* "conflicts" is whatever keeps git from merging it */
		if (conflicts && strcasecmp(status, "COMMITS_STATUS") &&
		    strcasecmp(status, "NEED_REBASE"))
			ready->mergeable = MERGEABLE_CONFLICT;
		break;
	}
}

/*
 * A project with merge trains offers one of these: the first of what is ready,
 * another of what is not yet; names of GitLab's source, lib/.../auto_merge.
 */
static bool has_train(const struct json *doc, int strategies)
{
	struct strbuf name = STRBUF_INIT;
	bool has = false;
	int node;

	for (node = json_first(doc, strategies); node >= 0 && !has;
	     node = json_next(doc, node)) {
		strbuf_reset(&name);
		has = !json_string(doc, node, &name) &&
		      (!strcmp(name.buf, "merge_train") ||
		       starts_with(name.buf, "add_to_merge_train_"));
	}
	strbuf_release(&name);
	return has;
}

/* Older servers tell no more than whether git can merge it. */
static void judge_old_status(struct readiness *ready, const char *status)
{
	if (!strcasecmp(status, "CAN_BE_MERGED"))
		ready->mergeable = MERGEABLE_YES;
	else if (!strcasecmp(status, "CANNOT_BE_MERGED"))
		ready->mergeable = MERGEABLE_CONFLICT;
}

void gitlab_read_ready(const struct json *doc, int node, struct pull *pull)
{
	struct readiness *ready = &pull->ready;
	int pipeline_node = json_get(doc, node, "headPipeline");
	char *pipeline, *status, *old;

	/* a locked one is being merged: the next look tells */
	if (pull->state != PULL_OPEN || pipeline_node < 0 ||
	    !json_equals(doc, json_get(doc, node, "state"), "opened"))
		return;
	pipeline = json_copy(doc, json_get(doc, pipeline_node, "status"));
	status = json_copy(doc, json_get(doc, node, "detailedMergeStatus"));
	old = json_copy(doc, json_get(doc, node, "mergeStatusEnum"));
	ready->checks = gitlab_pipeline_checks(pipeline);
	if (status)
		judge_status(ready, status, pipeline,
			     json_bool(doc, json_get(doc, node, "conflicts"),
				       false));
	else if (old)
		judge_old_status(ready, old);
	if (ready->mergeable == MERGEABLE_CONFLICT)
		replace_string(&ready->blocked, NULL);
	ready->auto_merge = json_bool(doc, json_get(doc, node,
						    "autoMergeEnabled"),
				      false);
	ready->queue = has_train(doc, json_get(doc, node,
					       "availableAutoMergeStrategies"));
	free(pipeline);
	free(status);
	free(old);
}
