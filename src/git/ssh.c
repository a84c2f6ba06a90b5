/* SPDX-License-Identifier: MIT */
/*
 * Connections of OpenSSH that git's children share (ssh_config(5):
 * ControlMaster, ControlPath).
 */
#include "git/ssh.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/strvec.h"
#include "base/text.h"
#include "git/capture.h"
#include "git/config.h"
#include "git/environment.h"

#define FOLDER_MAX 40		/* a socket's whole path: 108 bytes at most */

static const char timeouts[] =
	"-oConnectTimeout=30 -oServerAliveInterval=30";

/* "user@host" and, behind a tab, the port or nothing; a line a server. */
static struct strvec servers = STRVEC_INIT;
static struct strvec masters = STRVEC_INIT;
static struct strbuf sockets = STRBUF_INIT;	/* ControlPath; empty: none */

bool ssh_is_users(void)
{
	return getenv("GIT_SSH_COMMAND") || getenv("GIT_SSH") ||
	       config_value("core.sshCommand");
}

/* ---- which server -------------------------------------------------------- */

/* ssh://user@host:port/path; scp-like user@host:path. False: neither. */
static bool authority_of(const char *url, struct strbuf *authority,
			 bool *port)
{
	const char *start = strstr(url, "://"), *end;

	*port = start != NULL;
	if (start && !starts_with(url, "ssh://") &&
	    !starts_with(url, "git+ssh://") &&
	    !starts_with(url, "ssh+git://"))
		return false;
	start = start ? start + 3 : url;
	end = start + strcspn(start, "/");
	if (!*port) {
		const char *bracket = strchr(start, ']');
		const char *colon = strchr(bracket ? bracket : start, ':');

		if (!colon || colon > end)
			return false;
		end = colon;
	}
	strbuf_add(authority, start, (size_t)(end - start));
	return authority->len && authority->buf[0] != '-';
}

/* "user@host\tport" */
static bool server_of(const char *url, struct strbuf *server)
{
	struct strbuf authority = STRBUF_INIT;
	const char *colon, *bracket;
	bool port, found = authority_of(url, &authority, &port);

	if (found) {
		bracket = strchr(authority.buf, ']');
		colon = port ? strchr(bracket ? bracket : authority.buf, ':')
			     : NULL;
		strbuf_add(server, authority.buf, colon
			   ? (size_t)(colon - authority.buf)
			   : authority.len);
		strbuf_addf(server, "\t%s", colon ? colon + 1 : "");
	}
	strbuf_release(&authority);
	return found;
}

/* ---- where their sockets are ---------------------------------------------- */

/* A folder of ours that nobody else can write to; false: there is none. */
static bool own_folder(const char *parent, struct strbuf *folder)
{
	struct stat st;

	strbuf_reset(folder);
	strbuf_addf(folder, "%s/git-multi-%ld", parent, (long)getuid());
	if (mkdir(folder->buf, 0700) && errno != EEXIST)
		return false;
	return !lstat(folder->buf, &st) && S_ISDIR(st.st_mode) &&
	       st.st_uid == getuid() && !(st.st_mode & 077) &&
	       folder->len <= FOLDER_MAX;
}

static bool find_sockets(void)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	struct strbuf folder = STRBUF_INIT;
	bool found = (runtime && *runtime == '/' &&
		      own_folder(runtime, &folder)) ||
		     own_folder("/tmp", &folder);

	if (found && !strpbrk(folder.buf, " \t'\"\\%"))
		strbuf_addf(&sockets, "%s/%ld-%%C", folder.buf,
			    (long)getpid());
	strbuf_release(&folder);
	return sockets.len > 0;
}

/* ---- ssh itself -------------------------------------------------------------- */

static void add_server(struct strvec *argv, const char *server)
{
	const char *tab = strchr(server, '\t');

	if (tab[1])
		strvec_pushf(argv, "-p%s", tab + 1);
	strvec_push(argv, "--");
	strvec_pushf(argv, "%.*s", (int)(tab - server), server);
}

static int run(const struct strvec *argv, struct strbuf *errors,
	       struct strbuf *err)
{
	struct strvec env = STRVEC_INIT;
	struct strbuf out = STRBUF_INIT;
	struct capture capture = {
		.argv = (const char *const *)argv->v, .out = &out,
		.errors = errors
	};
	int code;

	environment_without_tokens(&env);
	capture.env = (const char *const *)env.v;
	code = capture_run(&capture, err);
	strbuf_release(&out);
	strvec_clear(&env);
	return code;
}

/*
 * The connection stays in the background and ends with us; had we no time to
 * end it, after ten idle minutes by itself.
 */
static int start_master(const char *server, bool may_ask, struct strbuf *err)
{
	struct strvec argv = STRVEC_INIT;
	int code;

	strvec_pushl(&argv, "ssh", "-M", "-f", "-N",
		     "-oControlPersist=600", "-oConnectTimeout=30",
		     "-oServerAliveInterval=30", "-oClearAllForwardings=yes",
		     may_ask ? "-oBatchMode=no" : "-oBatchMode=yes", NULL);
	strvec_pushf(&argv, "-oControlPath=%s", sockets.buf);
	add_server(&argv, server);
	code = run(&argv, NULL, err);
	strvec_clear(&argv);
	if (!code) {
		strvec_push(&masters, server);
		return 0;
	}
	if (code > 0)
		strbuf_addf(err, "ssh cannot connect to '%.*s'",
			    (int)strcspn(server, "\t"), server);
	return -1;
}

int ssh_connect(const char *url, bool may_ask, struct strbuf *err)
{
	struct strbuf server = STRBUF_INIT;
	int ret = 0;

	if (!url || ssh_is_users() || !server_of(url, &server) ||
	    strvec_has(&servers, server.buf))
		goto out;
	strvec_push(&servers, server.buf);
	if (!sockets.len && !find_sockets())
		goto out;
	ret = start_master(server.buf, may_ask, err);
	environment_forget();
out:
	strbuf_release(&server);
	return ret;
}

void ssh_command(struct strbuf *out)
{
	strbuf_addf(out, "ssh -oBatchMode=yes %s", timeouts);
	if (masters.nr)
		strbuf_addf(out, " -oControlMaster=no -oControlPath=%s",
			    sockets.buf);
}

void ssh_close(void)
{
	struct strbuf errors = STRBUF_INIT, err = STRBUF_INIT;
	size_t i;

	for (i = 0; i < masters.nr; i++) {
		struct strvec argv = STRVEC_INIT;

		strvec_pushl(&argv, "ssh", "-O", "exit", NULL);
		strvec_pushf(&argv, "-oControlPath=%s", sockets.buf);
		add_server(&argv, masters.v[i]);
		run(&argv, &errors, &err);
		strvec_clear(&argv);
	}
	strvec_clear(&masters);
	strbuf_release(&errors);
	strbuf_release(&err);
}
