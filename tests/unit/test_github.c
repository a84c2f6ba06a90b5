/* SPDX-License-Identifier: MIT */
/*
 * GitHub's part that is no conversation: where its API is, tokens, probing,
 * limits, what requests draw on.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "forges/forge.h"

Suite *suite_github(void);

struct place {
	const char *web, *given, *api, *graphql;
};

static const struct place places[] = {
	{ "https://github.com/", "",
	  "https://api.github.com/", "https://api.github.com/graphql" },
	{ "https://octo.ghe.com/", "",
	  "https://api.octo.ghe.com/", "https://api.octo.ghe.com/graphql" },
	{ "https://ghe.example.com/", "",
	  "https://ghe.example.com/api/v3/",
	  "https://ghe.example.com/api/graphql" },
	{ "http://127.0.0.1:4020/", "",
	  "http://127.0.0.1:4020/api/v3/",
	  "http://127.0.0.1:4020/api/graphql" },
	{ "https://ghe.example.com", "",
	  "https://ghe.example.com/api/v3/",
	  "https://ghe.example.com/api/graphql" },
	/* multi.<url>.api goes before all else */
	{ "https://github.com/", "http://127.0.0.1:4020/api/v3/",
	  "http://127.0.0.1:4020/api/v3/",
	  "http://127.0.0.1:4020/api/graphql" },
	{ "https://github.com/", "http://127.0.0.1:4020/api/v3",
	  "http://127.0.0.1:4020/api/v3/",
	  "http://127.0.0.1:4020/api/graphql" },
	{ "https://github.com/", "http://127.0.0.1:4020",
	  "http://127.0.0.1:4020/", "http://127.0.0.1:4020/graphql" },
	{ "https://git.example.com/", "https://example.com/proxy/gh/",
	  "https://example.com/proxy/gh/",
	  "https://example.com/proxy/gh/graphql" },
};

START_TEST(apis_are_located)
{
	const struct place *place = &places[_i];
	struct strbuf api = STRBUF_INIT, graphql = STRBUF_INIT;

	strbuf_addstr(&api, place->given);
	forge_github.locate(place->web, &api, &graphql);
	ck_assert_str_eq(api.buf, place->api);
	ck_assert_str_eq(graphql.buf, place->graphql);
	strbuf_release(&api);
	strbuf_release(&graphql);
}
END_TEST

/* The variables for a host, with GH_HOST set or (NULL) not, in one text. */
static void check_variables(const char *gh_host, const char *host,
			    const char *expected)
{
	struct strbuf names = STRBUF_INIT;
	const char *const *name;

	if (gh_host)
		setenv("GH_HOST", gh_host, 1);
	else
		unsetenv("GH_HOST");
	name = forge_github.token_variables(host);
	for (; name && *name; name++)
		strbuf_addf(&names, "%s ", *name);
	ck_assert_str_eq(names.buf, expected);
	strbuf_release(&names);
}

/* A token goes to one host, never to another that is GitHub's as well. */
START_TEST(tokens_are_for_their_host)
{
	char *before = xstrdup_or_null(getenv("GH_HOST"));

	check_variables(NULL, "github.com", "GH_TOKEN GITHUB_TOKEN ");
	check_variables(NULL, "octo.ghe.com", "");
	check_variables(NULL, "ghe.example.com", "");
	check_variables(NULL, "github.com:8443", "");
	check_variables("ghe.example.com", "ghe.example.com",
			"GH_ENTERPRISE_TOKEN GITHUB_ENTERPRISE_TOKEN ");
	check_variables("ghe.example.com", "github.com",
			"GH_TOKEN GITHUB_TOKEN ");
	check_variables("ghe.example.com", "other.example.com", "");
	check_variables("octo.ghe.com", "octo.ghe.com", "GH_TOKEN ");
	check_variables("octo.ghe.com", "github.com", "GITHUB_TOKEN ");
	check_variables("octo.ghe.com", "other.ghe.com", "");
	check_variables("github.com", "github.com", "GH_TOKEN GITHUB_TOKEN ");
	if (before)
		setenv("GH_HOST", before, 1);
	else
		unsetenv("GH_HOST");
	free(before);
}
END_TEST

