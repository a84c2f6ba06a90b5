/* SPDX-License-Identifier: MIT */
/*
 * GitHub's GraphQL: what a pull request waits for or goes through on its
 * way: merge state, reviews, auto-merge, its commits.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "checks.h"
#include "github-schema.h"
#include "process.h"

void gql_difference(struct exec *exec, const struct node *node,
		    struct difference *difference)
{
	if (node->pull->state == PULL_OPEN)
		pull_bring_head(node->repo, node->pull,
				exec->call->forge->dir);
	pull_difference(node->repo, node->pull->base_oid,
			node->pull->head_oid, difference);
}

void gql_put_mergeable(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	struct forge *forge = exec->call->forge;
	struct pull *pull = pulls_get(&forge->pulls, node->pull->repo,
				      node->pull->number);

	if (github_merge_unknown(exec->call, node->repo, pull))
		gql_text(exec, picked, "UNKNOWN");
	else
		gql_text(exec, picked, pull_merges(node->repo, pull,
						   forge->dir)
			 ? "MERGEABLE" : "CONFLICTING");
}

void gql_put_merge_state(struct exec *exec, const struct node *node,
			 const struct picked *picked)
{
	gql_text(exec, picked, github_merge_state(exec->call, node->repo,
						  node->pull));
}

/* null where no review is required. */
void gql_put_decision(struct exec *exec, const struct node *node,
		      const struct picked *picked)
{
	if (approvals_wanted(node->repo) < 1)
		gql_text(exec, picked, NULL);
	else if (pull_refused(node->pull))
		gql_text(exec, picked, "CHANGES_REQUESTED");
	else
		gql_text(exec, picked, approvals_missing(node->repo,
							 node->pull)
			 ? "REVIEW_REQUIRED" : "APPROVED");
}

static void put_auto_text(struct exec *exec, const struct node *node,
			  const struct picked *picked)
{
	const char *name = picked->field->name;
	const char *message = node->pull->auto_message;
	const char *rest = message ? strstr(message, "\n\n") : NULL;
	size_t title = rest ? (size_t)(rest - message)
		: message ? strlen(message) : 0;

	if (!strcmp(name, "commitHeadline") && message)
		gql_textf(exec, picked, "%.*s", (int)title, message);
	else if (!strcmp(name, "commitBody") && rest)
		gql_text(exec, picked, rest + 2);
	else
		gql_text(exec, picked, NULL);
}

static void put_auto_method(struct exec *exec, const struct node *node,
			    const struct picked *picked)
{
	const char *s = github_method_name(node->pull->auto_method);
	struct strbuf name = STRBUF_INIT;

	for (; *s; s++)
		strbuf_addch(&name, (char)toupper((unsigned char)*s));
	gql_text(exec, picked, name.buf);
	strbuf_release(&name);
}

static void put_auto_login(struct exec *exec, const struct node *node,
			   const struct picked *picked)
{
	gql_put_login(exec, picked, node->pull->auto_login);
}

static void put_auto_time(struct exec *exec, const struct node *node,
			  const struct picked *picked)
{
	gql_time(exec, picked, node->pull->auto_since);
}

static void put_own_pull(struct exec *exec, const struct node *node,
			 const struct picked *picked)
{
	struct node pull = { .type = &gql_type_pull, .repo = node->repo,
			     .pull = node->pull };

	gql_object(exec, picked, &pull);
}

static const struct gql_field auto_fields[] = {
	{ "authorEmail", gql_put_null, NULL, NULL, false },
	{ "commitBody", put_auto_text, NULL, NULL, false },
	{ "commitHeadline", put_auto_text, NULL, NULL, false },
	{ "enabledAt", put_auto_time, NULL, NULL, false },
	{ "enabledBy", put_auto_login, &gql_type_actor, NULL, false },
	{ "mergeMethod", put_auto_method, NULL, NULL, false },
	{ "pullRequest", put_own_pull, &gql_type_pull, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_auto = { "AutoMergeRequest", NULL,
					auto_fields };

void gql_put_auto(struct exec *exec, const struct node *node,
		  const struct picked *picked)
{
	struct node request = { .type = &gql_type_auto, .repo = node->repo,
				.pull = node->pull };

	if (node->pull->auto_login)
		gql_object(exec, picked, &request);
	else
		gql_text(exec, picked, NULL);
}

static void put_commit(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	struct node commit = { .type = &gql_type_commit, .repo = node->repo,
			       .text = node->text };

	gql_object(exec, picked, &commit);
}

static void put_commit_text(struct exec *exec, const struct node *node,
			    const struct picked *picked)
{
	const char *name = picked->field->name;

	if (!strcmp(name, "id"))
		gql_textf(exec, picked, "PRC_%s", node->text);
	else
		gql_textf(exec, picked, "%s/%s/pull/%lld/commits/%s",
			  !strcmp(name, "url") ? exec->call->site : "",
			  node->repo->full, node->pull->number, node->text);
}

static const struct gql_field commit_fields[] = {
	{ "commit", put_commit, &gql_type_commit, NULL, false },
	{ "id", put_commit_text, NULL, NULL, false },
	{ "pullRequest", put_own_pull, &gql_type_pull, NULL, false },
	{ "resourcePath", put_commit_text, NULL, NULL, false },
	{ "url", put_commit_text, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

static const struct gql_type type_pull_commit =
	{ "PullRequestCommit", "Node", commit_fields };
GQL_CONNECTION(gql_type_pull_commits, "PullRequestCommit", type_pull_commit);

static void commit_item(const struct connection *connection, size_t i,
			struct node *out)
{
	*out = *connection->of;
	out->type = &type_pull_commit;
	out->text = connection->texts->v[i];
}

/* Those on the head and not on the base, the oldest first. */
void gql_put_pull_commits(struct exec *exec, const struct node *node,
			  const struct picked *picked)
{
	const struct pull *pull = node->pull;
	struct strbuf text = STRBUF_INIT, range = STRBUF_INIT;
	struct strvec oids = STRVEC_INIT;
	struct connection connection = { .item = commit_item, .of = node,
					 .texts = &oids };

	if (pull->state == PULL_OPEN)
		pull_bring_head(node->repo, pull, exec->call->forge->dir);
	strbuf_addf(&range, "%s..%s", pull->base_oid, pull->head_oid);
	if (!process_git(node->repo->path, NULL, &text, "rev-list",
			 "--reverse", range.buf, (const char *)NULL) &&
	    text.len)
		strvec_split(&oids, text.buf, '\n');
	connection.total = oids.nr;
	gql_connection(exec, picked, &gql_type_pull_commits, &connection);
	strvec_clear(&oids);
	strbuf_release(&text);
	strbuf_release(&range);
}
