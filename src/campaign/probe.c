/* SPDX-License-Identifier: MIT */
/*
 * Servers asked for what they are, some at a time.
 */
#include "campaign/probe.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
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

/* Lines "HOST FORGE [LACKS [VERSION]]"; the last one counts. */
static bool memory_find(const struct strvec *lines, struct host *host)
{
	struct strvec words = STRVEC_INIT;
	const struct forge *forge;
	bool found = false;
	size_t i;

	for (i = lines->nr; i-- > 0 && !found; strvec_clear(&words)) {
		strvec_split(&words, lines->v[i], ' ');
		if (words.nr < 2 || strcmp(words.v[0], host->name))
			continue;
		forge = forge_by_name(words.v[1]);
		if (!forge || (host->forge && host->forge != forge))
			continue;
		host->forge = forge;
		if (words.nr > 2)
			host->lacks = (unsigned)strtoul(words.v[2], NULL, 10);
		if (words.nr > 3)
			replace_string(&host->version, words.v[3]);
		found = true;
	}
	strvec_clear(&words);
	return found;
}

void probe_remember(const struct host *host)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT, folder = STRBUF_INIT;

	if (memory_path(&path) || paths_cache(&folder, &err) ||
	    file_make_directories(folder.buf, 0700, &err) < 0)
		goto out;
	memory_read(&text);
	strbuf_addf(&text, "%s %s %u%s%s\n", host->name, host->forge->name,
		    host->lacks, host->version ? " " : "",
		    host->version ? host->version : "");
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
		list->known = memory_find(&lines, list);
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

/* A word of the file that is kept. */
static void take_version(struct host *host, const struct strbuf *version)
{
	if (version->len && !strpbrk(version->buf, " \t\r\n"))
		replace_string(&host->version, version->buf);
}

/* Who does not answer at all is not asked for the next forge either. */
static void probe_judge(struct probe *probe, const struct forge *forge)
{
	const struct reply *reply = &probe->transfer.reply;
	struct strbuf version = STRBUF_INIT;
	struct host *host = probe->host;

	if (reply->error == TRANSFER_OK && forge->probe_matches(reply)) {
		host->forge = forge;
		if (forge->probe_read)
			forge->probe_read(reply, &host->lacks, &version);
		take_version(host, &version);
		host->known = true;
		probe_remember(host);
	} else if (reply->error != TRANSFER_OK && !host->forge) {
		host->forge = &forge_git;
	}
	strbuf_release(&version);
	http_release(&probe->transfer);
	request_release(&probe->request);
}

/* Who is not known, and who is, but not which version of it. */
static bool is_to_ask(const struct host *host, const struct forge *forge)
{
	return !host->forge || (host->forge == forge && forge->probe_read &&
				!host->known);
}

static void ask_all(struct host *host, const struct forge *forge)
{
	struct probe probes[PROBES];
	size_t nr, i;

	while (host && !loop_interrupts()) {
		for (nr = 0; host && nr < PROBES; host = host->next)
			if (is_to_ask(host, forge) &&
			    probe_begin(&probes[nr], host, forge))
				nr++;
		probes_wait(probes, nr);
		for (i = 0; i < nr; i++)
			probe_judge(&probes[i], forge);
	}
}

static void fall_back(struct host *list)
{
	for (; list; list = list->next)
		if (!list->forge)
			list->forge = &forge_git;
}

void probe_recall(struct host *list)
{
	remember(list);
	fall_back(list);
}

void probe_hosts(struct host *list)
{
	size_t i;

	remember(list);
	for (i = 0; forges[i]; i++)
		if (forges[i]->probe_path)
			ask_all(list, forges[i]);
	fall_back(list);
}
