/* SPDX-License-Identifier: MIT */
/*
 * Parts of a repository: their keys, which paths are theirs, their branches.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "campaign/campaign.h"
#include "campaign/part.h"
#include "campaign/paths.h"
#include "campaign/template.h"

Suite *suite_part(void);

static const struct {
	const char *globs[3];
	const char *path, *part;
} paths[] = {
	{ { "services/*" }, "services/a/go.mod", "services/a" },
	{ { "services/*" }, "services/a/b/c", "services/a" },
	{ { "services/*" }, "services/README", "" },
	{ { "services/*" }, "go.mod", "" },
	{ { "services/*" }, "my/services/a/x", "" },
	{ { "services" }, "services/a/x", "services" },
	{ { "services/*", "services" }, "services/a/x", "services" },
	{ { "apps/*", "services/*" }, "services/a/x", "services/a" },
	{ { "*" }, ".github/workflows/ci.yml", ".github" },
	{ { "*/*" }, ".github/workflows/ci.yml", ".github/workflows" },
	{ { "s[ae]*/?" }, "services/a/x", "services/a" },
	{ { "a b/*" }, "a b/c d/x", "a b/c d" },
	{ { "na\xc3\xafve/*" }, "na\xc3\xafve/x/y", "na\xc3\xafve/x" },
};

START_TEST(paths_are_of_parts)
{
	struct strvec globs = STRVEC_INIT;
	const char *path = paths[_i].path;
	size_t i, len;

	for (i = 0; paths[_i].globs[i]; i++)
		strvec_push(&globs, paths[_i].globs[i]);
	len = part_of_path(&globs, path);
	ck_assert_uint_eq(len, strlen(paths[_i].part));
	ck_assert(!strncmp(path, paths[_i].part, len));
	strvec_clear(&globs);
}
END_TEST

START_TEST(keys_tell_the_part)
{
	struct campaign *c = campaign_new("x");
	const struct task *whole = campaign_insert(c, "h/o/n");
	const struct task *part = campaign_insert(c, "h/o/n//s/a b");

	ck_assert_ptr_null(whole->part);
	ck_assert_str_eq(whole->repository, "h/o/n");
	ck_assert_str_eq(part->part, "s/a b");
	ck_assert_str_eq(part->repository, "h/o/n");
	campaign_free(c);
}
END_TEST

/* Never where a repository of that name in a subgroup is kept. */
START_TEST(paths_differ_from_repositories)
{
	struct strbuf part = STRBUF_INIT, other = STRBUF_INIT;

	paths_task(&part, "h/o/n//s");
	paths_task(&other, "h/o/n/s");
	ck_assert_str_eq(part.buf, "h/o/n/%2F/s");
	ck_assert_str_eq(other.buf, "h/o/n/s");
	strbuf_release(&part);
	strbuf_release(&other);
}
END_TEST

static const char *const no_globs[] = {
	"", "/", "/a", "a/", "a//b", ".", "..", "./a", "a/./b", "a/..", "a/**"
};

START_TEST(what_names_no_folder_is_refused)
{
	struct strbuf err = STRBUF_INIT;

	ck_assert_int_eq(part_check(no_globs[_i], &err), -1);
	ck_assert(err.len > 0);
	strbuf_release(&err);
}
END_TEST

static const struct {
	const char *branch, *part, *name;
} branches[] = {
	{ "fix", "", "fix" },
	{ "fix", "services/a", "fix-services-a" },
	{ "fix", "a b/c~d", "fix-a-b-c-d" },
	{ "fix/%(part)", "services/a", "fix/services/a" },
	{ "fix/%(part)", "a b/c:d", "fix/a-b/c-d" },
	{ "fix/%(part)", "", "fix/rest" },
	{ "%(name)", "services/a", "n-services-a" },
	{ "fix/%(part)", ".github", "fix/-github" },
	{ "fix/%(part)", "a/.b..c@{d.lock", "fix/a/-b.-c-{d-lock" },
	{ "fix/%(part)", "a.lock/b.", "fix/a-lock/b-" },
	{ "fix", "a./@{u}", "fix-a---{u}" },
	{ "fix/%(part)", "a.b@c/x.locks/.", "fix/a.b@c/x.locks/-" },
};

START_TEST(branches_are_named_after_it)
{
	struct campaign *c = campaign_new("x");
	struct strbuf key = STRBUF_INIT, err = STRBUF_INIT;
	struct task *task;

	GROW(c->definitions, c->definitions_nr, c->definitions_alloc);
	definition_init(&c->definitions[0]);
	c->definitions[0].branch = xstrdup(branches[_i].branch);
	c->definitions[0].number = 1;
	c->definitions_nr = 1;
	strbuf_addf(&key, "h/o/n%s%s", *branches[_i].part ? "//" : "",
		    branches[_i].part);
	task = campaign_insert(c, key.buf);
	ck_assert_int_eq(remote_parse("https://h/o/n", &task->remote, &err),
			 0);
	task_name_branch(task);
	ck_assert_str_eq(task_branch(task), branches[_i].name);
	strbuf_release(&err);
	strbuf_release(&key);
	campaign_free(c);
}
END_TEST

Suite *suite_part(void)
{
	Suite *suite = suite_create("part");
	TCase *parts = tcase_create("part");

	tcase_add_loop_test(parts, paths_are_of_parts, 0,
			    (int)ARRAY_SIZE(paths));
	tcase_add_test(parts, keys_tell_the_part);
	tcase_add_test(parts, paths_differ_from_repositories);
	tcase_add_loop_test(parts, what_names_no_folder_is_refused, 0,
			    (int)ARRAY_SIZE(no_globs));
	tcase_add_loop_test(parts, branches_are_named_after_it, 0,
			    (int)ARRAY_SIZE(branches));
	suite_add_tcase(suite, parts);
	return suite;
}
