/* SPDX-License-Identifier: MIT */
/*
 * Work trees have their own HEAD, but share all other refs with the cached
 * repository: what a command made of those would be in the way of the next.
 */
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "git/cache.h"

#define PATH_BYTES (16u << 10)
#define KEPT "multi-kept"	/* a file in a tree's registration */

/* Appends the file, less white space at its end. */
static bool read_line(const char *folder, const char *name,
		      struct strbuf *out)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;
	bool fine;

	strbuf_addf(&path, "%s/%s", folder, name);
	fine = file_is_regular(path.buf) &&
	       !file_read(path.buf, PATH_BYTES, out, &err);
	strbuf_setlen(out, strcspn(out->buf, "\n"));
	strbuf_rtrim(out);
	strbuf_release(&err);
	strbuf_release(&path);
	return fine;
}

static bool same_folder(const char *a, const char *b)
{
	struct stat one, two;

	return !stat(a, &one) && !stat(b, &two) &&
	       one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

/* ---- registrations of trees ---------------------------------------------- */

bool cache_registration(const char *path, const char *tree,
			struct strbuf *out)
{
	static const char prefix[] = "gitdir: ";
	struct strbuf link = STRBUF_INIT, folder = STRBUF_INIT;
	const char *slash;
	bool fine = false;

	if (!read_line(tree, ".git", &link) || !starts_with(link.buf, prefix))
		goto out;
	strbuf_remove(&link, 0, strlen(prefix));
	slash = strrchr(link.buf, '/');
	if (!slash || !slash[1] || slash[1] == '.')
		goto out;
	strbuf_add(&folder, link.buf, (size_t)(slash - link.buf));
	strbuf_addstr(out, path);
	strbuf_addstr(out, "/worktrees");
	fine = same_folder(folder.buf, out->buf);
	strbuf_addstr(out, slash);
out:
	strbuf_release(&folder);
	strbuf_release(&link);
	return fine;
}

bool cache_broken_registration(const char *path, const char *tree,
			       struct strbuf *out)
{
	const char *slash = strrchr(tree, '/');
	size_t len = out->len;
	struct strbuf link = STRBUF_INIT;
	bool broken;

	strbuf_addf(out, "%s/worktrees/%s", path, slash ? slash + 1 : tree);
	broken = slash && slash[1] && file_is_directory(out->buf) &&
		 !read_line(out->buf, "gitdir", &link);
	if (!broken)
		strbuf_setlen(out, len);
	strbuf_release(&link);
	return broken;
}

/* HEAD on a branch: on its commit instead, if it has one. */
static void detach(const char *path, const char *registration)
{
	static const char prefix[] = "ref: ";
	struct strbuf head = STRBUF_INIT, id = STRBUF_INIT;
	struct strbuf file = STRBUF_INIT, err = STRBUF_INIT;

	if (!read_line(registration, "HEAD", &head) ||
	    !starts_with(head.buf, prefix) ||
	    !read_line(path, head.buf + strlen(prefix), &id) ||
	    id.len != strspn(id.buf, "0123456789abcdef"))
		goto out;
	strbuf_addf(&file, "%s/HEAD", registration);
	strbuf_addch(&id, '\n');
	if (file_write(file.buf, id.buf, id.len, 0600, &err) < 0)
		warning("%s", err.buf);
out:
	strbuf_release(&err);
	strbuf_release(&file);
	strbuf_release(&id);
	strbuf_release(&head);
}

void cache_keep_tree(const char *path, const char *tree)
{
	struct strbuf registration = STRBUF_INIT, err = STRBUF_INIT;

	if (!cache_registration(path, tree, &registration))
		goto out;
	detach(path, registration.buf);
	strbuf_addstr(&registration, "/" KEPT);
	if (file_write(registration.buf, "", 0, 0600, &err) < 0)
		warning("%s", err.buf);
out:
	strbuf_release(&err);
	strbuf_release(&registration);
}

/*
 * Whether this registration is of a tree that somebody works in: one that is
 * there, is not kept for people to look at, and is not ours.
 */
static bool is_other(const char *registration, const char *tree)
{
	struct strbuf kept = STRBUF_INIT, link = STRBUF_INIT;
	bool other = false;

	strbuf_addf(&kept, "%s/" KEPT, registration);
	if (!file_is_regular(kept.buf) &&
	    read_line(registration, "gitdir", &link) &&
	    ends_with(link.buf, "/.git")) {
		strbuf_setlen(&link, link.len - strlen("/.git"));
		other = file_is_directory(link.buf) &&
			!same_folder(link.buf, tree);
	}
	strbuf_release(&link);
	strbuf_release(&kept);
	return other;
}

/* ---- refs that commands made --------------------------------------------- */

/* Calls use() with the path of each entry until one says true. */
static bool any_entry(const char *path, const char *folder,
		      bool (*use)(const char *entry, const char *tree),
		      const char *tree)
{
	struct strbuf name = STRBUF_INIT;
	const struct dirent *entry;
	bool found = false;
	DIR *dir;

	strbuf_addf(&name, "%s/%s", path, folder);
	dir = opendir(name.buf);
	while (dir && !found && (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		strbuf_reset(&name);
		strbuf_addf(&name, "%s/%s/%s", path, folder, entry->d_name);
		found = use(name.buf, tree);
	}
	if (dir)
		closedir(dir);
	strbuf_release(&name);
	return found;
}

/* One that stays costs at most the command that wants its name. */
static bool remove_ref(const char *entry, const char *tree)
{
	struct strbuf err = STRBUF_INIT;

	(void)tree;
	if (file_remove_tree(entry, &err) < 0)
		warning("%s", err.buf);
	strbuf_release(&err);
	return false;
}

void cache_forget_refs(const char *path, const char *tree)
{
	static const char *const folders[] = {
		"refs/heads", "refs/tags", "logs/refs"
	};
	struct strbuf stash = STRBUF_INIT;
	size_t i;

	if (any_entry(path, "worktrees", is_other, tree))
		return;
	for (i = 0; i < ARRAY_SIZE(folders); i++)
		any_entry(path, folders[i], remove_ref, tree);
	strbuf_addf(&stash, "%s/refs/stash", path);
	remove_ref(stash.buf, tree);
	strbuf_release(&stash);
}
