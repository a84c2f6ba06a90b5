/* SPDX-License-Identifier: MIT */
/*
 * GitLab's part that is no conversation: where its API is, tokens, probing,
 * how large a query may get, and what it costs a server.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "forges/forge.h"
#include "forges/gitlab.h"

/* Labels that may be made, and teams, which it cannot ask, need no number. */
START_TEST(numbers_are_asked_for_names)
{
	struct strvec names = STRVEC_INIT;
	struct pull_query query = { .labels = &names, .teams = &names };

	ck_assert(!forge_gitlab.names_needed(&query));
	strvec_push(&names, "a");
	ck_assert(forge_gitlab.names_needed(&query));
	query.create_labels = true;
	ck_assert(!forge_gitlab.names_needed(&query));
	query.reviewers = &names;
	ck_assert(forge_gitlab.names_needed(&query));
	query.reviewers = NULL;
	query.assignees = &names;
	ck_assert(forge_gitlab.names_needed(&query));
	query.assignees = NULL;
	query.milestone = "v1";
	ck_assert(forge_gitlab.names_needed(&query));
	ck_assert_ptr_null(forge_gitlab.names_writes);
	ck_assert(!(forge_gitlab.fields & FIELD_TEAMS));
	strvec_clear(&names);
}
END_TEST

Suite *suite_gitlab(void);

static const struct {
	const char *web, *given, *api, *graphql;
} places[] = {
	{ "https://gitlab.com/", "", "https://gitlab.com/api/v4/",
	  "https://gitlab.com/api/graphql" },
	{ "https://example.com/git/", "", "https://example.com/git/api/v4/",
	  "https://example.com/git/api/graphql" },
	{ "https://example.com", "", "https://example.com/api/v4/",
	  "https://example.com/api/graphql" },
	/* multi.<url>.api goes before all else */
	{ "https://gitlab.com/", "http://127.0.0.1:3000/api/v4",
	  "http://127.0.0.1:3000/api/v4/",
	  "http://127.0.0.1:3000/api/graphql" },
	{ "https://gitlab.com/", "http://127.0.0.1:3000/x",
	  "http://127.0.0.1:3000/x/", "http://127.0.0.1:3000/x/graphql" }
};

START_TEST(apis_are_located)
{
	struct strbuf api = STRBUF_INIT, graphql = STRBUF_INIT;

	strbuf_addstr(&api, places[_i].given);
	forge_gitlab.locate(places[_i].web, &api, &graphql);
	ck_assert_str_eq(api.buf, places[_i].api);
	ck_assert_str_eq(graphql.buf, places[_i].graphql);
	strbuf_release(&api);
	strbuf_release(&graphql);
}
END_TEST

START_TEST(names_and_hosts)
{
	ck_assert_ptr_eq(forge_by_name("gitlab"), &forge_gitlab);
	ck_assert_ptr_eq(forge_of_host("gitlab.com"), &forge_gitlab);
	ck_assert_ptr_eq(forge_of_host("GitLab.com"), &forge_gitlab);
	ck_assert_ptr_null(forge_of_host("gitlab.com.example.com"));
	ck_assert_ptr_null(forge_of_host("www.gitlab.com"));
	ck_assert_ptr_null(forge_of_host("gitlab.com:8443"));
	ck_assert_ptr_null(forge_of_host("gitlab.example.com"));
	ck_assert(forge_gitlab.folds_case);
}
END_TEST

/* ---- tokens ------------------------------------------------------------ */

static const char *const variables[] = {
	"GITLAB_HOST", "GITLAB_URI", "GL_HOST"
};

