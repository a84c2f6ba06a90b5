/* SPDX-License-Identifier: MIT */
/*
 * Repositories on disk. Branches are read from git's own files (loose refs,
 * then packed-refs, gitrepository-layout(5)): a look at a hundred of them
 * would otherwise be two hundred processes.
 */
#include "store.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "forks.h"
#include "process.h"

#define REFS_MAX (16 * 1024 * 1024)

static bool name_is_safe(const char *name)
{
	const char *s;

	for (s = name; *s; s++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrst"
			    "uvwxyz0123456789-_.", *s))
			return false;
	return *name && strcmp(name, ".") && strcmp(name, "..");
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The folder's entries, sorted, without those that begin with a dot. */
static void list_folder(struct strvec *out, const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;

	if (!folder)
		return;
	while ((entry = readdir(folder)))
		if (entry->d_name[0] != '.')
			strvec_push(out, entry->d_name);
	closedir(folder);
	if (out->nr)
		qsort(out->v, out->nr, sizeof(*out->v), by_name);
}

/* Appends "/NAME" to path as the disk spells it, in whatever case. */
static bool descend(struct strbuf *path, const char *name)
{
	struct strvec entries = STRVEC_INIT;
	size_t len = path->len, i;
	bool found;

	strbuf_addf(path, "/%s", name);
	found = !access(path->buf, F_OK);
	if (found)
		return true;
	strbuf_setlen(path, len);
	list_folder(&entries, path->buf);
	for (i = 0; i < entries.nr && !found; i++)
		if (!strcasecmp(entries.v[i], name)) {
			strbuf_addf(path, "/%s", entries.v[i]);
			found = true;
		}
	strvec_clear(&entries);
	return found;
}

static bool read_line(const char *path, struct strbuf *out)
{
	struct strbuf err = STRBUF_INIT;
	int result = file_read(path, REFS_MAX, out, &err);

	strbuf_release(&err);
	strbuf_rtrim(out);
	return !result;
}

static bool is_oid(const char *s, size_t len)
{
	return (len == 40 || len == 64) &&
	       strspn(s, "0123456789abcdef") >= len;
}

static bool packed_ref(const char *packed, const char *ref,
		       char oid[OID_MAX])
{
	size_t len = strlen(ref);
	const char *line = packed;

	while (line && *line) {
		size_t hex = strcspn(line, " \n");
		const char *end = strchr(line, '\n');

		if (is_oid(line, hex) && line[hex] == ' ' &&
		    !strncmp(line + hex + 1, ref, len) &&
		    (line[hex + 1 + len] == '\n' ||
		     !line[hex + 1 + len])) {
			memcpy(oid, line, hex);
			oid[hex] = '\0';
			return true;
		}
		line = end ? end + 1 : NULL;
	}
	return false;
}

bool repo_branch(const struct repo *repo, const char *branch,
		 char oid[OID_MAX])
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	struct strbuf ref = STRBUF_INIT;
	bool found = false;

	oid[0] = '\0';
	if (strstr(branch, "..") || branch[0] == '/')
		return false;
	strbuf_addf(&ref, "refs/heads/%s", branch);
	strbuf_addf(&path, "%s/%s", repo->path, ref.buf);
	if (file_is_regular(path.buf) && read_line(path.buf, &text) &&
	    is_oid(text.buf, text.len)) {
		memcpy(oid, text.buf, text.len + 1);
		found = true;
	} else {
		strbuf_reset(&path);
		strbuf_reset(&text);
		strbuf_addf(&path, "%s/packed-refs", repo->path);
		if (file_is_regular(path.buf) &&
		    read_line(path.buf, &text))
			found = packed_ref(text.buf, ref.buf, oid);
	}
	strbuf_release(&path);
	strbuf_release(&text);
	strbuf_release(&ref);
	return found;
}

