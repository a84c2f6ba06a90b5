/* SPDX-License-Identifier: MIT */
/*
 * Whose token it is, asked by a step that must know where no look told it.
 */
#include "steps/login.h"

#include "campaign/account.h"
#include "forges/whoami.h"
#include "steps/reply.h"

int login_send(struct task *task, struct strbuf *err)
{
	struct forge_site site = host_site(task->host);

	whoami_ask(task->host->forge, &site, &task->slot->request);
	return task_send(task, err);
}

enum verdict login_read(struct task *task, struct strbuf *why)
{
	struct verdict_of_reply said = { .failure = FAILURE_NONE };
	const struct slot *slot = task->slot;
	struct host *host = task->host;
	struct whoami whoami = WHOAMI_INIT;
	struct strbuf untold = STRBUF_INIT;
	enum verdict verdict = VERDICT_NEXT;

	whoami_read(host->forge, &slot->request, &slot->transfer.reply,
		    &whoami, &untold);
	if (whoami.acceptance == TOKEN_REFUSED) {
		verdict = reply_settle(task, NULL, why);
	} else {
		strbuf_reset(&untold);
		reply_learn(host, slot, &said, &untold);
		if (whoami.login)
			account_is(host, whoami.login);
		else
			host->no_login = true;
	}
	whoami_release(&whoami);
	strbuf_release(&untold);
	return verdict;
}
