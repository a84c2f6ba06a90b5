/* SPDX-License-Identifier: MIT */
/*
 * git multi demo: where its parts are, and what a shell needs to know of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/strvec.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/demo.h"
#include "commands/places.h"
#include "forges/forge.h"
#include "git/credential.h"

/* ---- places --------------------------------------------------------- */

void demo_folder(struct strbuf *out)
{
	const char *tmp = getenv("TMPDIR");

	strbuf_addf(out, "%s/git-multi-demo-%lu",
		    tmp && *tmp == '/' ? tmp : "/tmp",
		    (unsigned long)getuid());
}

void demo_self(struct strbuf *out)
{
	char path[4096];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path));

	if (len > 0 && (size_t)len < sizeof(path))
		strbuf_add(out, path, (size_t)len);
	else
		strbuf_addstr(out, "git-multi");
}

/* The folder that the program is in, with its slash; "": not known. */
static void own_folder(struct strbuf *out)
{
	const char *slash;

	demo_self(out);
	slash = strrchr(out->buf, '/');
	strbuf_setlen(out, slash ? (size_t)(slash + 1 - out->buf) : 0);
}

int demo_program(const char *name, struct strbuf *out, struct strbuf *err)
{
	static const char *const beside[] = { "", "../libexec/git-multi/" };
	struct strbuf own = STRBUF_INIT;
	bool found = false;
	size_t i;

	own_folder(&own);
	for (i = 0; i < ARRAY_SIZE(beside) && own.len && !found; i++) {
		strbuf_reset(out);
		strbuf_addf(out, "%s%s%s", own.buf, beside[i], name);
		found = file_is_regular(out->buf);
	}
	if (!found) {
		strbuf_reset(out);
		strbuf_addf(out, PKGLIBEXECDIR "/%s", name);
		found = file_is_regular(out->buf);
	}
	if (!found)
		strbuf_addf(err, "there is no '%s': this git-multi was built "
			    "without libmicrohttpd, which the demo forge "
			    "needs", name);
	strbuf_release(&own);
	return found ? 0 : -1;
}

/* ---- forges --------------------------------------------------------- */

size_t demo_forges(const char *folder, struct demo_forge **out,
		   struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	struct strvec lines = STRVEC_INIT;
	size_t nr = 0, i;

	strbuf_addf(&path, "%s/ports", folder);
	file_read(path.buf, (size_t)1 << 16, &text, err);
	strvec_split(&lines, text.buf, '\n');
	*out = xcalloc(lines.nr + 1, sizeof(**out));
	for (i = 0; i < lines.nr; i++) {
		char *space = strchr(lines.v[i], ' ');

		if (!space)
			continue;
		*space = '\0';
		if (!forge_by_name(lines.v[i]))
			continue;
		(*out)[nr].name = xstrdup(lines.v[i]);
		(*out)[nr++].url = xstrdup(space + 1);
	}
	strvec_clear(&lines);
	strbuf_release(&path);
	strbuf_release(&text);
	return nr;
}

void demo_forges_free(struct demo_forge *list, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		free(list[i].name);
		free(list[i].url);
	}
	free(list);
}

/* ---- the file ------------------------------------------------------- */

/*
 * In quotes that all shells take alike: fish expands more in bare words than
 * others do, and takes a backslash between single quotes for one of its own.
 */
static void add_quoted(struct strbuf *out, const char *value)
{
	strbuf_addch(out, '\'');
	for (; *value; value++) {
		if (*value == '\'' || *value == '\\')
			strbuf_addf(out, "'\"%s%c\"'",
				    *value == '\\' ? "\\" : "", *value);
		else
			strbuf_addch(out, *value);
	}
	strbuf_addch(out, '\'');
}

static void add_variable(struct strbuf *out, const char *name,
			 const char *value)
{
	strbuf_addf(out, "export %s=", name);
	add_quoted(out, value);
	strbuf_addch(out, '\n');
}

struct env {
	struct strbuf text;
	struct strbuf leave;		/* what undoes it */
	unsigned long settings;		/* GIT_CONFIG_COUNT */
};

/*
 * For a shell in which all of this is set: as it is here now. Empty is as
 * good as unset for each, and what fish can do as well. PATH stays: git
 * changes it for us, and what the demo adds to it is this program.
 */
static void add_undo(struct env *env, const char *name)
{
	const char *value = getenv(name);

	strbuf_addf(&env->leave, "%sexport %s=", env->leave.len ? "; " : "",
		    name);
	add_quoted(&env->leave, value ? value : "");
}

/* Where a demo's settings are here already, what undoes those comes first. */
static void begin_undo(struct env *env)
{
	static const char *const names[] = {
		"XDG_STATE_HOME", "XDG_CACHE_HOME", "GIT_MULTI_CLOCK",
		"GIT_CONFIG_COUNT", DEMO_LEAVE
	};
	const char *before = getenv(DEMO_LEAVE);
	size_t i;

	if (before && *before)
		strbuf_addstr(&env->leave, before);
	else
		for (i = 0; i < ARRAY_SIZE(names); i++)
			add_undo(env, names[i]);
}