static void read_head(struct repo *repo)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	const char *const prefix = "ref: refs/heads/";

	strbuf_addf(&path, "%s/HEAD", repo->path);
	if (read_line(path.buf, &text) && starts_with(text.buf, prefix))
		repo->branch = xstrdup(text.buf + strlen(prefix));
	else
		repo->branch = xstrdup("main");
	repo_branch(repo, repo->branch, repo->oid);
	strbuf_release(&path);
	strbuf_release(&text);
}

/*
 * Fills repo from the path that the disk spells, of which the first root
 * bytes are not its own; takes nothing over.
 */
static enum found open_repo(struct repo *repo, const char *path, size_t root,
			    struct strbuf *moved_to)
{
	struct strbuf file = STRBUF_INIT, err = STRBUF_INIT;
	const char *name = strrchr(path, '/') + 1;
	const char *owner = path + root, *to;
	enum found found = REPO_FOUND;

	repo->owner = xstrndup(owner, (size_t)(name - 1 - owner));
	repo->name = xstrndup(name, strlen(name) - 4);
	repo->path = xstrdup(path);
	strbuf_addf(&file, "%s/%s", repo->owner, repo->name);
	repo->full = strbuf_detach(&file);
	strbuf_addf(&file, "%s/forge", path);
	settings_read(&repo->settings, file.buf, &err);
	strbuf_reset(&file);
	strbuf_addf(&file, "%s/HEAD", path);
	to = settings_get(&repo->settings, "renamed-to");
	if (to) {
		found = REPO_MOVED;
		if (moved_to)
			strbuf_addstr(moved_to, to);
	} else if (access(file.buf, F_OK)) {
		found = REPO_MISSING;
	} else {
		read_head(repo);
	}
	strbuf_release(&file);
	strbuf_release(&err);
	if (found != REPO_FOUND)
		repo_release(repo);
	return found;
}

/* Into every folder of the owner, none of which may be a repository. */
static bool descend_owner(struct strbuf *path, const char *owner)
{
	struct strvec parts = STRVEC_INIT;
	bool found = true;
	size_t i;

	strvec_split(&parts, owner, '/');
	for (i = 0; i < parts.nr && found; i++)
		found = name_is_safe(parts.v[i]) &&
			!ends_with(parts.v[i], ".git") &&
			descend(path, parts.v[i]);
	found = found && parts.nr;
	strvec_clear(&parts);
	return found;
}

enum found repo_find(struct repo *repo, const char *dir, const char *owner,
		     const char *name, struct strbuf *moved_to)
{
	static const struct repo empty = REPO_INIT;
	struct strbuf path = STRBUF_INIT, file = STRBUF_INIT;
	enum found found = REPO_MISSING;
	size_t root;

	*repo = empty;
	strvec_init(&repo->settings.pairs);
	strbuf_addf(&path, "%s/repos", dir);
	root = path.len + 1;
	strbuf_addf(&file, "%s%s", name, ends_with(name, ".git") ? "" : ".git");
	if (name_is_safe(file.buf) && descend_owner(&path, owner) &&
	    descend(&path, file.buf))
		found = open_repo(repo, path.buf, root, moved_to);
	if (found == REPO_FOUND && forks_fill(repo, dir)) {
		repo_release(repo);
		found = open_repo(repo, path.buf, root, moved_to);
	}
	strbuf_release(&path);
	strbuf_release(&file);
	return found;
}

bool repo_follow(struct repo *repo, const char *dir, const char *owner,
		 const char *name)
{
	struct strbuf to = STRBUF_INIT;
	enum found found = repo_find(repo, dir, owner, name, &to);
	int hops;

	for (hops = 0; found == REPO_MOVED && hops < 5; hops++) {
		char *next = strbuf_detach(&to);
		char *slash = strrchr(next, '/');

		found = REPO_MISSING;
		if (slash) {
			*slash = '\0';
			found = repo_find(repo, dir, next, slash + 1, &to);
		}
		free(next);
	}
	strbuf_release(&to);
	return found == REPO_FOUND;
}

