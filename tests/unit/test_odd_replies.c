/* SPDX-License-Identifier: MIT */
/*
 * Plays every conversation of tests/forges with replies that are not as they
 * should be: another status, no body, a body or header that is cut, a member
 * that is missing or of another kind. Whatever a server says, what is made of
 * it keeps the promises of forges/forge.h, and touches no memory that it may
 * not (this runs under the sanitizers, too).
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "engine/request.h"
#include "forges/forge.h"
#include "played.h"

Suite *suite_odd_replies(void);

#define CUTS 8
#define NODES_MAX 400		/* of a body, each with every oddity */

static struct strvec paths = STRVEC_INIT;
static unsigned played_nr;

static const char *const oddities[] = {
	NULL, "null", "-1", "1e999", "\"\"", "\"\\u0000x\"", "[]", "[null]", "{}"
};

/* ---- one of them --------------------------------------------------------- */

static void check_looks(const struct played *played, const char *what)
{
	const struct asked *asked = &played->asked;
	size_t i;

	for (i = 0; i < asked->nr; i++) {
		const struct look_answer *a = &asked->answers[i];

		ck_assert_msg((a->failure == FAILURE_NONE) == !a->reason,
			      "%s: a failure, or a reason, without the other",
			      what);
	}
}

/* The exchange nr of a conversation, after those before it, with the reply. */
static void play(const char *path, size_t nr, const struct reply *reply)
{
	struct strbuf understood = STRBUF_INIT, what = STRBUF_INIT;
	struct played played;
	const char *broken;
	size_t i;

	strbuf_addf(&what, "%s: %d %s", path, reply->status, reply->body.buf);
	played_begin(&played, path);
	for (i = 0; i <= nr; i++)
		broken = played_exchange(&played, i, i < nr ? NULL : reply,
					 &understood);
	ck_assert_msg(!broken, "%s: %s", what.buf, broken);
	check_looks(&played, what.buf);
	played_release(&played);
	strbuf_release(&understood);
	strbuf_release(&what);
	played_nr++;
}

static void copy(struct reply *to, const struct reply *from)
{
	size_t i;

	reply_init(to);
	to->error = from->error;
	to->reason = from->reason ? xstrdup(from->reason) : NULL;
	to->status = from->status;
	for (i = 0; i < from->headers.nr; i++)
		strvec_push(&to->headers, from->headers.v[i]);
	strbuf_add(&to->body, from->body.buf, from->body.len);
	to->date = from->date;
	to->came = from->came;
}

static void play_body(const char *path, size_t nr, const struct reply *reply,
		      const char *body, size_t len)
{
	struct reply odd;

	copy(&odd, reply);
	strbuf_reset(&odd.body);
	strbuf_add(&odd.body, body, len);
	play(path, nr, &odd);
	reply_release(&odd);
}

/* ---- bodies -------------------------------------------------------------- */

/* As it is, but for one node. */
static void write_node(const struct json *doc, int node, int odd,
		       const char *instead, struct strbuf *out)
{
	bool object = json_kind(doc, node) == JSON_OBJECT;
	const char *comma = "";
	int child;

	if (node == odd || (!object && json_kind(doc, node) != JSON_ARRAY)) {
		if (node == odd)
			strbuf_addstr(out, instead);
		else
			json_raw(doc, node, out);
		return;
	}
	strbuf_addch(out, object ? '{' : '[');
	for (child = json_first(doc, node); child >= 0;
	     child = json_next(doc, child)) {
		struct strbuf key = STRBUF_INIT;

		if (child == odd && !instead)
			continue;
		strbuf_addstr(out, comma);
		comma = ",";
		if (object && json_key(doc, child, &key)) {
			json_quote(out, key.buf);
			strbuf_addch(out, ':');
		}
		write_node(doc, child, odd, instead, out);
		strbuf_release(&key);
	}
	strbuf_addch(out, object ? '}' : ']');
}

