/* SPDX-License-Identifier: MIT */
/*
 * What git's words mean: the cases of git-messages.txt, and what a server may
 * hide in them.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/strvec.h"
#include "base/text.h"
#include "git/credential.h"
#include "git/diagnose.h"

Suite *suite_diagnose(void);

#define LARGEST (1u << 20)

struct message {
	char *stage, *words, *sentence;
	int status;
	struct strbuf text;
};

static void release(struct message *message)
{
	free(message->stage);
	free(message->words);
	free(message->sentence);
	strbuf_release(&message->text);
	memset(message, 0, sizeof(*message));
	strbuf_init(&message->text);
}

/* "auth later": a diagnosis as a case's first line has it. */
static void add_words(struct strbuf *out, const struct diagnosis *d)
{
	strbuf_addstr(out, d->failure ? failure_name(d->failure) : "none");
	if (d->later)
		strbuf_addstr(out, " later");
	if (d->limited)
		strbuf_addstr(out, " limited");
	if (d->stale)
		strbuf_addstr(out, " stale");
	if (d->up_to_date)
		strbuf_addstr(out, " up-to-date");
}

static void check_message(const struct message *message, size_t line)
{
	struct strbuf words = STRBUF_INIT, why = STRBUF_INIT;
	struct diagnosis diagnosis;

	diagnose(message->stage, message->status, message->text.buf,
		 &diagnosis, &why);
	add_words(&words, &diagnosis);
	ck_assert_msg(!strcmp(words.buf, message->words),
		      "case before line %zu: '%s', not '%s'", line, words.buf,
		      message->words);
	ck_assert_msg(!strcmp(why.buf, message->sentence),
		      "case before line %zu: '%s', not '%s'", line, why.buf,
		      message->sentence);
	strbuf_release(&why);
	strbuf_release(&words);
}

/* "== push 1 conflict stale" */
static void begin_message(struct message *message, const char *line)
{
	size_t len = strcspn(line, " ");
	char *end;

	message->stage = strndup(line, len);
	message->status = (int)strtol(line + len, &end, 10);
	ck_assert_int_eq(*end, ' ');
	message->words = strdup(end + 1);
}

START_TEST(test_messages)
{
	struct message message = { .text = STRBUF_INIT };
	struct strbuf file = STRBUF_INIT, err = STRBUF_INIT;
	struct strvec lines = STRVEC_INIT;
	size_t i, checked = 0;

	ck_assert_msg(!file_read(TEST_DATA "/unit/git-messages.txt", LARGEST,
				 &file, &err), "%s", err.buf);
	strvec_split(&lines, file.buf, '\n');
	strvec_push(&lines, "== ");
	for (i = 0; i < lines.nr; i++) {
		const char *line = lines.v[i];

		if (starts_with(line, "== ")) {
			if (message.stage)
				check_message(&message, i + 1);
			checked += message.stage != NULL;
			release(&message);
			if (line[3])
				begin_message(&message, line + 3);
		} else if (message.stage && !message.sentence) {
			ck_assert(starts_with(line, "--"));
			message.sentence = strdup(line + 2 + (line[2] == ' '));
		} else if (message.stage && *line != '#') {
			strbuf_addf(&message.text, "%s\n", line);
		}
	}
	ck_assert_uint_gt(checked, 100);
	strvec_clear(&lines);
	strbuf_release(&file);
	strbuf_release(&err);
}
END_TEST

static void is_said(const char *stage, int status, const char *text,
		    const char *sentence)
{
	struct strbuf why = STRBUF_INIT;
	struct diagnosis diagnosis;

	diagnose(stage, status, text, &diagnosis, &why);
	ck_assert_str_eq(why.buf, sentence);
	strbuf_release(&why);
}

START_TEST(test_hostile)
{
	is_said("fetch", 128, "remote: \033[31mfatal: Too many requests, "
		"\aslow down\033[m        \n",
		"too many requests, ?slow down");
	is_said("fetch", 128, "\033", "git ended with code 128 in the step "
		"'fetch'");
	is_said("fetch", 128, "\033[", "git ended with code 128 in the step "
		"'fetch'");
	is_said("fetch", 128, "\033[1;31", "git ended with code 128 in the "
		"step 'fetch'");
	is_said("push", 1, "remote:\nremote: \n\n", "git ended with code 1 "
		"in the step 'push'");
	credential_add_secret("s3cret-of-diagnose");
	is_said("fetch", 128, "fatal: what of s3cret-of-diagnose\n",
		"what of ***");
}
END_TEST

START_TEST(test_long_line)
{
	struct strbuf text = STRBUF_INIT, why = STRBUF_INIT;
	struct diagnosis diagnosis;

	strbuf_addstr(&text, "fatal: ");
	while (text.len < 10000)
		strbuf_addstr(&text, "x");
	diagnose("fetch", 128, text.buf, &diagnosis, &why);
	ck_assert_uint_lt(why.len, 500);
	ck_assert_uint_gt(why.len, 100);
	strbuf_release(&why);
	strbuf_release(&text);
}
END_TEST

Suite *suite_diagnose(void)
{
	Suite *suite = suite_create("diagnose");
	TCase *tcase = tcase_create("diagnose");

	tcase_add_test(tcase, test_messages);
	tcase_add_test(tcase, test_hostile);
	tcase_add_test(tcase, test_long_line);
	suite_add_tcase(suite, tcase);
	return suite;
}
