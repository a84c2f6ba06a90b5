/* SPDX-License-Identifier: MIT */
/*
 * What is asked about many repositories in one GraphQL query: an alias r0, r1
 * … for each, so that one that is broken fails alone. Without a connection
 * inside, or with the one of pull requests, 50 of them cost 1 point
 * (docs.github.com: "Rate limits and query limits for the GraphQL API").
 */
#include "forges/github.h"

static const char repository_fields[] =
	" fragment R on Repository{id nameWithOwner isArchived isDisabled"
	" isEmpty isLocked viewerPermission"
	" defaultBranchRef{name target{oid}}"
	" mergeCommitAllowed squashMergeAllowed rebaseMergeAllowed";

static const char pull_fields[] =
	" fragment P on PullRequest{id number url state isDraft title"
	" headRefOid baseRefName isCrossRepository}";

/* Whose it is, and whether its branch is there still. */
static const char fork_fields[] =
	" headRepository{nameWithOwner} headRef{target{oid}}";

/*
 * headRefName matches that branch in every fork too, so that ours may not be
 * among the first few; more of them cost no more points.
 */
static const char pulls_arguments[] =
	",states:[OPEN,MERGED,CLOSED],first:10,"
	"orderBy:{field:CREATED_AT,direction:DESC}){nodes{...P";

/* Which fragments the query must bring along. */
struct used {
	bool pulls, ready, numbered;
};

static const char target[] = "{target{oid}}";
static const char target_checks[] =
	"{target{oid ...on Commit{statusCheckRollup{state}}}}";

static void ask_ref(struct strbuf *query, const char *alias,
		    const char *branch, const char *fields)
{
	struct strbuf name = STRBUF_INIT;

	strbuf_addf(&name, "refs/heads/%s", branch);
	strbuf_addf(query, " %s:ref(qualifiedName:", alias);
	json_quote(query, name.buf);
	strbuf_addf(query, ")%s", fields);
	strbuf_release(&name);
}

static void ask_pull(struct strbuf *query, const struct forge_site *site,
		     const struct look_query *q, struct used *used)
{
	used->pulls = true;
	if (q->pull) {
		strbuf_addf(query, " pull:pullRequest(number:%lld){...P",
			    q->pull);
	} else {
		strbuf_addstr(query, " pulls:pullRequests(headRefName:");
		json_quote(query, q->branch);
		strbuf_addstr(query, pulls_arguments);
	}
	if (q->merge) {
		github_ask_ready(site, q->pull, query);
		used->ready = true;
		used->numbered |= q->pull != 0;
	}
	if (q->fork)
		strbuf_addstr(query, fork_fields);
	strbuf_addstr(query, q->pull ? "}" : "}}");
}

static void ask_repository(struct strbuf *query,
			   const struct forge_site *site, size_t i,
			   const struct look_query *q, struct used *used)
{
	bool checks = q->base_checks && !(site->lacks & GITHUB_NO_ROLLUP);

	strbuf_addf(query, " r%zu:repository(owner:", i);
	json_quote(query, q->owner);
	strbuf_addstr(query, ",name:");
	json_quote(query, q->name);
	strbuf_addstr(query, "){...R");
	if (q->base)
		ask_ref(query, "base", q->base,
			checks ? target_checks : target);
	else if (checks)
		strbuf_addf(query, " defaultBranchRef%s", target_checks);
	if (q->branch && !q->fork)
		ask_ref(query, "branch", q->branch, target);
	if (q->pull || q->branch)
		ask_pull(query, site, q, used);
	strbuf_addch(query, '}');
}

static void define_fragments(struct strbuf *query,
			     const struct forge_site *site,
			     const struct used *used)
{
	strbuf_addstr(query, repository_fields);
	if (!(site->lacks & GITHUB_NO_DEFAULT_METHOD))
		strbuf_addstr(query, " viewerDefaultMergeMethod");
	strbuf_addch(query, '}');
	if (used->pulls)
		strbuf_addstr(query, pull_fields);
	if (used->ready)
		github_define_ready(site, used->numbered, query);
}

int github_look_ask(const struct forge_site *site,
		    const struct look_query *queries, size_t nr,
		    struct request *request, struct strbuf *err)
{
	struct strbuf query = STRBUF_INIT;
	struct json_writer body = JSON_WRITER_INIT(&request->body);
	struct used used = { false };
	size_t i;

	(void)err;
	request->method = "POST";
	request->draws = DRAW_GRAPHQL;
	strbuf_addstr(&request->url, site->graphql);
	strvec_pushl(&request->headers,
		     "Accept: application/vnd.github+json",
		     "Content-Type: application/json", NULL);

	strbuf_addstr(&query, "query{");
	if (!site->no_login)
		strbuf_addstr(&query, "viewer{login} ");
	strbuf_addstr(&query,
		      "rateLimit{cost remaining used limit resetAt}");
	for (i = 0; i < nr; i++)
		ask_repository(&query, site, i, &queries[i], &used);
	strbuf_addch(&query, '}');
	define_fragments(&query, site, &used);

	json_begin_object(&body, NULL);
	json_put(&body, "query", query.buf);
	json_end_object(&body);
	strbuf_release(&query);
	return 0;
}
