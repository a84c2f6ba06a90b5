/* SPDX-License-Identifier: MIT */
/*
 * git multi clean: caches and finished campaigns go, what is not finished
 * stays unless told.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/paths.h"
#include "commands/choose.h"
#include "commands/commands.h"
#include "commands/folder.h"
#include "engine/clock.h"

static bool only_show, only_cache, only_campaigns, unfinished;
static double older_than;

static const struct opt options[] = {
	{ .kind = OPT_BOOL, .letter = 'n', .name = "dry-run",
	  .value = &only_show, .help = "remove nothing, say what would go" },
	{ .kind = OPT_BOOL, .name = "cache", .value = &only_cache,
	  .flags = OPT_NONEG, .help = "cached repositories only" },
	{ .kind = OPT_BOOL, .name = "campaigns", .value = &only_campaigns,
	  .flags = OPT_NONEG, .help = "campaigns only" },
	{ .kind = OPT_DURATION, .name = "older-than", .value = &older_than,
	  .argument = "DURATION",
	  .help = "only what was not used for so long (30d, 12h)" },
	{ .kind = OPT_BOOL, .name = "unfinished", .value = &unfinished,
	  .help = "also campaigns with work left, failures or open pull "
		  "requests" },
	{ .kind = OPT_END }
};

struct sums {
	size_t campaigns, repositories, failed;
	unsigned long long bytes;
};

static void gone(struct sums *sums, const char *what, const char *name,
		 unsigned long long bytes)
{
	struct strbuf line = STRBUF_INIT;

	strbuf_addf(&line, "%s %s '", only_show ? "would remove" : "removed",
		    what);
	text_clean(&line, name, strlen(name), false);
	strbuf_addstr(&line, "' (");
	folder_add_size(&line, bytes);
	strbuf_addch(&line, ')');
	puts(line.buf);
	strbuf_release(&line);
	sums->bytes += bytes;
}

static void kept(const char *what, const char *name, const char *why)
{
	say("kept %s '%s': %s", what, name, why);
}

static void failed(struct sums *sums, struct strbuf *err)
{
	error("%s", err->buf);
	strbuf_reset(err);
	sums->failed++;
}

/* Files' times are the real clock's, whatever the engine's is. */
static bool is_old(double used)
{
	double now = CLOCK_ORIGIN + clock_real(clock_now() - CLOCK_ORIGIN);

	return now - used >= older_than;
}

/* When a path was last written to; 0: it is not there. */
static double written(const char *folder, const char *name)
{
	struct strbuf path = STRBUF_INIT;
	struct stat st;
	double when = 0;

	strbuf_addf(&path, "%s/%s", folder, name);
	if (!stat(path.buf, &st))
		when = (double)st.st_mtim.tv_sec;
	strbuf_release(&path);
	return when;
}

/* ---- campaigns ------------------------------------------------------ */

/* Why a campaign stays; NULL: it may go. */
static const char *why_kept(const char *name, const char *folder)
{
	struct strbuf err = STRBUF_INIT;
	struct campaign *c = campaign_read(name, &err);
	const char *why = NULL;

	if (!c)
		why = "it cannot be read ('git multi campaigns remove' can "
		      "remove it)";
	else if (folder_is_locked(folder))
		why = "another git multi is working on it";
	else if (unfinished)
		why = NULL;
	else if (choose_unfinished(c))
		why = "it is not finished";
	else if (choose_to_publish(c))
		why = "its commits are not published";
	else if (choose_failed(c))
		why = "it has failures to look at";
	else if (choose_with_pulls(c))
		why = "it has open pull requests, as far as it knows";
	campaign_free(c);
	strbuf_release(&err);
	return why;
}

static void clean_campaign(const char *name, const char *folder,
			   struct sums *sums)
{
	struct strbuf err = STRBUF_INIT;
	unsigned long long bytes = 0;
	const char *why;

	if (!is_old(written(folder, "journal")))
		return;
	why = why_kept(name, folder);
	if (why) {
		kept("campaign", name, why);
		return;
	}
	if (only_show)
		bytes = folder_size(folder);
	else if (folder_remove(folder, &bytes, &err) < 0)
		failed(sums, &err);
	if (!err.len) {
		gone(sums, "campaign", name, bytes);
		sums->campaigns++;
	}
	strbuf_release(&err);
}

static void clean_campaigns(struct sums *sums)
{
	struct strvec names = STRVEC_INIT;
	struct strbuf folder = STRBUF_INIT, err = STRBUF_INIT;
	size_t i;

	if (campaign_names(&names, &err) < 0)
		die("%s", err.buf);
	for (i = 0; i < names.nr; i++) {
		strbuf_reset(&folder);
		if (paths_campaign(&folder, names.v[i], &err) < 0)
			failed(sums, &err);
		else
			clean_campaign(names.v[i], folder.buf, sums);
	}
	strvec_clear(&names);
	strbuf_release(&folder);
	strbuf_release(&err);
}

/* What an earlier removal was killed over. */
static void clean_halves(struct sums *sums)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;
	struct dirent *entry;
	size_t len;
	DIR *dir;

	if (paths_campaigns(&path, &err) < 0)
		die("%s", err.buf);
	dir = opendir(path.buf);
	len = path.len;
	while (dir && !only_show && (entry = readdir(dir))) {
		if (!starts_with(entry->d_name, FOLDER_GOING))
			continue;
		strbuf_addf(&path, "/%s", entry->d_name);
		if (file_remove_tree(path.buf, &err) < 0)
			failed(sums, &err);
		strbuf_setlen(&path, len);
	}
	if (dir)
		closedir(dir);
	strbuf_release(&path);
	strbuf_release(&err);
}

