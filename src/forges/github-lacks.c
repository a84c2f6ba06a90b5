/* SPDX-License-Identifier: MIT */
/*
 * What an older server's GraphQL schema has not. It refuses a query whole for
 * one field that it does not know, and names that field: then the same is
 * asked without it, here and ever after (site->lacks).
 */
#include "forges/github.h"

#include "base/alloc.h"

/* As graphql-ruby words it, which GitHub's servers run. */
static const struct {
	const char *fragment;
	unsigned lacks;
} words[] = {
	{ "'viewerDefaultMergeMethod' doesn't exist",
	  GITHUB_NO_DEFAULT_METHOD },
	{ "'mergeStateStatus' doesn't exist", GITHUB_NO_MERGE_STATE },
	{ "'reviewDecision' doesn't exist", GITHUB_NO_DECISION },
	{ "'autoMergeRequest' doesn't exist", GITHUB_NO_AUTO_MERGE },
	{ "'isMergeQueueEnabled' doesn't exist", GITHUB_NO_QUEUE },
	{ "'isInMergeQueue' doesn't exist", GITHUB_NO_QUEUE },
	{ "'baseRef' doesn't exist", GITHUB_NO_PROTECTION | GITHUB_NO_RULES },
	{ "'refUpdateRule' doesn't exist", GITHUB_NO_PROTECTION },
	{ "doesn't exist on type 'RefUpdateRule'", GITHUB_NO_PROTECTION },
	{ "'rules' doesn't exist on type 'Ref'", GITHUB_NO_RULES },
	{ "doesn't exist on type 'RepositoryRule'", GITHUB_NO_RULES },
	{ "doesn't exist on type 'PullRequestParameters'", GITHUB_NO_RULES },
	{ "No such type PullRequestParameters", GITHUB_NO_RULES },
	{ "No such type RequiredStatusChecksParameters", GITHUB_NO_RULES },
	{ "'statusCheckRollup' doesn't exist on type 'PullRequest'",
	  GITHUB_NO_PULL_ROLLUP },
	{ "'statusCheckRollup' doesn't exist on type 'Commit'",
	  GITHUB_NO_ROLLUP },
	{ "'isRequired' doesn't exist", GITHUB_NO_REQUIRED },
	{ "'checkSuite' doesn't exist", GITHUB_NO_WORKFLOW },
	{ "'workflowRun' doesn't exist", GITHUB_NO_WORKFLOW },
	{ "doesn't exist on type 'WorkflowRun'", GITHUB_NO_WORKFLOW }
};

unsigned github_lacks(const struct json *doc)
{
	struct strbuf message = STRBUF_INIT;
	unsigned lacks = 0;
	int error;
	size_t i;

	if (json_kind(doc, json_get(doc, 0, "data")) == JSON_OBJECT)
		return 0;
	for (error = json_first(doc, json_get(doc, 0, "errors")); error >= 0;
	     error = json_next(doc, error)) {
		strbuf_reset(&message);
		json_string(doc, json_get(doc, error, "message"), &message);
		for (i = 0; i < ARRAY_SIZE(words); i++)
			if (forge_says(message.buf, words[i].fragment))
				lacks |= words[i].lacks;
	}
	strbuf_release(&message);
	return lacks;
}
