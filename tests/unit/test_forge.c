/* SPDX-License-Identifier: MIT */
/*
 * The table of forges, their plain data, and what every forge judges alike.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "engine/budget.h"
#include "forges/forge.h"

Suite *suite_forge(void);

START_TEST(names_are_found)
{
	const struct forge *const *forge = forges;

	ck_assert_ptr_eq(forge_by_name("github"), &forge_github);
	ck_assert_ptr_eq(forge_by_name("git"), &forge_git);
	ck_assert_ptr_null(forge_by_name("sourceforge"));
	ck_assert_ptr_null(forge_by_name(""));
	while (forge[1])
		forge++;
	ck_assert_ptr_eq(*forge, &forge_git);
}
END_TEST

START_TEST(hosts_are_found)
{
	ck_assert_ptr_eq(forge_of_host("github.com"), &forge_github);
	ck_assert_ptr_eq(forge_of_host("GitHub.com"), &forge_github);
	ck_assert_ptr_eq(forge_of_host("octo.ghe.com"), &forge_github);
	ck_assert_ptr_null(forge_of_host("github.com.example.org"));
	ck_assert_ptr_null(forge_of_host("notgithub.com"));
	ck_assert_ptr_null(forge_of_host("api.github.com"));
	ck_assert_ptr_null(forge_of_host("ghe.com"));
	ck_assert_ptr_null(forge_of_host(".ghe.com"));
	ck_assert_ptr_null(forge_of_host("a.b.ghe.com"));
	ck_assert_ptr_null(forge_of_host("octo.ghe.com:8443"));
	ck_assert_ptr_null(forge_of_host("localhost"));
}
END_TEST

/* What the rest of the program calls without asking for NULL. */
START_TEST(forges_are_whole)
{
	const struct forge *const *forge;

	for (forge = forges; *forge; forge++) {
		const struct forge *f = *forge;

		ck_assert(f->own.net_lane && f->own.api_lane);
		ck_assert(f->own.write_lane);
		ck_assert(f->owns_host && f->locate && f->token_variables);
		ck_assert_ptr_nonnull(f->git_user);
		ck_assert_int_eq(!f->probe_path, !f->probe_matches);
		if (!f->own.look_max) {
			ck_assert(!f->authorize && !f->look_ask);
			ck_assert(!f->find_ask && !f->judge);
			ck_assert(!f->open_ask && !f->describe_ask);
			ck_assert(!f->merge_ask && !f->close_ask);
			ck_assert(!f->delete_ask);
			continue;
		}
		ck_assert(f->authorize && f->look_ask && f->look_read);
		ck_assert(f->find_ask && f->find_read);
		ck_assert(f->open_ask && f->open_read);
		ck_assert(f->describe_ask && f->describe_read);
		ck_assert(f->describe_needed && f->judge);
		ck_assert(f->read_limits != NULL);
		ck_assert(f->merge_ask && f->merge_read);
		ck_assert(f->close_ask && f->close_read);
		ck_assert_int_eq(!f->delete_ask, !f->delete_read);
		ck_assert_uint_ne(f->methods, 0);
		ck_assert_uint_eq(f->methods & 1u << METHOD_FORGE, 0);
	}
}
END_TEST

static void check_windows(const struct limit_window *window)
{
	size_t nr = 0, kinds, i;

	for (; window && window->count > 0; window++, nr++) {
		for (i = kinds = 0; i < DRAW_KINDS; i++)
			kinds += window->cost[i] > 0;
		ck_assert_uint_gt(kinds, 0);
		ck_assert_double_ge(window->seconds, 1);
		ck_assert_double_le(window->seconds, 3600);
		ck_assert_ptr_nonnull(window->name);
	}
	/* room for the user's own rates */
	ck_assert_uint_le(nr + 2, BUDGET_WINDOWS);
}

START_TEST(windows_fit_a_budget)
{
	const struct forge *const *forge;

	for (forge = forges; *forge; forge++) {
		check_windows((*forge)->hosted.windows);
		check_windows((*forge)->own.windows);
	}
}
END_TEST

START_TEST(plain_git_asks_nothing)
{
	struct strbuf api = STRBUF_INIT, graphql = STRBUF_INIT;

	forge_git.locate("https://git.example.com/", &api, &graphql);
	ck_assert_str_eq(api.buf, "");
	ck_assert_str_eq(graphql.buf, "");
	ck_assert(!forge_git.owns_host("github.com"));
	ck_assert_ptr_null(forge_git.token_variables("git.example.com"));
	ck_assert_ptr_null(forge_git.own.windows);
}
END_TEST

START_TEST(states_have_names)
{
	int state;

	for (state = PULL_NONE; state <= PULL_MERGED; state++)
		ck_assert_int_eq(pull_state_by_name(
			pull_state_name((enum pull_state)state)), state);
	ck_assert_str_eq(pull_state_name(PULL_NONE), "");
	ck_assert_str_eq(pull_state_name(PULL_MERGED), "merged");
	ck_assert_int_eq(pull_state_by_name("OPEN"), PULL_NONE);
}
END_TEST

