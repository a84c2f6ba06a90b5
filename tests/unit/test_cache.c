/* SPDX-License-Identifier: MIT */
/*
 * git/cache: what a cached repository knows of trees, in a folder of its own.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/strbuf.h"
#include "git/cache.h"

Suite *suite_cache(void);

static char folder[64];
static struct strbuf repository = STRBUF_INIT, tree = STRBUF_INIT;
static struct strbuf known = STRBUF_INIT, err = STRBUF_INIT;

static void write_in(const char *parent, const char *name, const char *text)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s", parent, name);
	ck_assert_int_eq(file_write(path.buf, text, strlen(text), 0600, &err),
			 0);
	strbuf_release(&path);
}

/* A repository that knows of one tree, "t.tree". */
static void setup(void)
{
	strcpy(folder, "/tmp/test-cache-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	strbuf_addf(&repository, "%s/r.git", folder);
	strbuf_addf(&tree, "%s/t.tree", folder);
	strbuf_addf(&known, "%s/worktrees/t.tree", repository.buf);
	ck_assert_int_eq(file_make_directories(known.buf, 0700, &err), 0);
	ck_assert_int_eq(file_make_directories(tree.buf, 0700, &err), 0);
	write_in(known.buf, "HEAD", "0123\n");
}

static void teardown(void)
{
	ck_assert_int_eq(file_remove_tree(folder, &err), 0);
	strbuf_release(&repository);
	strbuf_release(&tree);
	strbuf_release(&known);
	strbuf_release(&err);
}

static void link_both(void)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "%s/.git\n", tree.buf);
	write_in(known.buf, "gitdir", text.buf);
	strbuf_reset(&text);
	strbuf_addf(&text, "gitdir: %s\n", known.buf);
	write_in(tree.buf, ".git", text.buf);
	strbuf_release(&text);
}

START_TEST(a_tree_names_its_registration)
{
	struct strbuf out = STRBUF_INIT;

	ck_assert(!cache_registration(repository.buf, tree.buf, &out));
	strbuf_reset(&out);
	link_both();
	ck_assert(cache_registration(repository.buf, tree.buf, &out));
	ck_assert_str_eq(out.buf, known.buf);
	strbuf_release(&out);
}
END_TEST

/* It is in another repository, or above the folder of such. */
START_TEST(what_a_command_wrote_there_is_not_believed)
{
	struct strbuf out = STRBUF_INIT;

	write_in(tree.buf, ".git", "gitdir: /etc\n");
	ck_assert(!cache_registration(repository.buf, tree.buf, &out));
	write_in(tree.buf, ".git", "gitdir: ..\n");
	ck_assert(!cache_registration(repository.buf, tree.buf, &out));
	strbuf_release(&out);
}
END_TEST

START_TEST(one_that_knows_no_tree_is_broken)
{
	struct strbuf out = STRBUF_INIT, other = STRBUF_INIT;

	ck_assert(cache_broken_registration(repository.buf, tree.buf, &out));
	ck_assert_str_eq(out.buf, known.buf);
	strbuf_reset(&out);
	strbuf_addf(&other, "%s/u.tree", folder);
	ck_assert(!cache_broken_registration(repository.buf, other.buf,
					     &out));
	ck_assert(!cache_broken_registration(repository.buf, "/", &out));
	link_both();
	ck_assert(!cache_broken_registration(repository.buf, tree.buf, &out));
	ck_assert_uint_eq(out.len, 0);
	strbuf_release(&other);
	strbuf_release(&out);
}
END_TEST

Suite *suite_cache(void)
{
	Suite *suite = suite_create("cache");
	TCase *tcase = tcase_create("trees");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_tree_names_its_registration);
	tcase_add_test(tcase, what_a_command_wrote_there_is_not_believed);
	tcase_add_test(tcase, one_that_knows_no_tree_is_broken);
	suite_add_tcase(suite, tcase);
	return suite;
}
