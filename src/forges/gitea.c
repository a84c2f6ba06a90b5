/* SPDX-License-Identifier: MIT */
/*
 * Gitea and Forgejo: codeberg.org, gitea.com, and servers of one's own.
 */
#include "forges/gitea.h"

#include <stdlib.h>
#include <strings.h>

#include "base/text.h"

/*
 * Codeberg's proxy lets 4000 requests through in 30 minutes from one
 * address, git's included, of which a transfer takes about 3; run by
 * volunteers. Others have no limits but their one machine.
 */
static const struct limit_window hosted_windows[] = {
	{ .name = "requests in 30 minutes", .count = 4000, .seconds = 1800,
	  .cost = { [KIND_READ] = 1, [KIND_WRITE] = 1, [KIND_GIT] = 3 } },
	{ .name = "requests in 20 seconds", .count = 30, .seconds = 20,
	  .cost = { [KIND_READ] = 1, [KIND_WRITE] = 1, [KIND_GIT] = 3 } },
	{ .count = 0 }
};

static const struct limit_window own_windows[] = {
	{ .name = "reads in 4 seconds", .count = 20, .seconds = 4,
	  .cost = { [KIND_READ] = 1 } },
	{ .count = 0 }
};

static bool owns_host(const char *host)
{
	return !strcasecmp(host, "codeberg.org") ||
	       !strcasecmp(host, "gitea.com");
}

static void locate(const char *web, struct strbuf *api,
		   struct strbuf *graphql)
{
	(void)graphql;
	if (!api->len)
		strbuf_addf(api, "%s%sapi/v1/", web,
			    ends_with(web, "/") ? "" : "/");
	else if (!ends_with(api->buf, "/"))
		strbuf_addch(api, '/');
}

/* Whether a variable holds a URL of exactly this host. */
static bool names_host(const char *variable, const char *host)
{
	const char *url = getenv(variable);

	return url && *url && forge_is_at(url, host);
}

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value;
}

/*
 * tea's variables. Each of its tokens belongs to the server that another
 * variable names; GITEA_TOKEN alone is for gitea.com, and goes nowhere else.
 */
static const char *const *token_variables(const char *host)
{
	static const char *const both[] = {
		"GITEA_SERVER_TOKEN", "GITEA_TOKEN", NULL
	};
	const char *const *only_token = both + 1;
	static const char *const only_server[] = {
		"GITEA_SERVER_TOKEN", NULL
	};
	bool server = names_host("GITEA_SERVER_URL", host);
	bool token = is_set("GITEA_INSTANCE_URL") ?
		     names_host("GITEA_INSTANCE_URL", host) :
		     !strcasecmp(host, "gitea.com");

	if (server)
		return token ? both : only_server;
	return token ? only_token : NULL;
}

static void authorize(const char *token, struct strbuf *value)
{
	strbuf_addf(value, "token %s", token);
}

/* The servers have no limits that they could tell of. */
static void read_limits(const struct request *request,
			const struct reply *reply, struct limits *limits)
{
	(void)request;
	(void)reply;
	limits->limit = limits->remaining = -1;
	limits->reset_in = -1;
	limits->told = TOLD_NOTHING;
}

const struct forge forge_gitea = {
	.name = "gitea",
	.alias = "forgejo",

	.hosted = {
		.net_lane = 2, .api_lane = 2, .write_lane = 1,
		.windows = hosted_windows, .look_max = 1,
		.spacing = { [KIND_WRITE] = 2, [KIND_CONTENT] = 5,
			     [KIND_SEARCH] = 5 }
	},
	.own = {
		.net_lane = 4, .api_lane = 4, .write_lane = 1,
		.windows = own_windows, .look_max = 1,
		.spacing = { [KIND_WRITE] = 0.5, [KIND_CONTENT] = 1,
			     [KIND_SEARCH] = 1 }
	},

	.owns_host = owns_host,
	.locate = locate,
	.probe_path = "api/v1/version",
	.probe_matches = gitea_probe_matches,
	.probe_read = gitea_probe_read,
	.folds_case = true,

	.token_variables = token_variables,
	/* with a token as password any name will do */
	.git_user = "oauth2",
	.authorize = authorize,

	.look_draws = DRAW_READ,
	.look_part = gitea_look_part,
	.look_ask = gitea_look_ask,
	.look_read = gitea_look_read,
	.list_ask = gitea_list_ask,
	.list_read = gitea_list_read,
	.has_file_ask = gitea_has_file_ask,
	.has_file_read = gitea_has_file_read,
	.list_names = 1,
	.pull_refs = "refs/pull",
	.find_ask = gitea_find_ask,
	.find_read = gitea_find_read,
	.fork_find_draws = DRAW_READ,
	.fork_find_ask = gitea_fork_find_ask,
	.fork_find_read = gitea_fork_find_read,
	.fork_make_ask = gitea_fork_make_ask,
	.fork_ready_ask = gitea_fork_ready_ask,
	.fork_read = gitea_fork_read,
	.names_needed = gitea_names_needed,
	.names_writes = gitea_names_writes,
	.names_draws = DRAW_READ,
	.names_ask = gitea_names_ask,
	.names_read = gitea_names_read,
	.open_ask = gitea_open_ask,
	.open_read = gitea_open_read,
	.fields = FIELD_LABELS | FIELD_REVIEWERS | FIELD_TEAMS |
		  FIELD_ASSIGNEES | FIELD_MILESTONE,
	.codeowners = CODEOWNERS_GITEA,
	.describe_needed = gitea_describe_needed,
	.describe_draws = gitea_describe_draws,
	.describe_ask = gitea_describe_ask,
	.describe_read = gitea_describe_read,
	.comment_ask = gitea_comment_ask,
	.comment_read = gitea_comment_read,
	.said_ask = gitea_said_ask,
	.said_read = gitea_said_read,

	.merge_deletes = true,
	.auto_merges = true,
	.methods = 1u << METHOD_MERGE | 1u << METHOD_SQUASH |
		   1u << METHOD_REBASE,
	.merge_ask = gitea_merge_ask,
	.merge_read = gitea_merge_read,
	.close_ask = gitea_close_ask,
	.close_read = gitea_close_read,

	.judge = gitea_judge,
	.read_limits = read_limits
};
