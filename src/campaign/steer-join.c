/* SPDX-License-Identifier: MIT */
/*
 * Tasks that join a run: add, and those that begin again. What would have to
 * wait for a server or a person (an unknown host's forge, its token) was done
 * before the pool and cannot be done now.
 */
#include "campaign/steer-join.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "campaign/selection.h"
#include "campaign/steer-word.h"
#include "campaign/turn.h"

/* ---- whether it can ---------------------------------------------------------- */

/* Prepared by this run, with whatever insteadOf leads to; NULL: it is not. */
static struct host *find_host(const struct campaign *c,
			      const struct remote *remote)
{
	const char *web = remote->web ? remote->web : "";
	struct host *host;

	for (host = c->hosts; host; host = host->next)
		if (host->forge && !strcmp(host->name, remote->host) &&
		    !strcmp(host->web ? host->web : "", web))
			break;
	if (host && host_is_ready_for(host, remote->fetch_url) &&
	    host_is_ready_for(host, remote->push_url))
		return host;
	return NULL;
}

/*
 * A run that only merges or closes begins with none, and what is published was
 * reviewed.
 */
static int may_begin(const struct campaign *c, struct strbuf *why)
{
	bool reviewed = false;
	size_t i;

	for (i = 0; i < c->nr && !c->goal.dry_run; i++)
		reviewed |= c->tasks[i]->facts.bundled &&
			    !c->tasks[i]->part;
	if (!strcmp(c->plan[0]->name, "look") && c->plan_nr > 1 && !reviewed)
		return 0;
	strbuf_addf(why, "this run takes no others; when it has ended, use "
		    "'git multi run'");
	return -1;
}

static int may_join(struct task *task, struct strbuf *why)
{
	if (task->selected && task->host)
		return 0;
	if (may_begin(task->campaign, why) < 0)
		return -1;
	task->host = find_host(task->campaign, &task->remote);
	if (task->host)
		return 0;
	strbuf_addf(why, "this run did not ask %s before it began; when it "
		    "has ended, use 'git multi resume %s'", task->remote.host,
		    task->campaign->name);
	return -1;
}

/* It was given up, and is asked once more. */
static void revive(struct host *host)
{
	host->dead = FAILURE_NONE;
	host->failures = 0;
	replace_string(&host->dead_reason, NULL);
}

int steer_join(struct task *task, struct strbuf *why)
{
	struct campaign *c = task->campaign;
	bool kept = task->result == RESULT_FAILED && task->has_tree;

	if (may_join(task, why) < 0)
		return -1;
	if (task->result && campaign_again(c, task, why) < 0)
		return -1;
	if (kept && c->kept)
		c->kept--;
	task->selected = true;
	revive(task->host);
	c->left++;
	task_start(task);
	return 0;
}

/* ---- add ---------------------------------------------------------------------- */

/* An address, which is never taken for a file's name. */
static bool is_address(const char *url)
{
	const char *at = strchr(url, '@'), *colon = strchr(url, ':');

	return strstr(url, "://") || (at && colon && at < colon);
}

static void read_settings(const struct json *doc, int list,
			  struct strvec *out)
{
	int node;

	for (node = json_first(doc, list); node >= 0;
	     node = json_next(doc, node)) {
		char *text = json_copy(doc, node);

		if (text && strchr(text, '='))
			strvec_push(out, text);
		free(text);
	}
}

/* One that the campaign has already, and that this run left out. */
static void add_known(struct task *task, struct steer_answer *answer)
{
	struct strbuf why = STRBUF_INIT;

	if (task->dropped)
		steer_refuse(answer, task->key, "%s was dropped from the "
			     "campaign; when the run has ended, use 'git "
			     "multi drop --undo %s %s'", task->key,
			     task->campaign->name, task->key);
	else if (task->state != TASK_IDLE || task->result == RESULT_DONE ||
		 task->result == RESULT_UNCHANGED ||
		 task->result == RESULT_SKIPPED)
		steer_refuse(answer, task->key, "%s is in the campaign "
			     "already", task->key);
	else if (steer_join(task, &why) < 0)
		steer_refuse(answer, task->key, "%s: %s", task->key, why.buf);
	else
		steer_done(answer, task, "%s: begins", task->key);
	strbuf_release(&why);
}

static void add_new(struct campaign *c, struct selected *one,
		    struct steer_answer *answer)
{
	struct strbuf why = STRBUF_INIT;
	struct task *task;

	if (may_begin(c, &why) < 0) {
		steer_refuse(answer, one->key, "%s: %s", one->key, why.buf);
	} else if (!find_host(c, &one->remote)) {
		steer_refuse(answer, one->key, "%s: this run did not ask %s "
			     "before it began; when it has ended, use 'git "
			     "multi run -r %s' with the same command",
			     one->key, one->remote.host, one->remote.url);
	} else if (campaign_add(c, one->key, &one->remote, &one->settings,
				&task, &why) < 0 ||
		   steer_join(task, &why) < 0) {
		steer_refuse(answer, one->key, "%s: %s", one->key, why.buf);
	} else {
		steer_done(answer, task, "%s: added", one->key);
	}
	strbuf_release(&why);
}

static void add_one(struct campaign *c, const char *url,
		    struct strvec *settings, struct steer_answer *answer)
{
	struct selection selection = SELECTION_INIT;
	struct strbuf err = STRBUF_INIT;
	struct selected *list = NULL;
	struct task *known;
	size_t nr = 0;

	strvec_push(&selection.repos, url);
	if (!is_address(url))
		steer_refuse(answer, url, "'%s' is no address", url);
	else if (selection_read(&selection, &list, &nr, &err) < 0)
		steer_refuse(answer, url, "%s", err.buf);
	known = nr ? campaign_find(c, list[0].key) : NULL;
	if (nr)
		list[0].settings = *settings;
	if (nr)
		strvec_init(settings);
	if (known)
		add_known(known, answer);
	else if (nr)
		add_new(c, &list[0], answer);
	selected_free(list, nr);
	selection_release(&selection);
	strbuf_release(&err);
}

void steer_add(struct campaign *c, const struct steer_request *request,
	       struct steer_answer *answer)
{
	const struct json *doc = request->doc;
	int list = json_get(doc, 0, "repositories"), node;
	struct strvec settings = STRVEC_INIT;

	if (json_size(doc, list) > STEER_ARGUMENTS_MAX) {
		steer_refuse(answer, "add", "too many repositories at once");
		return;
	}
	for (node = json_first(doc, list); node >= 0;
	     node = json_next(doc, node)) {
		char *url = json_copy(doc, json_get(doc, node, "url"));

		read_settings(doc, json_get(doc, node, "settings"), &settings);
		add_one(c, url ? url : "", &settings, answer);
		strvec_clear(&settings);
		free(url);
	}
}
