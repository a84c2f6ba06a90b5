/* SPDX-License-Identifier: MIT */
/*
 * git multi doctor: disk, programs, manual, completion.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/strvec.h"
#include "base/text.h"
#include "campaign/paths.h"
#include "commands/doctor.h"
#include "commands/folder.h"
#include "commands/places.h"
#include "git/capture.h"
#include "git/git.h"

#define MIB ((unsigned long long)1 << 20)

/* ---- disk ----------------------------------------------------------- */

/* The folder, or the nearest above it that is there. */
static void nearest_folder(struct strbuf *path)
{
	while (!file_is_directory(path->buf)) {
		const char *slash = strrchr(path->buf, '/');

		if (!slash || slash == path->buf)
			break;
		strbuf_setlen(path, (size_t)(slash - path->buf));
	}
}

static void look_at_space(struct findings *findings, const char *what,
			  const char *path, const char *there)
{
	struct strbuf free_space = STRBUF_INIT;
	unsigned long long bytes;
	struct statvfs fs;

	if (statvfs(there, &fs) < 0) {
		finding_add(findings, "disk", HEALTH_ERROR, NULL,
			    "cannot look at '%s': %s", there,
			    strerror(errno));
		return;
	}
	bytes = (unsigned long long)fs.f_bavail * fs.f_frsize;
	folder_add_size(&free_space, bytes);
	if (access(there, W_OK | X_OK) < 0)
		finding_add(findings, "disk", HEALTH_ERROR,
			    "make it writable, or name another with "
			    "XDG_STATE_HOME and XDG_CACHE_HOME",
			    "'%s', for the %s, cannot be written to: %s",
			    there, what, strerror(errno));
	else if (fs.f_files && !fs.f_favail)
		finding_add(findings, "disk", HEALTH_ERROR,
			    "'git multi clean' makes room",
			    "no file more fits where the %s is ('%s')", what,
			    path);
	else
		finding_add(findings, "disk", bytes < 100 * MIB ?
			    HEALTH_ERROR : bytes < 1024 * MIB ?
			    HEALTH_WARNING : HEALTH_OK,
			    bytes < 1024 * MIB ?
			    "'git multi clean' makes room" : NULL,
			    "%s free for the %s in '%s'", free_space.buf,
			    what, path);
	strbuf_release(&free_space);
}

static void look_at_folder(struct findings *findings, const char *what,
			   int (*find)(struct strbuf *, struct strbuf *))
{
	struct strbuf path = STRBUF_INIT, there = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;

	if (find(&path, &err) < 0) {
		finding_add(findings, "disk", HEALTH_ERROR, "set HOME", "%s",
			    err.buf);
	} else {
		strbuf_addstr(&there, path.buf);
		nearest_folder(&there);
		look_at_space(findings, what, path.buf, there.buf);
	}
	strbuf_release(&path);
	strbuf_release(&there);
	strbuf_release(&err);
}

/* ---- which git-multi git finds -------------------------------------- */