bool repo_open(struct repo *repo, const char *dir, const char *full)
{
	const char *slash = strrchr(full, '/');
	char *owner = xstrndup(full, slash ? (size_t)(slash - full) : 0);
	bool found = repo_follow(repo, dir, owner, slash ? slash + 1 : full);

	free(owner);
	return found;
}

void repo_release(struct repo *repo)
{
	free(repo->owner);
	free(repo->name);
	free(repo->full);
	free(repo->path);
	free(repo->branch);
	settings_release(&repo->settings);
	memset(repo, 0, sizeof(*repo));
	strvec_init(&repo->settings.pairs);
}

bool repo_is(const struct repo *repo, const char *setting)
{
	return settings_true(&repo->settings, setting, false);
}

static bool is_internal(const struct repo *repo)
{
	const char *visibility = settings_get(&repo->settings, "visibility");

	return visibility && !strcmp(visibility, "internal");
}

enum permission repo_permission(const struct repo *repo,
				const struct account *account)
{
	const char *set = settings_get(&repo->settings, "permission");
	size_t top = strcspn(repo->owner, "/");
	bool owner = account->login && strlen(account->login) == top &&
		     !strncasecmp(account->login, repo->owner, top);
	enum permission permission;

	if (account->given && !account->known)
		return PERMISSION_NONE;
	if (repo_is(repo, "private") && !owner &&
	    !(account->login && settings_lists(&repo->settings, "members",
					       account->login)))
		return PERMISSION_NONE;
	if (!account->login && is_internal(repo))
		return PERMISSION_NONE;
	if (set)
		permission = permission_by_name(set);
	else
		permission = owner ? PERMISSION_ADMIN : PERMISSION_WRITE;
	return permission < account->most ? permission : account->most;
}

long long repo_id(const struct repo *repo)
{
	return (long long)(text_hash(repo->full, strlen(repo->full)) %
			   2000000000U) + 1;
}

void repo_branches(const struct repo *repo, struct strvec *out)
{
	struct strbuf text = STRBUF_INIT;

	if (!process_git(repo->path, NULL, &text, "for-each-ref",
			 "--format=%(objectname) %(refname:lstrip=2)",
			 "refs/heads/", (const char *)NULL) && text.len)
		strvec_split(out, text.buf, '\n');
	strbuf_release(&text);
}

/* The repositories in a folder, and in every folder below that is none. */
static void list_below(struct strvec *out, const char *repos,
		       const char *folder)
{
	struct strbuf path = STRBUF_INIT;
	struct strvec names = STRVEC_INIT;
	size_t i;

	strbuf_addf(&path, "%s/%s", repos, folder);
	list_folder(&names, path.buf);
	for (i = 0; i < names.nr; i++) {
		strbuf_reset(&path);
		strbuf_addf(&path, "%s%s%s", folder, *folder ? "/" : "",
			    names.v[i]);
		if (!ends_with(path.buf, ".git"))
			list_below(out, repos, path.buf);
		else if (*folder)
			strvec_pushf(out, "%.*s", (int)path.len - 4,
				     path.buf);
	}
	strvec_clear(&names);
	strbuf_release(&path);
}

static bool is_of(const char *full, const char *owner)
{
	size_t len = (size_t)(strrchr(full, '/') - full);

	return strlen(owner) == len && !strncasecmp(full, owner, len);
}

void store_list(struct strvec *out, const char *dir, const char *owner)
{
	struct strbuf repos = STRBUF_INIT;
	struct strvec all = STRVEC_INIT;
	size_t i;

	strbuf_addf(&repos, "%s/repos", dir);
	list_below(&all, repos.buf, "");
	if (all.nr)
		qsort(all.v, all.nr, sizeof(*all.v), by_name);
	for (i = 0; i < all.nr; i++)
		if (!owner || is_of(all.v[i], owner))
			strvec_push(out, all.v[i]);
	strvec_clear(&all);
	strbuf_release(&repos);
}
