/* SPDX-License-Identifier: MIT */
/*
 * What the files of GitHub's part share. Sources: GitHub's REST description
 * (@octokit/openapi), its GraphQL schema (@octokit/graphql-schema) and the
 * pages "Rate limits for the REST API" and "Troubleshooting the REST API" of
 * docs.github.com.
 */
#ifndef FORGES_GITHUB_H
#define FORGES_GITHUB_H

#include "base/json.h"
#include "forges/forge.h"

/* github-look.c: many repositories in one GraphQL query */
int github_look_ask(const struct forge_site *site,
		    const struct look_query *queries, size_t nr,
		    struct request *request, struct strbuf *err);
int github_look_read(const struct reply *reply,
		     const struct look_query *queries, size_t nr,
		     struct look_answer *answers, struct look_common *common,
		     struct strbuf *err);

/* github-pull.c: pull requests by REST */
int github_find_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err);
int github_find_read(const struct reply *reply,
		     const struct pull_query *query, struct pull *pull,
		     struct strbuf *err);
int github_open_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err);
int github_open_read(const struct reply *reply,
		     const struct pull_query *query, struct pull *pull,
		     struct strbuf *err);
bool github_describe_needed(const struct pull_query *query);
int github_describe_ask(const struct forge_site *site,
			const struct pull_query *query,
			struct request *request, struct strbuf *err);
int github_describe_read(const struct reply *reply,
			 const struct pull_query *query, struct strbuf *err);

/* github-judge.c: what a reply means */
void github_judge(const struct request *request, const struct reply *reply,
		  struct verdict_of_reply *verdict, struct strbuf *why);

/* github-limits.c: rate limits, as documented and as told by a reply */
extern const struct forge_rate github_rates[];
void github_read_limits(const struct request *request,
			const struct reply *reply, struct limits *limits);

/* Whether a 403 or 429 is one, by its headers and words; what it freezes. */
bool github_is_limit(const struct reply *reply, const char *words);
void github_limit(const struct reply *reply, const char *words,
		  struct verdict_of_reply *verdict);

/* github-error.c: errors as GitHub words them */

/* Whether text holds the fragment, in any case: GitHub rewords sentences. */
bool github_says(const char *text, const char *fragment);

/* Appends a text as part of a sentence: one line, no full stop at its end. */
void github_text(const struct json *doc, int node, struct strbuf *out);

/* Appends what an error's body says: message and errors. */
void github_message(const struct json *doc, struct strbuf *out);

/* Appends where the token can be authorized for single sign-on, if told. */
void github_sso(const struct reply *reply, struct strbuf *out);

/* Class and "later" of one member of a GraphQL reply's errors. */
void github_graphql_error(const struct json *doc, int error,
			  struct verdict_of_reply *verdict);

/*
 * Whether there is no data only because this token may not ask for "viewer":
 * it is non-null in the schema, so its refusal takes all else with it.
 */
bool github_viewer_refused(const struct json *doc);

#endif