static void set(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

/* Whether a host is given the tokens, with these variables set. */
static bool gives(const char *first, const char *second, const char *third,
		  const char *host)
{
	struct strbuf names = STRBUF_INIT;
	const char *const *name;
	bool any;

	set(variables[0], first);
	set(variables[1], second);
	set(variables[2], third);
	name = forge_gitlab.token_variables(host);
	any = name != NULL;
	for (; name && *name; name++)
		strbuf_addf(&names, "%s ", *name);
	if (any)
		ck_assert_str_eq(names.buf, "GITLAB_TOKEN "
				 "GITLAB_ACCESS_TOKEN OAUTH_TOKEN ");
	strbuf_release(&names);
	return any;
}

START_TEST(tokens_are_for_their_host)
{
	static const char own[] = "https://git.example.com:3000/sub";
	char *before[ARRAY_SIZE(variables)];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(variables); i++)
		before[i] = xstrdup_or_null(getenv(variables[i]));
	ck_assert(gives(NULL, NULL, NULL, "gitlab.com"));
	ck_assert(gives("", "", "", "GitLab.com"));
	ck_assert(!gives(NULL, NULL, NULL, "git.example.com"));
	ck_assert(gives(own, NULL, NULL, "git.example.com:3000"));
	ck_assert(gives(NULL, own, NULL, "GIT.example.com:3000"));
	ck_assert(gives(NULL, NULL, own, "git.example.com:3000"));
	ck_assert(!gives(own, NULL, NULL, "git.example.com"));
	/* never to another, not even to gitlab.com */
	ck_assert(!gives(own, NULL, NULL, "gitlab.com"));
	ck_assert(!gives(NULL, NULL, own, "gitlab.com"));
	/* the first that is set decides */
	ck_assert(!gives("gitlab.com", own, NULL, "git.example.com:3000"));
	ck_assert(gives("gitlab.com", own, NULL, "gitlab.com"));
	ck_assert(gives("", "https://me@gitlab.com/", NULL, "gitlab.com"));
	ck_assert(!gives("https://gitlab.com.evil.example/", NULL, NULL,
			 "gitlab.com"));
	ck_assert(!gives("https://gitlab.com@evil.example/", NULL, NULL,
			 "gitlab.com"));
	for (i = 0; i < ARRAY_SIZE(variables); i++) {
		set(variables[i], before[i]);
		free(before[i]);
	}
}
END_TEST

START_TEST(tokens_are_sent)
{
	struct strbuf value = STRBUF_INIT;

	forge_gitlab.authorize("t0k3n", &value);
	ck_assert_str_eq(value.buf, "Bearer t0k3n");
	ck_assert_str_eq(forge_gitlab.git_user, "oauth2");
	strbuf_release(&value);
}
END_TEST

/* ---- probing ----------------------------------------------------------- */

static bool probe(const struct forge *forge, enum transfer_error error,
		  int status, const char *header, const char *body)
{
	struct reply reply = REPLY_INIT;
	bool result;

	reply.error = error;
	reply.status = status;
	strvec_push(&reply.headers, header);
	strbuf_addstr(&reply.body, body);
	result = forge->probe_matches(&reply);
	reply_release(&reply);
	return result;
}

static bool matches(enum transfer_error error, int status,
		    const char *header, const char *body)
{
	return probe(&forge_gitlab, error, status, header, body);
}

START_TEST(servers_are_probed)
{
	static const char json[] = "Content-Type: application/json";
	static const char meta[] = "X-Gitlab-Meta: {\"version\":\"1\"}";
	static const char refused[] = "{\"message\":\"401 Unauthorized\"}";

	ck_assert_str_eq(forge_gitlab.probe_path, "api/v4/version");
	ck_assert(matches(0, 401, json, refused));
	ck_assert(matches(0, 401, meta, ""));
	ck_assert(matches(0, 200, meta, "{\"version\":\"18.5.1\"}"));
	/* others */
	ck_assert(!matches(0, 401, "Content-Type: text/html", refused));
	ck_assert(!matches(0, 403, json, refused));
	ck_assert(!matches(0, 401, json, "{\"message\":\"Unauthorized\"}"));
	ck_assert(!matches(0, 401, json, "{\"message\":"));
	ck_assert(!matches(0, 200, json, "{\"version\":\"1.26.0\"}"));
	ck_assert(!matches(0, 404, json, "{\"error\":\"404 Not Found\"}"));
	ck_assert(!matches(TRANSFER_UNSENT, 0, json, ""));
	ck_assert(!matches(TRANSFER_BROKEN, 401, meta, refused));
	/* nor is it taken for one of them */
	ck_assert(!probe(&forge_github, 0, 401, json, refused));
	ck_assert(!probe(&forge_gitea, 0, 401, json, refused));
}
END_TEST

/* ---- queries ----------------------------------------------------------- */

#define MANY 50
#define TEXT_MAX 10000		/* GitLab's, without the variables */

struct batch {
	struct look_query queries[MANY];
	char names[MANY][400];
	struct json doc;
	size_t text;		/* length of the query */
};

