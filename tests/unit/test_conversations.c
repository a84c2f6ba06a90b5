/* SPDX-License-Identifier: MIT */
/*
 * Plays every conversation of tests/forges: what we would send, and what we
 * make of the reply, in whole.
 */
#include <check.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/strvec.h"
#include "forges/forge.h"
#include "played.h"

Suite *suite_conversations(void);

static struct strvec paths = STRVEC_INIT;

static void play(const char *path)
{
	struct strbuf understood = STRBUF_INIT;
	struct played played;
	const char *broken;
	size_t i;

	played_begin(&played, path);
	for (i = 0; i < played.conversation.nr; i++) {
		const char *means = played.conversation.list[i].means.buf;

		strbuf_reset(&understood);
		broken = played_exchange(&played, i, NULL, &understood);
		ck_assert_msg(!broken, "%s: %s", path, broken);
		ck_assert_msg(!strcmp(understood.buf, means),
			      "%s\nexpected:\n%sunderstood:\n%s", path,
			      means, understood.buf);
	}
	played_release(&played);
	strbuf_release(&understood);
}

START_TEST(one_conversation)
{
	play(paths.v[_i]);
}
END_TEST

START_TEST(they_are_many)
{
	ck_assert_uint_ge(paths.nr, 150);
}
END_TEST

/* A folder that no forge is named for would never be played. */
START_TEST(folders_are_forges)
{
	struct dirent **entries;
	int i, nr = scandir(TEST_DATA "/forges", &entries, NULL, alphasort);

	ck_assert_int_gt(nr, 0);
	for (i = 0; i < nr; i++) {
		const char *name = entries[i]->d_name;

		if (name[0] != '.' && !strchr(name, '.'))
			ck_assert_msg(forge_by_name(name) != NULL,
				      "no forge '%s'", name);
		free(entries[i]);
	}
	free(entries);
}
END_TEST

Suite *suite_conversations(void)
{
	Suite *suite = suite_create("conversations");
	TCase *tcase = tcase_create("conversations");

	played_paths(&paths);
	tcase_add_loop_test(tcase, one_conversation, 0, (int)paths.nr);
	tcase_add_test(tcase, they_are_many);
	tcase_add_test(tcase, folders_are_forges);
	suite_add_tcase(suite, tcase);
	return suite;
}
