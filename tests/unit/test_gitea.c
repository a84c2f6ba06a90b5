/* SPDX-License-Identifier: MIT */
/*
 * Gitea's part that is no conversation: where its API is, tokens, probing and
 * versions, what requests draw on, and how many a life takes.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "forges/forge.h"
#include "forges/gitea.h"

Suite *suite_gitea(void);

static const struct {
	const char *web, *given, *api;
} places[] = {
	{ "https://codeberg.org/", "", "https://codeberg.org/api/v1/" },
	{ "https://example.com/git/", "", "https://example.com/git/api/v1/" },
	{ "https://example.com", "", "https://example.com/api/v1/" },
	{ "http://127.0.0.1:3000/", "", "http://127.0.0.1:3000/api/v1/" },
	/* multi.<url>.api goes before all else */
	{ "https://codeberg.org/", "http://127.0.0.1:3000/api/v1",
	  "http://127.0.0.1:3000/api/v1/" },
	{ "https://codeberg.org/", "http://127.0.0.1:3000/x/",
	  "http://127.0.0.1:3000/x/" }
};

START_TEST(apis_are_located)
{
	struct strbuf api = STRBUF_INIT, graphql = STRBUF_INIT;

	strbuf_addstr(&api, places[_i].given);
	forge_gitea.locate(places[_i].web, &api, &graphql);
	ck_assert_str_eq(api.buf, places[_i].api);
	ck_assert_str_eq(graphql.buf, "");
	strbuf_release(&api);
}
END_TEST

START_TEST(names_and_hosts)
{
	ck_assert_ptr_eq(forge_by_name("gitea"), &forge_gitea);
	ck_assert_ptr_eq(forge_by_name("forgejo"), &forge_gitea);
	ck_assert_ptr_eq(forge_of_host("codeberg.org"), &forge_gitea);
	ck_assert_ptr_eq(forge_of_host("Gitea.com"), &forge_gitea);
	ck_assert_ptr_null(forge_of_host("codeberg.org.example.com"));
	ck_assert_ptr_null(forge_of_host("www.gitea.com"));
	ck_assert_ptr_null(forge_of_host("gitea.com:8443"));
	ck_assert(forge_gitea.folds_case);
}
END_TEST

/* ---- tokens ------------------------------------------------------------ */

static const char *const variables[] = {
	"GITEA_SERVER_URL", "GITEA_INSTANCE_URL"
};

static void set(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

/* The variables for a host, in one text. */
static void check_variables(const char *server, const char *instance,
			    const char *host, const char *expected)
{
	struct strbuf names = STRBUF_INIT;
	const char *const *name;

	set(variables[0], server);
	set(variables[1], instance);
	name = forge_gitea.token_variables(host);
	for (; name && *name; name++)
		strbuf_addf(&names, "%s ", *name);
	ck_assert_str_eq(names.buf, expected);
	strbuf_release(&names);
}

START_TEST(tokens_are_for_their_host)
{
	static const char own[] = "https://git.example.com:3000/sub";
	char *before[ARRAY_SIZE(variables)];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(variables); i++)
		before[i] = xstrdup_or_null(getenv(variables[i]));
	check_variables(NULL, NULL, "gitea.com", "GITEA_TOKEN ");
	check_variables(NULL, NULL, "codeberg.org", "");
	check_variables("", "", "gitea.com", "GITEA_TOKEN ");
	check_variables(own, NULL, "git.example.com:3000",
			"GITEA_SERVER_TOKEN ");
	check_variables(own, NULL, "git.example.com", "");
	check_variables(own, NULL, "gitea.com", "GITEA_TOKEN ");
	check_variables(own, own, "GIT.example.com:3000",
			"GITEA_SERVER_TOKEN GITEA_TOKEN ");
	check_variables(NULL, own, "gitea.com", "");
	check_variables(NULL, own, "git.example.com:3000", "GITEA_TOKEN ");
	check_variables("https://me@codeberg.org", NULL, "codeberg.org",
			"GITEA_SERVER_TOKEN ");
	check_variables("codeberg.org", NULL, "codeberg.org",
			"GITEA_SERVER_TOKEN ");
	check_variables("https://codeberg.org.evil.example/", NULL,
			"codeberg.org", "");
	for (i = 0; i < ARRAY_SIZE(variables); i++) {
		set(variables[i], before[i]);
		free(before[i]);
	}
}
END_TEST

