/* SPDX-License-Identifier: MIT */
/*
 * One server: its forge, token, lanes and buckets. Limits belong to it, never
 * to a task.
 */
#ifndef CAMPAIGN_HOST_H
#define CAMPAIGN_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strvec.h"
#include "engine/budget.h"
#include "engine/http.h"
#include "engine/lane.h"
#include "forges/forge.h"
#include "git/credential.h"

#define STEPS_MAX 24		/* longest plan */

struct task;

/* Tasks in order of arrival; linked through task->next. */
struct queue {
	struct task *first, *last;
	size_t nr;
};
void queue_push(struct queue *queue, struct task *task);
void queue_push_front(struct queue *queue, struct task *task);
struct task *queue_pop(struct queue *queue);

struct host {
	char *name;			/* "github.com", "127.0.0.1:4020" */
	char *web;			/* "https://github.com/"; NULL: no API */
	const struct forge *forge;	/* never NULL once prepared */
	struct strbuf api, graphql;
	struct token token;
	char *authorization;		/* of API requests, or NULL */
	char *account;			/* login, once a look told it */
	char *account_key;		/* see account.h; NULL: not shared */
	struct strvec people;		/* who is known to be there */
	struct http_settings http;
	struct lane lanes[LANE_KINDS];	/* LANE_LOCAL is the campaign's */
	struct budget budget;
	size_t look_max;		/* of a batch; halved when too heavy */
	bool asked;			/* its token was looked for */
	bool no_login;			/* the token may not ask whose it is */
	unsigned lacks;			/* see struct forge_site; remembered */
	bool known;			/* its forge is remembered */
	char *version;			/* of the server, where its probe told */
	bool batch_runs;		/* one at a time: forge-apis 9 */
	unsigned paused;		/* its lanes: 1 << lane, see steer.h */
	bool answered;			/* something went well in this run */
	unsigned failures;		/* network or auth, in a row */
	enum failure dead;		/* given up: with this class … */
	double rest_told;		/* until when, as a warning said */
	char *dead_reason;		/* … and this sentence */
	size_t begun;			/* tasks with a tree, or on the way */
	struct queue waiting[STEPS_MAX];	/* by step of the plan */
	struct transport *transports;	/* see host_git_authorization() */
	struct host *next;
};

/* Made on first use; the list is the campaign's. */
struct host *host_get(struct host **list, const char *name, const char *web);

/*
 * Before the pool, blocking: the forge of each (config, well-known name,
 * remembered, probed), its API's place, token, settings of http and limits.
 * -1 and err: cannot start; HOSTS_USAGE and err: not with this GIT_TOKEN.
 * may_ask: credential helpers may prompt.
 */
#define HOSTS_USAGE (-2)
int hosts_prepare(struct host *list, bool may_ask, struct strbuf *err);

/*
 * The same as far as it is known on this machine: no server is asked, and one
 * that only a probe could tell counts as plain git.
 */
int hosts_recall(struct host *list, struct strbuf *err);
void hosts_release(struct host *list);

struct forge_site host_site(const struct host *host);

/* --rate HOST=30/min; -1 and err for what is none. */
int host_set_rate(struct host *list, const char *argument,
		  struct strbuf *err);

/* At most count writes in so many seconds, in place of what is documented. */
void host_limit_writes(struct host *host, double count, double seconds);

/*
 * What an answer to a draw that was begun then means for the budget: a limit
 * answer freezes what it asks for (why is for people), and cuts the pace
 * where no counter of the server's explains it; any other lets it grow.
 */
void host_judge(struct host *host, unsigned draws, double begun,
		const struct verdict_of_reply *verdict, const char *why,
		double now);

/* Corrects the budget by headers. */
void host_learn(struct host *host, const struct limits *limits, double now);

/*
 * The Authorization value that git may send to url (after insteadOf), and in
 * scope the URL prefix it is for; NULL: none. The token goes to the host
 * itself and to the server that multi.<url>.api named as its API; any other
 * server (a mirror by insteadOf) gets only a token of its own.
 */
const char *host_git_authorization(struct host *host, const char *url,
				   struct strbuf *scope);

/* Whether the former is known for it already: nothing has to be asked. */
bool host_is_ready_for(const struct host *host, const char *url);

#endif
