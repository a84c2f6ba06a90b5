/* SPDX-License-Identifier: MIT */
/*
 * Names for completion. They must not be disturbed by messages: what fails
 * gives nothing.
 */
#include "commands/complete-values.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/failure.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/from.h"
#include "campaign/paths.h"
#include "commands/folder.h"
#include "commands/servers.h"
#include "forges/list.h"

#define JOURNAL_MAX ((size_t)64 << 20)

void complete_campaigns(struct strvec *out)
{
	struct strbuf err = STRBUF_INIT;

	campaign_names(out, &err);
	strbuf_release(&err);
}

void complete_running(struct strvec *out)
{
	struct strvec names = STRVEC_INIT;
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;
	size_t i;

	complete_campaigns(&names);
	for (i = 0; i < names.nr; i++) {
		strbuf_reset(&path);
		if (!paths_campaign(&path, names.v[i], &err) &&
		    folder_is_locked(path.buf))
			strvec_push(out, names.v[i]);
	}
	strvec_clear(&names);
	strbuf_release(&path);
	strbuf_release(&err);
}

void complete_classes(struct strvec *out)
{
	strvec_pushv(out, failure_names);
}

/* ---- repositories of a campaign --------------------------------------- */

static void add_task(const char *line, size_t len, struct strvec *out)
{
	struct json doc = JSON_INIT;
	struct strbuf err = STRBUF_INIT;
	char *key = NULL;

	if (!json_parse(&doc, line, len, &err))
		key = json_copy(&doc, json_get(&doc, 0, "task"));
	if (key)
		strvec_push(out, key);
	free(key);
	json_release(&doc);
	strbuf_release(&err);
}

/*
 * Only lines that add one are parsed: a replay of the whole would take too
 * long for a key press.
 */
static bool add_of_campaign(const char *name, struct strvec *out)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;
	const char *line, *end;
	bool there = !paths_campaign(&path, name, &err);

	strbuf_addstr(&path, "/journal");
	there = there && file_is_regular(path.buf) &&
		!file_read(path.buf, JOURNAL_MAX, &text, &err);
	for (line = text.buf; (end = strchr(line, '\n')); line = end + 1)
		if (memmem(line, (size_t)(end - line), "\"event\":\"add\"",
			   strlen("\"event\":\"add\"")))
			add_task(line, (size_t)(end - line), out);
	strbuf_release(&path);
	strbuf_release(&text);
	strbuf_release(&err);
	return there;
}

/* ---- repositories in the cache ---------------------------------------- */

static void add_key(const char *path, size_t len, struct strvec *out)
{
	struct strbuf key = STRBUF_INIT;

	folder_add_key(&key, path, len);
	strvec_push(out, key.buf);
	strbuf_release(&key);
}

static void add_below(struct strbuf *path, size_t root, struct strvec *out)
{
	size_t len = path->len;
	DIR *dir = opendir(path->buf);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.' ||
		    ends_with(entry->d_name, ".lock"))
			continue;
		strbuf_addf(path, "/%s", entry->d_name);
		if (ends_with(entry->d_name, ".git"))
			add_key(path->buf + root, path->len - root - 4, out);
		else
			add_below(path, root, out);
		strbuf_setlen(path, len);
	}
	if (dir)
		closedir(dir);
}

void complete_repositories(const char *campaign, struct strvec *out)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;

	if (campaign && add_of_campaign(campaign, out))
		goto out;
	if (!paths_cache(&path, &err)) {
		strbuf_addstr(&path, "/repos");
		add_below(&path, path.len + 1, out);
	}
out:
	strbuf_release(&path);
	strbuf_release(&err);
}

void complete_owners(struct strvec *out)
{
	struct strvec keys = STRVEC_INIT;
	size_t i;

	complete_repositories(NULL, &keys);
	for (i = 0; i < keys.nr; i++) {
		char *slash = strrchr(keys.v[i], '/');

		if (slash)
			*slash = '\0';
		if (strchr(keys.v[i], '/') && !strvec_has(out, keys.v[i]))
			strvec_push(out, keys.v[i]);
	}
	strvec_clear(&keys);
}

void complete_outcomes(struct strvec *out)
{
	from_outcomes(out);
}

void complete_visibilities(struct strvec *out)
{
	strvec_pushv(out, visibility_names + 1);
}

void complete_hosts(struct strvec *out)
{
	struct strvec keys = STRVEC_INIT;
	size_t i;

	complete_repositories(NULL, &keys);
	servers_counted(&keys);
	for (i = 0; i < keys.nr; i++) {
		keys.v[i][strcspn(keys.v[i], "/")] = '\0';
		if (!strvec_has(out, keys.v[i]))
			strvec_push(out, keys.v[i]);
	}
	strvec_clear(&keys);
}

void complete_rates(struct strvec *out)
{
	struct strvec hosts = STRVEC_INIT;
	struct strbuf value = STRBUF_INIT;
	size_t i;

	complete_hosts(&hosts);
	for (i = 0; i < hosts.nr; i++) {
		strbuf_reset(&value);
		strbuf_addf(&value, "%s=", hosts.v[i]);
		strvec_push(out, value.buf);
	}
	strbuf_release(&value);
	strvec_clear(&hosts);
}

static void add_host(char *key, struct strvec *out)
{
	key[strcspn(key, "/")] = '\0';
	if (!strvec_has(out, key))
		strvec_push(out, key);
}

static void add_repository(const char *key, const char *word,
			   struct strvec *out)
{
	const char *slash = strchr(key, '/');

	strvec_push(out, key);
	if (slash && *word && !starts_with(key, word) &&
	    starts_with(slash + 1, word))
		strvec_push(out, slash + 1);
}

void complete_of_run(const char *campaign, const char *word, bool hosts,
		     struct strvec *out)
{
	struct strvec running = STRVEC_INIT, keys = STRVEC_INIT;
	size_t i;

	complete_running(&running);
	for (i = 0; i < running.nr; i++)
		if (running.nr == 1 || !strcmp(running.v[i], campaign))
			complete_repositories(running.v[i], &keys);
	for (i = 0; i < keys.nr; i++)
		if (hosts)
			add_host(keys.v[i], out);
		else
			add_repository(keys.v[i], word, out);
	strvec_clear(&running);
	strvec_clear(&keys);
}