static bool matches(enum transfer_error error, int status,
		    const char *header, const char *body)
{
	struct reply reply = REPLY_INIT;
	bool result;

	reply.error = error;
	reply.status = status;
	strvec_push(&reply.headers, header);
	strbuf_addstr(&reply.body, body);
	result = forge_github.probe_matches(&reply);
	reply_release(&reply);
	return result;
}

START_TEST(servers_are_probed)
{
	static const char id[] = "X-GitHub-Request-Id: 1:2:3";

	ck_assert_str_eq(forge_github.probe_path, "api/v3/meta");
	ck_assert(matches(0, 200, id, "{\"installed_version\":\"3.19.1\"}"));
	ck_assert(matches(0, 200, "x-github-enterprise-version: 3.9.0",
			  "{}"));
	/* private mode */
	ck_assert(matches(0, 401, id, "{\"message\":\"Must authenticate\"}"));
	/* GitBucket answers so, and has no GraphQL */
	ck_assert(!matches(0, 200, "Content-Type: application/json",
			   "{\"installed_version\":\"2.21.0\"}"));
	ck_assert(!matches(0, 404, "Content-Type: text/html", "<html>"));
	ck_assert(!matches(TRANSFER_UNSENT, 0, "", ""));
}
END_TEST

START_TEST(tokens_are_sent)
{
	struct strbuf value = STRBUF_INIT;

	forge_github.authorize("t0k3n", &value);
	ck_assert_str_eq(value.buf, "Bearer t0k3n");
	ck_assert_str_eq(forge_github.git_user, "x-access-token");
	ck_assert(forge_github.folds_case);
	strbuf_release(&value);
}
END_TEST

/* One header text a test: what is told of which bucket. */
static void check_limits(unsigned draws, const char *headers,
			 long long limit, long long remaining,
			 enum told of)
{
	struct request request = REQUEST_INIT;
	struct reply reply = REPLY_INIT;
	struct limits limits;

	request.draws = draws;
	reply.status = 200;
	reply.date = 1000;
	strvec_split(&reply.headers, headers, '\n');
	memset(&limits, 0x5a, sizeof(limits));
	forge_github.read_limits(&request, &reply, &limits);
	ck_assert_int_eq(limits.limit, limit);
	if (limit >= 0) {
		ck_assert_int_eq(limits.remaining, remaining);
		ck_assert_uint_eq(limits.told, of);
		ck_assert(limits.reset_in > 59 && limits.reset_in < 61);
	}
	request_release(&request);
	reply_release(&reply);
}

#define TOLD "X-RateLimit-Limit: 30\nX-RateLimit-Remaining: 7\n" \
	     "X-RateLimit-Reset: 1060"

START_TEST(limits_are_read)
{
	check_limits(DRAW_READ, TOLD, 30, 7, TOLD_API);
	check_limits(DRAW_WRITE | DRAW_CONTENT, TOLD, 30, 7, TOLD_API);
	check_limits(DRAW_GRAPHQL, TOLD, 30, 7, TOLD_GRAPHQL);
	check_limits(DRAW_SEARCH, TOLD, 30, 7, TOLD_SEARCH);
	check_limits(DRAW_GRAPHQL, TOLD "\nX-RateLimit-Resource: core",
		     30, 7, TOLD_API);
	check_limits(DRAW_READ, TOLD "\nX-RateLimit-Resource: search",
		     30, 7, TOLD_SEARCH);
	check_limits(DRAW_READ, TOLD "\nX-RateLimit-Resource: code_search",
		     30, 7, TOLD_SEARCH);
	check_limits(DRAW_READ, TOLD "\nX-RateLimit-Resource: graphql",
		     30, 7, TOLD_GRAPHQL);
	/* a counter that we draw nothing on */
	check_limits(DRAW_READ, TOLD "\nX-RateLimit-Resource: scim", -1, 0,
		     0);
	check_limits(DRAW_READ, "Content-Type: application/json", -1, 0, 0);
	check_limits(DRAW_READ, "X-RateLimit-Limit: 5000", -1, 0, 0);
	check_limits(DRAW_READ, "X-RateLimit-Limit: x\n"
		     "X-RateLimit-Remaining: 7", -1, 0, 0);
	check_limits(DRAW_READ, "X-RateLimit-Limit: 10\n"
		     "X-RateLimit-Remaining: -7", -1, 0, 0);
	check_limits(DRAW_READ, "X-RateLimit-Limit: 10\n"
		     "X-RateLimit-Remaining: 7x", -1, 0, 0);
	check_limits(DRAW_READ, "X-RateLimit-Limit: 10\n"
		     "X-RateLimit-Remaining:", -1, 0, 0);
	check_limits(DRAW_READ, "X-RateLimit-Limit: 10\n"
		     "X-RateLimit-Remaining: 99999999999999999999", -1, 0,
		     0);
}
END_TEST

