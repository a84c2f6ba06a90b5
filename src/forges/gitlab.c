/* SPDX-License-Identifier: MIT */
/*
 * GitLab: gitlab.com, and servers of one's own.
 */
#include "forges/gitlab.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

static const char rest_end[] = "/api/v4/";

static bool owns_host(const char *host)
{
	return !strcasecmp(host, "gitlab.com");
}

/* A server may live below a path; GraphQL is beside REST's version. */
static void locate(const char *web, struct strbuf *api,
		   struct strbuf *graphql)
{
	size_t len;

	if (!api->len)
		strbuf_addf(api, "%s%sapi/v4/", web,
			    ends_with(web, "/") ? "" : "/");
	else if (!ends_with(api->buf, "/"))
		strbuf_addch(api, '/');
	len = api->len;
	if (ends_with(api->buf, rest_end))
		len -= strlen("v4/");
	strbuf_add(graphql, api->buf, len);
	strbuf_addstr(graphql, "graphql");
}

/*
 * Without a token the version is refused, in JSON; servers since 14 say in a
 * header of every answer who they are.
 */
static bool probe_matches(const struct reply *reply)
{
	struct json doc = JSON_INIT;
	struct strbuf err = STRBUF_INIT;
	bool matches;

	if (reply->error != TRANSFER_OK)
		return false;
	if (reply_header(reply, "x-gitlab-meta"))
		return true;
	matches = reply->status == 401 && reply_is_json(reply) &&
		  !json_parse(&doc, reply->body.buf, reply->body.len,
			      &err) &&
		  json_equals(&doc, json_get(&doc, 0, "message"),
			      "401 Unauthorized");
	json_release(&doc);
	strbuf_release(&err);
	return matches;
}

/*
 * glab's variables, in its order. Its token belongs to the server that one of
 * the others names, else to gitlab.com, and goes nowhere else.
 */
static const char *const *token_variables(const char *host)
{
	static const char *const hosts[] = {
		"GITLAB_HOST", "GITLAB_URI", "GL_HOST", NULL
	};
	static const char *const tokens[] = {
		"GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN", "OAUTH_TOKEN", NULL
	};
	const char *const *name;

	for (name = hosts; *name; name++) {
		const char *value = getenv(*name);

		if (value && *value)
			return forge_is_at(value, host) ? tokens : NULL;
	}
	return owns_host(host) ? tokens : NULL;
}

static void authorize(const char *token, struct strbuf *value)
{
	strbuf_addf(value, "Bearer %s", token);
}

const struct forge forge_gitlab = {
	.name = "gitlab",

	.hosted = {
		.net_lane = 8, .api_lane = 8, .write_lane = 2,
		.windows = gitlab_windows, .look_max = 20,
		.spacing = { [KIND_WRITE] = 0.5, [KIND_CONTENT] = 1,
			     [KIND_SEARCH] = 2, [KIND_GRAPHQL] = 0.5 }
	},
	.own = {
		.net_lane = 4, .api_lane = 5, .write_lane = 1,
		.windows = gitlab_own_windows, .look_max = 20,
		.spacing = { [KIND_WRITE] = 0.5, [KIND_CONTENT] = 1,
			     [KIND_SEARCH] = 3, [KIND_GRAPHQL] = 1 }
	},

	.owns_host = owns_host,
	.locate = locate,
	.probe_path = "api/v4/version",
	.probe_matches = probe_matches,
	.folds_case = true,

	.token_variables = token_variables,
	/* with a token as password any name will do */
	.git_user = "oauth2",
	.authorize = authorize,

	.look_draws = DRAW_GRAPHQL,
	.look_ask = gitlab_look_ask,
	.look_read = gitlab_look_read,
	.list_ask = gitlab_list_ask,
	.list_read = gitlab_list_read,
	.has_file_ask = gitlab_has_file_ask,
	.list_names = 50,
	.pull_refs = "refs/merge-requests",
	.commit_modes = true,
	.commit_ask = gitlab_commit_ask,
	.commit_read = gitlab_commit_read,
	.find_ask = gitlab_find_ask,
	.find_read = gitlab_find_read,
	.fork_find_draws = DRAW_READ,
	.fork_find_ask = gitlab_fork_find_ask,
	.fork_find_read = gitlab_fork_find_read,
	.fork_make_ask = gitlab_fork_make_ask,
	.fork_ready_ask = gitlab_fork_ready_ask,
	.fork_read = gitlab_fork_read,
	.names_needed = gitlab_names_needed,
	.names_draws = DRAW_GRAPHQL,
	.names_ask = gitlab_names_ask,
	.names_read = gitlab_names_read,
	.open_ask = gitlab_open_ask,
	.open_read = gitlab_open_read,
	/* no team can be asked for a review */
	.fields = FIELD_LABELS | FIELD_REVIEWERS | FIELD_ASSIGNEES |
		  FIELD_MILESTONE,
	.codeowners = CODEOWNERS_GITLAB,
	.describe_needed = gitlab_describe_needed,
	.describe_draws = gitlab_describe_draws,
	.describe_ask = gitlab_describe_ask,
	.describe_read = gitlab_describe_read,
	.comment_ask = gitlab_comment_ask,
	.comment_read = gitlab_comment_read,
	.said_ask = gitlab_said_ask,
	.said_read = gitlab_said_read,

	/* merge, squash or neither: only whether to squash is a call's */
	.merge_deletes = true,
	.auto_merges = true,
	.methods = 1u << METHOD_MERGE | 1u << METHOD_SQUASH,
	.merge_ask = gitlab_merge_ask,
	.merge_read = gitlab_merge_read,
	.close_ask = gitlab_close_ask,
	.close_read = gitlab_close_read,

	.judge = gitlab_judge,
	.read_limits = gitlab_read_limits
};