/* bases: so many different ones. */
static void ask_many(struct batch *batch, unsigned lacks, size_t bases)
{
	struct forge_site site = {
		.api = "https://h/api/v4/", .graphql = "https://h/graphql",
		.lacks = lacks
	};
	struct request request = REQUEST_INIT;
	struct strbuf err = STRBUF_INIT, text = STRBUF_INIT;
	size_t i;

	memset(batch, 0, sizeof(*batch));
	for (i = 0; i < MANY; i++) {
		snprintf(batch->names[i], sizeof(batch->names[i]),
			 "%0300zu", i % bases);
		batch->queries[i] = (struct look_query){
			.owner = batch->names[i], .name = "n",
			.branch = "multi/x", .base = batch->names[i],
			.merge = true
		};
	}
	ck_assert(!forge_gitlab.look_ask(&site, batch->queries, MANY,
					 &request, &err));
	ck_assert(!json_parse(&batch->doc, request.body.buf,
			      request.body.len, &err));
	ck_assert(!json_string(&batch->doc,
			       json_get(&batch->doc, 0, "query"), &text));
	batch->text = text.len;
	strbuf_release(&text);
	request_release(&request);
}

/* Names do not count, however long they are. */
START_TEST(queries_are_short)
{
	static struct batch batch;
	int list;

	ask_many(&batch, 0, 1);
	ck_assert_uint_lt(batch.text, 1000);
	list = json_get(&batch.doc, 0, "variables.p0");
	ck_assert_uint_eq(json_size(&batch.doc, list), MANY);
	json_release(&batch.doc);
	ask_many(&batch, 0, 30);
	ck_assert_uint_lt(batch.text, TEXT_MAX);
	ck_assert_int_ge(json_get(&batch.doc, 0, "variables.p29"), 0);
	ck_assert_int_lt(json_get(&batch.doc, 0, "variables.p30"), 0);
	json_release(&batch.doc);
}
END_TEST

START_TEST(groups_ask_the_same)
{
	static const struct look_query queries[] = {
		{ .branch = "x" },
		{ .branch = "x", .base = "main" },
		{ .branch = "x" },
		{ .branch = "y" },
		{ .branch = "x", .merge = true },
		{ .base = "main" },
		{ .branch = "x", .base = "main", .pull = 7 },
		{ .branch = "x", .base = "main", .merge = true }
	};
	static const size_t groups[] = { 0, 1, 0, 3, 4, 5, 1, 7 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(queries); i++)
		ck_assert_uint_eq(gitlab_look_group(queries, i), groups[i]);
}
END_TEST

/* How many a query is to hold, from an answer about so many. */
static size_t learned(size_t nr, const char *body)
{
	static struct look_query queries[MANY];
	static struct look_answer answers[MANY];
	struct look_common common = { 0 };
	struct reply reply = REPLY_INIT;
	struct strbuf err = STRBUF_INIT;
	size_t i;

	ck_assert_uint_le(nr, MANY);
	for (i = 0; i < nr; i++)
		queries[i] = (struct look_query){ .owner = "o", .name = "n" };
	strbuf_addstr(&reply.body, body);
	ck_assert(!forge_gitlab.look_read(&reply, queries, nr, answers,
					  &common, &err));
	for (i = 0; i < nr; i++)
		look_answer_release(&answers[i]);
	reply_release(&reply);
	ck_assert(!common.login);
	return common.look_max;
}

static size_t after(size_t nr, unsigned score, unsigned limit)
{
	char body[200];

	snprintf(body, sizeof(body), "{\"data\":{\"queryComplexity\":{"
		 "\"score\":%u,\"limit\":%u},\"g0\":{\"nodes\":[]}}}", score,
		 limit);
	return learned(nr, body);
}

static size_t after_error(size_t nr, unsigned score, unsigned limit)
{
	char body[200];

	snprintf(body, sizeof(body), "{\"errors\":[{\"message\":\"Query has "
		 "complexity of %u, which exceeds max complexity of %u\"}]}",
		 score, limit);
	return learned(nr, body);
}

