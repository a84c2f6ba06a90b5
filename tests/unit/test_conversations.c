/* SPDX-License-Identifier: MIT */
/*
 * Plays every conversation of tests/forges: what we would send, and what we
 * make of the reply, in whole.
 */
#include <check.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "base/text.h"
#include "conversation.h"
#include "forges/forge.h"
#include "means.h"

Suite *suite_conversations(void);

#define MAX_LOOKS 50

/* What is asked, as the structs that the forge gets. */
struct asked {
	struct json doc;
	struct strvec texts;		/* owns every string below */
	struct look_query looks[MAX_LOOKS];
	size_t nr;
	struct pull_query query;
	struct pull pull;
	struct strvec labels;
};

static struct strvec paths = STRVEC_INIT;

static const char *text_of(struct asked *asked, int node, const char *key)
{
	char *copy = json_copy(&asked->doc,
			       json_get(&asked->doc, node, key));
	const char *kept = copy ? strvec_push(&asked->texts, copy) : NULL;

	free(copy);
	return kept;
}

static long long number_of(struct asked *asked, int node, const char *key)
{
	return json_int(&asked->doc, json_get(&asked->doc, node, key), 0);
}

static void read_looks(struct asked *asked)
{
	int node;

	for (node = json_first(&asked->doc, 0); node >= 0;
	     node = json_next(&asked->doc, node)) {
		struct look_query *look = &asked->looks[asked->nr++];

		ck_assert_uint_le(asked->nr, MAX_LOOKS);
		look->owner = text_of(asked, node, "owner");
		look->name = text_of(asked, node, "name");
		look->branch = text_of(asked, node, "branch");
		look->base = text_of(asked, node, "base");
		look->pull = number_of(asked, node, "pull");
		ck_assert_msg(look->owner && look->name, "no name");
	}
	ck_assert_uint_gt(asked->nr, 0);
}

static void read_query(struct asked *asked)
{
	struct pull_query *query = &asked->query;
	int labels = json_get(&asked->doc, 0, "labels");
	int node;
	char *label;

	query->owner = text_of(asked, 0, "owner");
	query->name = text_of(asked, 0, "name");
	query->branch = text_of(asked, 0, "branch");
	query->base = text_of(asked, 0, "base");
	query->title = text_of(asked, 0, "title");
	query->body = text_of(asked, 0, "body");
	query->draft = json_bool(&asked->doc,
				 json_get(&asked->doc, 0, "draft"), false);
	for (node = json_first(&asked->doc, labels); node >= 0;
	     node = json_next(&asked->doc, node)) {
		label = json_copy(&asked->doc, node);
		strvec_push(&asked->labels, label);
		free(label);
	}
	query->labels = &asked->labels;
	asked->pull.number = number_of(asked, 0, "pull");
	query->pull = &asked->pull;
}

static void read_asked(struct asked *asked, const struct conversation *c)
{
	struct strbuf err = STRBUF_INIT;

	strvec_init(&asked->texts);
	strvec_init(&asked->labels);
	strbuf_init(&asked->doc.text);
	ck_assert_msg(!json_parse(&asked->doc, c->ask.buf, c->ask.len, &err),
		      "ask: %s", err.buf);
	if (json_kind(&asked->doc, 0) == JSON_ARRAY)
		read_looks(asked);
	else
		read_query(asked);
}

static void release_asked(struct asked *asked)
{
	json_release(&asked->doc);
	strvec_clear(&asked->texts);
	strvec_clear(&asked->labels);
}

static int ask(const struct forge *forge, const char *call,
	       const struct forge_site *site, struct asked *asked,
	       struct request *request, struct strbuf *err)
{
	if (!strcmp(call, "look"))
		return forge->look_ask(site, asked->looks, asked->nr,
				       request, err);
	if (!strcmp(call, "find"))
		return forge->find_ask(site, &asked->query, request, err);
	if (!strcmp(call, "open"))
		return forge->open_ask(site, &asked->query, request, err);
	ck_assert_str_eq(call, "describe");
	ck_assert(forge->describe_needed(&asked->query));
	return forge->describe_ask(site, &asked->query, request, err);
}

static bool same_json(const struct json *a, int x, const struct json *b,
		      int y);

/* The same members, whatever their order. */
static bool same_object(const struct json *a, int x, const struct json *b,
			int y)
{
	struct strbuf key = STRBUF_INIT;
	bool same = json_size(a, x) == json_size(b, y);
	int member;

	for (member = json_first(a, x); same && member >= 0;
	     member = json_next(a, member)) {
		strbuf_reset(&key);
		json_key(a, member, &key);
		same = same_json(a, member, b, json_get(b, y, key.buf));
	}
	strbuf_release(&key);
	return same;
}

