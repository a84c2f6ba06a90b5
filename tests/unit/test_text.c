/* SPDX-License-Identifier: MIT */
/*
 * base/text and base/failure.
 */
#include <check.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/failure.h"
#include "base/text.h"

Suite *suite_text(void);

static struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;

static void teardown(void)
{
	strbuf_release(&out);
	strbuf_release(&err);
}

struct pair {
	const char *in, *out;
};

typedef void text_function(struct strbuf *out, const char *text);

/* Each appends, so something stands there before. */
static void check_pair(text_function *function, const struct pair *pair)
{
	strbuf_reset(&out);
	strbuf_addstr(&out, ">");
	function(&out, pair->in);
	ck_assert_msg(!strcmp(out.buf + 1, pair->out),
		      "'%s' became '%s', not '%s'", pair->in, out.buf + 1,
		      pair->out);
	ck_assert_int_eq(out.buf[0], '>');
}

START_TEST(beginnings_and_ends)
{
	ck_assert(starts_with("abc", "ab"));
	ck_assert(starts_with("abc", ""));
	ck_assert(starts_with("", ""));
	ck_assert(!starts_with("ab", "abc"));
	ck_assert(!starts_with("abc", "b"));
	ck_assert(ends_with("abc", "bc"));
	ck_assert(ends_with("abc", ""));
	ck_assert(ends_with("abc", "abc"));
	ck_assert(!ends_with("bc", "abc"));
	ck_assert(!ends_with("abc", "b"));
}
END_TEST

static const struct {
	const char *bytes;
	size_t len, is;
} characters[] = {
	{ "a", 1, 1 },
	{ "\0", 1, 1 },
	{ "\x7f", 1, 1 },
	{ "\xc3\xa9", 2, 2 },			/* e with acute */
	{ "\xe2\x82\xac", 3, 3 },		/* the euro */
	{ "\xf0\x9f\x98\x80", 4, 4 },		/* a face */
	{ "\xf4\x8f\xbf\xbf", 4, 4 },		/* the last one */
	{ "\xc3", 1, 0 },			/* cut off */
	{ "\xe2\x82", 2, 0 },
	{ "\xf0\x9f\x98", 3, 0 },
	{ "\xc3" "a", 2, 0 },			/* does not go on */
	{ "\x80", 1, 0 },			/* goes on from nothing */
	{ "\xc0\x80", 2, 0 },			/* too long a form */
	{ "\xc1\xbf", 2, 0 },
	{ "\xe0\x9f\xbf", 3, 0 },
	{ "\xf0\x8f\xbf\xbf", 4, 0 },
	{ "\xed\xa0\x80", 3, 0 },		/* a surrogate */
	{ "\xf4\x90\x80\x80", 4, 0 },		/* behind the last one */
	{ "\xf8\x88\x80\x80\x80", 5, 0 },
	{ "\xff", 1, 0 },
};

START_TEST(utf8_characters)
{
	char *exact = xmalloc(characters[_i].len);

	/* its own memory: a look behind the end is seen */
	memcpy(exact, characters[_i].bytes, characters[_i].len);
	ck_assert_uint_eq(text_utf8(exact, characters[_i].len),
			  characters[_i].is);
	free(exact);
}
END_TEST

START_TEST(control_characters_go)
{
	text_clean(&out, "a\0b\x1b[31m\r\x7f\n\t", 12, true);
	ck_assert_str_eq(out.buf, "a?b?[31m??\n\t");
	strbuf_reset(&out);
	text_clean(&out, "a\n\tb", 4, false);
	ck_assert_str_eq(out.buf, "a??b");
	strbuf_reset(&out);
	text_clean(&out, "\xc2\x9b" "31m \xc3\xa9 \xe2\x82", 10, true);
	ck_assert_str_eq(out.buf, "?31m \xc3\xa9 ?");
	strbuf_reset(&out);
	text_clean(&out, "\xff\xfe\xc3", 3, true);
	ck_assert_str_eq(out.buf, "???");
	strbuf_reset(&out);
	text_clean(&out, "", 0, true);
	ck_assert_str_eq(out.buf, "");
}
END_TEST

static void clean_log(struct strbuf *sb, const char *text)
{
	text_clean_log(sb, text, strlen(text));
}

static const struct pair logs[] = {
	{ "", "" },
	{ "plain\n", "plain\n" },
	{ "no end", "no end" },
	{ "\n\n", "\n\n" },
	{ "::error::x\n", ": :error::x\n" },
	{ "a\n \t::set-output name=x::y", "a\n \t: :set-output name=x::y" },
	{ "std::string\n", "std::string\n" },
	{ "\r::error::x", "?::error::x" },
	{ "a\r\n::b\r\n", "a\n: :b\n" },
	{ "\xc2\xa0\xe3\x80\x80::error::x",
	  "\xc2\xa0\xe3\x80\x80: :error::x" },
	{ "\xe2\x80\x8b::error::x", "\xe2\x80\x8b::error::x" },
	{ "##[group]x", "# #[group]x" },
	{ "see ##[error]x ##vso[task.x]", "see # #[error]x # #vso[task.x]" },
	{ "###[x]", "## #[x]" },
	{ "## heading [x]", "## heading [x]" },
	{ "\x1b]0;title\x07", "?]0;title?" },
};

