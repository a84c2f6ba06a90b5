/* SPDX-License-Identifier: MIT */
/*
 * Fields in texts, and the names for branches that they give.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "campaign/campaign.h"
#include "campaign/template.h"
#include "git/refname.h"

Suite *suite_template(void);

static struct task *task_of(const char *url)
{
	struct campaign *c = campaign_new("bump");
	struct strbuf err = STRBUF_INIT;
	struct task *task = campaign_insert(c, "git.example.com/team/sub/api");

	ck_assert_int_eq(remote_parse(url, &task->remote, &err), 0);
	c->defined = 1763895600;	/* 2025-11-23T11:00:00Z */
	strbuf_release(&err);
	return task;
}

/* A campaign of one definition with this branch. */
static struct task *task_with_branch(const char *branch)
{
	struct task *task = task_of("https://git.example.com/team/sub/api");
	struct campaign *c = task->campaign;

	GROW(c->definitions, c->definitions_nr, c->definitions_alloc);
	definition_init(&c->definitions[0]);
	c->definitions[0].branch = xstrdup(branch);
	c->definitions[0].number = 1;
	c->definitions_nr = 1;
	return task;
}

static const struct {
	const char *text, *filled;
} texts[] = {
	{ "", "" },
	{ "no field", "no field" },
	{ "100 % and 50%", "100 % and 50%" },
	{ "100%% and %%(name)", "100% and %(name)" },
	{ "%(repo)", "git.example.com/team/sub/api" },
	{ "%(host): %(owner), %(name)", "git.example.com: team/sub, api" },
	{ "%(name)%(name)\n\n%(campaign)", "apiapi\n\nbump" },
	{ "since %(date)", "since 2025-11-23" },
	{ "to %(base)", "to main" },
};

START_TEST(fields_are_filled_in)
{
	struct task *task = task_of("https://git.example.com/team/sub/api");
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;

	task->facts.base = xstrdup("main");
	ck_assert_int_eq(template_check(texts[_i].text, &err), 0);
	ck_assert(template_fill(&out, texts[_i].text, task));
	ck_assert_str_eq(out.buf, texts[_i].filled);
	strbuf_release(&out);
	strbuf_release(&err);
	campaign_free(task->campaign);
}
END_TEST

/* A command line that is a message comes out as it was typed. */
START_TEST(quoted_texts_come_back)
{
	struct task *task = task_of("https://git.example.com/team/sub/api");
	struct strbuf quoted = STRBUF_INIT, out = STRBUF_INIT;
	const char *text = "git log --format='%(x) %% %h %' %(name)%%(";

	template_quote(&quoted, text);
	ck_assert(!template_has_fields(quoted.buf));
	ck_assert(template_fill(&out, quoted.buf, task));
	ck_assert_str_eq(out.buf, text);
	strbuf_release(&quoted);
	strbuf_release(&out);
	campaign_free(task->campaign);
}
END_TEST

static const struct {
	const char *text, *says;
} mistakes[] = {
	{ "%(nam)", "unknown field '%(nam)', the nearest is '%(name)'; the "
	  "fields are repo, owner, name, host, base, campaign, date, part, and '%%' "
	  "is a percent sign" },
	{ "x %(repo) %()", "unknown field '%()'; the fields are repo, owner, "
	  "name, host, base, campaign, date, part, and '%%' is a percent sign" },
	{ "%(name", "'%(name' has no closing ')'; '%%' is a percent sign" },
};

START_TEST(mistakes_are_named)
{
	struct strbuf err = STRBUF_INIT;

	ck_assert_int_eq(template_check(mistakes[_i].text, &err), -1);
	ck_assert_str_eq(err.buf, mistakes[_i].says);
	strbuf_release(&err);
}
END_TEST

/* What is sent under a name is found under it, whatever is renamed. */
START_TEST(a_branch_stays)
{
	struct task *task = task_with_branch("x/%(base)/%(name)");

	task_name_branch(task);
	ck_assert_ptr_null(task_branch(task));
	task->facts.base = xstrdup("main");
	task_name_branch(task);
	ck_assert_str_eq(task_branch(task), "x/main/api");
	replace_string(&task->facts.base, "trunk");
	task_name_branch(task);
	ck_assert_str_eq(task_branch(task), "x/main/api");
	campaign_free(task->campaign);
}
END_TEST

START_TEST(a_branch_without_fields_is_there_at_once)
{
	struct task *plain = task_with_branch("multi/bump");
	struct task *percent = task_with_branch("up-to-100%%");

	ck_assert_str_eq(task_branch(plain), "multi/bump");
	task_name_branch(percent);
	ck_assert_str_eq(task_branch(percent), "up-to-100%");
	campaign_free(plain->campaign);
	campaign_free(percent->campaign);
}
END_TEST

static const struct {
	const char *name;
	bool good;
} branches[] = {
	{ "main", true }, { "a/b/c", true }, { "a@b", true }, { "@", true },
	{ "a/-b", true }, { "a./b", true }, { "caf\303\251", true },
	{ "a/HEAD", true }, { "lock", true }, { "a.locks", true },
	{ "", false }, { "/a", false }, { "a/", false }, { "a//b", false },
	{ "HEAD", false }, { "-a", false }, { "a.", false }, { ".a", false },
	{ "a/.b", false }, { "a.lock", false }, { "a.lock/b", false },
	{ "a..b", false }, { "a@{b", false }, { "a b", false },
	{ "a:1", false }, { "~a", false }, { "a^", false }, { "a?", false },
	{ "a*", false }, { "a[", false }, { "a\\b", false },
	{ "a\tb", false }, { "a\177", false },
};

START_TEST(branches_are_names_that_git_takes)
{
	ck_assert_msg(refname_is_branch(branches[_i].name) ==
		      branches[_i].good, "%s", branches[_i].name);
}
END_TEST

Suite *suite_template(void)
{
	Suite *suite = suite_create("template");
	TCase *tcase = tcase_create("template");

	tcase_add_loop_test(tcase, fields_are_filled_in, 0,
			    ARRAY_SIZE(texts));
	tcase_add_test(tcase, quoted_texts_come_back);
	tcase_add_loop_test(tcase, mistakes_are_named, 0,
			    ARRAY_SIZE(mistakes));
	tcase_add_test(tcase, a_branch_stays);
	tcase_add_test(tcase, a_branch_without_fields_is_there_at_once);
	tcase_add_loop_test(tcase, branches_are_names_that_git_takes, 0,
			    ARRAY_SIZE(branches));
	suite_add_tcase(suite, tcase);
	return suite;
}
