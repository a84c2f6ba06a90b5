/* SPDX-License-Identifier: MIT */
/*
 * A selection as the command line says it: what is named is read, what servers
 * have is listed through the one pool, then the filters narrow it.
 */
#include "commands/select.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/alloc.h"
#include "base/report.h"
#include "campaign/listing.h"
#include "forges/forge.h"
#include "git/config.h"
#include "steps/steps.h"

static const struct step *const plan_list[] = { &step_list, NULL };
static const struct step *const plan_files[] = { &step_has_file, NULL };
static const struct step *const plan_none[] = { NULL };

struct choosing {
	const struct selection *selection;
	struct selecting s;
	struct work_options options;
	struct host *hosts;
};

void select_check(const struct command *command,
		  const struct selection *selection)
{
	struct strbuf err = STRBUF_INIT;

	if (!selection_has_source(selection))
		command_usage(command, "which repositories? name them with "
			      "-r, a list of them with -r FILE, or all of an "
			      "owner with --org");
	if (selection_check(selection, &err) < 0)
		command_usage(command, "%s", err.buf);
	strbuf_release(&err);
}

/* ---- asking ------------------------------------------------------- */

static struct task *add_task(struct campaign *c, const char *key,
			     const char *host, const char *web)
{
	struct task *task = campaign_find(c, key);

	if (task)
		return task;
	task = campaign_insert(c, key);
	task->remote.host = xstrdup(host);
	task->remote.web = xstrdup_or_null(web);
	task->selected = true;
	return task;
}

static struct campaign *campaign_with_hosts(struct choosing *choosing)
{
	struct campaign *c = campaign_new("selection");

	c->hosts = choosing->hosts;
	choosing->hosts = NULL;
	return c;
}

static void take_hosts_back(struct choosing *choosing, struct campaign *c)
{
	work_heed_signal(c);
	choosing->hosts = c->hosts;
	c->hosts = NULL;
	campaign_free(c);
}

/* Half a selection is none. */
static void heed_failures(const struct campaign *c)
{
	bool failed = false, token = false;
	size_t i;

	for (i = 0; i < c->nr; i++) {
		const struct task *task = c->tasks[i];

		if (task->result == RESULT_DONE ||
		    task->result == RESULT_UNCHANGED)
			continue;
		error("%s: %s", task->key, task->reason ? task->reason :
		      "it was not asked to the end");
		failed = true;
		token |= task->failure == FAILURE_MISSING ||
			 task->failure == FAILURE_AUTH ||
			 task->failure == FAILURE_PERMISSION;
	}
	if (token)
		hint("multiToken", "'git multi doctor' shows which token each "
		     "server gets");
	if (failed)
		exit(EXIT_FATAL);
}

static void ask(struct choosing *choosing, struct campaign *c,
		const struct step *const *plan)
{
	work_prepare(c, plan, &choosing->options);
	work_pool(c, plan, &choosing->options);
	work_heed_signal(c);
	heed_failures(c);
}

static struct host *host_of(const struct choosing *choosing,
			    const char *name, const char *web)
{
	struct host *host = choosing->hosts;

	while (host && (strcmp(host->name, name) ||
			strcmp(host->web ? host->web : "", web ? web : "")))
		host = host->next;
	return host;
}

/* ---- what servers have -------------------------------------------- */

static void join_all(struct choosing *choosing,
		     const struct listings *listings)
{
	struct strbuf err = STRBUF_INIT;
	size_t i;

	for (i = 0; i < listings->nr; i++) {
		struct listing *listing = listings->list[i];
		const struct host *host = host_of(choosing, listing->host,
						  listing->web);

		if (listing->kind != LIST_NAMED)
			say("%s: %zu repositor%s", listing->what, listing->nr,
			    listing->nr == 1 ? "y" : "ies");
		if (listing_join(listing, &choosing->s, host->forge,
				 &err) < 0)
			die("%s: %s", listing->what, err.buf);
	}
	strbuf_release(&err);
}

static void ask_listings(struct choosing *choosing, struct listings *listings)
{
	struct campaign *c;
	size_t i;

	if (!listings->nr)
		return;
	c = campaign_with_hosts(choosing);
	for (i = 0; i < listings->nr; i++) {
		struct listing *listing = listings->list[i];

		add_task(c, listing->what, listing->host,
			 listing->web)->data = listing;
	}
	ask(choosing, c, plan_list);
	take_hosts_back(choosing, c);
	join_all(choosing, listings);
}

static void list_servers(struct choosing *choosing)
{
	struct listings listings = { .nr = 0 };
	struct strbuf err = STRBUF_INIT;

	if (listings_read(&listings, choosing->selection, &err) < 0) {
		error("%s", err.buf);
		exit(EXIT_USAGE);
	}
	ask_listings(choosing, &listings);
	listings_release(&listings);
	strbuf_release(&err);
}

/* ---- facts of those that were only named -------------------------- */