START_TEST(methods_have_names)
{
	size_t nr = 0;

	while (merge_method_names[nr])
		nr++;
	ck_assert_uint_eq(nr, METHOD_REBASE + 1);
	ck_assert_str_eq(merge_method_names[METHOD_FORGE], "forge");
	ck_assert_str_eq(merge_method_names[METHOD_MERGE], "merge");
	ck_assert_str_eq(merge_method_names[METHOD_SQUASH], "squash");
	ck_assert_str_eq(merge_method_names[METHOD_REBASE], "rebase");
}
END_TEST

START_TEST(budgets_are_of_the_host)
{
	ck_assert_ptr_eq(forge_budget_of(&forge_github, "github.com"),
			 &forge_github.hosted);
	ck_assert_ptr_eq(forge_budget_of(&forge_github, "octo.ghe.com"),
			 &forge_github.hosted);
	ck_assert_ptr_eq(forge_budget_of(&forge_github, "ghe.example.com"),
			 &forge_github.own);
	ck_assert_ptr_eq(forge_budget_of(&forge_git, "git.example.com"),
			 &forge_git.own);
}
END_TEST

START_TEST(pulls_are_copied)
{
	struct pull from = { .state = PULL_OPEN, .number = 7, .draft = true };
	struct pull to = { .state = PULL_CLOSED, .number = 1 };

	from.url = xstrdup("u");
	from.id = xstrdup("i");
	from.head = xstrdup("h");
	from.ready = (struct readiness){
		.checks = CHECKS_PASSED, .mergeable = MERGEABLE_BLOCKED,
		.blocked = xstrdup("b"), .auto_merge = true, .queue = true,
		.review = REVIEW_CHANGES, .behind = true
	};
	to.ready.blocked = xstrdup("old");
	to.url = xstrdup("old");
	to.title = xstrdup("old");
	to.base = xstrdup("old");
	pull_copy(&to, &from);
	pull_release(&from);
	ck_assert_int_eq(from.state, PULL_NONE);
	ck_assert_ptr_null(from.url);
	ck_assert_int_eq(to.state, PULL_OPEN);
	ck_assert_int_eq(to.number, 7);
	ck_assert(to.draft);
	ck_assert_str_eq(to.url, "u");
	ck_assert_str_eq(to.id, "i");
	ck_assert_str_eq(to.head, "h");
	ck_assert_ptr_null(to.title);
	ck_assert_ptr_null(to.base);
	ck_assert_int_eq(to.ready.checks, CHECKS_PASSED);
	ck_assert_int_eq(to.ready.mergeable, MERGEABLE_BLOCKED);
	ck_assert_str_eq(to.ready.blocked, "b");
	ck_assert(to.ready.auto_merge && to.ready.queue);
	ck_assert_int_eq(to.ready.review, REVIEW_CHANGES);
	ck_assert(to.ready.behind);
	pull_release(&to);
	ck_assert_int_eq(to.ready.checks, CHECKS_UNKNOWN);
	pull_release(&to);
}
END_TEST

/* Judging: one row a status or error. */

struct row {
	enum transfer_error error;
	int status;
	unsigned draws;
	enum failure failure;
	bool later, maybe_done;
};

static const struct row rows[] = {
	{ 0, 200, DRAW_READ, FAILURE_NONE, false, false },
	{ 0, 204, DRAW_WRITE, FAILURE_NONE, false, false },
	{ 0, 301, DRAW_READ, FAILURE_FORGE, false, false },
	{ 0, 308, DRAW_WRITE, FAILURE_MISSING, false, false },
	{ 0, 400, DRAW_WRITE, FAILURE_FORGE, false, false },
	{ 0, 401, DRAW_READ, FAILURE_AUTH, false, false },
	{ 0, 403, DRAW_READ, FAILURE_PERMISSION, false, false },
	{ 0, 404, DRAW_READ, FAILURE_MISSING, false, false },
	{ 0, 407, DRAW_READ, FAILURE_NETWORK, false, false },
	{ 0, 408, DRAW_READ, FAILURE_NETWORK, true, false },
	{ 0, 409, DRAW_WRITE, FAILURE_CONFLICT, false, false },
	{ 0, 410, DRAW_WRITE, FAILURE_MISSING, false, false },
	{ 0, 422, DRAW_WRITE, FAILURE_FORGE, false, false },
	{ 0, 429, DRAW_WRITE, FAILURE_LIMIT, true, false },
	{ 0, 451, DRAW_READ, FAILURE_PERMISSION, false, false },
	{ 0, 500, DRAW_READ, FAILURE_FORGE, true, false },
	{ 0, 501, DRAW_READ, FAILURE_FORGE, false, false },
	{ 0, 502, DRAW_WRITE, FAILURE_FORGE, true, true },
	{ 0, 599, DRAW_WRITE, FAILURE_FORGE, true, true },
	{ 0, 0, DRAW_READ, FAILURE_FORGE, true, false },
	{ TRANSFER_UNSENT, 0, DRAW_WRITE, FAILURE_NETWORK, true, false },
	{ TRANSFER_BROKEN, 0, DRAW_WRITE, FAILURE_NETWORK, true, true },
	{ TRANSFER_BROKEN, 0, DRAW_GRAPHQL, FAILURE_NETWORK, true, false },
	{ TRANSFER_TIMEOUT, 0, DRAW_WRITE, FAILURE_NETWORK, true, true },
	{ TRANSFER_TLS, 0, DRAW_WRITE, FAILURE_NETWORK, false, false },
	{ TRANSFER_TOO_LARGE, 0, DRAW_WRITE, FAILURE_FORGE, false, true },
	{ TRANSFER_CANCELLED, 0, DRAW_READ, FAILURE_NETWORK, true, false },
	{ TRANSFER_CANCELLED, 0, DRAW_WRITE, FAILURE_NETWORK, true, true },
};