START_TEST(tokens_are_sent)
{
	struct strbuf value = STRBUF_INIT;

	forge_gitea.authorize("t0k3n", &value);
	ck_assert_str_eq(value.buf, "token t0k3n");
	ck_assert_str_eq(forge_gitea.git_user, "oauth2");
	strbuf_release(&value);
}
END_TEST

/* ---- probing ----------------------------------------------------------- */

static bool matches(enum transfer_error error, int status, const char *body)
{
	struct reply reply = REPLY_INIT;
	bool result;

	reply.error = error;
	reply.status = status;
	strbuf_addstr(&reply.body, body);
	result = forge_gitea.probe_matches(&reply);
	reply_release(&reply);
	return result;
}

START_TEST(servers_are_probed)
{
	ck_assert_str_eq(forge_gitea.probe_path, "api/v1/version");
	ck_assert(matches(0, 200, "{\"version\":\"1.26.0\"}"));
	ck_assert(matches(0, 200, "{\"version\":\"16.0.1+gitea-1.22.0\"}"));
	/* those who want sign-in for all, and for the API */
	ck_assert(matches(0, 403, "{\"message\":\"Only signed in user is "
			  "allowed to call APIs.\"}"));
	ck_assert(matches(0, 401, "{\"message\":\"token is required\",\"url\":"
			  "\"https://git.example.com/api/swagger\"}"));
	/* others */
	ck_assert(!matches(0, 200, "{\"version\":\"1.2.3\",\"build\":7}"));
	ck_assert(!matches(0, 200, "{\"version\":\"beta\"}"));
	ck_assert(!matches(0, 200, "{\"version\":3}"));
	ck_assert(!matches(0, 200, "{}"));
	ck_assert(!matches(0, 200, "<html>"));
	ck_assert(!matches(0, 404, "{\"version\":\"1.26.0\"}"));
	ck_assert(!matches(0, 401, "{\"message\":\"401 Unauthorized\"}"));
	ck_assert(!matches(0, 403, "{\"message\":\"Forbidden\"}"));
	ck_assert(!matches(0, 403, "<html>Forbidden"));
	ck_assert(!matches(TRANSFER_UNSENT, 0, ""));
	ck_assert(!matches(TRANSFER_BROKEN, 200,
			   "{\"version\":\"1.26.0\"}"));
}
END_TEST

static const struct {
	const char *version;
	unsigned lacks;
} versions[] = {
	{ "1.26.0-rc0", GITEA_LACKS_LIST_FILTER },
	{ "1.22.0", GITEA_LACKS_LIST_FILTER },
	{ "1.23.0+dev-12-gabcdef", GITEA_LACKS_LIST_FILTER },
	{ "1.21.11-1", GITEA_LACKS_LIST_FILTER | GITEA_LACKS_BY_BRANCH },
	{ "1.17.0", GITEA_LACKS_LIST_FILTER | GITEA_LACKS_BY_BRANCH },
	{ "1.16.9", GITEA_LACKS_LIST_FILTER | GITEA_LACKS_BY_BRANCH |
	  GITEA_LACKS_GUARD | GITEA_LACKS_AUTO_MERGE },
	{ "7.0.5+gitea-1.21.11", GITEA_LACKS_LIST_FILTER },
	{ "11.0.1+gitea-1.22.0", GITEA_LACKS_LIST_FILTER },
	{ "16.0.1+gitea-1.22.0", 0 },
	{ "16.0.0-dev-77-abc+gitea-1.22.0", 0 },
	/* what keeps its version to itself */
	{ "", GITEA_LACKS_LIST_FILTER },
	{ "development", GITEA_LACKS_LIST_FILTER }
};

