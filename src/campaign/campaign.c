/* SPDX-License-Identifier: MIT */
/*
 * A campaign's memory and its folder: opened, read, defined, added to.
 */
#include "campaign/campaign.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/janitor.h"
#include "campaign/paths.h"
#include "campaign/record.h"
#include "campaign/rota.h"
#include "campaign/slots.h"
#include "campaign/speed.h"
#include "campaign/survivors.h"
#include "campaign/template.h"
#include "campaign/view.h"
#include "engine/clock.h"

struct campaign *campaign_new(const char *name)
{
	struct campaign *c = xcalloc(1, sizeof(*c));

	c->name = xstrdup(name);
	c->lock = -1;
	c->journal = (struct journal)JOURNAL_INIT;
	talk_init(&c->talk);
	c->janitor = janitor_new();
	return c;
}

static void free_tasks(struct campaign *c)
{
	size_t i;

	HASH_CLEAR(hh, c->by_key);
	HASH_CLEAR(hh_canonical, c->by_canonical);
	for (i = 0; i < c->nr; i++)
		task_free(c->tasks[i]);
	for (i = 0; i < c->dropped_nr; i++)
		task_free(c->dropped[i]);
	free(c->dropped);
	free(c->tasks);
	free(c->sleeping);
}

void campaign_free(struct campaign *c)
{
	size_t i;

	if (!c)
		return;
	journal_close(&c->journal);
	free_tasks(c);
	for (i = 0; i < c->definitions_nr; i++)
		definition_release(&c->definitions[i]);
	free(c->definitions);
	talk_release(&c->talk);
	slots_release(c);
	hosts_release(c->hosts);
	janitor_free(c->janitor);
	view_free(c->view);
	speeds_free(c->speeds);
	rota_free(c->rota);
	if (c->lock >= 0)
		close(c->lock);
	free(c->unavailable);
	free(c->folder);
	free(c->name);
	free(c);
}

static void path_in(const struct campaign *c, const char *name,
		    struct strbuf *out)
{
	strbuf_addf(out, "%s/%s", c->folder, name);
}

static struct campaign *campaign_at(const char *name, struct strbuf *err)
{
	struct strbuf folder = STRBUF_INIT;
	struct campaign *c = NULL;

	if (!paths_campaign(&folder, name, err)) {
		c = campaign_new(name);
		c->folder = strbuf_detach(&folder);
	}
	strbuf_release(&folder);
	return c;
}

static int replay(struct campaign *c, bool cut, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	size_t i;
	int ret;

	path_in(c, "journal", &path);
	ret = journal_replay(path.buf, cut, record_replay, c, err);
	for (i = 0; !ret && i < c->nr; i++)
		task_name_branch(c->tasks[i]);
	strbuf_release(&path);
	return ret;
}

struct campaign *campaign_read(const char *name, struct strbuf *err)
{
	struct campaign *c = campaign_at(name, err);

	if (!c)
		return NULL;
	if (!file_is_directory(c->folder)) {
		strbuf_addf(err, "there is no campaign '%s'", name);
		goto fail;
	}
	if (!replay(c, false, err))
		return c;
fail:
	campaign_free(c);
	return NULL;
}

/* The file holds the number of whoever locked it last. */
static void add_holder(struct strbuf *err, const char *path)
{
	struct strbuf text = STRBUF_INIT, ignored = STRBUF_INIT;
	char *end;
	long pid;

	if (!file_read(path, 64, &text, &ignored) && text.len) {
		pid = strtol(text.buf, &end, 10);
		if (pid > 0 && *end == '\n')
			strbuf_addf(err, " (process %ld)", pid);
	}
	strbuf_release(&ignored);
	strbuf_release(&text);
}

