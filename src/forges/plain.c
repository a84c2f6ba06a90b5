/* SPDX-License-Identifier: MIT */
/*
 * Plain git: a server that has no API, or none that we know. Nothing is
 * asked; the life of a repository ends with the push.
 */
#include "forges/forge.h"

/* What no other forge owns becomes plain git only after the probes. */
static bool owns_host(const char *host)
{
	(void)host;
	return false;
}

static void locate(const char *web, struct strbuf *api,
		   struct strbuf *graphql)
{
	(void)web;
	(void)api;
	(void)graphql;
}

static const char *const *token_variables(const char *host)
{
	(void)host;
	return NULL;
}

const struct forge forge_git = {
	.name = "git",
	/* one server that nobody has sized: few transfers at once */
	.own = { .net_lane = 4, .api_lane = 1, .write_lane = 1 },
	.owns_host = owns_host,
	.locate = locate,
	.token_variables = token_variables,
	/* with a token as password most servers take any name */
	.git_user = "git"
};
