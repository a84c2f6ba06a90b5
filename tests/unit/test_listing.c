/* SPDX-License-Identifier: MIT */
/*
 * What a selection asks servers, page after page, and what joins it.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "githome.h"

#include "base/alloc.h"
#include "campaign/listing.h"
#include "campaign/selecting.h"
#include "forges/forge.h"
#include "git/config.h"

Suite *suite_listing(void);

static struct selection selection;
static struct listings listings;
static struct selecting selecting;
static struct strbuf err = STRBUF_INIT;

static void setup(void)
{
	githome_open();
	githome_config("[multi]\n\thost = h.example\n"
		       "[multi \"http://127.0.0.1:4020/\"]\n\tforge = gitea\n");
	selection = (struct selection)SELECTION_INIT;
}

static void forget(void)
{
	listings_release(&listings);
	selecting_release(&selecting);
	selection_release(&selection);
	strbuf_release(&err);
}

static void teardown(void)
{
	forget();
	githome_close();
}

/* The questions as people see them, by '|'. */
static void asks(const char *expected)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	listings_release(&listings);
	ck_assert_msg(!listings_read(&listings, &selection, &err), "%s",
		      err.buf);
	for (i = 0; i < listings.nr; i++)
		strbuf_addf(&text, "%s%s", i ? "|" : "",
			    listings.list[i]->what);
	ck_assert_str_eq(text.buf, expected);
	strbuf_release(&text);
}

static void refuses(const char *sentence)
{
	ck_assert_int_eq(listings_read(&listings, &selection, &err), -1);
	ck_assert_msg(strstr(err.buf, sentence), "'%s' lacks '%s'", err.buf,
		      sentence);
}

START_TEST(test_owners)
{
	const struct listing *first;

	strvec_pushl(&selection.orgs, "acme", "github.com/acme",
		     "gitlab.com/group/sub", "https://git.example.com/acme/",
		     "127.0.0.1:4020/acme", NULL);
	strvec_push(&selection.users, "github.com/jo");
	asks("--org h.example/acme|--org github.com/acme|"
	     "--org gitlab.com/group/sub|--org git.example.com/acme|"
	     "--org 127.0.0.1:4020/acme|--user github.com/jo");
	first = listings.list[2];
	ck_assert_int_eq(first->kind, LIST_OWNER);
	ck_assert_str_eq(first->owner, "group/sub");
	ck_assert_str_eq(first->host, "gitlab.com");
	ck_assert_str_eq(first->web, "https://gitlab.com/");
	ck_assert_str_eq(listings.list[4]->web, "http://127.0.0.1:4020/");
	ck_assert_int_eq(listings.list[5]->kind, LIST_USER);
}
END_TEST

START_TEST(test_asks_once)
{
	strvec_pushl(&selection.orgs, "acme", "h.example/acme",
		     "H.example/acme/", NULL);
	asks("--org h.example/acme");
}
END_TEST

START_TEST(test_teams)
{
	strvec_pushl(&selection.teams, "acme/core", "github.com/acme/web",
		     NULL);
	asks("--team h.example/acme/core|--team github.com/acme/web");
	ck_assert_str_eq(listings.list[0]->owner, "acme");
	ck_assert_str_eq(listings.list[0]->team, "core");
}
END_TEST

START_TEST(test_searches)
{
	strvec_push(&selection.searches, "lib in:name");
	strvec_push(&selection.code_searches, "debian-11");
	asks("--search h.example 'lib in:name'|"
	     "--code-search h.example 'debian-11'");
	ck_assert_str_eq(listings.list[0]->text, "lib in:name");
	strvec_pushl(&selection.hosts, "github.com", "gitlab.com", NULL);
	asks("--search github.com 'lib in:name'|"
	     "--code-search github.com 'debian-11'|"
	     "--search gitlab.com 'lib in:name'|"
	     "--code-search gitlab.com 'debian-11'");
}
END_TEST