static int take_lock(struct campaign *c, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;

	path_in(c, "lock", &path);
	c->lock = file_lock(path.buf, 0, err);
	if (c->lock < 0 && errno == EWOULDBLOCK) {
		strbuf_addf(err, "another git multi is working on campaign "
			    "'%s'", c->name);
		add_holder(err, path.buf);
	} else if (c->lock >= 0 && (ftruncate(c->lock, 0) < 0 ||
				    dprintf(c->lock, "%ld\n",
					    (long)getpid()) < 0)) {
		/* on a full disk: only the number is missing then */
		errno = 0;
	}
	strbuf_release(&path);
	return c->lock < 0 ? -1 : 0;
}

static int open_for_work(struct campaign *c, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	int ret = -1;

	if (take_lock(c, err) < 0)
		goto out;
	path_in(c, "journal", &path);
	if (!access(path.buf, F_OK) && replay(c, true, err) < 0)
		goto out;
	survivors_end(c);
	ret = journal_open(&c->journal, path.buf, err);
out:
	strbuf_release(&path);
	return ret;
}

struct campaign *campaign_open(const char *name, bool create,
			       struct strbuf *err)
{
	struct campaign *c = campaign_at(name, err);

	if (!c)
		return NULL;
	if (create) {
		if (file_make_directories(c->folder, 0700, err) < 0)
			goto fail;
	} else if (!file_is_directory(c->folder)) {
		strbuf_addf(err, "there is no campaign '%s'", name);
		goto fail;
	}
	if (!open_for_work(c, err))
		return c;
fail:
	campaign_free(c);
	return NULL;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int campaign_names(struct strvec *out, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	struct dirent *entry;
	DIR *dir;
	int ret = -1;

	if (paths_campaigns(&path, err) < 0)
		goto out;
	dir = opendir(path.buf);
	if (!dir) {
		ret = errno == ENOENT ? 0 : -1;
		if (ret < 0)
			strbuf_addf(err, "cannot read '%s': %s", path.buf,
				    strerror(errno));
		goto out;
	}
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			strvec_push(out, entry->d_name);
	closedir(dir);
	qsort(out->v, out->nr, sizeof(*out->v), by_text);
	ret = 0;
out:
	strbuf_release(&path);
	return ret;
}

const struct definition *campaign_definition(const struct campaign *c)
{
	return c->definitions_nr ? &c->definitions[c->definitions_nr - 1]
				 : NULL;
}

const struct definition *task_definition(const struct task *task)
{
	const struct campaign *c = task->campaign;

	if (task->definition && task->definition <= c->definitions_nr)
		return &c->definitions[task->definition - 1];
	return campaign_definition(c);
}

int campaign_define(struct campaign *c, struct definition *definition,
		    struct strbuf *err)
{
	if (definition_copy_files(definition, c->folder, err) < 0)
		return -1;
	GROW(c->definitions, c->definitions_nr, c->definitions_alloc);
	definition->number = (unsigned)c->definitions_nr + 1;
	c->definitions[c->definitions_nr++] = *definition;
	if (c->definitions_nr == 1)
		c->defined = clock_now();
	definition_init(definition);
	record_define(c, campaign_definition(c));
	if (c->unavailable) {
		strbuf_addstr(err, c->unavailable);
		return -1;
	}
	return 0;
}

int campaign_set_goal(struct campaign *c, const struct goal *goal,
		      struct strbuf *err)
{
	struct goal *present = goal->close ? &c->closing : &c->goal;

	if (goal_equal(present, goal))
		return 0;
	*present = *goal;
	record_goal(c, goal);
	if (c->unavailable) {
		strbuf_addstr(err, c->unavailable);
		return -1;
	}
	return 0;
}

void campaign_close(struct campaign *c)
{
	c->goal = c->closing;
}

struct task *campaign_find(const struct campaign *c, const char *key)
{
	struct task *task;

