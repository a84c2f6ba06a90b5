/* SPDX-License-Identifier: MIT */
/*
 * Answers of git that stay true, by the repository and the words asked.
 */
#include "known.h"

#include <stdarg.h>
#include <string.h>
#include <uthash.h>

#include "base/alloc.h"
#include "process.h"

struct known {
	char *question;		/* "PATH WORD WORD…" */
	char *said;
	int result;
	UT_hash_handle hh;
};
static struct known *all;

static struct known *remember(const char *question, const char *said,
			      int result)
{
	struct known *one = xcalloc(1, sizeof(*one));

	one->question = xstrdup(question);
	one->said = xstrdup(said);
	one->result = result;
	HASH_ADD_KEYPTR(hh, all, one->question, strlen(one->question), one);
	return one;
}

static int answer(const struct known *one, struct strbuf *out)
{
	if (out)
		strbuf_addstr(out, one->said);
	return one->result;
}

int known_git(const struct repo *repo, struct strbuf *out, ...)
{
	struct strvec words = STRVEC_INIT;
	struct strbuf question = STRBUF_INIT, said = STRBUF_INIT;
	struct known *one;
	const char *word;
	int result = 0;
	va_list ap;

	strbuf_addstr(&question, repo->path);
	va_start(ap, out);
	while ((word = va_arg(ap, const char *))) {
		strvec_push(&words, word);
		strbuf_addf(&question, " %s", word);
	}
	va_end(ap);
	HASH_FIND_STR(all, question.buf, one);
	if (!one) {
		result = process_gitv(repo->path, NULL, &said, &words);
		if (result == 0 || result == 1)
			one = remember(question.buf, said.buf, result);
	}
	result = one ? answer(one, out) : result;
	strvec_clear(&words);
	strbuf_release(&question);
	strbuf_release(&said);
	return result;
}