/* A topic alone is all that the server has of it; else it narrows. */
START_TEST(test_topics)
{
	strvec_push(&selection.topics, "python");
	asks("--topic h.example 'python'");
	ck_assert_int_eq(listings.list[0]->kind, LIST_SEARCH);
	ck_assert_ptr_null(listings.list[0]->text);
	ck_assert_str_eq(listings.list[0]->topic, "python");

	strvec_push(&selection.orgs, "acme");
	asks("--org h.example/acme --topic python");
	ck_assert_str_eq(listings.list[0]->topic, "python");

	/* either of two: no server is asked for that */
	strvec_push(&selection.topics, "ruby");
	asks("--org h.example/acme");
	ck_assert_ptr_null(listings.list[0]->topic);

	strvec_clear(&selection.orgs);
	asks("--topic h.example 'python'|--topic h.example 'ruby'");
	strvec_push(&selection.repos, "acme/x");
	asks("");
}
END_TEST

START_TEST(test_refuses)
{
	strvec_push(&selection.orgs, "a b");
	refuses("'--org a b' is no [HOST/]OWNER");
	forget();
	strvec_push(&selection.orgs, "../x");
	refuses("'--org ../x' is no [HOST/]OWNER");
	forget();
	strvec_push(&selection.orgs, "github.com");
	refuses("'--org github.com' is no [HOST/]OWNER");
	forget();
	strvec_push(&selection.teams, "core");
	refuses("'--team core' is no [HOST/]ORGANISATION/TEAM");
	forget();
	strvec_push(&selection.hosts, "github.com/acme");
	refuses("'--host github.com/acme' is no host's name");
}
END_TEST

/* ---- pages ------------------------------------------------------------ */

static struct list_answer page(const char *names, const char *next)
{
	struct list_answer answer = { .total = -1 };
	struct strvec list = STRVEC_INIT;
	size_t i;

	strvec_split(&list, names, ' ');
	for (i = 0; i < list.nr; i++)
		list_add(&answer)->name = xstrdup(list.v[i]);
	answer.next = xstrdup_or_null(next);
	strvec_clear(&list);
	return answer;
}

static int take(const char *names, const char *next)
{
	struct list_answer answer = page(names, next);
	int more = listing_take(listings.list[0], &answer, &err);

	list_answer_release(&answer);
	return more;
}

static void join(void)
{
	size_t i;

	ck_assert_int_eq(selecting_names(&selecting, &selection, &err), 0);
	for (i = 0; i < listings.nr; i++)
		ck_assert_msg(!listing_join(listings.list[i], &selecting,
					    &forge_github, &err), "%s",
			      err.buf);
}

static void has(const char *keys)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < selecting.nr; i++)
		strbuf_addf(&text, "%s%s", i ? " " : "",
			    selecting.list[i].key);
	ck_assert_str_eq(text.buf, keys);
	strbuf_release(&text);
}

/* What is named and listed, in whichever case, is there once. */
START_TEST(test_pages_join)
{
	strvec_push(&selection.orgs, "github.com/acme");
	strvec_push(&selection.repos, "github.com/Acme/B");
	asks("--org github.com/acme");
	ck_assert_ptr_null(listing_query(listings.list[0]).next);
	ck_assert_int_eq(take("acme/a acme/b", "page 2"), 1);
	ck_assert_str_eq(listing_query(listings.list[0]).next, "page 2");
	ck_assert_int_eq(take("acme/c acme/b", NULL), 0);
	join();
	has("github.com/acme/b github.com/acme/a github.com/acme/c");
	ck_assert(selecting.list[0].named);
	ck_assert_ptr_nonnull(selecting.list[0].known);
	ck_assert(!selecting.list[1].named);
	ck_assert_str_eq(selecting.list[1].remote.url,
			 "https://github.com/acme/a.git");
}
END_TEST

/* Which forge it is was not known when it was named. */
START_TEST(test_case_of_a_forge_told_later)
{
	strvec_push(&selection.orgs, "h.example/acme");
	strvec_push(&selection.repos, "h.example/Acme/B");
	asks("--org h.example/acme");
	ck_assert_int_eq(take("acme/b acme/B2", NULL), 0);
	join();
	has("h.example/Acme/B h.example/acme/B2");
	ck_assert_ptr_nonnull(selecting.list[0].known);
}
END_TEST