static bool same_file(const char *a, const char *b)
{
	struct stat one, two;

	return !stat(a, &one) && !stat(b, &two) &&
	       one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

static void look_at_program(struct findings *findings, const char *path,
			    const char *self, const char *first)
{
	if (!first && *self && !same_file(path, self))
		finding_add(findings, "program", HEALTH_WARNING,
			    "take one of the two away, or its folder out of "
			    "PATH", "'git multi' is '%s', this one is '%s'",
			    path, self);
	else if (!first)
		finding_add(findings, "program", HEALTH_OK, NULL,
			    "'git multi' is '%s'", path);
	else if (!same_file(path, first))
		finding_add(findings, "program", HEALTH_WARNING,
			    "take it away, lest another PATH finds it",
			    "there is another one: '%s'", path);
}

/* git looks in its own folder, then along PATH. */
static void look_along_path(struct findings *findings)
{
	const char *path = getenv("PATH");
	struct strbuf file = STRBUF_INIT, err = STRBUF_INIT;
	struct strvec folders = STRVEC_INIT;
	char self[4096] = "", *first = NULL;
	size_t i;

	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		*self = '\0';
	if (!git_capture(&file, &err, "--exec-path", NULL))
		strvec_push(&folders, file.buf);
	strvec_split(&folders, path ? path : "", ':');
	for (i = 0; i < folders.nr; i++) {
		strbuf_reset(&file);
		strbuf_addf(&file, "%s/git-multi", folders.v[i]);
		if (folders.v[i][0] != '/' || access(file.buf, X_OK) ||
		    !file_is_regular(file.buf))
			continue;
		look_at_program(findings, file.buf, self, first);
		if (!first)
			first = xstrdup(file.buf);
	}
	if (!first)
		finding_add(findings, "program", HEALTH_WARNING,
			    "put its folder into PATH",
			    "'git multi' finds no git-multi along PATH");
	free(first);
	strvec_clear(&folders);
	strbuf_release(&file);
	strbuf_release(&err);
}

/* ---- the manual ----------------------------------------------------- */

static void look_at_manual(struct findings *findings)
{
	static const char *const argv[] = { "man", "-w", "git-multi", NULL };
	struct strbuf out = STRBUF_INIT, errors = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;
	struct capture capture = {
		.argv = argv, .out = &out, .errors = &errors
	};
	struct strvec env = STRVEC_INIT;
	int code;

	git_command_environment(&env);
	capture.env = (const char *const *)env.v;
	code = capture_run(&capture, &err);
	strbuf_setlen(&out, strcspn(out.buf, "\n"));
	if (!code && out.len)
		finding_add(findings, "manual", HEALTH_OK, NULL,
			    "'git help multi' shows '%s'", out.buf);
	else if (code < 0)
		finding_add(findings, "manual", HEALTH_WARNING,
			    "install man; until then 'git multi COMMAND -h' "
			    "shows the options", "there is no man");
	else
		finding_add(findings, "manual", HEALTH_WARNING,
			    "put the folder that holds man1/git-multi.1 into "
			    "MANPATH", "man does not find git-multi(1)");
	strvec_clear(&env);
	strbuf_release(&out);
	strbuf_release(&errors);
	strbuf_release(&err);
}

/* ---- completion ----------------------------------------------------- */

struct shell_files {
	const char *shell;
	const char *below;	/* data folders, where "make install" puts it */
	const char *variable;	/* the user's own folder comes from it */
	const char *installed;	/* where configure was told to put it */
};

static const struct shell_files shells[] = {
	{ "bash", "bash-completion/completions/git-multi",
	  "BASH_COMPLETION_USER_DIR", BASHCOMPLETIONDIR "/git-multi" },
	{ "zsh", "zsh/site-functions/_git-multi", NULL,
	  ZSHFUNCTIONSDIR "/_git-multi" },
	{ "zsh", "zsh/vendor-completions/_git-multi", NULL, NULL },
	{ "fish", "fish/vendor_completions.d/git-multi.fish", NULL,
	  FISHDIR "/vendor_completions.d/git-multi.fish" },
};

/* Beside the program: a prefix may have been moved since it was built. */
static void add_own_folder(struct strvec *folders)
{
	char self[4096];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	self[len > 0 ? len : 0] = '\0';
	slash = strrchr(self, '/');
	if (!slash)
		return;
	*slash = '\0';
	slash = strrchr(self, '/');
	if (!slash || strcmp(slash, "/bin"))
		return;
	*slash = '\0';
	strvec_pushf(folders, "%s/share", self);
}

static void add_data_folders(struct strvec *folders)
{
	const char *own = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	const char *dirs = getenv("XDG_DATA_DIRS");

	if (own && *own)
		strvec_push(folders, own);
	else if (home)
		strvec_pushf(folders, "%s/.local/share", home);
	strvec_split(folders, dirs && *dirs ? dirs : "", ':');
	strvec_push(folders, "/usr/local/share");
	strvec_push(folders, "/usr/share");
	strvec_push(folders, DATADIR);
	add_own_folder(folders);
}

static bool find_completion(const struct shell_files *files,
			    struct strbuf *path)
{
	const char *own = files->variable ? getenv(files->variable) : NULL;
	struct strvec folders = STRVEC_INIT;
	bool found = false;
	size_t i;

	if (own && *own) {
		strbuf_addf(path, "%s/%s", own,
			    strchr(files->below, '/') + 1);
		found = file_is_regular(path->buf);
	}
	add_data_folders(&folders);
	for (i = 0; i < folders.nr && !found; i++) {
		strbuf_reset(path);
		strbuf_addf(path, "%s/%s", folders.v[i], files->below);
		found = file_is_regular(path->buf);
	}
	if (!found && files->installed) {
		strbuf_reset(path);
		strbuf_addstr(path, files->installed);
		found = file_is_regular(path->buf);
	}
	strvec_clear(&folders);
	return found;
}

static void look_at_completion(struct findings *findings)
{
	const char *shell = getenv("SHELL");
	const char *slash = shell ? strrchr(shell, '/') : NULL;
	struct strbuf path = STRBUF_INIT;
	bool known = false, found = false;
	size_t i;

	shell = slash ? slash + 1 : shell;
	for (i = 0; shell && i < ARRAY_SIZE(shells) && !found; i++) {
		if (strcmp(shells[i].shell, shell))
			continue;
		known = true;
		strbuf_reset(&path);
		found = find_completion(&shells[i], &path);
	}
	if (found)
		finding_add(findings, "completion", HEALTH_OK, NULL,
			    "%s has '%s'", shell, path.buf);
	else if (known)
		finding_add(findings, "completion", HEALTH_WARNING,
			    "'make install' and packages put it where the "
			    "shell looks", "%s has none for git multi", shell);
	strbuf_release(&path);
}

void doctor_machine(struct findings *findings)
{
	look_at_folder(findings, "campaigns", paths_state);
	look_at_folder(findings, "cache", paths_cache);
	look_along_path(findings);
	look_at_manual(findings);
	look_at_completion(findings);
}