/* Keys have numbers too, which nothing is written for. */
static bool is_value(const struct json *doc, int node, int from)
{
	int child;

	for (child = json_first(doc, from); child >= 0;
	     child = json_next(doc, child))
		if (child == node || is_value(doc, node, child))
			return true;
	return from == node;
}

static void play_nodes(const char *path, size_t nr, const struct reply *reply)
{
	struct json doc = JSON_INIT;
	struct strbuf body = STRBUF_INIT, err = STRBUF_INIT;
	size_t i;
	int node;

	if (json_parse(&doc, reply->body.buf, reply->body.len, &err))
		doc.nr = 0;
	for (node = 0; node < doc.nr && node < NODES_MAX; node++) {
		if (!is_value(&doc, node, 0))
			continue;
		for (i = !node; i < ARRAY_SIZE(oddities); i++) {
			strbuf_reset(&body);
			write_node(&doc, 0, node, oddities[i], &body);
			play_body(path, nr, reply, body.buf, body.len);
		}
	}
	json_release(&doc);
	strbuf_release(&body);
	strbuf_release(&err);
}

static void play_cuts(const char *path, size_t nr, const struct reply *reply)
{
	size_t i;

	for (i = 0; i < CUTS; i++)
		play_body(path, nr, reply, reply->body.buf,
			  reply->body.len * i / CUTS);
}

/* ---- the rest of a reply ------------------------------------------------- */

static void play_statuses(const char *path, size_t nr,
			  const struct reply *reply)
{
	static const int statuses[] = {
		200, 201, 202, 204, 301, 400, 401, 403, 404, 405, 406, 409,
		410, 412, 422, 429, 500, 502, 503, 999
	};
	struct reply odd;
	size_t i;

	copy(&odd, reply);
	for (i = 0; i < ARRAY_SIZE(statuses); i++) {
		odd.status = statuses[i];
		play(path, nr, &odd);
	}
	reply_release(&odd);
}

static void play_headers(const char *path, size_t nr,
			 const struct reply *reply)
{
	static const char *const values[] = {
		"", "-1", "x", "99999999999999999999", "<>; rel=\"next\"",
		"<?page=2>; rel=\"next\"", "1e999"
	};
	size_t header, i, k;

	for (header = 0; header < reply->headers.nr; header++)
		for (i = 0; i < ARRAY_SIZE(values); i++) {
			struct reply odd;

			copy(&odd, reply);
			strvec_clear(&odd.headers);
			for (k = 0; k < reply->headers.nr; k++) {
				const char *line = reply->headers.v[k];

				if (k != header)
					strvec_push(&odd.headers, line);
				else
					strvec_pushf(&odd.headers, "%.*s: %s",
						     (int)strcspn(line, ":"),
						     line, values[i]);
			}
			play(path, nr, &odd);
			reply_release(&odd);
		}
}

START_TEST(odd_replies_keep_the_promises)
{
	const char *path = paths.v[_i];
	struct played whole;
	size_t nr;

	played_begin(&whole, path);
	for (nr = 0; nr < whole.conversation.nr; nr++) {
		const struct reply *reply = &whole.conversation.list[nr].reply;

		if (reply->error != TRANSFER_OK || !reply->status)
			continue;
		played_nr = 0;
		play_nodes(path, nr, reply);
		play_cuts(path, nr, reply);
		play_statuses(path, nr, reply);
		play_headers(path, nr, reply);
		ck_assert_uint_gt(played_nr, CUTS);
	}
	played_release(&whole);
}
END_TEST

Suite *suite_odd_replies(void)
{
	Suite *suite = suite_create("odd_replies");
	TCase *tcase = tcase_create("odd_replies");

	played_paths(&paths);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, odd_replies_keep_the_promises, 0,
			    (int)paths.nr);
	suite_add_tcase(suite, tcase);
	return suite;
}