/* Which forge each is: a probe may have to tell. */
static void find_forges(struct choosing *choosing)
{
	struct campaign *c = campaign_with_hosts(choosing);
	size_t i;

	for (i = 0; i < choosing->s.nr; i++) {
		const struct selected *one = &choosing->s.list[i];

		if (selected_needs_facts(one, choosing->selection) &&
		    one->remote.web)
			add_task(c, one->remote.web, one->remote.host,
				 one->remote.web);
	}
	if (c->nr)
		work_prepare(c, plan_none, &choosing->options);
	take_hosts_back(choosing, c);
	for (i = 0; i < choosing->s.nr; i++) {
		struct selected *one = &choosing->s.list[i];
		const struct host *host = host_of(choosing, one->remote.host,
						  one->remote.web);

		if (host)
			one->forge = host->forge;
	}
}

static void warn_of_unseen(const struct selecting *s)
{
	size_t i;

	for (i = 0; i < s->nr; i++)
		if (s->list[i].unseen)
			warning("'%s' is not there, or not for this token: no "
				"filter can tell whether it is meant",
				s->list[i].key);
}

static void learn_facts(struct choosing *choosing)
{
	struct listings listings = { .nr = 0 };
	struct strbuf err = STRBUF_INIT;

	find_forges(choosing);
	listings_named(&listings, &choosing->s);
	ask_listings(choosing, &listings);
	listings_release(&listings);
	warn_of_unseen(&choosing->s);
	if (selecting_by_facts(&choosing->s, &err) < 0)
		die("%s", err.buf);
	strbuf_release(&err);
}

/* ---- files, where no page told of them ---------------------------- */

static void ask_for_file(const struct choosing *choosing, struct campaign *c,
			 const struct selected *one)
{
	const struct host *host = host_of(choosing, one->remote.host,
					  one->remote.web);
	struct task *task;

	if (!host || !host->forge->has_file_ask)
		die("'%s' cannot be asked for '--has-file'", one->key);
	task = add_task(c, one->key, one->remote.host, one->remote.web);
	task->remote.owner = xstrdup(one->remote.owner);
	task->remote.name = xstrdup(one->remote.name);
	task->data = one->known;
}

static void learn_files(struct choosing *choosing)
{
	struct strvec files = choosing->selection->files;
	struct campaign *c = campaign_new("selection");
	size_t i;

	for (i = 0; files.nr && i < choosing->s.nr; i++) {
		const struct selected *one = &choosing->s.list[i];

		if (one->known && one->known->files_untold &&
		    !one->known->empty)
			ask_for_file(choosing, c, one);
	}
	c->hosts = choosing->hosts;
	choosing->hosts = NULL;
	c->data = &files;
	if (c->nr)
		ask(choosing, c, plan_files);
	take_hosts_back(choosing, c);
	selecting_by_files(&choosing->s);
}

/* ---- the whole ---------------------------------------------------- */

static void draw_lots(struct choosing *choosing)
{
	const struct selection *selection = choosing->selection;
	char any[16];
	const char *seed = selection->seed;
	size_t all = choosing->s.nr;
	uint32_t number = 0;

	if (selection->sample < 0 || !all)
		return;
	if (!seed) {
		if (getrandom(&number, sizeof(number), 0) < 0)
			die("there is no chance to be had for '--sample'");
		snprintf(any, sizeof(any), "%" PRIu32, number);
		seed = any;
	}
	selecting_sample(&choosing->s, (size_t)selection->sample, seed);
	say("a sample of %zu of %zu; the same again with --seed %s",
	    choosing->s.nr, all, seed);
}

/* Of the user's options, those that are of asking. */
static struct work_options quiet_options(const struct work_options *given)
{
	struct work_options options = WORK_OPTIONS_INIT;

	options.quiet = given->quiet;
	options.progress = given->progress;
	return options;
}

struct host *select_repositories(const struct selection *selection,
				 const struct work_options *options,
				 struct selected **list, size_t *nr)
{
	struct choosing choosing = {
		.selection = selection, .options = quiet_options(options)
	};
	struct strbuf err = STRBUF_INIT;
	size_t all;

	if (selection->hosts.nr)
		config_use("multi.host", selection->hosts.v[0]);
	if (selecting_names(&choosing.s, selection, &err) < 0)
		die("%s", err.buf);
	list_servers(&choosing);
	all = choosing.s.nr;
	if (selecting_by_name(&choosing.s, &err) < 0)
		die("%s", err.buf);
	learn_facts(&choosing);
	learn_files(&choosing);
	draw_lots(&choosing);
	selecting_end(&choosing.s, list, nr);
	if (!*nr && all)
		say("the filters leave none of %zu", all);
	selecting_release(&choosing.s);
	strbuf_release(&err);
	return choosing.hosts;
}

void select_none(struct host *hosts)
{
	error("the selection is empty");
	hosts_release(hosts);
	work_close_connections();
}
