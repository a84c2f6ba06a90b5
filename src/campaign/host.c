/* SPDX-License-Identifier: MIT */
/*
 * One server's memory, its budget, and which token goes where.
 */
#include "campaign/host.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/task.h"
#include "engine/backoff.h"
#include "engine/clock.h"
#include "git/config.h"

#define WAIT_MAX 3600.0		/* whatever a server names: forge-apis 9 */
#define SLACK 120.0		/* for an hour that was rounded up */
#define SHORT_REST 2.0
#define ABSURD 31536000.0	/* a year: no server means that */
#define TOLD_REST 300.0		/* a rest as long as this is told */

/* What git may send to a server that a URL leads to. */
struct transport {
	char *origin;		/* "https://github.com/", the scope */
	char *authorization;	/* NULL: no token for it */
	struct transport *next;
};

void queue_push(struct queue *queue, struct task *task)
{
	task->next = NULL;
	if (queue->last)
		queue->last->next = task;
	else
		queue->first = task;
	queue->last = task;
	queue->nr++;
}

void queue_push_front(struct queue *queue, struct task *task)
{
	task->next = queue->first;
	queue->first = task;
	if (!queue->last)
		queue->last = task;
	queue->nr++;
}

struct task *queue_pop(struct queue *queue)
{
	struct task *task = queue->first;

	if (!task)
		return NULL;
	queue->first = task->next;
	if (!queue->first)
		queue->last = NULL;
	queue->nr--;
	task->next = NULL;
	return task;
}

struct host *host_get(struct host **list, const char *name, const char *web)
{
	struct host *host;

	for (; (host = *list); list = &host->next)
		if (!strcmp(host->name, name) &&
		    !strcmp(host->web ? host->web : "", web ? web : ""))
			return host;
	host = *list = xcalloc(1, sizeof(*host));
	host->name = xstrdup(name);
	host->web = xstrdup_or_null(web);
	strbuf_init(&host->api);
	strbuf_init(&host->graphql);
	strvec_init(&host->people);
	budget_init(&host->budget);
	return host;
}

static void host_free(struct host *host)
{
	struct transport *transport;

	while ((transport = host->transports)) {
		host->transports = transport->next;
		free(transport->origin);
		free(transport->authorization);
		free(transport);
	}
	budget_release(&host->budget, clock_now());
	free(host->account_key);
	strbuf_release(&host->api);
	strbuf_release(&host->graphql);
	token_release(&host->token);
	http_settings_release(&host->http);
	free(host->authorization);
	free(host->account);
	strvec_clear(&host->people);
	free(host->dead_reason);
	free(host->version);
	free(host->web);
	free(host->name);
	free(host);
}

void hosts_release(struct host *list)
{
	while (list) {
		struct host *next = list->next;

		host_free(list);
		list = next;
	}
}

struct forge_site host_site(const struct host *host)
{
	struct forge_site site = {
		.host = host->name, .web = host->web, .api = host->api.buf,
		.graphql = host->graphql.len ? host->graphql.buf : NULL,
		.no_login = host->no_login, .lacks = host->lacks
	};

	return site;
}

static struct host *by_name(struct host *list, const char *name, size_t len)
{
	for (; list; list = list->next)
		if (!strncmp(list->name, name, len) && !list->name[len])
			return list;
	return NULL;
}

int host_set_rate(struct host *list, const char *argument, struct strbuf *err)
{
	const char *equals = strrchr(argument, '=');
	struct host *host;
	struct rate rate;

	if (!equals) {
		strbuf_addf(err, "'--rate %s' is not HOST=RATE, for example "
			    "github.com=30/min", argument);
		return -1;
	}
	host = by_name(list, argument, (size_t)(equals - argument));
	if (date_parse_rate(equals + 1, &rate, err) < 0)
		return -1;
	if (!host && list) {
		strbuf_addf(err, "'--rate %s': this run has no such host, only",
			    argument);
		for (host = list; host; host = host->next)
			strbuf_addf(err, "%s '%s'", host == list ? "" : ",",
				    host->name);
		return -1;
	}
	if (host)
		host_limit_writes(host, rate.count, rate.seconds);
	return 0;
}

void host_limit_writes(struct host *host, double count, double seconds)
{
	budget_set_rate(&host->budget, DRAW_WRITE | DRAW_CONTENT, count,
			seconds);
}

/*
 * The wait that was named, with a second for the clocks' skew and up to a
 * tenth more, so that not all come back at once (forge-apis 9, rule 1).
 */
static double named_wait(double wait, double now)
{
	if (wait > WAIT_MAX)
		wait = WAIT_MAX;
	return 1 + wait * (1 + (double)((unsigned)now % 10) / 100);
}

/*
 * Where none was named: GitHub asks for a minute at least, and twice as much
 * each time. Any other server gets a short rest, because from now on its pace
 * is lower; when that is refused too, it gets GitHub's.
 */
static double unnamed_wait(const struct host *host, unsigned refused)
{
	if (host->forge == &forge_github)
		return backoff_limit(refused);
	return refused <= 1 ? SHORT_REST : backoff_limit(refused - 1);
}

/*
 * A rest that a person would wonder about is told once; one that is longer
 * than an hour ends this run's work with the host (forge-apis 9, rule 8).
 */
