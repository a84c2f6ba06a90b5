/* SPDX-License-Identifier: MIT */
/*
 * list: which repositories a server has, a page a request; and whether one has
 * a file. Of selections: task->data is what is asked about.
 */
#include <string.h>

#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/listing.h"
#include "steps/reply.h"
#include "steps/steps.h"

/* ---- pages -------------------------------------------------------- */

static int ask(const struct task *task, struct request *request,
	       struct strbuf *err)
{
	const struct forge *forge = task->host->forge;
	struct list_query query = listing_query(task->data);
	struct forge_site site = host_site(task->host);

	if (forge->list_ask)
		return forge->list_ask(&site, &query, request, err);
	strbuf_addf(err, "'%s' answers as no forge, and plain git "
		    "lists no repositories", task->host->name);
	return -1;
}

/* What a page draws on is the forge's to say, with its request. */
static unsigned list_draws(const struct task *task)
{
	struct request request;
	struct strbuf ignored = STRBUF_INIT;
	unsigned draws = DRAW_READ;

	request_init(&request);
	if (!ask(task, &request, &ignored))
		draws = request.draws;
	request_release(&request);
	strbuf_release(&ignored);
	return draws;
}

static int list_begin(struct task *task, struct strbuf *err)
{
	task->failure = FAILURE_FORGE;
	if (ask(task, &task->slot->request, err) < 0)
		return -1;
	task->failure = FAILURE_NONE;
	return task_send(task, err);
}

/* Each page may be tried as often as any other request. */
static enum verdict next_request(struct task *task)
{
	task->result = RESULT_NONE;
	task->failure = FAILURE_NONE;
	task->tries = 1;
	return VERDICT_AGAIN;
}

static void missing(const struct task *task, struct strbuf *why)
{
	const struct listing *listing = task->data;
	const char *whose = task->host->token.secret
				? "the token may see" : "is public";

	if (listing->kind == LIST_TEAM)
		strbuf_addf(why, "'%s' has no team '%s' of '%s' that %s",
			    listing->host, listing->team, listing->owner,
			    whose);
	else if (listing->kind == LIST_USER)
		strbuf_addf(why, "'%s' has no user '%s' that %s",
			    listing->host, listing->owner, whose);
	else
		strbuf_addf(why, "'%s' has no organisation, group or user "
			    "'%s' that %s", listing->host, listing->owner,
			    whose);
}

/* What is no organisation may be a user. */
static enum verdict not_found(struct task *task, struct strbuf *why)
{
	struct listing *listing = task->data;

	if (listing->kind == LIST_OWNER && !listing->as_user) {
		listing->as_user = true;
		return next_request(task);
	}
	missing(task, why);
	return task_fail(task, FAILURE_MISSING);
}

static enum verdict cut(struct task *task, const struct list_answer *page,
			struct strbuf *why)
{
	const char *host = task->host->name;

	if (page->why)
		strbuf_addstr(why, page->why);
	else if (page->total >= 0)
		strbuf_addf(why, "'%s' finds %lld, and does not give all of "
			    "them", host, page->total);
	else
		strbuf_addf(why, "'%s' does not give all that it finds", host);
	strbuf_addstr(why, "; narrow it, by more words, or in parts that are "
		      "added up");
	return task_fail(task, FAILURE_FORGE);
}

static enum verdict read_page(struct task *task, struct strbuf *why)
{
	const struct reply *reply = &task->slot->transfer.reply;
	struct listing *listing = task->data;
	struct list_query query = listing_query(listing);
	struct list_answer page = { .total = -1 };
	enum verdict verdict;
	int more;

	if (task->host->forge->list_read(reply, &query, &page, why) < 0) {
		verdict = task_fail(task, FAILURE_FORGE);
	} else if (page.as_user && !listing->as_user) {
		verdict = not_found(task, why);
	} else if (page.cut) {
		verdict = cut(task, &page, why);
	} else {
		more = listing_take(listing, &page, why);
		verdict = more < 0 ? task_fail(task, FAILURE_FORGE) :
			  more ? next_request(task) : VERDICT_NEXT;
	}
	list_answer_release(&page);
	return verdict;
}

static enum verdict list_end(struct task *task, struct strbuf *why)
{
	struct verdict_of_reply said = { .failure = FAILURE_NONE };
	const struct listing *listing = task->data;
	struct strbuf words = STRBUF_INIT;
	enum verdict verdict = reply_settle(task, &said, &words);

	if (verdict == VERDICT_NEXT)
		verdict = read_page(task, why);
	else if (said.failure == FAILURE_MISSING && !said.later &&
		 listing->owner)
		verdict = not_found(task, why);
	else if (said.failure == FAILURE_MISSING && !said.later &&
		 listing->names.nr == 1)
		verdict = VERDICT_NEXT;	/* a named one that is not there */
	else
		strbuf_addstr(why, words.buf);
	strbuf_release(&words);
	return verdict;
}

const struct step step_list = {
	.name = "list",
	.lane = LANE_API,
	.draws_of = list_draws,
	.begin = list_begin,
	.end = list_end,
};

/* ---- files -------------------------------------------------------- */

/* The one whose turn it is: campaign->data are all that are asked for. */
static const char *file_of(const struct task *task)
{
	const struct strvec *files = task->campaign->data;

	return files->v[task->phase];
}

static int file_begin(struct task *task, struct strbuf *err)
{
	struct forge_site site = host_site(task->host);

	if (task->host->forge->has_file_ask(&site, task->remote.owner,
					    task->remote.name, file_of(task),
					    &task->slot->request, err) < 0)
		return -1;
	return task_send(task, err);
}

static unsigned file_draws(const struct task *task)
{
	struct forge_site site = host_site(task->host);
	struct strbuf ignored = STRBUF_INIT;
	struct request request;
	unsigned draws = DRAW_READ;

	request_init(&request);
	if (!task->host->forge->has_file_ask(&site, task->remote.owner,
					     task->remote.name, file_of(task),
					     &request, &ignored))
		draws = request.draws;
	request_release(&request);
	strbuf_release(&ignored);
	return draws;
}

/* What is there may be a folder. */
static bool is_file(const struct task *task)
{
	const struct forge *forge = task->host->forge;

	return !forge->has_file_read ||
	       forge->has_file_read(&task->slot->transfer.reply);
}

static enum verdict file_end(struct task *task, struct strbuf *why)
{
	const struct strvec *files = task->campaign->data;
	struct verdict_of_reply said = { .failure = FAILURE_NONE };
	struct listed *known = task->data;
	struct strbuf words = STRBUF_INIT;
	enum verdict verdict = reply_settle(task, &said, &words);

	if (verdict == VERDICT_NEXT && !is_file(task)) {
		verdict = task_end(task, RESULT_UNCHANGED);
	} else if (verdict == VERDICT_NEXT) {
		strvec_push(&known->files, file_of(task));
		if (task->phase + 1 < files->nr)
			verdict = next_request(task);
	} else if (said.failure == FAILURE_MISSING && !said.later) {
		verdict = task_end(task, RESULT_UNCHANGED);
	} else {
		strbuf_addstr(why, words.buf);
	}
	strbuf_release(&words);
	return verdict;
}

const struct step step_has_file = {
	.name = "file",
	.lane = LANE_API,
	.draws_of = file_draws,
	.begin = file_begin,
	.end = file_end,
};
