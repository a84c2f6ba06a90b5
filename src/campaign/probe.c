/* SPDX-License-Identifier: MIT */
/*
 * Servers asked for what they are, some at a time.
 */
#include "campaign/probe.h"

#include <string.h>

#include "base/file.h"
#include "base/strvec.h"
#include "campaign/paths.h"
#include "engine/loop.h"

#define MEMORY_MAX (1u << 20)
#define PROBES 8		/* at a time */
#define PROBE_SECONDS 10.0

/* ---- what was found is remembered ---------------------------------------- */

static int memory_path(struct strbuf *path)
{
	struct strbuf err = STRBUF_INIT;
	int ret = paths_cache(path, &err);

	strbuf_addstr(path, "/forges");
	strbuf_release(&err);
	return ret;
}

/* The cache may be deleted or broken at any time: then nothing is known. */
static void memory_read(struct strbuf *text)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;

	if (!memory_path(&path))
		file_read(path.buf, MEMORY_MAX, text, &err);
	strbuf_release(&err);
	strbuf_release(&path);
}

/* Lines "HOST FORGE"; the last one counts. */
static const struct forge *memory_find(const struct strvec *lines,
				       const char *host)
{
	const struct forge *forge = NULL;
	size_t i, len = strlen(host);

	for (i = 0; i < lines->nr; i++)
		if (!strncmp(lines->v[i], host, len) &&
		    lines->v[i][len] == ' ')
			forge = forge_by_name(lines->v[i] + len + 1);
	return forge;
}

static void memory_add(const char *host, const char *forge)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT, folder = STRBUF_INIT;

	if (memory_path(&path) || paths_cache(&folder, &err) ||
	    file_make_directories(folder.buf, 0700, &err) < 0)
		goto out;
	memory_read(&text);
	strbuf_addf(&text, "%s %s\n", host, forge);
	file_write(path.buf, text.buf, text.len, 0600, &err);
out:
	strbuf_release(&folder);
	strbuf_release(&err);
	strbuf_release(&text);
	strbuf_release(&path);
}

static void remember(struct host *list)
{
	struct strbuf text = STRBUF_INIT;
	struct strvec lines = STRVEC_INIT;

	memory_read(&text);
	strvec_split(&lines, text.buf, '\n');
	for (; list; list = list->next)
		if (!list->forge)
			list->forge = memory_find(&lines, list->name);
	strvec_clear(&lines);
	strbuf_release(&text);
}

/* ---- asking ---------------------------------------------------------------- */

struct probe {
	struct host *host;
	struct transfer transfer;
	struct request request;
	bool runs;
};

static void probe_done(struct transfer *transfer)
{
	struct probe *probe = transfer->data;

	probe->runs = false;
}

static bool probe_begin(struct probe *probe, struct host *host,
			const struct forge *forge)
{
	struct http_settings settings = host->http;
	struct strbuf err = STRBUF_INIT;

	settings.connect_timeout = settings.total_timeout = PROBE_SECONDS;
	probe->host = host;
	request_init(&probe->request);
	strbuf_addf(&probe->request.url, "%s%s", host->web,
		    forge->probe_path);
	strvec_push(&probe->request.headers, "Accept: application/json");
	probe->runs = !http_start(&probe->transfer, &probe->request,
				  &settings, probe_done, probe, &err);
	if (!probe->runs)
		request_release(&probe->request);
	strbuf_release(&err);
	return probe->runs;
}

static void probes_wait(struct probe *probes, size_t nr)
{
	size_t i, j;

	for (i = 0; i < nr; i++)
		while (probes[i].runs) {
			loop_wait();
			for (j = 0; loop_interrupts() && j < nr; j++)
				http_cancel(&probes[j].transfer);
		}
}

/* Who does not answer at all is not asked for the next forge either. */
static void probe_judge(struct probe *probe, const struct forge *forge)
{
	const struct reply *reply = &probe->transfer.reply;

	if (reply->error != TRANSFER_OK) {
		probe->host->forge = &forge_git;
	} else if (forge->probe_matches(reply)) {
		probe->host->forge = forge;
		memory_add(probe->host->name, forge->name);
	}
	http_release(&probe->transfer);
	request_release(&probe->request);
}

static void ask_all(struct host *host, const struct forge *forge)
{
	struct probe probes[PROBES];
	size_t nr, i;

	while (host && !loop_interrupts()) {
		for (nr = 0; host && nr < PROBES; host = host->next)
			if (!host->forge &&
			    probe_begin(&probes[nr], host, forge))
				nr++;
		probes_wait(probes, nr);
		for (i = 0; i < nr; i++)
			probe_judge(&probes[i], forge);
	}
}

void probe_hosts(struct host *list)
{
	size_t i;

	remember(list);
	for (i = 0; forges[i]; i++)
		if (forges[i]->probe_path)
			ask_all(list, forges[i]);
	for (; list; list = list->next)
		if (!list->forge)
			list->forge = &forge_git;
}