/* What is allowed in a window, by what is documented. */
static double window(enum draw_kind kind, unsigned cost, double seconds)
{
	const struct limit_window *at;

	for (at = forge_github.hosted.windows; at->count > 0; at++)
		if (at->cost[kind] == cost && at->seconds == seconds)
			return at->count;
	return 0;
}

START_TEST(rates_are_as_documented)
{
	const struct forge_budget *hosted = &forge_github.hosted;

	ck_assert_double_eq(window(KIND_CONTENT, 1, 60), 80);
	ck_assert_double_eq(window(KIND_CONTENT, 1, 3600), 500);
	ck_assert_double_eq(window(KIND_READ, 1, 3600), 5000);
	ck_assert_double_eq(window(KIND_WRITE, 1, 3600), 5000);
	ck_assert_double_eq(window(KIND_READ, 1, 60), 900);
	ck_assert_double_eq(window(KIND_WRITE, 5, 60), 900);
	ck_assert_double_eq(window(KIND_GRAPHQL, 1, 3600), 5000);
	ck_assert_double_eq(window(KIND_GRAPHQL, 5, 60), 2000);
	ck_assert_double_eq(window(KIND_SEARCH, 1, 60), 10);
	ck_assert_double_eq(hosted->spacing[KIND_WRITE], 1);
	ck_assert_double_eq(hosted->spacing[KIND_CONTENT], 1);
}
END_TEST

START_TEST(requests_draw)
{
	static const struct forge_site site = {
		.host = "h", .web = "https://h/", .api = "https://h/api/v3/",
		.graphql = "https://h/api/graphql"
	};
	static const struct look_query look = { .owner = "o", .name = "n" };
	struct strvec labels = STRVEC_INIT, notes = STRVEC_INIT;
	struct pull pull = { .number = 7 };
	struct pull_query query = {
		.owner = "o", .name = "n", .branch = "b", .base = "main",
		.title = "t", .pull = &pull, .notes = &notes
	};
	struct request request = REQUEST_INIT;
	struct strbuf err = STRBUF_INIT;
	const unsigned content = DRAW_WRITE | DRAW_CONTENT;

	ck_assert(!forge_github.look_ask(&site, &look, 1, &request, &err));
	ck_assert_uint_eq(request.draws, DRAW_GRAPHQL);
	request_release(&request);
	request_init(&request);
	ck_assert(!forge_github.find_ask(&site, &query, &request, &err));
	ck_assert_uint_eq(request.draws, DRAW_READ);
	request_release(&request);
	request_init(&request);
	ck_assert(!forge_github.open_ask(&site, &query, &request, &err));
	ck_assert_uint_eq(request.draws, content);
	request_release(&request);
	request_init(&request);

	ck_assert(!forge_github.describe_needed(&query));
	query.labels = &labels;
	ck_assert(!forge_github.describe_needed(&query));
	strvec_push(&labels, "bot");
	ck_assert(forge_github.describe_needed(&query));
	ck_assert_uint_eq(forge_github.describe_draws(&query), DRAW_GRAPHQL);
	ck_assert(!forge_github.describe_ask(&site, &query, &request, &err));
	ck_assert_uint_eq(request.draws, DRAW_GRAPHQL);
	request_release(&request);
	request_init(&request);
	query.create_labels = true;
	ck_assert_uint_eq(forge_github.describe_draws(&query), content);
	ck_assert(!forge_github.describe_ask(&site, &query, &request, &err));
	ck_assert_uint_eq(request.draws, content);
	request_release(&request);
	strvec_clear(&labels);
	ck_assert_str_eq(err.buf, "");
}
END_TEST