START_TEST(common_judgements)
{
	const struct row *row = &rows[_i];
	struct request request = REQUEST_INIT;
	struct reply reply = REPLY_INIT;
	struct verdict_of_reply verdict;
	struct strbuf why = STRBUF_INIT;

	strbuf_addstr(&request.url, "https://h.example/x?secret=no");
	request.draws = row->draws;
	reply.error = row->error;
	reply.status = row->status;
	memset(&verdict, 0x5a, sizeof(verdict));
	forge_judge_common(&request, &reply, &verdict, &why);
	ck_assert_int_eq(verdict.failure, row->failure);
	ck_assert_int_eq(verdict.later, row->later);
	ck_assert_int_eq(verdict.maybe_done, row->maybe_done);
	ck_assert(!verdict.exists);
	ck_assert_int_eq(!why.len, row->failure == FAILURE_NONE);
	ck_assert_ptr_null(strstr(why.buf, "secret"));
	request_release(&request);
	reply_release(&reply);
	strbuf_release(&why);
}
END_TEST

static void check_wait(int status, const char *header, enum freeze freeze,
		       double wait)
{
	struct request request = REQUEST_INIT;
	struct reply reply = REPLY_INIT;
	struct verdict_of_reply verdict;
	struct strbuf why = STRBUF_INIT;

	reply.status = status;
	strvec_push(&reply.headers, header);
	forge_judge_common(&request, &reply, &verdict, &why);
	ck_assert_int_eq(verdict.freeze, freeze);
	ck_assert_double_eq(verdict.wait, wait);
	request_release(&request);
	reply_release(&reply);
	strbuf_release(&why);
}

START_TEST(waits_are_named)
{
	check_wait(429, "Retry-After: 7", FREEZE_HOST, 7);
	check_wait(429, "Retry-After: 0", FREEZE_HOST, 1);
	check_wait(429, "Server: x", FREEZE_HOST, 0);
	check_wait(503, "Retry-After: 7", FREEZE_HOST, 7);
	check_wait(503, "Retry-After: 0", FREEZE_HOST, 1);
	check_wait(503, "Server: x", FREEZE_NOTHING, 0);
	check_wait(500, "Retry-After: 7", FREEZE_NOTHING, 0);
}
END_TEST

START_TEST(servers_are_named)
{
	struct request request = REQUEST_INIT;
	struct strbuf name = STRBUF_INIT;

	strbuf_addstr(&request.url, "http://127.0.0.1:4020/api/v3/x?a=b");
	forge_server(&request, &name);
	ck_assert_str_eq(name.buf, "'127.0.0.1:4020'");
	strbuf_reset(&name);
	strbuf_reset(&request.url);
	strbuf_addstr(&request.url, "https://h?q");
	forge_server(&request, &name);
	ck_assert_str_eq(name.buf, "'h'");
	request_release(&request);
	strbuf_release(&name);
}
END_TEST

Suite *suite_forge(void)
{
	Suite *suite = suite_create("forge");
	TCase *tcase = tcase_create("forge");

	tcase_add_test(tcase, names_are_found);
	tcase_add_test(tcase, hosts_are_found);
	tcase_add_test(tcase, forges_are_whole);
	tcase_add_test(tcase, windows_fit_a_budget);
	tcase_add_test(tcase, plain_git_asks_nothing);
	tcase_add_test(tcase, states_have_names);
	tcase_add_test(tcase, methods_have_names);
	tcase_add_test(tcase, budgets_are_of_the_host);
	tcase_add_test(tcase, pulls_are_copied);
	tcase_add_loop_test(tcase, common_judgements, 0, ARRAY_SIZE(rows));
	tcase_add_test(tcase, waits_are_named);
	tcase_add_test(tcase, servers_are_named);
	suite_add_tcase(suite, tcase);
	return suite;
}