START_TEST(batches_fit)
{
	/* a few more each time, to 50 */
	ck_assert_uint_eq(after(20, 66, 250), 25);
	ck_assert_uint_eq(after(25, 70, 250), 30);
	ck_assert_uint_eq(after(48, 80, 250), 50);
	ck_assert_uint_eq(after(50, 80, 250), 50);
	/* no more than fit, and fewer where it came too near */
	ck_assert_uint_eq(after(20, 180, 250), 22);
	ck_assert_uint_eq(after(20, 200, 250), 20);
	ck_assert_uint_eq(after(20, 240, 250), 16);
	ck_assert_uint_eq(after(1, 249, 250), 1);
	/* small ones are no reason to ask for fewer */
	ck_assert_uint_eq(after(1, 50, 250), 0);
	ck_assert_uint_eq(after(3, 60, 250), 0);
	ck_assert_uint_eq(after(8, 60, 250), 20);
	/* nothing is told */
	ck_assert_uint_eq(after(20, 0, 250), 0);
	ck_assert_uint_eq(after(20, 60, 0), 0);
	ck_assert_uint_eq(learned(20, "{\"data\":{\"g0\":null}}"), 0);
	/* refused */
	ck_assert_uint_eq(after_error(20, 500, 250), 8);
	ck_assert_uint_eq(after_error(20, 9999, 250), 1);
	ck_assert_uint_eq(after_error(1, 300, 250), 1);
	ck_assert_uint_eq(after_error(20, 200, 250), 0);
	ck_assert_uint_eq(learned(9, "{\"errors\":[{\"message\":\"Query too "
				  "large\"}]}"), 4);
}
END_TEST

/* ---- what it costs ----------------------------------------------------- */

START_TEST(servers_are_spared)
{
	const struct forge_budget *hosted =
		forge_budget_of(&forge_gitlab, "gitlab.com");
	const struct forge_budget *own =
		forge_budget_of(&forge_gitlab, "gitlab.example.com");

	ck_assert_ptr_eq(hosted, &forge_gitlab.hosted);
	ck_assert_ptr_eq(own, &forge_gitlab.own);
	ck_assert_uint_eq(hosted->look_max, 20);
	ck_assert_uint_eq(own->look_max, 20);
	ck_assert_double_eq(hosted->spacing[KIND_WRITE], 0.5);
	ck_assert_double_eq(hosted->spacing[KIND_CONTENT], 1);
	ck_assert_double_eq(own->spacing[KIND_WRITE], 0.5);
	ck_assert_double_eq(own->spacing[KIND_CONTENT], 1);
	ck_assert_uint_lt(own->api_lane, hosted->api_lane);
}
END_TEST

/* It is all in the one request that opens it. */
START_TEST(nothing_is_described)
{
	struct strvec labels = STRVEC_INIT;
	struct pull pull = { .state = PULL_OPEN, .number = 7 };
	struct pull_query query = { .labels = &labels, .pull = &pull };
	struct forge_site site = { .api = "https://h/api/v4/" };
	struct request request = REQUEST_INIT;
	struct reply reply = REPLY_INIT;
	struct strbuf err = STRBUF_INIT;

	strvec_push(&labels, "bug");
	ck_assert(!forge_gitlab.describe_needed(&query));
	ck_assert_int_eq(forge_gitlab.describe_ask(&site, &query, &request,
						   &err), -1);
	ck_assert_str_eq(err.buf, "merge request 7 has its fields already");
	strbuf_reset(&err);
	ck_assert(!forge_gitlab.describe_read(&reply, &query, &err));
	ck_assert_ptr_null(forge_gitlab.delete_ask);
	ck_assert(forge_gitlab.merge_deletes && forge_gitlab.auto_merges);
	strvec_clear(&labels);
	strbuf_release(&err);
}
END_TEST

Suite *suite_gitlab(void)
{
	Suite *suite = suite_create("gitlab");
	TCase *tcase = tcase_create("gitlab");

	tcase_add_loop_test(tcase, apis_are_located, 0, ARRAY_SIZE(places));
	tcase_add_test(tcase, names_and_hosts);
	tcase_add_test(tcase, tokens_are_for_their_host);
	tcase_add_test(tcase, tokens_are_sent);
	tcase_add_test(tcase, servers_are_probed);
	tcase_add_test(tcase, queries_are_short);
	tcase_add_test(tcase, groups_ask_the_same);
	tcase_add_test(tcase, batches_fit);
	tcase_add_test(tcase, servers_are_spared);
	tcase_add_test(tcase, nothing_is_described);
	tcase_add_test(tcase, numbers_are_asked_for_names);
	suite_add_tcase(suite, tcase);
	return suite;
}