START_TEST(a_line_has_no_control_character)
{
	ck_assert(text_is_line("", 0));
	ck_assert(text_is_line("n\xc3\xa4w file", 9));
	ck_assert(!text_is_line("a\nb", 3));
	ck_assert(!text_is_line("a\tb", 3));
	ck_assert(!text_is_line("\x1b[1m", 4));
	ck_assert(!text_is_line("a\x7f", 2));
	ck_assert(!text_is_line("\xc2\x85", 2));
	ck_assert(!text_is_line("\xff", 1));
	ck_assert(!text_is_line("\xc3", 1));
	ck_assert(!text_is_line("a\0b", 3));
}
END_TEST

START_TEST(log_lines_command_nothing)
{
	check_pair(clean_log, &logs[_i]);
}
END_TEST

static const struct pair slugs[] = {
	{ "Update the licence", "Update-the-licence" },
	{ "  fix:  (all)  things!  ", "fix-all-things" },
	{ "release/v1.2_3", "release-v1.2_3" },
	{ "", "" },
	{ "!?*", "" },
	{ "...", "" },
	{ ".hidden-", "hidden" },
	{ "a..b", "a-b" },
	{ "done. Next", "done-Next" },
	{ "a - b", "a-b" },
	{ "Gr\xc3\xbc\xc3\x9f" "e", "Gr-e" },
	{ "\xff\xfe", "" },
	{ "update flake.lock", "update-flake-lock" },
	{ ".lock", "lock" },
	{ "one\ntwo", "one-two" },
	{ "123456789012345678901234567890123456789012345678901234567890123",
	  "123456789012345678901234567890123456789012345678901234567890" },
	{ "12345678901234567890123456789012345678901234567890123456789 x",
	  "12345678901234567890123456789012345678901234567890123456789" },
	{ "1234567890123456789012345678901234567890123456789012345.lockx",
	  "1234567890123456789012345678901234567890123456789012345-lock" },
};

START_TEST(names_from_texts)
{
	check_pair(text_slug, &slugs[_i]);
}
END_TEST

START_TEST(the_nearest_word)
{
	static const char *const words[] = {
		"branch", "base", "body", "description", "merge", NULL
	};
	static const char *const none[] = { NULL };

	ck_assert_str_eq(text_nearest("branh", words), "branch");
	ck_assert_str_eq(text_nearest("barnch", words), "branch");
	ck_assert_str_eq(text_nearest("bas", words), "base");
	ck_assert_str_eq(text_nearest("emrge", words), "merge");
	ck_assert_str_eq(text_nearest("desrciptoin", words), "description");
	ck_assert_str_eq(text_nearest("merge", words), "merge");
	ck_assert_ptr_null(text_nearest("xyzzy", words));
	ck_assert_ptr_null(text_nearest("", words));
	ck_assert_ptr_null(text_nearest("m", words));
	ck_assert_ptr_null(text_nearest("branch", none));
}
END_TEST

START_TEST(columns_on_a_terminal)
{
	char *before = xstrdup(setlocale(LC_CTYPE, NULL));

	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
	ck_assert_uint_eq(text_width(""), 0);
	ck_assert_uint_eq(text_width("abc"), 3);
	ck_assert_uint_eq(text_width("Gr\xc3\xbc\xc3\x9f" "e"), 5);
	ck_assert_uint_eq(text_width("\xe6\x97\xa5\xe6\x9c\xac"), 4);
	ck_assert_uint_eq(text_width("e\xcc\x81"), 1);	/* combining */
	ck_assert_uint_eq(text_width("a\xff" "b"), 3);
	setlocale(LC_CTYPE, before);
	free(before);
}
END_TEST

static const struct text_value values[] = {
	{ "repo", "o/r" }, { "name", "%(repo)" }, { "none", NULL }
};

static int expand(const char *text)
{
	return text_expand(&out, text, values, ARRAY_SIZE(values), &err);
}

START_TEST(fields_are_filled_in)
{
	ck_assert_int_eq(expand("a %(repo)%(none) %(name) 100% %x ("), 0);
	ck_assert_str_eq(out.buf, "a o/r %(repo) 100% %x (");
	ck_assert_uint_eq(err.len, 0);
}
END_TEST

START_TEST(unknown_fields_are_named)
{
	ck_assert_int_eq(expand("x %(rep) y"), -1);
	ck_assert_str_eq(err.buf, "unknown field '%(rep)'");
	strbuf_reset(&err);
	ck_assert_int_eq(expand("%(repository)"), -1);
	strbuf_reset(&err);
	ck_assert_int_eq(expand("%()"), -1);
	strbuf_reset(&err);
	ck_assert_int_eq(expand("x %(repo"), -1);
	ck_assert_str_eq(err.buf, "unknown field '%(repo'");
}
END_TEST

