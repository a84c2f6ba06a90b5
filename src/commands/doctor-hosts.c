/* SPDX-License-Identifier: MIT */
/*
 * git multi doctor: servers and tokens. One request to each, and only to
 * those that the user, a setting or a campaign of the user's names.
 */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/report.h"
#include "campaign/host.h"
#include "commands/doctor.h"
#include "commands/servers.h"
#include "engine/http.h"
#include "engine/loop.h"
#include "forges/whoami.h"
#include "git/config.h"
#include "git/credential.h"
#include "git/git.h"

#define ANSWER_SECONDS 20.0
#define SKEW_SECONDS 60.0	/* resets are told in whole seconds, or less */

struct asked {			/* a list of one host each: see prepare() */
	struct host *host;
	struct transfer transfer;
	struct request request;
	bool runs, begun;
};

/* A campaign that cannot be read is a finding of its own. */
static void cannot_read(void *data, const char *why)
{
	struct findings *findings = data;

	finding_add(findings, "campaign", HEALTH_ERROR,
		    "'git multi campaigns remove --force' takes a campaign "
		    "away that cannot be read", "%s", why);
}

/* ---- before anybody is asked ---------------------------------------- */

/*
 * GIT_TOKEN names no host. With several servers here it could go to a wrong
 * one: then it is tried with none.
 */
static void set_git_token_aside(struct findings *findings, size_t nr)
{
	const char *value = getenv("GIT_TOKEN");

	if (!value || !*value || nr < 2)
		return;
	credential_add_secret(value);
	unsetenv("GIT_TOKEN");
	finding_add(findings, "token", HEALTH_WARNING,
		    "'git multi doctor HOST' tries it with that server; "
		    "GIT_MULTI_TOKEN_<HOST> is for one server",
		    "GIT_TOKEN names no server, and there are %zu: it is "
		    "left out here", nr);
}

/*
 * Each host is a list of its own: the bad setting of one hides nothing of
 * the others.
 */
static int prepare(struct findings *findings, struct asked *asked,
		   const char *name, const char *web, bool offline)
{
	struct strbuf err = STRBUF_INIT;
	int ret;

	host_get(&asked->host, name, web);
	ret = offline ? hosts_recall(asked->host, &err)
		      : hosts_prepare(asked->host, false, &err);
	if (ret)
		finding_add(findings, "host", HEALTH_ERROR, NULL, "%s: %s",
			    name, err.buf);
	strbuf_release(&err);
	return ret;
}

static void say_host(struct findings *findings, const struct host *host,
		     bool offline)
{
	bool plain = !host->forge->authorize;

	if (plain && offline)
		finding_add(findings, "host", HEALTH_OK, NULL,
			    "%s: no forge is known for it", host->name);
	else if (plain)
		finding_add(findings, "host", HEALTH_WARNING,
			    "where it is a forge, say which: git config "
			    "--global multi.URL.forge NAME", "%s: answers as "
			    "no forge that is known, so the change ends with "
			    "a push", host->name);
	else
		finding_add(findings, "host", HEALTH_OK, NULL,
			    "%s: %s%s%s, asked at %s", host->name,
			    host->forge->name, host->version ? " " : "",
			    host->version ? host->version : "",
			    host->api.buf);
}

static void say_no_token(struct findings *findings, const struct host *host)
{
	struct strbuf variable = STRBUF_INIT, advice = STRBUF_INIT;

	credential_variable(host->name, &variable);
	strbuf_addf(&advice, "put one into %s, or into git's credential "
		    "helper", variable.buf);
	finding_add(findings, "token", HEALTH_WARNING, advice.buf,
		    "%s: none was found", host->name);
	strbuf_release(&variable);
	strbuf_release(&advice);
}

/* ---- asking --------------------------------------------------------- */

static void answered(struct transfer *transfer)
{
	struct asked *asked = transfer->data;

	asked->runs = false;
}

static void ask(struct findings *findings, struct asked *asked)
{
	struct host *host = asked->host;
	struct http_settings settings = host->http;
	struct forge_site site = host_site(host);
	struct strbuf err = STRBUF_INIT;

	settings.connect_timeout = settings.total_timeout = ANSWER_SECONDS;
	request_init(&asked->request);
	asked->request.authorization = host->authorization;
	if (whoami_ask(host->forge, &site, &asked->request)) {
		asked->runs = asked->begun =
			!http_start(&asked->transfer, &asked->request,
				    &settings, answered, asked, &err);
		if (!asked->begun)
			finding_add(findings, "token", HEALTH_ERROR, NULL,
				    "%s: %s", host->name, err.buf);
	}
	if (!asked->begun)
		request_release(&asked->request);
	strbuf_release(&err);
}

