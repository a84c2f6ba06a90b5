/* SPDX-License-Identifier: MIT */
/*
 * Hands a reply to a forge's judge and readers.
 */
#include "understood.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strvec.h"
#include "forges/forks.h"
#include "forges/list.h"
#include "means.h"

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

const char *understand(const struct forge *forge, const struct reply *reply,
		       const struct request *request, struct asked *asked,
		       struct forge_site *site, struct strbuf *out)
{
	struct verdict_of_reply verdict;
	struct limits limits;
	struct strbuf why = STRBUF_INIT, err = STRBUF_INIT;
	const char *broken = NULL;
	int result;

	memset(&verdict, 0x5a, sizeof(verdict));
	forge->judge(request, reply, &verdict, &why);
	if (!why.len != (verdict.failure == FAILURE_NONE))
		broken = "a failure, or a reason, without the other";
	if (verdict.wait < 0 || (verdict.wait > 0 && !verdict.freeze))
		broken = "a wait that nothing rests for";
	if (!is_for_reader(forge, asked, &verdict)) {
		means_verdict(out, &verdict, &why);
	} else {
		result = read_answer(forge, reply, asked, site, out, &err);
		if (result != (err.len ? -1 : 0))
			broken = "an error, or its sentence, without the other";
		if (result)
			means_text(out, "unreadable", err.buf);
	}
	forge->read_limits(request, reply, &limits);
	means_limits(out, &limits);
	strbuf_release(&why);
	strbuf_release(&err);
	return broken;
}
