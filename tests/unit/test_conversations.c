/* SPDX-License-Identifier: MIT */
/*
 * Plays every conversation of tests/forges: what we would send, and what we
 * make of the reply, in whole.
 */
#include <check.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "asked.h"
#include "base/alloc.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "base/text.h"
#include "conversation.h"
#include "forges/forge.h"
#include "means.h"
#include "sent.h"

Suite *suite_conversations(void);

static struct strvec paths = STRVEC_INIT;

static void learn(struct forge_site *site, const struct look_common *common)
{
	site->lacks |= common->lacks;
	site->no_login |= common->no_login;
}

static int read_look(const struct forge *forge, const struct reply *reply,
		     struct asked *asked, struct forge_site *site,
		     struct strbuf *out, struct strbuf *err)
{
	struct look_common common = { 0 };
	unsigned part;
	size_t i;

	if (forge->look_read(reply, asked->looks, asked->nr, asked->answers,
			     &common, err)) {
		free(common.login);
		return -1;
	}
	learn(site, &common);
	means_common(out, &common);
	for (i = 0; i < asked->nr; i++)
		means_look(out, i, &asked->answers[i]);
	free(common.login);
	asked->parts |= 1u << asked->looks[0].part;
	if (asked->answers[0].failure != FAILURE_NONE)
		return 0;
	part = asked_part(asked, forge, site);
	if (part)
		strbuf_addf(out, "next part: %u\n", part);
	return 0;
}

/* Answers that are a pull request; result 1: it is no such call. */
static int read_pull(const struct forge *forge, const char *call,
		     const struct reply *reply,
		     const struct pull_query *query, struct pull *pull,
		     struct strbuf *err)
{
	if (!strcmp(call, "find"))
		return forge->find_read(reply, query, pull, err);
	if (!strcmp(call, "open"))
		return forge->open_read(reply, query, pull, err);
	if (!strcmp(call, "merge"))
		return forge->merge_read(reply, query, pull, err);
	if (!strcmp(call, "close"))
		return forge->close_read(reply, query, pull, err);
	return 1;
}

/* Of describe and names. */
static int read_part(int result, struct asked *asked, struct strbuf *out,
		     struct strbuf *err)
{
	size_t i;

	if (result < 0)
		return -1;
	if (result == FORGE_LACKS)
		means_text(out, "lacks", err->buf);
	else
		strbuf_addstr(out, "fine\n");
	strbuf_reset(err);
	for (i = 0; i < asked->notes.nr; i++)
		means_text(out, "note", asked->notes.v[i]);
	asked->more = result == FORGE_MORE;
	means_flag(out, "more", asked->more);
	return 0;
}

static int read_list(const struct forge *forge, const struct reply *reply,
		     struct asked *asked, struct strbuf *out,
		     struct strbuf *err)
{
	struct list_answer answer = { .total = -1 };
	int result = forge->list_read(reply, &asked->list, &answer, err);

	if (!result)
		means_list(out, &answer);
	replace_string(&asked->next, answer.next);
	asked->more = asked->next || answer.as_user;
	asked->list.as_user |= answer.as_user;
	list_answer_release(&answer);
	return result;
}

static int read_commit(const struct forge *forge, const struct reply *reply,
		       const struct asked *asked, struct strbuf *out,
		       struct strbuf *err)
{
	struct strbuf commit = STRBUF_INIT;
	int result = forge->commit_read(reply, &asked->commit, &commit, err);

	if (!result)
		strbuf_addf(out, "commit: %s\n", commit.buf);
	strbuf_release(&commit);
	return result;
}

/* Of comment and said. */
static int read_said(int result, long long id, struct asked *asked,
		     struct strbuf *out)
{
	size_t i;

	if (result < 0)
		return -1;
	if (id)
		strbuf_addf(out, "comment: %lld\n", id);
	else
		strbuf_addstr(out, "none\n");
	for (i = 0; i < asked->notes.nr; i++)
		means_text(out, "note", asked->notes.v[i]);
	asked->more = result == FORGE_MORE;
	means_flag(out, "more", asked->more);
	return 0;
}

static int read_fork(const struct forge *forge, const struct reply *reply,
		     struct asked *asked, struct strbuf *out,
		     struct strbuf *err)
{
	struct forge_fork fork = { .owner = NULL };
	const struct fork_query *query = &asked->fork_query;
	bool find = !strcmp(asked->call, "fork-find");
	int result = find ? forge->fork_find_read(reply, query, &fork, err)
			  : forge->fork_read(reply, query, &fork, err);

	if (!result && fork.owner)
		strbuf_addf(out, "fork: %s/%s%s%s%s\n", fork.owner, fork.name,
			    fork.id ? " " : "", fork.id ? fork.id : "",
			    fork.ready ? " ready" : "");
	else if (!result)
		strbuf_addstr(out, "no fork\n");
	asked->more = result == FORGE_MORE;
	means_flag(out, "more", asked->more);
	forge_fork_release(&fork);
	return result < 0 ? -1 : 0;
}

static int read_answer(const struct forge *forge, const struct reply *reply,
		       struct asked *asked, struct forge_site *site,
		       struct strbuf *out, struct strbuf *err)
{
	struct pull pull = { 0 };
	long long id = 0;
	int result;

