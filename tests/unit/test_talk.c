/* SPDX-License-Identifier: MIT */
/*
 * Comments and edits, written and read back; titles of drafts; comments that
 * are known again.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "campaign/talk.h"
#include "forges/pull-comment.h"
#include "forges/pull-edit.h"

Suite *suite_talk(void);

static void check_round_trip(const struct talk *talk, const char *expected)
{
	struct strbuf text = STRBUF_INIT, err = STRBUF_INIT;
	struct json_writer w = JSON_WRITER_INIT(&text);
	struct json doc = JSON_INIT;
	struct talk back;

	json_begin_object(&w, NULL);
	talk_write(talk, &w);
	json_end_object(&w);
	ck_assert_str_eq(text.buf, expected);
	ck_assert_int_eq(json_parse(&doc, text.buf, text.len, &err), 0);
	talk_read(&back, &doc, 0);
	ck_assert(talk_equal(talk, &back));
	talk_release(&back);
	json_release(&doc);
	strbuf_release(&text);
	strbuf_release(&err);
}

START_TEST(what_is_said_comes_back)
{
	struct talk comment, edit;

	talk_init(&comment);
	comment.states = 1u << PULL_OPEN | 1u << PULL_MERGED;
	comment.comment = xstrdup("a\nb");
	check_round_trip(&comment, "{\"states\":[\"open\",\"merged\"],"
			 "\"comment\":\"a\\nb\"}");
	ck_assert(!talk_changes(&comment));
	talk_init(&edit);
	edit.states = 1u << PULL_OPEN;
	ck_assert(!talk_equal(&comment, &edit));
	ck_assert(!talk_changes(&edit));
	edit.title = xstrdup("t");
	edit.milestone = xstrdup("");
	edit.draft = DRAFT_ENDS;
	edit.create_labels = true;
	strvec_push(&edit.labels, "one");
	strvec_push(&edit.no_assignees, "ann");
	check_round_trip(&edit, "{\"states\":[\"open\"],\"title\":\"t\","
			 "\"milestone\":\"\",\"labels\":[\"one\"],"
			 "\"no_assignees\":[\"ann\"],\"draft\":false,"
			 "\"create_labels\":true}");
	ck_assert(talk_changes(&edit));
	talk_release(&edit);
	talk_release(&comment);
}
END_TEST

/* ---- titles ---------------------------------------------------------------- */

static const struct {
	const char *has, *given;
	bool draft;
	enum pull_draft wish;
	const char *title;		/* NULL: it stays */
} titles[] = {
	{ "Old", NULL, false, DRAFT_STAYS, NULL },
	{ "Old", "New", false, DRAFT_STAYS, "New" },
	{ "Old", "Old", false, DRAFT_STAYS, NULL },
	{ "Draft: Old", "New", true, DRAFT_STAYS, "Draft: New" },
	{ "Draft: Old", "[draft] New", true, DRAFT_STAYS, "[draft] New" },
	{ "Old", "draft: New", false, DRAFT_STAYS, "draft: New" },
	{ "Old", NULL, false, DRAFT_BECOMES, "Draft: Old" },
	{ "Draft: Old", NULL, true, DRAFT_BECOMES, NULL },
	{ "Draft: Old", NULL, true, DRAFT_ENDS, "Old" },
	{ "draft:[DRAFT]Old", NULL, true, DRAFT_ENDS, "Old" },
	{ "Draft:", NULL, true, DRAFT_ENDS, NULL },
	{ "Old", NULL, false, DRAFT_ENDS, NULL },
	{ "Draft: Old", "Draft: New", true, DRAFT_ENDS, "New" },
	{ NULL, NULL, false, DRAFT_BECOMES, NULL },
	{ NULL, "New", false, DRAFT_STAYS, "New" }
};

START_TEST(titles_of_drafts)
{
	static const char *const marks[] = { "Draft:", "[draft]", NULL };
	struct pull pull = { .title = (char *)(size_t)titles[_i].has,
			     .draft = titles[_i].draft };
	struct pull_edit edit = { .title = titles[_i].given,
				  .draft = titles[_i].wish };
	struct pull_query query = { .pull = &pull, .edit = &edit };
	char *title = edit_title(&query, marks);

	ck_assert_pstr_eq(title, titles[_i].title);
	ck_assert(!title || edit_retitles(&query, marks));
	free(title);
}
END_TEST

/* ---- comments -------------------------------------------------------------- */

static const struct {
	const char *ours, *there;
	bool commands, same;
} texts[] = {
	{ "Please look", "Please look", false, true },
	{ "Please look\n", "Please look", false, true },
	{ "one\ntwo", "one  \r\ntwo\r\n", false, true },
	{ "one\n\ntwo", "one\ntwo", false, false },
	{ "Please look", "Please look!", false, false },
	{ "Please look", "please look", false, false },
	{ "one\n/label ~x\ntwo", "one\ntwo", true, true },
	{ "one\n/label ~x", "one", false, false },
	{ "/ is a root", "/ is a root", true, true }
};

START_TEST(texts_are_compared)
{
	static const char made[] = "2026-11-22T10:00:00Z";
	const struct comment_shape shape = {
		.author = "user.login", .commands = texts[_i].commands
	};
	struct pull_comment ours = {
		.text = texts[_i].ours, .author = "Ann",
		.since = date_parse_iso(made)
	};
	struct pull_query query = { .comment = &ours };
	struct reply reply = REPLY_INIT;
	struct json_writer w = JSON_WRITER_INIT(&reply.body);
	struct strbuf err = STRBUF_INIT;
	double oldest = -1;
	long long id = -1;

	json_begin_array(&w, NULL);
	json_begin_object(&w, NULL);
	json_put_int(&w, "id", 5);
	json_put(&w, "body", texts[_i].there);
	json_put(&w, "created_at", made);
	json_begin_object(&w, "user");
	json_put(&w, "login", "ann");
	json_end_object(&w);
	json_end_object(&w);
	json_end_array(&w);
	ck_assert_int_eq(comment_find(&reply, &shape, &query, &id, &oldest,
				      &err), 0);
	ck_assert_int_eq(id, texts[_i].same ? 5 : 0);
	ck_assert_double_eq(oldest, ours.since);
	reply_release(&reply);
	strbuf_release(&err);
}
END_TEST

Suite *suite_talk(void)
{
	Suite *suite = suite_create("talk");
	TCase *tcase = tcase_create("talk");

	tcase_add_test(tcase, what_is_said_comes_back);
	tcase_add_loop_test(tcase, titles_of_drafts, 0,
			    (int)ARRAY_SIZE(titles));
	tcase_add_loop_test(tcase, texts_are_compared, 0,
			    (int)ARRAY_SIZE(texts));
	suite_add_tcase(suite, tcase);
	return suite;
}
