/* SPDX-License-Identifier: MIT */
/*
 * The user's editor.
 */
#include "git/editor.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>

#include "base/alloc.h"
#include "base/strvec.h"
#include "git/git.h"

/* Of the person at the keyboard: meant for the editor while it runs. */
static const int typed[] = { SIGINT, SIGQUIT };

/* An errno. */
static int spawn(const char *const *argv, const struct strvec *env,
		 pid_t *pid)
{
	posix_spawnattr_t attributes;
	sigset_t set;
	size_t i;
	int rc;

	posix_spawnattr_init(&attributes);
	sigemptyset(&set);
	posix_spawnattr_setsigmask(&attributes, &set);
	sigaddset(&set, SIGPIPE);
	for (i = 0; i < ARRAY_SIZE(typed); i++)
		sigaddset(&set, typed[i]);
	posix_spawnattr_setsigdefault(&attributes, &set);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK |
					      POSIX_SPAWN_SETSIGDEF);
	rc = posix_spawnp(pid, argv[0], NULL, &attributes,
			  (char *const *)argv, env->v);
	posix_spawnattr_destroy(&attributes);
	return rc;
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return 127;
	return WIFEXITED(status) ? WEXITSTATUS(status)
				 : 128 + WTERMSIG(status);
}

/* The editor may be any shell text: "code --wait". */
static int run(const char *editor, const char *path, struct strbuf *err)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction before[ARRAY_SIZE(typed)];
	struct strbuf text = STRBUF_INIT;
	struct strvec env = STRVEC_INIT;
	const char *argv[] = { "sh", "-c", NULL, editor, path, NULL };
	size_t i;
	pid_t pid;
	int rc, code = 0;

	strbuf_addf(&text, "%s \"$@\"", editor);
	argv[2] = text.buf;
	git_command_environment(&env);
	for (i = 0; i < ARRAY_SIZE(typed); i++)
		sigaction(typed[i], &ignore, &before[i]);
	rc = spawn(argv, &env, &pid);
	if (!rc)
		code = wait_for(pid);
	for (i = 0; i < ARRAY_SIZE(typed); i++)
		sigaction(typed[i], &before[i], NULL);
	if (rc)
		strbuf_addf(err, "cannot run the editor '%s': %s", editor,
			    strerror(rc));
	else if (code)
		strbuf_addf(err, "the editor '%s' ended with exit code %d",
			    editor, code);
	strvec_clear(&env);
	strbuf_release(&text);
	return rc || code ? -1 : 0;
}

int editor_open(const char *path, struct strbuf *err)
{
	struct strbuf editor = STRBUF_INIT;
	int code = git_capture(&editor, err, "var", "GIT_EDITOR", NULL);
	int ret = -1;

	if (code > 0 || (!code && !editor.len))
		strbuf_addstr(err, "there is no editor: set GIT_EDITOR, or "
			      "core.editor");
	else if (!code)
		ret = run(editor.buf, path, err);
	strbuf_release(&editor);
	return ret;
}
