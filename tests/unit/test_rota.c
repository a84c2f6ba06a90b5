/* SPDX-License-Identifier: MIT */
/*
 * campaign/rota: by turns, and the same after a journal was read back.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "campaign/campaign.h"
#include "campaign/rota.h"

Suite *suite_rota(void);

static struct campaign *c;
static struct definition definition;

static void setup(void)
{
	c = campaign_new("turns");
	c->definitions = &definition;
	c->definitions_nr = 1;
}

static void teardown(void)
{
	c->definitions = NULL;
	c->definitions_nr = 0;
	campaign_free(c);
}

/* Chooses so many of the names, and says whom. */
static void check(const char *names, size_t max, const char *expected)
{
	struct strvec list = STRVEC_INIT, out = STRVEC_INIT;
	struct strbuf line = STRBUF_INIT;
	size_t i;

	strvec_split(&list, names, ' ');
	rota_choose(c, &list, max, &out);
	for (i = 0; i < out.nr; i++)
		strbuf_addf(&line, "%s%s", i ? " " : "", out.v[i]);
	ck_assert_str_eq(line.buf, expected);
	strbuf_release(&line);
	strvec_clear(&out);
	strvec_clear(&list);
}

START_TEST(everybody_has_a_turn)
{
	check("a b c", 2, "a b");
	check("a b c", 2, "a c");
	check("a b c", 2, "b c");
	check("a b c", 2, "a b");
}
END_TEST

START_TEST(all_of_them_count)
{
	check("a b", 0, "a b");
	check("a b", 5, "a b");
	check("a b c", 1, "c");
	check("A c", 1, "c");
}
END_TEST

START_TEST(a_resume_goes_on)
{
	struct task *task = campaign_insert(c, "h/o/n");
	struct task *old = campaign_insert(c, "h/o/m");

	strvec_push(&task->facts.reviewers, "a");
	strvec_push(&task->facts.teams, "core");
	task->facts.chosen = 1;
	strvec_push(&old->facts.reviewers, "b");
	check("a b", 1, "b");
	check("core docs", 1, "docs");
}
END_TEST

START_TEST(another_definition_begins_anew)
{
	struct task *task = campaign_insert(c, "h/o/n");

	strvec_push(&task->facts.reviewers, "a");
	task->facts.chosen = 1;
	check("a b", 1, "b");
	c->definitions_nr = 2;
	check("a b", 1, "a");
	c->definitions_nr = 1;
}
END_TEST

Suite *suite_rota(void)
{
	Suite *suite = suite_create("rota");
	TCase *tc = tcase_create("all");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, everybody_has_a_turn);
	tcase_add_test(tc, all_of_them_count);
	tcase_add_test(tc, a_resume_goes_on);
	tcase_add_test(tc, another_definition_begins_anew);
	suite_add_tcase(suite, tc);
	return suite;
}