START_TEST(test_same_page_again)
{
	strvec_push(&selection.orgs, "acme");
	asks("--org h.example/acme");
	ck_assert_int_eq(take("acme/a", "2"), 1);
	ck_assert_int_eq(take("acme/a", "2"), -1);
	ck_assert_str_eq(err.buf,
			 "'h.example' names the same page again as the next");
}
END_TEST

START_TEST(test_bad_name_is_refused)
{
	strvec_push(&selection.orgs, "acme");
	asks("--org h.example/acme");
	ck_assert_int_eq(take("acme/../../etc", NULL), 0);
	ck_assert_int_eq(selecting_names(&selecting, &selection, &err), 0);
	ck_assert_int_eq(listing_join(listings.list[0], &selecting,
				      &forge_gitea, &err), -1);
}
END_TEST

/* Those that are only named are asked for, many at a time. */
START_TEST(test_named)
{
	struct forge forge = forge_github;
	size_t i;

	selection.skip_forks = true;
	forge.list_names = 2;
	strvec_pushl(&selection.repos, "github.com/o/a", "github.com/o/b",
		     "file:///srv/x", "github.com/o/c", "gitlab.com/g/h/d",
		     NULL);
	ck_assert_int_eq(selecting_names(&selecting, &selection, &err), 0);
	for (i = 0; i < selecting.nr; i++)
		if (selecting.list[i].forge == &forge_github)
			selecting.list[i].forge = &forge;
	selecting.list[4].forge = NULL;
	listings_named(&listings, &selecting);
	ck_assert_uint_eq(listings.nr, 2);
	ck_assert_str_eq(listings.list[0]->what, "github.com/o/a and 1 more");
	ck_assert_str_eq(listings.list[1]->what, "github.com/o/c");
	ck_assert_str_eq(listing_query(listings.list[0]).names->v[1], "o/b");
	ck_assert_int_eq(take("O/B", NULL), 0);
	for (i = 0; i < 2; i++)
		ck_assert_int_eq(listing_join(listings.list[i], &selecting,
					      &forge, &err), 0);
	ck_assert(selecting.list[0].unseen && !selecting.list[0].known);
	ck_assert(!selecting.list[1].unseen && selecting.list[1].known);
	ck_assert(selecting.list[3].unseen);
}
END_TEST

/* A search for code tells names: the rest is asked for. */
START_TEST(test_name_only)
{
	struct list_answer answer = page("acme/a", NULL);
	struct forge forge = forge_github;

	strvec_push(&selection.code_searches, "x");
	asks("--code-search h.example 'x'");
	answer.v[0].name_only = true;
	ck_assert_int_eq(listing_take(listings.list[0], &answer, &err), 0);
	list_answer_release(&answer);
	ck_assert_int_eq(selecting_names(&selecting, &selection, &err), 0);
	forge.list_names = 1;
	ck_assert_int_eq(listing_join(listings.list[0], &selecting, &forge,
				      &err), 0);
	ck_assert_ptr_null(selecting.list[0].known);
	listings_release(&listings);
	listings_named(&listings, &selecting);
	ck_assert_uint_eq(listings.nr, 1);
	ck_assert_str_eq(listings.list[0]->names.v[0], "acme/a");

	/* nothing is to be known of it */
	selection.archived = true;
	listings_release(&listings);
	listings_named(&listings, &selecting);
	ck_assert_uint_eq(listings.nr, 0);
}
END_TEST

Suite *suite_listing(void)
{
	Suite *suite = suite_create("listing");
	TCase *tc = tcase_create("all");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_owners);
	tcase_add_test(tc, test_asks_once);
	tcase_add_test(tc, test_teams);
	tcase_add_test(tc, test_searches);
	tcase_add_test(tc, test_topics);
	tcase_add_test(tc, test_refuses);
	tcase_add_test(tc, test_pages_join);
	tcase_add_test(tc, test_case_of_a_forge_told_later);
	tcase_add_test(tc, test_same_page_again);
	tcase_add_test(tc, test_bad_name_is_refused);
	tcase_add_test(tc, test_named);
	tcase_add_test(tc, test_name_only);
	suite_add_tcase(suite, tc);
	return suite;
}
