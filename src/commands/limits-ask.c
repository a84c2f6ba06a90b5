/* SPDX-License-Identifier: MIT */
/*
 * git multi limits --ask: one request to each server.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/report.h"
#include "campaign/account.h"
#include "commands/limits.h"
#include "engine/clock.h"
#include "engine/http.h"
#include "engine/loop.h"
#include "forges/quota.h"
#include "forges/whoami.h"

#define ANSWER_SECONDS 20.0

struct asked {
	struct host *host;
	struct transfer transfer;
	struct request request;
	double since;		/* engine clock */
	bool runs, begun;
};

static void answered(struct transfer *transfer)
{
	struct asked *asked = transfer->data;

	asked->runs = false;
}

/* It is drawn like any other request; one that may not be sent now is not. */
static bool may_ask(struct host *host, unsigned draws)
{
	double now = clock_now();
	struct strbuf why = STRBUF_INIT;
	bool may = budget_begin(&host->budget, draws, now) <= 0;

	if (!may) {
		budget_why(&host->budget, draws, now, &why);
		warning("%s is not asked: %s", host->name, why.buf);
	}
	strbuf_release(&why);
	return may;
}

static bool begin(struct asked *asked)
{
	struct host *host = asked->host;
	struct http_settings settings = host->http;
	struct forge_site site = host_site(host);
	struct strbuf err = STRBUF_INIT;
	bool fine = true;

	settings.connect_timeout = settings.total_timeout = ANSWER_SECONDS;
	request_init(&asked->request);
	asked->request.authorization = host->authorization;
	if (!quota_ask(host->forge, &site, &asked->request))
		goto out;
	fine = may_ask(host, asked->request.draws);
	if (!fine)
		goto out;
	asked->since = clock_now();
	asked->runs = asked->begun =
		!http_start(&asked->transfer, &asked->request, &settings,
			    answered, asked, &err);
	if (!asked->begun) {
		warning("%s: %s", host->name, err.buf);
		budget_end(&host->budget, asked->request.draws, clock_now(),
			   false);
		fine = false;
	}
out:
	if (!asked->begun)
		request_release(&asked->request);
	strbuf_release(&err);
	return fine;
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

/* Where the answer says whose token it is, the counters are that login's. */
static void learn_login(struct asked *asked)
{
	struct whoami whoami = WHOAMI_INIT;
	struct strbuf why = STRBUF_INIT;

	whoami_read(asked->host->forge, &asked->request,
		    &asked->transfer.reply, &whoami, &why);
	if (whoami.login)
		account_is(asked->host, whoami.login);
	whoami_release(&whoami);
	strbuf_release(&why);
}

/* A refusal holds for the runs to come, and shows in the rows. */
static void heed_refusal(struct asked *asked, double now)
{
	struct verdict_of_reply verdict = { .failure = FAILURE_NONE };
	struct strbuf why = STRBUF_INIT;

	asked->host->forge->judge(&asked->request, &asked->transfer.reply,
				  &verdict, &why);
	host_judge(asked->host, asked->request.draws, asked->since, &verdict,
		   why.buf, now);
	strbuf_release(&why);
}

static bool take(struct asked *asked)
{
	struct limits limits[TOLD_NR];
	struct strbuf why = STRBUF_INIT;
	double now = clock_now();
	int nr, i;

	budget_end(&asked->host->budget, asked->request.draws, now,
		   asked->transfer.reply.error != TRANSFER_UNSENT);
	nr = quota_read(asked->host->forge, &asked->request,
			&asked->transfer.reply, limits, &why);
	if (nr < 0)
		warning("%s: %s", asked->host->name, why.buf);
	for (i = 0; i < nr; i++)
		host_learn(asked->host, &limits[i], now);
	learn_login(asked);
	heed_refusal(asked, now);
	http_release(&asked->transfer);
	request_release(&asked->request);
	strbuf_release(&why);
	return nr >= 0;
}

bool limits_ask(struct host *list)
{
	struct host *host;
	struct asked *asked;
	size_t nr = 0, i = 0;
	bool fine = true;

	for (host = list; host; host = host->next)
		nr++;
	asked = xcalloc(nr + 1, sizeof(*asked));
	for (host = list; host; host = host->next, i++) {
		asked[i].host = host;
		fine &= begin(&asked[i]);
	}
	wait_for_all(asked, nr);
	for (i = 0; i < nr; i++)
		if (asked[i].begun)
			fine &= take(&asked[i]);
	http_close();
	free(asked);
	return !fine;
}
