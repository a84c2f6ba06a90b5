/* SPDX-License-Identifier: MIT */
/*
 * A command's answer: read from what git says of the file, refused with a
 * sentence, and the same after the journal.
 */
#include <check.h>
#include <string.h>

#include "base/strbuf.h"
#include "campaign/answer.h"
#include "campaign/message.h"

Suite *suite_answer(void);

static struct answer *answer;
static struct strbuf err = STRBUF_INIT;

static void setup(void)
{
	answer = answer_new();
}

static void teardown(void)
{
	answer_free(answer);
	strbuf_release(&err);
}

#define PARSE(text) answer_parse(answer, text, sizeof(text) - 1, &err)

START_TEST(all_keys)
{
	ck_assert_int_eq(PARSE("pull.title\nOne\0pull.title\nTwo \0"
			       "pull.body\na\nb\n\0pull.label\nx,y\0"
			       "pull.label\ny\0pull.label\nz\0"
			       "pull.reviewer\nann\0pull.assignee\n@me\0"
			       "pull.milestone\n\0pull.draft\0"
			       "pull.base\nrelease/1\0"
			       "commit.message\nM\n\nrest\0"
			       "skip.reason\nno\0"), 0);
	ck_assert_str_eq(answer->title, "Two");
	ck_assert_str_eq(answer->body, "a\nb");
	ck_assert_uint_eq(answer->labels.nr, 3);
	ck_assert_str_eq(answer->labels.v[2], "z");
	ck_assert_str_eq(answer->reviewers.v[0], "ann");
	ck_assert_str_eq(answer->assignees.v[0], "@me");
	ck_assert_str_eq(answer->milestone, "");
	ck_assert(answer->drafts && answer->draft);
	ck_assert_str_eq(answer->base, "release/1");
	ck_assert_str_eq(answer->message, "M\n\nrest");
	ck_assert_str_eq(answer->skip, "no");
}
END_TEST

START_TEST(truths)
{
	static const struct {
		const char *text;
		int draft;
	} cases[] = {
		{ "pull.draft", 1 }, { "pull.draft\nYes", 1 },
		{ "pull.draft\n2", 1 }, { "pull.draft\n0", 0 },
		{ "pull.draft\noff", 0 }, { "pull.draft\n", 0 },
		{ "pull.draft\nhalf", -1 }, { "pull.draft\n1x", -1 }
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int ret;

		strbuf_reset(&err);
		ret = answer_parse(answer, cases[i].text,
				   strlen(cases[i].text) + 1, &err);
		if (cases[i].draft < 0) {
			ck_assert_int_eq(ret, -1);
			ck_assert_str_eq(err.buf, "'pull.draft' in the "
					 "command's answer is neither true "
					 "nor false");
		} else {
			ck_assert_int_eq(ret, 0);
			ck_assert_int_eq(answer->draft, cases[i].draft);
		}
	}
}
END_TEST

START_TEST(refused)
{
	ck_assert_int_eq(PARSE("pull.lable\nx\0"), -1);
	ck_assert_str_eq(err.buf, "the command's answer has an unknown key "
			 "'pull.lable', the nearest is 'pull.label'");
	strbuf_reset(&err);
	ck_assert_int_eq(PARSE("commit.message\n \n\0"), -1);
	ck_assert_str_eq(err.buf,
			 "'commit.message' in the command's answer is empty");
	strbuf_reset(&err);
	ck_assert_int_eq(PARSE("pull.base\nrefs/heads/x\0"), -1);
	ck_assert_str_eq(err.buf, "'pull.base' in the command's answer is "
			 "not a name for a branch");
	strbuf_reset(&err);
	ck_assert_int_eq(PARSE("pull.assignee\0"), -1);
	ck_assert_str_eq(err.buf, "'pull.assignee' in the command's answer "
			 "has no value");
}
END_TEST

static void write_it(const struct answer *from, struct strbuf *out)
{
	struct json_writer w = JSON_WRITER_INIT(out);

	json_begin_object(&w, NULL);
	answer_write(from, &w);
	json_end_object(&w);
}

START_TEST(journal)
{
	struct strbuf first = STRBUF_INIT, second = STRBUF_INIT;
	struct json doc = JSON_INIT;
	struct answer *copy;

	ck_assert_int_eq(PARSE("pull.title\nT\0pull.body\n\0"
			       "pull.label\na,b\0pull.draft\nfalse\0"), 0);
	write_it(answer, &first);
	ck_assert_str_eq(first.buf, "{\"title\":\"T\",\"body\":\"\","
			 "\"labels\":[\"a\",\"b\"],\"draft\":false}");
	ck_assert_int_eq(json_parse(&doc, first.buf, first.len, &err), 0);
	copy = answer_read(&doc, 0);
	write_it(copy, &second);
	ck_assert_str_eq(first.buf, second.buf);
	answer_free(copy);
	json_release(&doc);
	strbuf_release(&second);
	strbuf_release(&first);
}
END_TEST

START_TEST(messages)
{
	static const struct {
		const char *message, *title, *body;
	} cases[] = {
		{ "one", "one", "" },
		{ "one\n\ntwo\nthree", "one", "two\nthree" },
		{ "one\ntwo", "one", "two" },
		{ "one\n\n[skip ci]", "one", "" },
		{ "one\n\ntwo\n\n[skip ci]", "one", "two" },
		{ "one [skip ci]", "one [skip ci]", "" }
	};
	struct strbuf title = STRBUF_INIT, body = STRBUF_INIT;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		strbuf_reset(&title);
		strbuf_reset(&body);
		message_parts(cases[i].message, &title, &body);
		ck_assert_str_eq(title.buf, cases[i].title);
		ck_assert_str_eq(body.buf, cases[i].body);
	}
	message_skip_ci(&title);
	message_skip_ci(&title);
	ck_assert_str_eq(title.buf, "one [skip ci]\n\n[skip ci]");
	strbuf_release(&body);
	strbuf_release(&title);
}
END_TEST

Suite *suite_answer(void)
{
	Suite *suite = suite_create("answer");
	TCase *tc = tcase_create("all");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, all_keys);
	tcase_add_test(tc, truths);
	tcase_add_test(tc, refused);
	tcase_add_test(tc, journal);
	tcase_add_test(tc, messages);
	suite_add_tcase(suite, tc);
	return suite;
}
