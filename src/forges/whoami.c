/* SPDX-License-Identifier: MIT */
/*
 * What a forge says of the token that asks.
 */
#include "forges/whoami.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"
#include "base/text.h"

static void need(struct whoami *whoami, const char *scope,
		 const char *also)
{
	if (!strvec_has(&whoami->scopes, scope) &&
	    (!also || !strvec_has(&whoami->scopes, also)))
		strvec_push(&whoami->lacking, scope);
}

/* ---- GitHub: docs.github.com, "Scopes for OAuth apps" --------------- */

/*
 * Only classic tokens have scopes, in a header: "repo, workflow"; it is empty
 * for those of apps, which have permissions instead.
 */
static void github_scopes(const struct reply *reply, struct whoami *whoami)
{
	const char *header = reply_header(reply, "X-OAuth-Scopes");

	if (!header || !*header)
		return;
	whoami->scopes_told = true;
	while (*header) {
		size_t len = strcspn(header, ", ");

		if (len) {
			char *scope = xstrndup(header, len);

			strvec_push(&whoami->scopes, scope);
			free(scope);
		}
		header += len + strspn(header + len, ", ");
	}
	need(whoami, "repo", "public_repo");
}

static void github_read(const struct reply *reply, const struct json *doc,
			struct whoami *whoami)
{
	const char *end = reply_header(reply,
				"GitHub-Authentication-Token-Expiration");

	whoami->login = json_copy(doc, json_get(doc, 0, "login"));
	if (end)
		whoami->expires = xstrndup(end, strcspn(end, " "));
	github_scopes(reply, whoami);
}

/* ---- GitLab: docs.gitlab.com, "Personal access token API", from 15.5 - */

static void gitlab_read(const struct reply *reply, const struct json *doc,
			struct whoami *whoami)
{
	int list = json_get(doc, 0, "scopes"), node;

	(void)reply;
	whoami->expires = json_copy(doc, json_get(doc, 0, "expires_at"));
	whoami->scopes_told = json_kind(doc, list) == JSON_ARRAY;
	for (node = json_first(doc, list); node >= 0;
	     node = json_next(doc, node)) {
		char *scope = json_copy(doc, node);

		if (scope)
			strvec_push(&whoami->scopes, scope);
		free(scope);
	}
	if (whoami->scopes_told)
		need(whoami, "api", NULL);
}

/* ---- Gitea and Forgejo: /user; scopes are told nowhere -------------- */

static void gitea_read(const struct reply *reply, const struct json *doc,
		       struct whoami *whoami)
{
	(void)reply;
	whoami->login = json_copy(doc, json_get(doc, 0, "login"));
}

/* ---- all ------------------------------------------------------------ */

static const struct question {
	const char *forge;
	const char *path;		/* after the API's base */
	void (*read)(const struct reply *reply, const struct json *doc,
		     struct whoami *whoami);
} questions[] = {
	{ "gitea", "user", gitea_read },
	{ "github", "user", github_read },
	{ "gitlab", "personal_access_tokens/self", gitlab_read },
};

static const struct question *question_of(const struct forge *forge)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(questions); i++)
		if (!strcmp(questions[i].forge, forge->name))
			return &questions[i];
	return NULL;
}

bool whoami_ask(const struct forge *forge, const struct forge_site *site,
		 struct request *request)
{
	const struct question *question = question_of(forge);

	if (!question)
		return false;
	request->method = "GET";
	request->draws = DRAW_READ;
	strbuf_addf(&request->url, "%s%s", site->api, question->path);
	strvec_push(&request->headers, "Accept: application/json");
	return true;
}

static enum acceptance acceptance_of(const struct verdict_of_reply *verdict,
				     const struct reply *reply)
{
	if (verdict->failure == FAILURE_NONE)
		return TOKEN_ACCEPTED;
	if (reply->error != TRANSFER_OK || verdict->failure == FAILURE_AUTH ||
	    verdict->failure == FAILURE_LIMIT)
		return TOKEN_REFUSED;
	if (reply->status == 403)
		return TOKEN_ACCEPTED;
	return reply->status == 404 ? TOKEN_UNTOLD : TOKEN_REFUSED;
}

void whoami_read(const struct forge *forge, const struct request *request,
		  const struct reply *reply, struct whoami *whoami,
		  struct strbuf *why)
{
	struct verdict_of_reply verdict = { .failure = FAILURE_NONE };
	struct strbuf sentence = STRBUF_INIT, err = STRBUF_INIT;
	struct json doc = JSON_INIT;

	forge->judge(request, reply, &verdict, &sentence);
	whoami->acceptance = acceptance_of(&verdict, reply);
	if (whoami->acceptance != TOKEN_ACCEPTED) {
		strbuf_addstr(why, sentence.buf);
	} else if (verdict.failure == FAILURE_NONE) {
		if (!json_parse(&doc, reply->body.buf, reply->body.len,
				&err)) {
			question_of(forge)->read(reply, &doc, whoami);
		} else {
			whoami->acceptance = TOKEN_REFUSED;
			strbuf_addstr(why, "what answers is no JSON");
		}
	}
	json_release(&doc);
	strbuf_release(&sentence);
	strbuf_release(&err);
}

void whoami_release(struct whoami *whoami)
{
	free(whoami->login);
	free(whoami->expires);
	strvec_clear(&whoami->scopes);
	strvec_clear(&whoami->lacking);
}
