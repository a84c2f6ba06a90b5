/* SPDX-License-Identifier: MIT */
/*
 * What a forge says of its own counters.
 */
#include "forges/quota.h"

#include "base/alloc.h"
#include "base/json.h"
#include "forges/whoami.h"

/* docs.github.com, "Get rate limit status for the authenticated user" */
bool quota_ask(const struct forge *forge, const struct forge_site *site,
	       struct request *request)
{
	if (forge != &forge_github)
		return whoami_ask(forge, site, request);
	request->method = "GET";
	request->draws = DRAW_READ;
	strbuf_addf(&request->url, "%srate_limit", site->api);
	strvec_push(&request->headers, "Accept: application/json");
	return true;
}

/* Its resets are of the server's clock: from its Date on. */
static bool read_resource(const struct reply *reply, const struct json *doc,
			  const char *name, enum told told,
			  struct limits *limits)
{
	struct strbuf path = STRBUF_INIT;
	long long reset;
	int node;

	strbuf_addf(&path, "resources.%s", name);
	node = json_get(doc, 0, path.buf);
	strbuf_release(&path);
	limits->told = told;
	limits->limit = json_int(doc, json_get(doc, node, "limit"), -1);
	limits->remaining = json_int(doc, json_get(doc, node, "remaining"),
				     -1);
	reset = json_int(doc, json_get(doc, node, "reset"), -1);
	limits->reset_in = reset < 0 ? -1 : (double)reset -
			   (reply->date >= 0 ? reply->date : reply->came);
	if (limits->reset_in < 0)
		limits->reset_in = reset < 0 ? -1 : 0;
	return limits->limit > 0 && limits->remaining >= 0;
}

static int read_resources(const struct reply *reply,
			  struct limits limits[TOLD_NR], struct strbuf *why)
{
	static const struct {
		const char *name;
		enum told told;
	} resources[] = {
		{ "core", TOLD_API }, { "graphql", TOLD_GRAPHQL },
		{ "search", TOLD_SEARCH }
	};
	struct json doc = JSON_INIT;
	struct strbuf err = STRBUF_INIT;
	int nr = 0;
	size_t i;

	if (json_parse(&doc, reply->body.buf, reply->body.len, &err) < 0) {
		strbuf_addstr(why, "what answers is no JSON");
		nr = -1;
	}
	for (i = 0; nr >= 0 && i < ARRAY_SIZE(resources); i++)
		nr += read_resource(reply, &doc, resources[i].name,
				    resources[i].told, &limits[nr]);
	json_release(&doc);
	strbuf_release(&err);
	return nr;
}

int quota_read(const struct forge *forge, const struct request *request,
	       const struct reply *reply, struct limits limits[TOLD_NR],
	       struct strbuf *why)
{
	struct verdict_of_reply verdict = { .failure = FAILURE_NONE };

	forge->judge(request, reply, &verdict, why);
	if (verdict.failure == FAILURE_MISSING && forge == &forge_github) {
		strbuf_setlen(why, 0);	/* switched off on a server of one's
					   own: docs, "Rate limits" */
		return 0;
	}
	if (verdict.failure != FAILURE_NONE && reply->error != TRANSFER_OK)
		return -1;
	if (forge == &forge_github && verdict.failure == FAILURE_NONE)
		return read_resources(reply, limits, why);
	if (forge->read_limits) {
		forge->read_limits(request, reply, &limits[0]);
		if (limits[0].limit > 0) {
			strbuf_setlen(why, 0);
			return 1;
		}
	}
	return verdict.failure == FAILURE_NONE ||
	       verdict.failure == FAILURE_PERMISSION ? 0 : -1;
}