START_TEST(versions_are_known)
{
	struct reply reply = REPLY_INIT;
	struct strbuf version = STRBUF_INIT;
	unsigned lacks = 77;

	reply.status = 200;
	strbuf_addf(&reply.body, "{\"version\":\"%s\"}",
		    versions[_i].version);
	forge_gitea.probe_read(&reply, &lacks, &version);
	ck_assert_str_eq(version.buf, versions[_i].version);
	ck_assert_uint_eq(lacks, versions[_i].lacks);
	strbuf_release(&version);
	reply_release(&reply);
}
END_TEST

/* ---- what it costs ----------------------------------------------------- */

START_TEST(servers_are_spared)
{
	const struct forge_budget *hosted =
		forge_budget_of(&forge_gitea, "codeberg.org");
	const struct forge_budget *own =
		forge_budget_of(&forge_gitea, "git.example.com");
	const struct limit_window *window = hosted->windows;

	ck_assert_ptr_eq(hosted, &forge_gitea.hosted);
	ck_assert_ptr_eq(own, &forge_gitea.own);
	ck_assert_double_eq(hosted->spacing[KIND_WRITE], 2);
	ck_assert_double_eq(hosted->spacing[KIND_CONTENT], 5);
	ck_assert_double_eq(own->spacing[KIND_WRITE], 0.5);
	ck_assert_double_eq(own->spacing[KIND_CONTENT], 1);
	/* the proxy counts 4000 in half an hour; a transfer is about three */
	ck_assert_double_eq(window->count, 4000);
	ck_assert_double_eq(window->seconds, 1800);
	ck_assert_uint_eq(window->cost[KIND_READ], 1);
	ck_assert_uint_eq(window->cost[KIND_GIT], 3);
}
END_TEST

START_TEST(limits_are_not_told)
{
	struct request request = REQUEST_INIT;
	struct reply reply = REPLY_INIT;
	struct limits limits;

	memset(&limits, 0x5a, sizeof(limits));
	strvec_push(&reply.headers, "X-RateLimit-Limit: 5");
	forge_gitea.read_limits(&request, &reply, &limits);
	ck_assert_int_eq(limits.limit, -1);
	reply_release(&reply);
}
END_TEST

/* Parts until all is known, for one who answers everything with a state. */
static unsigned count_parts(const struct look_query *query, unsigned lacks,
			    enum pull_state state)
{
	struct forge_site site = { .api = "https://h/", .lacks = lacks };
	struct look_answer answer = { .base = NULL };
	unsigned asked = 0, nr = 0, part;

	answer.base = xstrdup("main");
	answer.pull.head = xstrdup("1111");
	for (;; nr++) {
		part = forge_gitea.look_part(&site, query, &answer, asked);
		if (!part)
			break;
		ck_assert_uint_lt(part, 32);
		ck_assert(!(asked & 1u << part));
		asked |= 1u << part;
		answer.pull.state = state;
	}
	look_answer_release(&answer);
	return nr;
}

/* A plain pull request costs one look and one opening, one to be merged
   three: itself, its status, the merge. */
START_TEST(requests_are_few)
{
	struct look_query query = {
		.owner = "o", .name = "n", .branch = "b"
	};

	ck_assert_uint_eq(count_parts(&query, 0, PULL_NONE), 1);
	query.pushed = true;
	ck_assert_uint_eq(count_parts(&query, 0, PULL_NONE), 3);
	ck_assert_uint_eq(count_parts(&query, 0, PULL_OPEN), 3);
	ck_assert_uint_eq(count_parts(&query, 0, PULL_MERGED), 4);
	query.merge = true;
	query.pull = 7;
	ck_assert_uint_eq(count_parts(&query, 0, PULL_OPEN), 2);
	ck_assert_uint_eq(count_parts(&query, 0, PULL_MERGED), 1);
	ck_assert_uint_eq(count_parts(&query, 0, PULL_NONE), 2);
}
END_TEST

