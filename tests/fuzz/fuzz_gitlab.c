/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer: any reply at all through GitLab's judge and readers. The input
 * is a conversation as in tests/forges/README.md, of which only the call, the
 * token and the reply are read, and these without any care for form: so the
 * conversations themselves are the seeds.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "forges/forge.h"

#define REPOSITORIES 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
	const char *name, *method, *url;
	unsigned draws;
} calls[] = {
	{ "= ask look", "POST", "https://h/api/graphql", DRAW_GRAPHQL },
	{ "= ask find", "GET", "https://h/api/v4/projects/1/merge_requests",
	  DRAW_READ },
	{ "= ask open", "POST", "https://h/api/v4/projects/1/merge_requests",
	  DRAW_WRITE | DRAW_CONTENT },
	{ "= ask close", "PUT",
	  "https://h/api/v4/projects/1/merge_requests/7", DRAW_WRITE },
	{ "= ask merge", "PUT",
	  "https://h/api/v4/projects/1/merge_requests/7/merge",
	  DRAW_WRITE | DRAW_CONTENT }
};

static bool holds(const struct strbuf *text, const char *word)
{
	return memmem(text->buf, text->len, word, strlen(word));
}

/* The reply's section, or all of the text. */
static void cut_reply(const struct strbuf *text, struct strbuf *reply)
{
	static const char begin[] = "= reply\n", end[] = "\n\n= means";
	const char *from = memmem(text->buf, text->len, begin,
				  strlen(begin));
	const char *to;
	size_t len;

	from = from ? from + strlen(begin) : text->buf;
	len = text->len - (size_t)(from - text->buf);
	to = memmem(from, len, end, strlen(end));
	strbuf_add(reply, from, to ? (size_t)(to - from) : len);
}

/* A status, header lines, an empty line, the body. */
static void fill_reply(struct reply *reply, const struct strbuf *text)
{
	const char *end = memmem(text->buf, text->len, "\n\n", 2);
	size_t head = end ? (size_t)(end - text->buf) : text->len;
	struct strbuf headers = STRBUF_INIT;

	reply->status = atoi(text->buf);
	strbuf_add(&headers, text->buf, head);
	strvec_split(&reply->headers, headers.buf, '\n');
	if (end)
		strbuf_add(&reply->body, end + 2, text->len - head - 2);
	strbuf_release(&headers);
}

static void read_look(const struct reply *reply)
{
	static const struct look_query queries[REPOSITORIES] = {
		{ .owner = "o", .name = "a" },
		{ .owner = "o", .name = "b", .branch = "b", .base = "main" },
		{ .owner = "o", .name = "c", .pull = 7, .merge = true }
	};
	struct look_answer answers[REPOSITORIES];
	struct look_common common = { 0 };
	struct strbuf err = STRBUF_INIT;
	size_t i;

	memset(answers, 0, sizeof(answers));
	if (forge_gitlab.look_read(reply, queries, REPOSITORIES, answers,
				   &common, &err) != (err.len ? -1 : 0))
		abort();
	for (i = 0; i < REPOSITORIES; i++) {
		/* whatever came: a name, or a failure with its reason */
		if (!err.len && !answers[i].name && !answers[i].reason)
			abort();
		if (!answers[i].reason !=
		    (answers[i].failure == FAILURE_NONE))
			abort();
		look_answer_release(&answers[i]);
	}
	free(common.login);
	strbuf_release(&err);
}

static void read_pull(const struct reply *reply, size_t call)
{
	static const struct pull seen = { .state = PULL_OPEN, .number = 7 };
	static const struct pull_query query = {
		.owner = "o", .name = "n", .branch = "b", .base = "main",
		.pull = &seen
	};
	const struct forge *forge = &forge_gitlab;
	struct strbuf err = STRBUF_INIT;
	struct pull pull = { 0 };
	int result;

	if (call == 1)
		result = forge->find_read(reply, &query, &pull, &err);
	else if (call == 2)
		result = forge->open_read(reply, &query, &pull, &err);
	else if (call == 3)
		result = forge->close_read(reply, &query, &pull, &err);
	else
		result = forge->merge_read(reply, &query, &pull, &err);
	if (result != (err.len ? -1 : 0))
		abort();
	pull_release(&pull);
	strbuf_release(&err);
}

static void judge(const struct request *request, const struct reply *reply)
{
	struct verdict_of_reply verdict;
	struct limits limits;
	struct strbuf why = STRBUF_INIT;

	forge_gitlab.judge(request, reply, &verdict, &why);
	if ((verdict.failure == FAILURE_NONE) != !why.len)
		abort();
	if (verdict.wait < 0 || (verdict.wait > 0 && !verdict.freeze))
		abort();
	forge_gitlab.read_limits(request, reply, &limits);
	strbuf_release(&why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct request request = REQUEST_INIT;
	struct reply reply = REPLY_INIT;
	struct strbuf text = STRBUF_INIT, part = STRBUF_INIT;
	size_t call = ARRAY_SIZE(calls) - 1;

	strbuf_add(&text, data, size);
	while (call && !holds(&text, calls[call].name))
		call--;
	strbuf_addstr(&request.url, calls[call].url);
	request.method = calls[call].method;
	request.draws = calls[call].draws;
	if (!holds(&text, "= no token"))
		request.authorization = "Bearer secret";
	reply.date = reply.came = 1795341600;
	cut_reply(&text, &part);
	fill_reply(&reply, &part);
	judge(&request, &reply);
	if (call)
		read_pull(&reply, call);
	else
		read_look(&reply);
	request_release(&request);
	reply_release(&reply);
	strbuf_release(&text);
	strbuf_release(&part);
	return 0;
}