static bool same_array(const struct json *a, int x, const struct json *b,
		       int y)
{
	int m = json_first(a, x), n = json_first(b, y);

	while (m >= 0 && n >= 0 && same_json(a, m, b, n)) {
		m = json_next(a, m);
		n = json_next(b, n);
	}
	return m < 0 && n < 0;
}

static bool same_json(const struct json *a, int x, const struct json *b,
		      int y)
{
	struct strbuf left = STRBUF_INIT, right = STRBUF_INIT;
	bool same;

	if (json_kind(a, x) != json_kind(b, y))
		return false;
	if (json_kind(a, x) == JSON_OBJECT)
		return same_object(a, x, b, y);
	if (json_kind(a, x) == JSON_ARRAY)
		return same_array(a, x, b, y);
	if (json_string(a, x, &left) || json_string(b, y, &right)) {
		json_raw(a, x, &left);
		json_raw(b, y, &right);
	}
	same = left.len == right.len &&
	       !memcmp(left.buf, right.buf, left.len);
	strbuf_release(&left);
	strbuf_release(&right);
	return same;
}

/* A GraphQL query may be broken into lines where it has a space. */
static void check_query(const char *expected, const struct json *sent)
{
	struct strbuf query = STRBUF_INIT, flat = STRBUF_INIT;

	for (; *expected; expected++)
		if (!strchr(" \n\t", *expected))
			strbuf_addch(&flat, *expected);
		else if (flat.len && flat.buf[flat.len - 1] != ' ')
			strbuf_addch(&flat, ' ');
	ck_assert_uint_eq(json_size(sent, 0), 1);
	ck_assert(!json_string(sent, json_get(sent, 0, "query"), &query));
	ck_assert_str_eq(query.buf, flat.buf);
	strbuf_release(&query);
	strbuf_release(&flat);
}

static void check_body(const struct strbuf *expected,
		       const struct strbuf *body)
{
	struct json sent = JSON_INIT, wanted = JSON_INIT;
	struct strbuf err = STRBUF_INIT;

	ck_assert_msg(!json_parse(&sent, body->buf, body->len, &err),
		      "body: %s", err.buf);
	if (starts_with(expected->buf, "query")) {
		check_query(expected->buf, &sent);
	} else {
		ck_assert_msg(!json_parse(&wanted, expected->buf,
					  expected->len, &err),
			      "request: %s", err.buf);
		ck_assert_msg(same_json(&sent, 0, &wanted, 0),
			      "sent %s\nnot %s", body->buf, expected->buf);
	}
	json_release(&sent);
	json_release(&wanted);
}

static void check_request(const struct conversation *c,
			  const struct request *request)
{
	struct strbuf line = STRBUF_INIT;
	size_t i;

	strbuf_addf(&line, "%s %s", request->method, request->url.buf);
	ck_assert_str_eq(line.buf, c->line.buf);
	for (i = 0; i < c->headers.nr; i++)
		ck_assert_msg(strvec_has(&request->headers, c->headers.v[i]),
			      "no header '%s'", c->headers.v[i]);
	for (i = 0; i < request->headers.nr; i++)
		ck_assert(!starts_with(request->headers.v[i],
				       "Authorization"));
	if (c->body.len)
		check_body(&c->body, &request->body);
	if (!strcmp(request->method, "GET"))
		ck_assert_uint_eq(request->body.len, 0);
	strbuf_release(&line);
}

static int read_look(const struct forge *forge, const struct reply *reply,
		     const struct asked *asked, struct strbuf *out,
		     struct strbuf *err)
{
	struct look_answer answers[MAX_LOOKS];
	struct look_common common = { 0 };
	size_t i;
	int result;

	memset(answers, 0, sizeof(answers));
	result = forge->look_read(reply, asked->looks, asked->nr, answers,
				  &common, err);
	means_text(out, "login", common.login);
	means_flag(out, "no login", common.no_login);
	for (i = 0; i < asked->nr; i++) {
		if (!result)
			means_look(out, i, &answers[i]);
		look_answer_release(&answers[i]);
	}
	free(common.login);
	return result;
}

static int read_pull(const struct forge *forge, const char *call,
		     const struct reply *reply, const struct asked *asked,
		     struct strbuf *out, struct strbuf *err)
{
	struct pull pull = { 0 };
	int result;

