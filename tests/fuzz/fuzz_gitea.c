/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer: any reply at all through Gitea's judge and readers. The input is
 * a conversation as in tests/forges/README.md, of which only the call, the
 * token and the replies are read, and these without any care for form: so the
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
	const char *name, *method, *url;
	unsigned draws;
} calls[] = {
	{ "= ask look", "GET", "https://h/api/v1/repos/o/n", DRAW_READ },
	{ "= ask find", "GET", "https://h/api/v1/repos/o/n/pulls?state=all",
	  DRAW_READ },
	{ "= ask open", "POST", "https://h/api/v1/repos/o/n/pulls",
	  DRAW_WRITE | DRAW_CONTENT },
	{ "= ask describe", "POST",
	  "https://h/api/v1/repos/o/n/issues/7/labels",
	  DRAW_WRITE | DRAW_CONTENT },
	{ "= ask merge", "POST", "https://h/api/v1/repos/o/n/pulls/7/merge",
	  DRAW_WRITE },
	{ "= ask close", "PATCH", "https://h/api/v1/repos/o/n/pulls/7",
	  DRAW_WRITE }
};

static bool holds(const struct strbuf *text, const char *word)
{
	return memmem(text->buf, text->len, word, strlen(word));
}

static const char reply_begins[] = "= reply\n";

static const char *find_reply(const struct strbuf *text, size_t at)
{
	return memmem(text->buf + at, text->len - at, reply_begins,
		      strlen(reply_begins));
}

/* The next reply's section from *at on, or what there is without one. */
static void cut_reply(const struct strbuf *text, size_t *at,
		      struct strbuf *reply)
{
	static const char end[] = "\n= means";
	const char *from = find_reply(text, *at), *to;
	size_t len;

	from = from ? from + strlen(reply_begins) : text->buf + *at;
	len = text->len - (size_t)(from - text->buf);
	to = memmem(from, len, end, strlen(end));
	strbuf_add(reply, from, to ? (size_t)(to - from) : len);
	*at = to ? (size_t)(to - text->buf) : text->len;
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
	reply->date = reply->came = 1795341600;
}

/* What the calls go on with, from reply to reply. */
struct talk {
	size_t call;
	struct request request;
	struct look_answer answer;
	unsigned asked, lacks;
	struct strvec labels, notes;
	struct pull pull, known;
};

static void read_look(struct talk *talk, const struct reply *reply)
{
	struct forge_site site = { .api = "https://h/", .lacks = talk->lacks };
	struct look_query query = {
		.owner = "o", .name = "n", .branch = "multi/x",
		.pushed = true, .merge = true, .known = &talk->answer
	};
	struct look_common common = { 0 };
	struct request request = REQUEST_INIT;
	struct strbuf err = STRBUF_INIT;

	if (talk->request.authorization)
		query.pull = 7;
	query.part = forge_gitea.look_part(&site, &query, &talk->answer,
					   talk->asked);
	if (query.part && talk->answer.failure == FAILURE_NONE) {
		if (forge_gitea.look_ask(&site, &query, 1, &request, &err) ||
		    forge_gitea.look_read(reply, &query, 1, &talk->answer,
					  &common, &err) !=
			    (err.len ? -1 : 0))
			abort();
		if (!talk->answer.reason !=
		    (talk->answer.failure == FAILURE_NONE))
			abort();
		if (!err.len && !talk->answer.name && !talk->answer.reason)
			abort();
		talk->asked |= 1u << query.part;
		talk->lacks |= common.lacks;
	}
	request_release(&request);
	free(common.login);
	strbuf_release(&err);
}

static int read_describe(struct talk *talk, const struct reply *reply,
			 const struct pull_query *query, struct strbuf *err)
{
	struct forge_site site = { .api = "https://h/", .lacks = talk->lacks };
	struct request request = REQUEST_INIT;
	int result = forge_gitea.describe_ask(&site, query, &request, err);

	if (!result)
		result = forge_gitea.describe_read(reply, query, err);
	request_release(&request);
	return result == FORGE_MORE ? 0 : result;
}

static void read_pull(struct talk *talk, const struct reply *reply)
{
	struct pull_query query = {
		.owner = "o", .name = "n", .branch = "multi/x",
		.base = "main", .pull = &talk->known,
		.labels = &talk->labels, .notes = &talk->notes
	};
	struct strbuf err = STRBUF_INIT;
	struct pull *pull = &talk->pull;
	int result = 0;

	if (talk->call == 1)
		result = forge_gitea.find_read(reply, &query, pull, &err);
	else if (talk->call == 2)
		result = forge_gitea.open_read(reply, &query, pull, &err);
	else if (talk->call == 3)
		result = read_describe(talk, reply, &query, &err);
	else if (talk->call == 4)
		result = forge_gitea.merge_read(reply, &query, pull, &err);
	else
		result = forge_gitea.close_read(reply, &query, pull, &err);
	if (result != (err.len ? -1 : 0))
		abort();
	strbuf_release(&err);
}

static void judge(const struct request *request, const struct reply *reply)
{
	struct verdict_of_reply verdict;
	struct strbuf why = STRBUF_INIT;

	forge_gitea.judge(request, reply, &verdict, &why);
	if ((verdict.failure == FAILURE_NONE) != !why.len)
		abort();
	if (verdict.wait < 0 || (verdict.wait > 0 && !verdict.freeze))
		abort();
	strbuf_release(&why);
}

static void probe(const struct reply *reply)
{
	struct strbuf version = STRBUF_INIT;
	unsigned lacks;

	if (forge_gitea.probe_matches(reply))
		forge_gitea.probe_read(reply, &lacks, &version);
	strbuf_release(&version);
}

static void begin(struct talk *talk, const struct strbuf *text)
{
	size_t call = ARRAY_SIZE(calls) - 1;

	memset(talk, 0, sizeof(*talk));
	while (call && !holds(text, calls[call].name))
		call--;
	talk->call = call;
	request_init(&talk->request);
	talk->request.method = calls[call].method;
	strbuf_addstr(&talk->request.url, calls[call].url);
	talk->request.draws = calls[call].draws;
	if (!holds(text, "= no token"))
		talk->request.authorization = "token secret";
	if (holds(text, "= lacks"))
		talk->lacks = 7;
	strvec_init(&talk->labels);
	strvec_init(&talk->notes);
	strvec_pushl(&talk->labels, "bot", "two words", NULL);
	talk->known.number = 7;
}

static void end(struct talk *talk)
{
	request_release(&talk->request);
	look_answer_release(&talk->answer);
	strvec_clear(&talk->labels);
	strvec_clear(&talk->notes);
	pull_release(&talk->pull);
}

static void hear(struct talk *talk, const struct strbuf *text)
{
	struct reply reply = REPLY_INIT;

	fill_reply(&reply, text);
	judge(&talk->request, &reply);
	probe(&reply);
	if (talk->call)
		read_pull(talk, &reply);
	else
		read_look(talk, &reply);
	reply_release(&reply);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strbuf text = STRBUF_INIT, part = STRBUF_INIT;
	struct talk talk;
	size_t at = 0;

	strbuf_add(&text, data, size);
	begin(&talk, &text);
	do {
		strbuf_reset(&part);
		cut_reply(&text, &at, &part);
		hear(&talk, &part);
	} while (find_reply(&text, at));
	end(&talk);
	strbuf_release(&text);
	strbuf_release(&part);
	return 0;
}
