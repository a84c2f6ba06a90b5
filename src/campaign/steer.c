/* SPDX-License-Identifier: MIT */
/*
 * Steering a running campaign: the socket in its folder, requests and answers.
 * A request is a line of JSON, {"word":"pause","arguments":["github.com"]},
 * and so is its answer.
 */
#include "campaign/steer.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "campaign/steer-word.h"

const struct steer_word steer_words[] = {
	{ "tasks", true, steer_tasks },
	{ "pause", false, steer_pause },
	{ "resume", false, steer_resume },
	{ "rate", false, steer_rate },
	{ "jobs", false, steer_jobs },
	{ "retry", false, steer_retry },
	{ "skip", false, steer_skip },
	{ "cancel", false, steer_cancel },
	{ "add", false, steer_add },
	{ "stop", true, steer_stop },
	{ NULL, false, NULL }
};

/* ---- answers ------------------------------------------------------------- */

/* "this cannot be; when it has ended, use 'git multi run'": a hint of its own. */
static char *split_advice(struct strbuf *text)
{
	const char *end = strstr(text->buf, "; ");
	size_t len = end ? (size_t)(end - text->buf) : 0;
	char *advice;

	if (!end || !strstr(end, "'git multi"))
		return NULL;
	advice = xstrdup(end + 2);
	strbuf_setlen(text, len);
	return advice;
}

static void add_sentence(struct strbuf *list, const char *key,
			 const char *value, bool advises, const char *fmt,
			 va_list ap)
{
	struct json_writer w = JSON_WRITER_INIT(list);
	struct strbuf text = STRBUF_INIT;

	char *advice = NULL;

	strbuf_vaddf(&text, fmt, ap);
	if (advises)
		advice = split_advice(&text);
	if (list->len)
		strbuf_addch(list, ',');
	json_begin_object(&w, NULL);
	if (value)
		json_put(&w, key, value);
	json_put(&w, "text", text.buf);
	if (advice)
		json_put(&w, "hint", advice);
	json_end_object(&w);
	free(advice);
	strbuf_release(&text);
}

void steer_done(struct steer_answer *answer, const struct task *task,
		const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_sentence(&answer->done, "task", task ? task->key : NULL, false, fmt, ap);
	va_end(ap);
}

void steer_refuse(struct steer_answer *answer, const char *what,
		  const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_sentence(&answer->refused, "word", what, true, fmt, ap);
	va_end(ap);
}

static void put_list(struct json_writer *w, const char *key,
		     struct strbuf *list)
{
	struct strbuf array = STRBUF_INIT;

	strbuf_addf(&array, "[%s]", list->buf);
	json_put_raw(w, key, array.buf);
	strbuf_release(&array);
	strbuf_release(list);
}

/* ---- requests ------------------------------------------------------------- */

static const struct steer_word *find_word(const struct json *doc)
{
	int node = json_get(doc, 0, "word");
	const struct steer_word *word;

	for (word = steer_words; word->name; word++)
		if (json_equals(doc, node, word->name))
			return word;
	return NULL;
}

/* Missing, or of that kind. */
static bool may_be(const struct json *doc, int node, enum json_kind kind)
{
	return node < 0 || json_kind(doc, node) == kind;
}

/* False: not all of them are texts, or there are too many. */
static bool read_arguments(const struct json *doc, struct strvec *out)
{
	int list = json_get(doc, 0, "arguments"), node;

	if (!may_be(doc, list, JSON_ARRAY) ||
	    !may_be(doc, json_get(doc, 0, "lane"), JSON_STRING) ||
	    !may_be(doc, json_get(doc, 0, "repositories"), JSON_ARRAY))
		return false;
	if (json_size(doc, list) > STEER_ARGUMENTS_MAX)
		return false;
	for (node = json_first(doc, list); node >= 0;
	     node = json_next(doc, node)) {
		char *text = json_copy(doc, node);

		if (!text)
			return false;
		strvec_push(out, text);
		free(text);
	}
	return true;
}

static void act(struct campaign *c, const struct json *doc,
		struct steer_answer *answer)
{
	const struct steer_word *word = find_word(doc);
	struct steer_request request = { .doc = doc,
					 .arguments = STRVEC_INIT };

	request.lane = json_copy(doc, json_get(doc, 0, "lane"));
	if (!word)
		steer_refuse(answer, NULL, "the run does not know this word; "
			     "it may be of another version");
	else if (!read_arguments(doc, &request.arguments))
		steer_refuse(answer, word->name, "'%s': these are no "
			     "arguments", word->name);
	else if (c->ending && !word->always)
		steer_refuse(answer, word->name, "the run is stopping; go on "
			     "with 'git multi resume %s'", c->name);
	else
		word->act(c, &request, answer);
	strvec_clear(&request.arguments);
	free(request.lane);
}

static void answer_line(struct campaign *c, const struct listener_line *line,
			struct json *doc, struct strbuf *out)
{
	struct json_writer w = JSON_WRITER_INIT(out);
	struct steer_answer answer = {
		.w = &w, .done = STRBUF_INIT, .refused = STRBUF_INIT
	};
	struct strbuf err = STRBUF_INIT;

	json_begin_object(&w, NULL);
	json_put(&w, "campaign", c->name);
	if (line->too_long)
		steer_refuse(&answer, NULL, "a request of more than %u bytes",
			     LISTENER_LINE_MAX);
	else if (json_parse(doc, line->text, line->len, &err) < 0)
		steer_refuse(&answer, NULL, "this is no request: %s",
			     err.buf);
	else
		act(c, doc, &answer);
	put_list(&w, "done", &answer.done);
	put_list(&w, "refused", &answer.refused);
	json_end_object(&w);
	strbuf_release(&err);
}

/* ---- the turn's ------------------------------------------------------------ */

void steer_turn(struct campaign *c)
{
	struct listener_line line;
	struct strbuf out = STRBUF_INIT;
	struct json doc = JSON_INIT;

	if (!c->steer || !listener_take(c->steer->listener, &line))
		return;
	answer_line(c, &line, &doc, &out);
	listener_answer(c->steer->listener, &line, &out);
	json_release(&doc);
	strbuf_release(&out);
}

int steer_open(struct campaign *c, struct strbuf *err)
{
	struct listener *listener = listener_open(c->folder, STEER_SOCKET,
						  err);

	if (!listener)
		return -1;
	c->steer = xcalloc(1, sizeof(*c->steer));
	c->steer->listener = listener;
	strbuf_init(&c->steer->paused);
	return 0;
}

void steer_close(struct campaign *c)
{
	if (!c->steer)
		return;
	listener_close(c->steer->listener);
	strbuf_release(&c->steer->paused);
	free(c->steer);
	c->steer = NULL;
}