/* Behind those that are there: the user's own stay. */
static void add_setting(struct env *env, const char *key, const char *value)
{
	char name[64];

	snprintf(name, sizeof(name), "GIT_CONFIG_KEY_%lu", env->settings);
	add_variable(&env->text, name, key);
	snprintf(name, sizeof(name), "GIT_CONFIG_VALUE_%lu", env->settings);
	add_variable(&env->text, name, value);
	env->settings++;
}

/* No proxy between us, whatever the user's network needs. */
static void add_forge(struct env *env, const struct demo_forge *forge,
		      const char *token)
{
	struct strbuf key = STRBUF_INIT;
	const char *host = strstr(forge->url, "//") + 2;
	char *name = xstrndup(host, strcspn(host, "/"));

	credential_variable(name, &key);
	add_variable(&env->text, key.buf, token);
	add_undo(env, key.buf);
	strbuf_reset(&key);
	strbuf_addf(&key, "multi.%s.forge", forge->url);
	add_setting(env, key.buf, forge->name);
	strbuf_reset(&key);
	strbuf_addf(&key, "http.%s.proxy", forge->url);
	add_setting(env, key.buf, "");
	free(name);
	strbuf_release(&key);
}

/* Their commits are nobody's: no signature, no hooks, a name if need be. */
static void add_identity(struct env *env)
{
	static const char *const who[] = {
		"git", "var", "GIT_COMMITTER_IDENT", NULL
	};

	add_setting(env, "commit.gpgSign", "false");
	add_setting(env, "core.hooksPath", "/dev/null");
	if (command_succeeds(who))
		return;
	add_setting(env, "user.name", "Demo User");
	add_setting(env, "user.email", "demo@example.com");
}

/* Whether the first git-multi along PATH is this one. */
static bool is_first_on_path(const char *self)
{
	const char *path = getenv("PATH");
	struct strbuf file = STRBUF_INIT;
	struct strvec folders = STRVEC_INIT;
	struct stat one, two;
	bool first = false;
	size_t i;

	strvec_split(&folders, path ? path : "", ':');
	for (i = 0; i < folders.nr; i++) {
		strbuf_reset(&file);
		strbuf_addf(&file, "%s/git-multi", folders.v[i]);
		if (access(file.buf, X_OK))
			continue;
		first = !stat(file.buf, &one) && !stat(self, &two) &&
			one.st_dev == two.st_dev && one.st_ino == two.st_ino;
		break;
	}
	strvec_clear(&folders);
	strbuf_release(&file);
	return first;
}

/* Where `git multi` is not this program: its folder comes first. */
static void add_search_path(struct env *env)
{
	struct strbuf self = STRBUF_INIT;

	demo_self(&self);
	if (*self.buf == '/' && !is_first_on_path(self.buf)) {
		strbuf_reset(&self);
		own_folder(&self);
		strbuf_setlen(&self, self.len - 1);
		strbuf_addstr(&env->text, "export PATH=");
		add_quoted(&env->text, self.buf);
		strbuf_addstr(&env->text, ":\"$PATH\"\n");
	}
	strbuf_release(&self);
}

static void add_folder(struct env *env, const char *variable,
		       const char *folder, const char *name)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s", folder, name);
	add_variable(&env->text, variable, path.buf);
	strbuf_release(&path);
}

int demo_write_env(const char *folder, const struct demo_forge *list,
		   size_t nr, const char *token, const char *clock,
		   struct strbuf *err)
{
	struct env env = { .text = STRBUF_INIT, .leave = STRBUF_INIT };
	struct strbuf path = STRBUF_INIT;
	const char *count = getenv("GIT_CONFIG_COUNT");
	char number[32];
	size_t i;
	int ret;

	env.settings = count ? strtoul(count, NULL, 10) : 0;
	begin_undo(&env);
	add_folder(&env, "XDG_STATE_HOME", folder, "state");
	add_folder(&env, "XDG_CACHE_HOME", folder, "cache");
	add_search_path(&env);
	if (clock)
		add_variable(&env.text, "GIT_MULTI_CLOCK", clock);
	for (i = 0; i < nr; i++)
		add_forge(&env, &list[i], token);
	add_identity(&env);
	snprintf(number, sizeof(number), "%lu", env.settings);
	add_variable(&env.text, "GIT_CONFIG_COUNT", number);
	add_variable(&env.text, DEMO_LEAVE, env.leave.buf);
	strbuf_addf(&path, "%s/env", folder);
	ret = file_write(path.buf, env.text.buf, env.text.len, 0600, err);
	strbuf_release(&path);
	strbuf_release(&env.text);
	strbuf_release(&env.leave);
	return ret;
}
