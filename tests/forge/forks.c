/* SPDX-License-Identifier: MIT */
/*
 * Forks on disk.
 */
#include "forks.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "process.h"
#include "when.h"

bool forks_is(const struct repo *repo, const struct repo *of)
{
	const char *set = settings_get(&repo->settings, "fork-of");

	return set && !strcasecmp(set, of->full);
}

void forks_list(const char *dir, const struct repo *of, struct strvec *out)
{
	struct strvec all = STRVEC_INIT;
	size_t i;

	store_list(&all, dir, NULL);
	for (i = 0; i < all.nr; i++) {
		struct repo repo = REPO_INIT;

		if (repo_open(&repo, dir, all.v[i]) &&
		    !strcmp(repo.full, all.v[i]) && forks_is(&repo, of))
			strvec_push(out, repo.full);
		repo_release(&repo);
	}
	strvec_clear(&all);
}

bool forks_find(const char *dir, const struct repo *of, const char *owner,
		struct repo *fork)
{
	struct strvec all = STRVEC_INIT;
	bool found = false;
	size_t i;

	forks_list(dir, of, &all);
	for (i = 0; i < all.nr && !found; i++) {
		found = repo_open(fork, dir, all.v[i]) &&
			!strcasecmp(fork->owner, owner);
		if (!found)
			repo_release(fork);
	}
	strvec_clear(&all);
	return found;
}

bool forks_taken(const char *dir, const char *owner, const char *name)
{
	struct repo repo = REPO_INIT;
	bool taken = repo_find(&repo, dir, owner, name, NULL) !=
		     REPO_MISSING;

	repo_release(&repo);
	return taken;
}

/* What it says of itself; the visibility is that of the other. */
static int write_settings(const char *path, const struct repo *of,
			  double ready)
{
	struct strbuf file = STRBUF_INIT, text = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;
	int result;

	strbuf_addf(&file, "%s/forge", path);
	strbuf_addf(&text, "fork-of = %s\n", of->full);
	if (repo_is(of, "private"))
		strbuf_addstr(&text, "private = true\n");
	if (ready > 0)
		strbuf_addf(&text, "fork-ready-at = %.0f\n", ready);
	result = file_write(file.buf, text.buf, text.len, 0600, &err);
	strbuf_release(&file);
	strbuf_release(&text);
	strbuf_release(&err);
	return result;
}

double forks_later(const struct forge *forge, double now)
{
	return now + settings_number(&forge->config, "fork-delay", 0);
}

int forks_make(const struct forge *forge, const struct repo *of,
	       const char *owner, const char *name, double ready,
	       struct repo *fork)
{
	struct strbuf path = STRBUF_INIT, head = STRBUF_INIT;
	struct strbuf full = STRBUF_INIT, err = STRBUF_INIT;
	int result = -1;

	strbuf_addf(&path, "%s/repos/%s", forge->dir, owner);
	if (file_make_directories(path.buf, 0755, &err) < 0)
		goto out;
	strbuf_addf(&path, "/%s.git", name);
	strbuf_addf(&head, "--initial-branch=%s", of->branch);
	if (process_git("/", NULL, NULL, "init", "-q", "--bare", "--template=",
			strlen(of->oid) == 64 ? "--object-format=sha256"
			: "--object-format=sha1", head.buf, path.buf,
			(const char *)NULL) ||
	    write_settings(path.buf, of, ready) < 0)
		goto out;
	strbuf_addf(&full, "%s/%s", owner, name);
	result = repo_open(fork, forge->dir, full.buf) ? 0 : -1;
out:
	strbuf_release(&path);
	strbuf_release(&head);
	strbuf_release(&full);
	strbuf_release(&err);
	return result;
}

bool forks_ready(const struct repo *repo)
{
	return !settings_get(&repo->settings, "fork-ready-at");
}

/* The fork's setting gone, so that this is done once. */
static void write_ready(const char *path, const char *of)
{
	struct strbuf file = STRBUF_INIT, text = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;

	strbuf_addf(&file, "%s/forge", path);
	strbuf_addf(&text, "fork-of = %s\n", of);
	file_write(file.buf, text.buf, text.len, 0600, &err);
	strbuf_release(&file);
	strbuf_release(&text);
	strbuf_release(&err);
}

bool forks_fill(const struct repo *repo, const char *dir)
{
	const char *of = settings_get(&repo->settings, "fork-of");
	double at = settings_number(&repo->settings, "fork-ready-at", 0);
	struct strbuf from = STRBUF_INIT;
	bool filled;

	if (!of || at <= 0 || when_now() < at)
		return false;
	strbuf_addf(&from, "%s/repos/%s.git", dir, of);
	filled = !process_git(repo->path, NULL, NULL, "fetch", "-q",
			      from.buf, "+refs/heads/*:refs/heads/*",
			      (const char *)NULL);
	if (filled)
		write_ready(repo->path, of);
	strbuf_release(&from);
	return filled;
}