static void wait_for_all(struct asked *list, size_t nr)
{
	size_t i, j;

	for (i = 0; i < nr; i++)
		while (list[i].runs) {
			loop_wait();
			for (j = 0; loop_interrupts() && j < nr; j++)
				if (list[j].runs)
					http_cancel(&list[j].transfer);
		}
}

/* ---- what they said ------------------------------------------------- */

static void add_list(struct strbuf *out, const char *before,
		     const struct strvec *list)
{
	size_t i;

	for (i = 0; i < list->nr; i++)
		strbuf_addf(out, "%s%s", i ? ", " : before, list->v[i]);
}

static void say_accepted(struct findings *findings, const struct host *host,
			 const struct whoami *whoami)
{
	struct strbuf text = STRBUF_INIT;
	bool lacks = whoami->lacking.nr > 0;

	if (whoami->login)
		strbuf_addf(&text, ", of '%s'", whoami->login);
	if (whoami->scopes_told)
		add_list(&text, ", scopes ", &whoami->scopes);
	if (whoami->expires)
		strbuf_addf(&text, ", until %s", whoami->expires);
	add_list(&text, "; lacks scope ", &whoami->lacking);
	finding_add(findings, "token",
		    lacks ? HEALTH_ERROR : HEALTH_OK,
		    lacks ? "make a token with that scope" : NULL,
		    "%s: from %s, accepted%s", host->name,
		    host->token.source, text.buf);
	strbuf_release(&text);
}

static void say_skew(struct findings *findings, const struct host *host,
		     const struct reply *reply)
{
	struct strbuf length = STRBUF_INIT;
	double skew = reply->came - reply->date;

	if (reply->error != TRANSFER_OK || reply->date < 0 ||
	    fabs(skew) < SKEW_SECONDS)
		return;
	date_duration(&length, fabs(skew));
	finding_add(findings, "clock", HEALTH_WARNING,
		    "let this machine take the time from the network",
		    "this machine is %s %s %s", length.buf,
		    skew > 0 ? "ahead of" : "behind", host->name);
	strbuf_release(&length);
}

static void judge(struct findings *findings, struct asked *asked)
{
	struct whoami whoami = WHOAMI_INIT;
	const struct host *host = asked->host;
	const struct reply *reply = &asked->transfer.reply;
	struct strbuf why = STRBUF_INIT;

	whoami_read(host->forge, &asked->request, reply, &whoami, &why);
	if (whoami.acceptance == TOKEN_ACCEPTED)
		say_accepted(findings, host, &whoami);
	else
		finding_add(findings, "token",
			    whoami.acceptance == TOKEN_REFUSED
			    ? HEALTH_ERROR : HEALTH_WARNING, NULL,
			    "%s: from %s, %s: %s", host->name,
			    host->token.source,
			    whoami.acceptance == TOKEN_REFUSED
			    ? "not accepted" : "the server does not tell",
			    why.buf);
	say_skew(findings, host, reply);
	whoami_release(&whoami);
	http_release(&asked->transfer);
	request_release(&asked->request);
	strbuf_release(&why);
}

static void look_at(struct findings *findings, struct server_list *list,
		    bool offline)
{
	struct asked *asked = xcalloc(list->names.nr + 1, sizeof(*asked));
	size_t nr = 0, i;

	if (!offline)
		loop_open();
	for (i = 0; i < list->names.nr; i++) {
		struct asked *one = &asked[nr++];
		struct host *host;

		if (prepare(findings, one, list->names.v[i], list->webs.v[i],
			    offline))
			continue;
		host = one->host;
		say_host(findings, host, offline);
		if (!host->forge->authorize)
			continue;
		if (!host->token.secret)
			say_no_token(findings, host);
		else if (offline)
			finding_add(findings, "token", HEALTH_OK, NULL,
				    "%s: from %s, not tried", host->name,
				    host->token.source);
		else
			ask(findings, one);
	}
	wait_for_all(asked, nr);
	for (i = 0; i < nr; i++) {
		if (asked[i].begun)
			judge(findings, &asked[i]);
		hosts_release(asked[i].host);
	}
	http_close();
	free(asked);
}

void doctor_hosts(struct findings *findings, const struct strvec *words,
		  bool offline)
{
	struct server_list list = SERVER_LIST_INIT;
	struct strbuf err = STRBUF_INIT;
	size_t i;

	for (i = 0; i < words->nr; i++) {
		if (servers_add_word(&list, words->v[i], &err) < 0)
			finding_add(findings, "host", HEALTH_ERROR, NULL,
				    "%s", err.buf);
		strbuf_reset(&err);
	}
	servers_add_settings(&list);
	servers_add_campaigns(&list, cannot_read, findings);
	set_git_token_aside(findings, list.names.nr);
	look_at(findings, &list, offline);
	servers_release(&list);
	strbuf_release(&err);
}
