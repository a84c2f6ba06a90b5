/* SPDX-License-Identifier: MIT */
/*
 * GitHub: github.com, tenants on ghe.com, and Enterprise Servers.
 */
#include "forges/github.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

static bool is_github_com(const char *host)
{
	return !strcasecmp(host, "github.com");
}

/* "octo.ghe.com": GitHub's own service with a tenant's data elsewhere. */
static bool is_tenant(const char *host)
{
	const char *dot = strchr(host, '.');

	return dot && dot != host && !strcasecmp(dot, ".ghe.com");
}

static bool owns_host(const char *host)
{
	return is_github_com(host) || is_tenant(host);
}

/* The host of "https://github.com/", as it stands there. */
static void host_of(const char *web, struct strbuf *host)
{
	const char *start = strstr(web, "://");

	start = start ? start + 3 : web;
	strbuf_add(host, start, strcspn(start, "/"));
}

/*
 * An API base from the configuration may be that of an Enterprise Server,
 * whose GraphQL is beside v3/, or any other.
 */
static void locate_graphql(struct strbuf *api, struct strbuf *graphql)
{
	size_t len;

	if (!ends_with(api->buf, "/"))
		strbuf_addch(api, '/');
	len = api->len;
	if (ends_with(api->buf, "/api/v3/"))
		len -= strlen("v3/");
	strbuf_add(graphql, api->buf, len);
	strbuf_addstr(graphql, "graphql");
}

static void locate(const char *web, struct strbuf *api,
		   struct strbuf *graphql)
{
	struct strbuf host = STRBUF_INIT;

	host_of(web, &host);
	if (!api->len) {
		if (owns_host(host.buf))
			strbuf_addf(api, "https://api.%s/", host.buf);
		else
			strbuf_addf(api, "%s%sapi/v3/", web,
				    ends_with(web, "/") ? "" : "/");
	}
	locate_graphql(api, graphql);
	strbuf_release(&host);
}

/*
 * Every answer of GitHub's API carries the first header, those of an
 * Enterprise Server the second too, also a 401 in private mode. The body of
 * /meta would not do: GitBucket answers one like it and has no GraphQL.
 */
static bool probe_matches(const struct reply *reply)
{
	return reply->error == TRANSFER_OK &&
	       (reply_header(reply, "x-github-request-id") ||
		reply_header(reply, "x-github-enterprise-version"));
}

/*
 * gh gives GH_TOKEN and GITHUB_TOKEN to github.com and to every tenant on
 * ghe.com. We give a token to one host only: a tenant, like an Enterprise
 * Server, gets one when GH_HOST names it, and GITHUB_TOKEN goes to
 * github.com alone (design: a token is for exactly its own host).
 */
static const char *const *token_variables(const char *host)
{
	static const char *const both[] = { "GH_TOKEN", "GITHUB_TOKEN", NULL };
	static const char *const enterprise[] = {
		"GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN", NULL
	};
	static const char *const only_gh[] = { "GH_TOKEN", NULL };
	static const char *const only_github[] = { "GITHUB_TOKEN", NULL };
	const char *chosen = getenv("GH_HOST");

	if (is_github_com(host))
		return chosen && is_tenant(chosen) ? only_github : both;
	if (!chosen || strcasecmp(chosen, host))
		return NULL;
	return is_tenant(host) ? only_gh : enterprise;
}

static void authorize(const char *token, struct strbuf *value)
{
	strbuf_addf(value, "Bearer %s", token);
}

const struct forge forge_github = {
	.name = "github",

	/* octokit's number of requests at once; no number is published for
	   git, but some 170 clones at once were seen to be reset */
	.hosted = {
		.net_lane = 8, .api_lane = 10, .write_lane = 1,
		.windows = github_windows, .look_max = 50,
		.anonymous = github_anonymous_windows,
		.spacing = { [KIND_WRITE] = 1, [KIND_CONTENT] = 1,
			     [KIND_SEARCH] = 2.1, [KIND_GRAPHQL] = 1 }
	},
	.own = {
		.net_lane = 6, .api_lane = 8, .write_lane = 1,
		.windows = github_own_windows, .look_max = 50,
		.spacing = { [KIND_WRITE] = 1, [KIND_CONTENT] = 1,
			     [KIND_SEARCH] = 2.1, [KIND_GRAPHQL] = 1 }
	},

	.owns_host = owns_host,
	.locate = locate,
	.probe_path = "api/v3/meta",
	.probe_matches = probe_matches,
	.folds_case = true,

	.token_variables = token_variables,
	.git_user = "x-access-token",
	.authorize = authorize,

	.look_draws = DRAW_GRAPHQL,
	.look_ask = github_look_ask,
	.look_read = github_look_read,
	.list_ask = github_list_ask,
	.list_read = github_list_read,
	.list_names = 100,
	.pull_refs = "refs/pull",
	.commit_guards = true,
	.commit_ask = github_commit_ask,
	.commit_read = github_commit_read,
	.find_ask = github_find_ask,
	.find_read = github_find_read,
	.fork_find_draws = DRAW_GRAPHQL,
	.fork_find_ask = github_fork_find_ask,
	.fork_find_read = github_fork_find_read,
	.fork_make_ask = github_fork_make_ask,
	.fork_ready_ask = github_fork_ready_ask,
	.fork_read = github_fork_read,
	.open_ask = github_open_ask,
	.open_read = github_open_read,
	.fields = FIELD_LABELS | FIELD_REVIEWERS | FIELD_TEAMS |
		  FIELD_ASSIGNEES | FIELD_MILESTONE,
	.codeowners = CODEOWNERS_GITHUB,
	.describe_needed = github_describe_needed,
	.describe_draws = github_describe_draws,
	.describe_ask = github_describe_ask,
	.describe_read = github_describe_read,
	.comment_ask = github_comment_ask,
	.comment_read = github_comment_read,
	.said_ask = github_said_ask,
	.said_read = github_said_read,

	.merge_deletes = false,
	.auto_merges = true,
	.methods = 1 << METHOD_MERGE | 1 << METHOD_SQUASH |
		   1 << METHOD_REBASE,
	.merge_ask = github_merge_ask,
	.merge_read = github_merge_read,
	.close_ask = github_close_ask,
	.close_read = github_close_read,
	.delete_ask = github_delete_ask,
	.delete_read = github_delete_read,

	.judge = github_judge,
	.read_limits = github_read_limits
};