/* ---- cached repositories -------------------------------------------- */

/* Whether a tree that someone may still look at hangs on the repository. */
static bool has_trees(const char *path)
{
	struct strbuf folder = STRBUF_INIT, file = STRBUF_INIT;
	struct strbuf text = STRBUF_INIT, err = STRBUF_INIT;
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	strbuf_addf(&folder, "%s/worktrees", path);
	dir = opendir(folder.buf);
	while (dir && !found && (entry = readdir(dir))) {
		strbuf_reset(&file);
		strbuf_reset(&text);
		strbuf_addf(&file, "%s/%s/gitdir", folder.buf, entry->d_name);
		if (entry->d_name[0] == '.' ||
		    file_read(file.buf, 1u << 16, &text, &err) < 0)
			continue;
		strbuf_rtrim(&text);
		found = !access(text.buf, F_OK);
	}
	if (dir)
		closedir(dir);
	strbuf_release(&folder);
	strbuf_release(&file);
	strbuf_release(&text);
	strbuf_release(&err);
	return found;
}

static bool repository_is_old(const char *path)
{
	return is_old(written(path, "")) &&
	       is_old(written(path, "objects/pack")) &&
	       is_old(written(path, "worktrees"));
}

/* Its lock is held, so no fetch and no tree begins meanwhile. */
static void clean_locked(const char *path, const char *key, struct sums *sums)
{
	struct strbuf err = STRBUF_INIT;
	unsigned long long bytes;

	if (has_trees(path)) {
		kept("repository", key, "a kept tree needs it");
		return;
	}
	bytes = folder_size(path);
	if (!only_show && file_remove_tree(path, &err) < 0) {
		failed(sums, &err);
	} else {
		gone(sums, "cached repository", key, bytes);
		sums->repositories++;
	}
	strbuf_release(&err);
}

static void clean_repository(const char *path, const char *key,
			     struct sums *sums)
{
	struct strbuf lock = STRBUF_INIT, err = STRBUF_INIT;
	int fd;

	if (!repository_is_old(path))
		return;
	strbuf_addf(&lock, "%s.lock", path);
	errno = 0;
	fd = file_lock(lock.buf, 0, &err);
	if (fd >= 0)
		clean_locked(path, key, sums);
	else if (errno == EWOULDBLOCK)
		kept("repository", key, "another git multi is using it");
	else
		failed(sums, &err);
	if (fd >= 0)
		close(fd);
	strbuf_release(&lock);
	strbuf_release(&err);
}

/* Folders down to those that are repositories; root: where keys begin. */
static void clean_below(struct strbuf *path, size_t root, struct sums *sums)
{
	size_t len = path->len;
	struct dirent *entry;
	DIR *dir = opendir(path->buf);

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		strbuf_addf(path, "/%s", entry->d_name);
		if (!file_is_directory(path->buf)) {
			;		/* a lock */
		} else if (ends_with(entry->d_name, ".git")) {
			struct strbuf key = STRBUF_INIT;

			folder_add_key(&key, path->buf + root,
				       path->len - root - 4);
			clean_repository(path->buf, key.buf, sums);
			strbuf_release(&key);
		} else {
			clean_below(path, root, sums);
		}
		strbuf_setlen(path, len);
	}
	if (dir)
		closedir(dir);
}

static void clean_cache(struct sums *sums)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;
	size_t len;

	if (paths_cache(&path, &err) < 0)
		die("%s", err.buf);
	len = path.len;
	strbuf_addstr(&path, "/repos");
	clean_below(&path, path.len + 1, sums);
	strbuf_setlen(&path, len);
	strbuf_addstr(&path, "/forges");	/* found by probes */
	if (!only_show && older_than <= 0)
		unlink(path.buf);
	strbuf_release(&path);
	strbuf_release(&err);
}

static void print_sums(const struct sums *sums)
{
	struct strbuf size = STRBUF_INIT;

	folder_add_size(&size, sums->bytes);
	printf("%s %zu campaign%s, %zu cached repositor%s: %s\n",
	       only_show ? "would remove" : "removed", sums->campaigns,
	       sums->campaigns == 1 ? "" : "s", sums->repositories,
	       sums->repositories == 1 ? "y" : "ies", size.buf);
	strbuf_release(&size);
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec words = STRVEC_INIT;
	struct sums sums = { 0 };

	command_options(command, argc, argv, &words);
	if (words.nr)
		command_usage(command, "'%s': clean takes no names ('git multi "
			      "campaigns remove %s' does)", words.v[0],
			      words.v[0]);
	command_setup();
	clock_init();
	if (!only_cache || only_campaigns) {
		clean_campaigns(&sums);
		clean_halves(&sums);
	}
	if (!only_campaigns || only_cache)
		clean_cache(&sums);
	print_sums(&sums);
	strvec_clear(&words);
	return command_done(sums.failed ? EXIT_SOME_FAILED : EXIT_FINE);
}

static const char *const usage[] = {
	"git multi clean [options]", NULL
};

const struct command cmd_clean = {
	.name = "clean",
	.summary = "remove caches and finished campaigns",
	.phase = PHASE_CARE,
	.usage = usage,
	.options = options,
	.run = run,
};
