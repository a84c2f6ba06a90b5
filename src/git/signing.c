/* SPDX-License-Identifier: MIT */
/*
 * A commit signed for trial.
 */
#include "git/signing.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/strvec.h"
#include "git/config.h"
#include "git/git.h"

/* git names the tree without files so in every repository of sha1. */
#define EMPTY_TREE "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

/* gpg asks on the terminal that GPG_TTY names. */
static void make_environment(bool may_ask, struct strvec *env)
{
	const char *terminal = may_ask ? ttyname(STDERR_FILENO) : NULL;

	git_environment(env);
	if (terminal && !getenv("GPG_TTY"))
		strvec_env_set(env, "GPG_TTY", terminal);
}

static int sign(const char *repository, bool may_ask, struct strbuf *err)
{
	struct strvec env = STRVEC_INIT;
	struct strbuf out = STRBUF_INIT, directory = STRBUF_INIT;
	const char *const init[] = {
		"init", "-q", "--bare", "--template=", repository, NULL
	};
	const char *commit[] = {
		NULL, "commit-tree", "-S", "-m", "git multi tries to sign",
		EMPTY_TREE, NULL
	};
	int code;

	make_environment(may_ask, &env);
	strbuf_addf(&directory, "--git-dir=%s", repository);
	commit[0] = directory.buf;
	code = git_capturev(init, &env, NULL, &out, err);
	if (!code)
		code = git_capturev(commit, &env, NULL, &out, err);
	if (code > 0)
		strbuf_addstr(err, "commits cannot be signed, as "
			      "commit.gpgSign wants: unlock the signing key "
			      "before the run");
	strvec_clear(&env);
	strbuf_release(&directory);
	strbuf_release(&out);
	return code ? -1 : 0;
}

int signing_try(const char *folder, bool may_ask, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT, gone = STRBUF_INIT;
	int ret = 0;

	if (!config_is_true("commit.gpgSign"))
		return 0;
	strbuf_addf(&path, "%s/sign-%ld", folder, (long)getpid());
	ret = file_make_directories(folder, 0700, err);
	if (!ret)
		ret = sign(path.buf, may_ask, err);
	file_remove_tree(path.buf, &gone);
	strbuf_release(&gone);
	strbuf_release(&path);
	return ret;
}