	HASH_FIND_STR(c->by_key, key, task);
	return task;
}

void campaign_take_in(struct campaign *c, struct task *task)
{
	GROW(c->tasks, c->nr, c->alloc);
	c->tasks[c->nr++] = task;
	HASH_ADD_KEYPTR(hh, c->by_key, task->key, strlen(task->key), task);
}

struct task *campaign_insert(struct campaign *c, const char *key)
{
	struct task *task = task_new(c, key);

	campaign_take_in(c, task);
	return task;
}

struct task *campaign_canonical(struct campaign *c, struct task *task)
{
	const char *name = task->facts.canonical;
	struct task *first;

	HASH_FIND(hh_canonical, c->by_canonical, name, strlen(name), first);
	if (first)
		return first;
	free(task->canonical);
	task->canonical = xstrdup(name);
	HASH_ADD_KEYPTR(hh_canonical, c->by_canonical, task->canonical,
			strlen(task->canonical), task);
	return task;
}

static bool same_list(const struct strvec *a, const struct strvec *b)
{
	size_t i;

	if (a->nr != b->nr)
		return false;
	for (i = 0; i < a->nr; i++)
		if (strcmp(a->v[i], b->v[i]))
			return false;
	return true;
}

int campaign_add(struct campaign *c, const char *key, struct remote *remote,
		 struct strvec *settings, struct task **task,
		 struct strbuf *err)
{
	struct task *found = campaign_find(c, key);
	bool known = found && !strcmp(found->remote.url, remote->url) &&
		     same_list(&found->settings, settings);

	if (!found)
		found = campaign_insert(c, key);
	remote_release(&found->remote);
	found->remote = *remote;
	*remote = (struct remote)REMOTE_INIT;
	strvec_clear(&found->settings);
	found->settings = *settings;
	strvec_init(settings);
	*task = found;
	if (!known)
		record_add(found);
	if (c->unavailable) {
		strbuf_addstr(err, c->unavailable);
		return -1;
	}
	return 0;
}

static int again(struct campaign *c, struct task *task, bool refreshes,
		 bool publishes, struct strbuf *err)
{
	task_reopen(task);
	task->refreshes = refreshes;
	task->publishes = publishes;
	if (!c->talking)
		task->closes = c->goal.close;
	record_again(task);
	if (c->unavailable) {
		strbuf_addstr(err, c->unavailable);
		return -1;
	}
	return 0;
}

int campaign_again(struct campaign *c, struct task *task, struct strbuf *err)
{
	return again(c, task, false, false, err);
}

int campaign_refresh(struct campaign *c, struct task *task,
		     struct strbuf *err)
{
	return again(c, task, true, false, err);
}

int campaign_publish(struct campaign *c, struct task *task,
		     struct strbuf *err)
{
	return again(c, task, false, true, err);
}

/* Mirrors named by insteadOf: their tokens are looked up before the pool. */
static void prepare_transport(struct task *task)
{
	const struct remote *remote = &task->remote;
	struct strbuf scope = STRBUF_INIT;

	if (!remote->fetch_login)
		host_git_authorization(task->host, remote->fetch_url, &scope);
	strbuf_reset(&scope);
	if (!remote->push_login)
		host_git_authorization(task->host, remote->push_url, &scope);
	strbuf_release(&scope);
}

/* Waves look at what was merged before them, too. */
static bool is_concerned(const struct task *task)
{
	return task->selected || (*task->campaign->goal.waves.sizes &&
				  task->facts.pull.state == PULL_MERGED);
}

int campaign_prepare(struct campaign *c, bool may_ask, struct strbuf *err)
{
	size_t i;
	int ret;

	for (i = 0; i < c->nr; i++) {
		struct task *task = c->tasks[i];

		if (is_concerned(task))
			task->host = host_get(&c->hosts, task->remote.host,
					      task->remote.web);
	}
	ret = hosts_prepare(c->hosts, may_ask, err);
	if (ret < 0)
		return ret;
	for (i = 0; i < c->nr; i++)
		if (is_concerned(c->tasks[i]))
			prepare_transport(c->tasks[i]);
	return 0;
}
