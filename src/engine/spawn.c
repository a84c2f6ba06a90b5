/* SPDX-License-Identifier: MIT */
/*
 * A new process. posix_spawn() tells of what went wrong up to and including
 * exec; which of the steps it was we have to find out.
 */
#include "engine/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define USUAL_PATH "/usr/local/bin:/usr/bin:/bin"

static const char *path_of(const char *const *env)
{
	const char *path = NULL;

	if (!env)
		path = getenv("PATH");
	for (; env && *env && !path; env++)
		if (!strncmp(*env, "PATH=", 5))
			path = *env + 5;
	return path ? path : USUAL_PATH;
}

static bool is_file(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode);
}

static bool is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* The entry made absolute; an empty one means the current folder. */
static void add_entry(struct strbuf *out, const char *entry, size_t len)
{
	char *here;

	if (*entry != '/') {
		here = getcwd(NULL, 0);
		strbuf_addstr(out, here ? here : "");
		strbuf_addch(out, '/');
		free(here);
	}
	strbuf_add(out, entry, len);
	strbuf_addch(out, '/');
}

/*
 * The program's file; ENOENT, or EACCES where the only ones found may not be
 * run, as execvp() would say.
 */
static int find_program(const char *name, const char *path,
			struct strbuf *out)
{
	int failure = ENOENT;
	size_t len;

	if (strchr(name, '/')) {
		strbuf_addstr(out, name);
		return 0;
	}
	for (; *name; path += len + 1) {
		len = strcspn(path, ":");
		strbuf_reset(out);
		add_entry(out, path, len);
		strbuf_addstr(out, name);
		if (is_file(out->buf) && !access(out->buf, X_OK))
			return 0;
		if (is_file(out->buf))
			failure = EACCES;
		if (!path[len])
			break;
	}
	return failure;
}

static int set_files(posix_spawn_file_actions_t *files,
		     const struct spawn *spawn)
{
	int rc;

	if (spawn->in < 0)
		rc = posix_spawn_file_actions_addopen(files, 0, "/dev/null",
						      O_RDONLY, 0);
	else
		rc = posix_spawn_file_actions_adddup2(files, spawn->in, 0);
	if (!rc)
		rc = posix_spawn_file_actions_adddup2(files, spawn->out, 1);
	if (!rc)
		rc = posix_spawn_file_actions_adddup2(files, spawn->err, 2);
	if (!rc && spawn->dir)
		rc = posix_spawn_file_actions_addchdir_np(files, spawn->dir);
	return rc;
}

/* PIPE is what loop_open() ignores; handlers end at exec by themselves. */
static int set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t set;
	int rc;

	sigemptyset(&set);
	rc = posix_spawnattr_setsigmask(attributes, &set);
	sigaddset(&set, SIGPIPE);
	if (!rc)
		rc = posix_spawnattr_setsigdefault(attributes, &set);
	if (!rc)
		rc = posix_spawnattr_setflags(attributes,
					      POSIX_SPAWN_SETSID |
					      POSIX_SPAWN_SETSIGMASK |
					      POSIX_SPAWN_SETSIGDEF);
	return rc;
}

static int run(const char *program, const struct spawn *spawn, pid_t *pid)
{
	const char *const *env = spawn->env;
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int rc;

	rc = posix_spawn_file_actions_init(&files);
	if (rc)
		return rc;
	rc = posix_spawnattr_init(&attributes);
	if (rc)
		goto out;
	rc = set_files(&files, spawn);
	if (!rc)
		rc = set_attributes(&attributes);
	if (!rc)
		rc = posix_spawn(pid, program, &files, &attributes,
				 (char *const *)spawn->argv,
				 env ? (char *const *)env : environ);
	posix_spawnattr_destroy(&attributes);
out:
	posix_spawn_file_actions_destroy(&files);
	return rc;
}

static void explain(const struct spawn *spawn, const char *program, int rc,
		    struct strbuf *err)
{
	const char *name = spawn->argv[0];

	if (spawn->dir && !is_folder(spawn->dir))
		strbuf_addf(err, "no folder '%s' to run '%s' in", spawn->dir,
			    name);
	else if (spawn->dir && access(spawn->dir, X_OK) < 0)
		strbuf_addf(err, "folder '%s' may not be entered: %s",
			    spawn->dir, strerror(errno));
	else if (rc == ENOENT && !strchr(name, '/'))
		strbuf_addf(err, "no program '%s' on PATH", name);
	else if (rc == ENOENT && is_file(program))
		strbuf_addf(err, "'%s' cannot be run: the interpreter that "
			    "its first line names is missing", name);
	else if (rc == ENOENT)
		strbuf_addf(err, "no program '%s'", name);
	else if (rc == EACCES)
		strbuf_addf(err, "'%s' may not be run: no permission", name);
	else if (rc == ENOEXEC)
		strbuf_addf(err, "'%s' cannot be run: neither a program for "
			    "this machine nor a script whose first line is "
			    "'#!' and an interpreter", name);
	else
		strbuf_addf(err, "'%s' cannot be run: %s", name,
			    strerror(rc));
}

int spawn_process(const struct spawn *spawn, pid_t *pid, struct strbuf *err)
{
	struct strbuf program = STRBUF_INIT;
	int rc;

	rc = find_program(spawn->argv[0], path_of(spawn->env), &program);
	if (!rc)
		rc = run(program.buf, spawn, pid);
	if (rc)
		explain(spawn, program.buf, rc, err);
	strbuf_release(&program);
	if (rc == EAGAIN || rc == EMFILE || rc == ENFILE || rc == ENOMEM)
		return SPAWN_LATER;
	return rc ? -1 : 0;
}