static const struct pair percents[] = {
	{ "", "" },
	{ "az-AZ_09.~", "az-AZ_09.~" },
	{ "a/b c&d=e", "a%2Fb%20c%26d%3De" },
	{ "\xc3\xa9\xff%", "%C3%A9%FF%25" },
};

START_TEST(percent_encoding)
{
	check_pair(text_percent_encode, &percents[_i]);
}
END_TEST

/* RFC 4648, part 10 */
static const struct pair base64s[] = {
	{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
};

static void base64(struct strbuf *sb, const char *text)
{
	text_base64(sb, text, strlen(text));
}

START_TEST(base64_of_text)
{
	check_pair(base64, &base64s[_i]);
}
END_TEST

START_TEST(base64_of_bytes)
{
	text_base64(&out, "\xff\xfe\x00\xfb", 4);
	ck_assert_str_eq(out.buf, "//4A+w==");
}
END_TEST

static const struct pair quotes[] = {
	{ "", "''" },
	{ "git", "git" },
	{ "--title=a/b.c", "--title=a/b.c" },
	{ "two words", "'two words'" },
	{ "it's", "'it'\\''s'" },
	{ "$HOME", "'$HOME'" },
	{ "a\nb", "'a\nb'" },
	{ "~", "'~'" },
	{ "*", "'*'" },
	{ "\xc3\xa9", "'\xc3\xa9'" },
};

START_TEST(shell_words)
{
	check_pair(text_shell_quote, &quotes[_i]);
}
END_TEST

static const struct {
	const char *from, *to;
} sentences[] = {
	{ "Could not resolve host: x", "could not resolve host: x" },
	{ "Couldn't connect", "couldn't connect" },
	{ "Killed", "killed" },
	{ "SSL certificate problem", "SSL certificate problem" },
	{ "GitLab: no", "GitLab: no" },
	{ "Gitea: no", "Gitea: no" },
	{ "A token", "A token" },
	{ "lower", "lower" },
	{ "", "" },
};

START_TEST(sentences_begin_small)
{
	char text[64];

	strcpy(text, sentences[_i].from);
	text_uncapitalize(text);
	ck_assert_str_eq(text, sentences[_i].to);
}
END_TEST

/* The test vectors of FNV-1a, 64 bits. */
START_TEST(hashes)
{
	ck_assert(text_hash("", 0) == 0xcbf29ce484222325ULL);
	ck_assert(text_hash("a", 1) == 0xaf63dc4c8601ec8cULL);
	ck_assert(text_hash("foobar", 6) == 0x85944171f73967e8ULL);
}
END_TEST

START_TEST(failures_have_names)
{
	int i;

	for (i = FAILURE_NETWORK; i <= FAILURE_INTERNAL; i++) {
		const char *name = failure_name((enum failure)i);

		ck_assert_str_eq(name, failure_names[i - 1]);
		ck_assert_int_eq((int)failure_by_name(name), i);
	}
	ck_assert_ptr_null(failure_names[FAILURE_INTERNAL]);
	ck_assert_str_eq(failure_name(FAILURE_NONE), "");
	ck_assert_str_eq(failure_name(FAILURE_CONFLICT), "conflict");
	ck_assert_str_eq(failure_name(FAILURE_INTERNAL), "internal");
	ck_assert_int_eq((int)failure_by_name(""), FAILURE_NONE);
	ck_assert_int_eq((int)failure_by_name("Network"), FAILURE_NONE);
}
END_TEST

#define LOOP(tc, test, list) \
	tcase_add_loop_test(tc, test, 0, (int)ARRAY_SIZE(list))

Suite *suite_text(void)
{
	Suite *suite = suite_create("text");
	TCase *tc = tcase_create("text");

	tcase_add_checked_fixture(tc, NULL, teardown);
	tcase_add_test(tc, beginnings_and_ends);
	LOOP(tc, utf8_characters, characters);
	tcase_add_test(tc, control_characters_go);
	tcase_add_test(tc, a_line_has_no_control_character);
	LOOP(tc, log_lines_command_nothing, logs);
	LOOP(tc, names_from_texts, slugs);
	tcase_add_test(tc, the_nearest_word);
	tcase_add_test(tc, columns_on_a_terminal);
	tcase_add_test(tc, fields_are_filled_in);
	tcase_add_test(tc, unknown_fields_are_named);
	LOOP(tc, percent_encoding, percents);
	LOOP(tc, base64_of_text, base64s);
	tcase_add_test(tc, base64_of_bytes);
	LOOP(tc, shell_words, quotes);
	LOOP(tc, sentences_begin_small, sentences);
	tcase_add_test(tc, hashes);
	tcase_add_test(tc, failures_have_names);
	suite_add_tcase(suite, tc);
	return suite;
}