	if (!strcmp(call, "find"))
		result = forge->find_read(reply, &asked->query, &pull, err);
	else if (!strcmp(call, "open"))
		result = forge->open_read(reply, &asked->query, &pull, err);
	else
		result = forge->describe_read(reply, &asked->query, err);
	if (!result && pull.state == PULL_NONE)
		strbuf_addstr(out, "fine\n");
	means_pull(out, "", &pull);
	pull_release(&pull);
	return result;
}

static void understand(const struct forge *forge,
		       const struct conversation *c,
		       const struct request *request,
		       const struct asked *asked, struct strbuf *out)
{
	struct verdict_of_reply verdict;
	struct limits limits;
	struct strbuf why = STRBUF_INIT, err = STRBUF_INIT;
	int result;

	memset(&verdict, 0x5a, sizeof(verdict));
	forge->judge(request, &c->reply, &verdict, &why);
	if (verdict.failure != FAILURE_NONE) {
		means_verdict(out, &verdict, &why);
	} else {
		ck_assert_str_eq(why.buf, "");
		if (!strcmp(c->call.buf, "look"))
			result = read_look(forge, &c->reply, asked, out,
					   &err);
		else
			result = read_pull(forge, c->call.buf, &c->reply,
					   asked, out, &err);
		ck_assert_int_eq(result, err.len ? -1 : 0);
		if (result)
			means_text(out, "unreadable", err.buf);
	}
	forge->read_limits(request, &c->reply, &limits);
	means_limits(out, &limits);
	strbuf_release(&why);
	strbuf_release(&err);
}

/* The forge by its folder's name: …/github/look.txt. */
static const struct forge *forge_of_path(const char *path)
{
	const char *end = strrchr(path, '/'), *start = end;
	char *name;
	const struct forge *forge;

	while (start[-1] != '/')
		start--;
	name = xstrndup(start, (size_t)(end - start));
	forge = forge_by_name(name);
	ck_assert_msg(forge != NULL, "no forge '%s'", name);
	free(name);
	return forge;
}

static void play(const char *path)
{
	const struct forge *forge = forge_of_path(path);
	struct conversation c;
	struct asked asked = { .nr = 0 };
	struct request request = REQUEST_INIT;
	struct strbuf api = STRBUF_INIT, graphql = STRBUF_INIT;
	struct strbuf understood = STRBUF_INIT, err = STRBUF_INIT;
	struct forge_site site = { .host = "unused" };

	ck_assert_msg(!conversation_read(&c, path, &err), "%s", err.buf);
	if (c.site.nr > 1)
		strbuf_addstr(&api, c.site.v[1]);
	forge->locate(c.site.v[0], &api, &graphql);
	site.web = c.site.v[0];
	site.api = api.buf;
	site.graphql = graphql.buf;
	site.no_login = !c.login;
	read_asked(&asked, &c);
	ck_assert_msg(!ask(forge, c.call.buf, &site, &asked, &request, &err),
		      "%s", err.buf);
	if (c.token)
		request.authorization = "Bearer secret";
	check_request(&c, &request);
	understand(forge, &c, &request, &asked, &understood);
	ck_assert_msg(!strcmp(understood.buf, c.means.buf),
		      "%s\nexpected:\n%sunderstood:\n%s", path, c.means.buf,
		      understood.buf);
	request_release(&request);
	release_asked(&asked);
	conversation_release(&c);
	strbuf_release(&api);
	strbuf_release(&graphql);
	strbuf_release(&understood);
}

START_TEST(one_conversation)
{
	play(paths.v[_i]);
}
END_TEST

START_TEST(they_are_many)
{
	ck_assert_uint_ge(paths.nr, 60);
}
END_TEST

static void find_in(const char *folder, const char *forge)
{
	struct strbuf path = STRBUF_INIT;
	struct dirent **entries;
	int i, nr;

	strbuf_addf(&path, "%s/%s", folder, forge);
	nr = scandir(path.buf, &entries, NULL, alphasort);
	for (i = 0; i < nr; i++) {
		if (ends_with(entries[i]->d_name, ".txt"))
			strvec_pushf(&paths, "%s/%s", path.buf,
				     entries[i]->d_name);
		free(entries[i]);
	}
	if (nr >= 0)
		free(entries);
	strbuf_release(&path);
}

Suite *suite_conversations(void)
{
	Suite *suite = suite_create("conversations");
	TCase *tcase = tcase_create("conversations");
	const struct forge *const *forge;

	for (forge = forges; *forge; forge++)
		find_in(TEST_DATA "/forges", (*forge)->name);
	tcase_add_loop_test(tcase, one_conversation, 0, (int)paths.nr);
	tcase_add_test(tcase, they_are_many);
	suite_add_tcase(suite, tcase);
	return suite;
}
