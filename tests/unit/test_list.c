/* SPDX-License-Identifier: MIT */
/*
 * Lists of repositories: the word for the next page, and what cannot be asked.
 * What is asked and understood otherwise stands in tests/forges.
 */
#include "forges/list.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/request.h"
#include "forges/forge.h"

Suite *suite_list(void);

static char *next_of(const char *link)
{
	struct reply reply = REPLY_INIT;
	char *next;

	if (link)
		strvec_pushf(&reply.headers, "Link: %s", link);
	next = list_next(&reply);
	reply_release(&reply);
	return next;
}

static const struct {
	const char *link, *next;	/* NULL: there is none */
} links[] = {
	{ NULL, NULL },
	{ "", NULL },
	{ "<https://x/a?page=2>; rel=\"next\"", "page=2" },
	{ "<https://x/a?page=1>; rel=\"prev\", <https://x/a?page=3&q=b>; "
	  "rel=\"next\", <https://x/a?page=9>; rel=\"last\"",
	  "page=3&q=b" },
	{ "<https://x/a?page=1>; rel=\"first\",<https://x/a?page=0>; "
	  "rel=\"prev\"", NULL },
	/* commas and words within an address are no ends */
	{ "<https://x/a?q=a,b&r=rel=%22next%22>; rel=\"last\", "
	  "<https://x/a?q=a,b&page=2>; rel=\"next\"", "q=a,b&page=2" },
	{ "<https://x/a?after=abc>; title=\"x\"; rel=\"next\"",
	  "after=abc" },
	{ "<https://x/a>; rel=\"next\"", "" },
	{ "<https://x/a?page=2", NULL },
	{ "https://x/a?page=2; rel=\"next\"", NULL }
};

START_TEST(next_page)
{
	char *next = next_of(links[_i].link);

	if (links[_i].next)
		ck_assert_pstr_eq(next, links[_i].next);
	else
		ck_assert_ptr_null(next);
	free(next);
}
END_TEST

START_TEST(answers_are_released)
{
	struct list_answer answer = { .total = -1 };
	int i;

	for (i = 0; i < 100; i++) {
		struct listed *listed = list_add(&answer);

		ck_assert_ptr_null(listed->name);
		ck_assert_int_eq(listed->visibility, VISIBILITY_UNKNOWN);
		listed->name = strdup("acme/app");
		listed->language = strdup("C");
		strvec_push(&listed->topics, "cli");
		strvec_push(&listed->files, "Makefile");
	}
	answer.next = strdup("x");
	answer.why = strdup("y");
	ck_assert_uint_eq(answer.nr, 100);
	list_answer_release(&answer);
	ck_assert_uint_eq(answer.nr, 0);
	ck_assert_ptr_null(answer.next);
	list_answer_release(&answer);
}
END_TEST

static const struct forge_site site = {
	.host = "forge.example.com", .web = "https://forge.example.com/",
	.api = "https://forge.example.com/api/",
	.graphql = "https://forge.example.com/api/graphql"
};

static void check_refused(const struct forge *forge, enum list_kind kind)
{
	struct list_query query = {
		.kind = kind, .owner = "acme", .team = "core", .text = "x"
	};
	struct request request = REQUEST_INIT;
	struct strbuf err = STRBUF_INIT;

	ck_assert_int_eq(forge->list_ask(&site, &query, &request, &err), -1);
	ck_assert_msg(starts_with(err.buf, "'forge.example.com' is a "),
		      "%s", err.buf);
	ck_assert_uint_eq(request.url.len, 0);
	request_release(&request);
	strbuf_release(&err);
}

START_TEST(what_a_forge_has_not)
{
	check_refused(&forge_gitlab, LIST_TEAM);
	check_refused(&forge_gitea, LIST_CODE);
}
END_TEST

/* No other address is asked than the site's, whatever a page names. */
START_TEST(next_stays_at_home)
{
	struct list_query query = {
		.kind = LIST_USER, .owner = "rita",
		.next = "0 50 page=2&limit=50"
	};
	struct request request = REQUEST_INIT;
	struct strbuf err = STRBUF_INIT;

	ck_assert_int_eq(forge_gitea.list_ask(&site, &query, &request, &err),
			 0);
	ck_assert_str_eq(request.url.buf, "https://forge.example.com/api/"
			 "users/rita/repos?page=2&limit=50");
	request_release(&request);
	strbuf_release(&err);
}
END_TEST

/* What is asked a page at a time draws on the budget that counts it. */
START_TEST(lists_draw)
{
	static const struct {
		const struct forge *forge;
		enum list_kind kind;
		unsigned draws;
	} rows[] = {
		{ &forge_github, LIST_OWNER, DRAW_GRAPHQL },
		{ &forge_github, LIST_SEARCH, DRAW_GRAPHQL },
		{ &forge_github, LIST_CODE, DRAW_SEARCH },
		{ &forge_gitlab, LIST_OWNER, DRAW_GRAPHQL },
		{ &forge_gitlab, LIST_USER, DRAW_READ },
		{ &forge_gitlab, LIST_CODE, DRAW_READ | DRAW_SEARCH },
		{ &forge_gitea, LIST_OWNER, DRAW_READ },
		{ &forge_gitea, LIST_SEARCH, DRAW_READ | DRAW_SEARCH }
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct list_query query = {
			.kind = rows[i].kind, .owner = "acme", .text = "x"
		};
		struct request request = REQUEST_INIT;
		struct strbuf err = STRBUF_INIT;

		ck_assert_int_eq(rows[i].forge->list_ask(&site, &query,
							 &request, &err),
				 0);
		ck_assert_uint_eq(request.draws, rows[i].draws);
		request_release(&request);
		strbuf_release(&err);
	}
}
END_TEST

Suite *suite_list(void)
{
	Suite *suite = suite_create("list");
	TCase *tcase = tcase_create("list");

	tcase_add_loop_test(tcase, next_page, 0,
			    (int)(sizeof(links) / sizeof(*links)));
	tcase_add_test(tcase, answers_are_released);
	tcase_add_test(tcase, what_a_forge_has_not);
	tcase_add_test(tcase, next_stays_at_home);
	tcase_add_test(tcase, lists_draw);
	suite_add_tcase(suite, tcase);
	return suite;
}