/* However many pages a server claims to have. */
START_TEST(lists_end)
{
	struct forge_site site = { .lacks = GITEA_LACKS_BY_BRANCH };
	struct look_query query = {
		.owner = "o", .name = "n", .branch = "b", .pushed = true
	};
	struct look_answer answer = { .more = true };
	unsigned asked = 0, part, nr = 0;

	answer.base = xstrdup("main");
	while ((part = forge_gitea.look_part(&site, &query, &answer,
					     asked))) {
		asked |= 1u << part;
		ck_assert_uint_lt(++nr, 32);
	}
	ck_assert_uint_gt(nr, 20);
	look_answer_release(&answer);
}
END_TEST

/* Its opening carries the rest. */
START_TEST(only_reviewers_are_described)
{
	struct strvec names = STRVEC_INIT;
	struct pull_query query = {
		.owner = "o", .name = "n", .labels = &names,
		.assignees = &names, .milestone = "v1"
	};

	strvec_push(&names, "bot");
	ck_assert(!forge_gitea.describe_needed(&query));
	query.reviewers = &names;
	ck_assert(forge_gitea.describe_needed(&query));
	query.reviewers = NULL;
	query.teams = &names;
	ck_assert(forge_gitea.describe_needed(&query));
	strvec_clear(&names);
	ck_assert(!forge_gitea.describe_needed(&query));
	ck_assert_ptr_null(forge_gitea.delete_ask);
	ck_assert(forge_gitea.merge_deletes && forge_gitea.auto_merges);
}
END_TEST

START_TEST(numbers_are_asked_for_labels_and_milestones)
{
	struct strvec names = STRVEC_INIT, notes = STRVEC_INIT;
	struct pull_query query = {
		.owner = "o", .name = "n", .assignees = &names,
		.people = &names, .notes = &notes
	};

	strvec_push(&names, "O/bot");
	ck_assert(!forge_gitea.names_needed(&query));
	query.reviewers = &names;
	ck_assert(!forge_gitea.names_needed(&query));
	query.people = NULL;
	ck_assert(forge_gitea.names_needed(&query));
	query.people = &names;
	query.teams = &names;
	ck_assert(forge_gitea.names_needed(&query));
	query.teams = NULL;
	query.milestone = "v1";
	ck_assert(forge_gitea.names_needed(&query));
	query.milestone = NULL;
	query.labels = &names;
	ck_assert(forge_gitea.names_needed(&query));
	ck_assert(!forge_gitea.names_writes(&query));
	strvec_push(&notes, "create");
	ck_assert(forge_gitea.names_writes(&query));
	query.labels = NULL;
	query.teams = &names;
	query.owner = "p";	/* the team is another owner's */
	ck_assert(forge_gitea.names_needed(&query));
	strvec_clear(&names);
	strvec_clear(&notes);
}
END_TEST

Suite *suite_gitea(void)
{
	Suite *suite = suite_create("gitea");
	TCase *tcase = tcase_create("gitea");

	tcase_add_loop_test(tcase, apis_are_located, 0, ARRAY_SIZE(places));
	tcase_add_test(tcase, names_and_hosts);
	tcase_add_test(tcase, tokens_are_for_their_host);
	tcase_add_test(tcase, tokens_are_sent);
	tcase_add_test(tcase, servers_are_probed);
	tcase_add_loop_test(tcase, versions_are_known, 0,
			    ARRAY_SIZE(versions));
	tcase_add_test(tcase, servers_are_spared);
	tcase_add_test(tcase, limits_are_not_told);
	tcase_add_test(tcase, requests_are_few);
	tcase_add_test(tcase, lists_end);
	tcase_add_test(tcase, only_reviewers_are_described);
	tcase_add_test(tcase, numbers_are_asked_for_labels_and_milestones);
	suite_add_tcase(suite, tcase);
	return suite;
}