static void tell_rest(struct host *host, double named, double wait,
		      const char *why, double now)
{
	bool ends = named > WAIT_MAX + SLACK && !host->dead;
	struct strbuf text = STRBUF_INIT;

	if (ends) {
		/* a time that nobody can mean: when we would look again */
		bool absurd = named > ABSURD;

		strbuf_addf(&text, absurd ? "%s; until when it says in no "
			    "sensible way, so try again after "
			    : "%s; it is free again at ", why);
		date_local(&text, now + (absurd ? wait : named), now);
		host->dead = FAILURE_LIMIT;
		host->dead_reason = strbuf_detach(&text);
	} else if (now + wait > host->rest_told + TOLD_REST) {
		date_local(&text, now + wait, now);
		warning("nothing is asked of %s until %s: %s", host->name,
			text.buf, why);
		host->rest_told = now + wait;
	}
	strbuf_release(&text);
}

void host_judge(struct host *host, unsigned draws, double begun,
		const struct verdict_of_reply *verdict, const char *why,
		double now)
{
	unsigned refused = 1;
	double wait;

	if (verdict->freeze == FREEZE_NOTHING) {
		if (verdict->failure == FAILURE_NONE)
			budget_clean(&host->budget, draws, begun);
		return;
	}
	if (!verdict->used_up)
		refused = budget_refused(&host->budget, draws, begun, now);
	wait = verdict->wait > 0 ? named_wait(verdict->wait, now)
				 : unnamed_wait(host, refused);
	if (verdict->freeze == FREEZE_HOST)
		draws = DRAW_ALL;
	budget_freeze(&host->budget, draws, now + wait, why);
	if (verdict->freeze == FREEZE_HOST && wait >= TOLD_REST)
		tell_rest(host, verdict->wait, wait, why, now);
}

void host_learn(struct host *host, const struct limits *limits, double now)
{
	if (limits->limit > 0)
		budget_told(&host->budget, limits->told,
			    (double)limits->limit, (double)limits->remaining,
			    limits->reset_in, now);
}

/* "https://host:port/" of a URL over HTTP; false for any other. */
static bool origin_of(const char *url, struct strbuf *origin)
{
	const char *slash;

	if (!starts_with(url, "http://") && !starts_with(url, "https://"))
		return false;
	slash = strchr(strstr(url, "//") + 2, '/');
	strbuf_add(origin, url,
		   slash ? (size_t)(slash - url) : strlen(url));
	strbuf_addch(origin, '/');
	return true;
}

/* A user name in the URL is no part of the scope. */
static void drop_user(struct strbuf *origin)
{
	char *start = strstr(origin->buf, "//") + 2;
	char *at = strchr(start, '@');

	if (at)
		strbuf_remove(origin, (size_t)(start - origin->buf),
			      (size_t)(at + 1 - start));
}

static void basic(const struct host *host, const struct token *token,
		  struct strbuf *out)
{
	const char *user = token->user ? token->user : host->forge->git_user;

	credential_basic(user ? user : "git", token->secret, out);
}

/* The token of a server that only insteadOf names: one of its own. */
static char *foreign_authorization(const struct host *host,
				   const char *origin)
{
	struct strbuf name = STRBUF_INIT, err = STRBUF_INIT;
	struct strbuf value = STRBUF_INIT;
	struct token_question question = { .web = origin };
	struct token token = { 0 };
	char *result = NULL;

	strbuf_addstr(&name, strstr(origin, "//") + 2);
	strbuf_setlen(&name, name.len - 1);
	question.host = name.buf;
	if (!credential_find(&question, &token, &err) && token.secret) {
		basic(host, &token, &value);
		result = strbuf_detach(&value);
	}
	token_release(&token);
	strbuf_release(&value);
	strbuf_release(&name);
	strbuf_release(&err);
	return result;
}

static bool is_own_origin(const struct host *host, const char *origin)
{
	return (host->web && url_same_origin(origin, host->web)) ||
	       (host->api.len && url_same_origin(origin, host->api.buf));
}

static struct transport *transport_new(struct host *host, const char *origin)
{
	struct transport *transport = xcalloc(1, sizeof(*transport));
	bool own = is_own_origin(host, origin);

	transport->origin = xstrdup(origin);
	if (own && host->token.secret) {
		struct strbuf value = STRBUF_INIT;

		basic(host, &host->token, &value);
		transport->authorization = strbuf_detach(&value);
	} else if (!own) {
		transport->authorization = foreign_authorization(host, origin);
	}
	transport->next = host->transports;
	host->transports = transport;
	return transport;
}

static struct transport *find_transport(const struct host *host,
					const char *origin)
{
	struct transport *transport = host->transports;

	while (transport && strcmp(transport->origin, origin) != 0)
		transport = transport->next;
	return transport;
}

bool host_is_ready_for(const struct host *host, const char *url)
{
	struct strbuf origin = STRBUF_INIT;
	bool ready = true;

	if (url && origin_of(url, &origin)) {
		drop_user(&origin);
		ready = is_own_origin(host, origin.buf) ||
			find_transport(host, origin.buf);
	}
	strbuf_release(&origin);
	return ready;
}

const char *host_git_authorization(struct host *host, const char *url,
				   struct strbuf *scope)
{
	struct strbuf origin = STRBUF_INIT;
	const char *authorization = NULL;
	struct transport *transport;

	if (!url || !origin_of(url, &origin))
		goto out;
	drop_user(&origin);
	transport = find_transport(host, origin.buf);
	if (!transport)
		transport = transport_new(host, origin.buf);
	authorization = transport->authorization;
	strbuf_addstr(scope, origin.buf);
out:
	strbuf_release(&origin);
	return authorization;
}