	if (!strcmp(asked->call, "look"))
		return read_look(forge, reply, asked, site, out, err);
	if (!strcmp(asked->call, "list"))
		return read_list(forge, reply, asked, out, err);
	if (asked_is_fork(asked))
		return read_fork(forge, reply, asked, out, err);
	if (!strcmp(asked->call, "file")) {
		strbuf_addstr(out, !forge->has_file_read ||
			      forge->has_file_read(reply) ? "there\n" :
			      "not there\n");
		return 0;
	}
	if (!strcmp(asked->call, "describe"))
		return read_part(forge->describe_read(reply, &asked->query,
						      err),
				 asked, out, err);
	if (!strcmp(asked->call, "names"))
		return read_part(forge->names_read(reply, &asked->query, err),
				 asked, out, err);
	if (!strcmp(asked->call, "commit"))
		return read_commit(forge, reply, asked, out, err);
	if (!strcmp(asked->call, "comment")) {
		result = forge->comment_read(reply, &asked->query, &id, err);
		return read_said(result, id, asked, out);
	}
	if (!strcmp(asked->call, "said")) {
		result = forge->said_read(reply, &asked->query, &id, err);
		return read_said(result, id, asked, out);
	}
	result = read_pull(forge, asked->call, reply, &asked->query, &pull,
			   err);
	if (result == 1)
		result = forge->delete_read(reply, &asked->query, err);
	if (!result && pull.state == PULL_NONE)
		strbuf_addstr(out, "fine\n");
	means_pull(out, "", &pull);
	if (asked->lost.len)
		means_text(out, "lost", asked->lost.buf);
	pull_release(&pull);
	return result;
}

/* What is not there may be no more than one part of a look. */
static bool is_for_reader(const struct forge *forge,
			  const struct asked *asked,
			  const struct verdict_of_reply *verdict)
{
	return verdict->failure == FAILURE_NONE ||
	       (!strcmp(asked->call, "fork-find") &&
		verdict->failure == FAILURE_MISSING && !verdict->later) ||
	       (forge->look_part && !strcmp(asked->call, "look") &&
		verdict->failure == FAILURE_MISSING && !verdict->later);
}

static void understand(const struct forge *forge, const struct reply *reply,
		       const struct request *request, struct asked *asked,
		       struct forge_site *site, struct strbuf *out)
{
	struct verdict_of_reply verdict;
	struct limits limits;
	struct strbuf why = STRBUF_INIT, err = STRBUF_INIT;
	int result;

	memset(&verdict, 0x5a, sizeof(verdict));
	forge->judge(request, reply, &verdict, &why);
	ck_assert_int_eq(!why.len, verdict.failure == FAILURE_NONE);
	if (!is_for_reader(forge, asked, &verdict)) {
		means_verdict(out, &verdict, &why);
	} else {
		result = read_answer(forge, reply, asked, site, out, &err);
		ck_assert_int_eq(result, err.len ? -1 : 0);
		if (result)
			means_text(out, "unreadable", err.buf);
	}
	forge->read_limits(request, reply, &limits);
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

static void play_exchange(const struct forge *forge,
			  const struct exchange *exchange,
			  struct asked *asked, struct forge_site *site,
			  bool token, struct strbuf *understood)
{
	struct request request = REQUEST_INIT;
	struct strbuf err = STRBUF_INIT;

	if (exchange->call.len)
		asked_begin(asked, exchange);
	else
		asked_go_on(asked);
	if (asked_request(asked, forge, site, &request, &err)) {
		means_text(understood, "refused", err.buf);
	} else {
		ck_assert_str_eq(err.buf, "");
		if (token)
			request.authorization = "Bearer secret";
		sent_check(exchange, &request);
		understand(forge, &exchange->reply, &request, asked, site,
			   understood);
	}
	request_release(&request);
	strbuf_release(&err);
}

static void play(const char *path)
{
	const struct forge *forge = forge_of_path(path);
	struct conversation c;
	struct asked asked = { .call = NULL };
	struct strbuf api = STRBUF_INIT, graphql = STRBUF_INIT;
	struct strbuf understood = STRBUF_INIT, err = STRBUF_INIT;
	struct forge_site site = { .host = "unused" };
	size_t i;

	ck_assert_msg(!conversation_read(&c, path, &err), "%s", err.buf);
	if (c.site.nr > 1)
		strbuf_addstr(&api, c.site.v[1]);
	forge->locate(c.site.v[0], &api, &graphql);
	site.web = c.site.v[0];
	site.api = api.buf;
	site.graphql = graphql.len ? graphql.buf : NULL;
	site.no_login = !c.login;
	site.lacks = c.lacks;
	for (i = 0; i < c.nr; i++) {
		strbuf_reset(&understood);
		play_exchange(forge, &c.list[i], &asked, &site, c.token,
			      &understood);
		ck_assert_msg(!strcmp(understood.buf, c.list[i].means.buf),
			      "%s\nexpected:\n%sunderstood:\n%s", path,
			      c.list[i].means.buf, understood.buf);
	}
	asked_release(&asked);
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
	ck_assert_uint_ge(paths.nr, 150);
}
END_TEST

/* A folder that no forge is named for would never be played. */
START_TEST(folders_are_forges)
{
	struct dirent **entries;
	int i, nr = scandir(TEST_DATA "/forges", &entries, NULL, alphasort);

	ck_assert_int_gt(nr, 0);
	for (i = 0; i < nr; i++) {
		const char *name = entries[i]->d_name;

		if (name[0] != '.' && !strchr(name, '.'))
			ck_assert_msg(forge_by_name(name) != NULL,
				      "no forge '%s'", name);
		free(entries[i]);
	}
	free(entries);
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
	tcase_add_test(tcase, folders_are_forges);
	suite_add_tcase(suite, tcase);
	return suite;
}