/* Fifty repositories are one request, and each gets its own answer. */
START_TEST(a_full_batch)
{
	static const struct forge_site site = {
		.graphql = "https://api.github.com/graphql"
	};
	enum { NR = 50 };
	char names[NR][8];
	struct look_query queries[NR];
	struct look_answer answers[NR];
	struct look_common common = { 0 };
	struct request request = REQUEST_INIT;
	struct reply reply = REPLY_INIT;
	struct strbuf err = STRBUF_INIT;
	size_t i;

	ck_assert_uint_eq(forge_github.hosted.look_max, NR);
	memset(queries, 0, sizeof(queries));
	memset(answers, 0, sizeof(answers));
	reply.status = 200;
	strbuf_addstr(&reply.body, "{\"data\":{");
	for (i = 0; i < NR; i++) {
		snprintf(names[i], sizeof(names[i]), "n%zu", i);
		queries[i].owner = "o";
		queries[i].name = names[i];
		strbuf_addf(&reply.body, "%s\"r%zu\":{\"nameWithOwner\":"
			    "\"o/%s\"}", i ? "," : "", i, names[i]);
	}
	strbuf_addstr(&reply.body, "}}");
	ck_assert(!forge_github.look_ask(&site, queries, NR, &request,
					 &err));
	ck_assert(strstr(request.body.buf, "r49:repository("));
	ck_assert(!forge_github.look_read(&reply, queries, NR, answers,
					  &common, &err));
	for (i = 0; i < NR; i++) {
		ck_assert_int_eq(answers[i].failure, FAILURE_NONE);
		ck_assert_str_eq(answers[i].name, names[i]);
		look_answer_release(&answers[i]);
	}
	ck_assert_ptr_null(common.login);
	request_release(&request);
	reply_release(&reply);
}
END_TEST

static size_t count(const char *text, const char *part)
{
	size_t nr = 0;

	while ((text = strstr(text, part))) {
		text += strlen(part);
		nr++;
	}
	return nr;
}

/*
 * Points are connections asked for, by 100: of 50 pull requests whose numbers
 * are known the checks and the base's rules, and nothing else.
 */
START_TEST(a_full_batch_costs_a_point)
{
	struct forge_site site = {
		.graphql = "https://api.github.com/graphql"
	};
	struct look_query queries[50];
	struct request request = REQUEST_INIT;
	struct strbuf err = STRBUF_INIT;
	const char *body;
	size_t i;

	memset(queries, 0, sizeof(queries));
	for (i = 0; i < ARRAY_SIZE(queries); i++) {
		queries[i].owner = queries[i].name = queries[i].branch = "o";
		queries[i].pull = (long long)i + 1;
		queries[i].merge = true;
	}
	ck_assert(!forge_github.look_ask(&site, queries, 50, &request,
					 &err));
	body = request.body.buf;
	ck_assert_uint_eq(count(body, "contexts(first:100)"), 50);
	ck_assert_uint_eq(count(body, "...B}"), 50);
	ck_assert_uint_eq(count(body, "fragment B on Ref"), 1);
	ck_assert_uint_eq(count(body, "rules(first:50)"), 1);
	/* no other connection, however it is asked for */
	ck_assert_uint_eq(count(body, "first:"), 51);
	ck_assert_uint_eq(count(body, "last:"), 0);
	request_release(&request);
}
END_TEST

START_TEST(ends_are_offered)
{
	ck_assert(!forge_github.merge_deletes);
	ck_assert(forge_github.auto_merges);
	ck_assert_uint_eq(forge_github.methods, 1u << METHOD_MERGE |
			  1u << METHOD_SQUASH | 1u << METHOD_REBASE);
	ck_assert_ptr_null(forge_github.look_part);
	ck_assert(forge_github.delete_ask != NULL);
}
END_TEST

Suite *suite_github(void)
{
	Suite *suite = suite_create("github");
	TCase *tcase = tcase_create("github");

	tcase_add_loop_test(tcase, apis_are_located, 0, ARRAY_SIZE(places));
	tcase_add_test(tcase, tokens_are_for_their_host);
	tcase_add_test(tcase, servers_are_probed);
	tcase_add_test(tcase, tokens_are_sent);
	tcase_add_test(tcase, limits_are_read);
	tcase_add_test(tcase, rates_are_as_documented);
	tcase_add_test(tcase, requests_draw);
	tcase_add_test(tcase, a_full_batch);
	tcase_add_test(tcase, a_full_batch_costs_a_point);
	tcase_add_test(tcase, ends_are_offered);
	suite_add_tcase(suite, tcase);
	return suite;
}
