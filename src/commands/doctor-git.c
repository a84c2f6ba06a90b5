/* SPDX-License-Identifier: MIT */
/*
 * git multi doctor: git, the libraries, settings.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/report.h"
#include "base/text.h"
#include "commands/doctor.h"
#include "engine/about.h"
#include "engine/clock.h"
#include "git/capture.h"
#include "git/config.h"
#include "git/git.h"

/* ---- a program asked ------------------------------------------------ */

/* Its exit code; -1: it could not run. Nobody sees what it complains of. */
static int ask(const char *const *argv, struct strbuf *out)
{
	struct strbuf errors = STRBUF_INIT, err = STRBUF_INIT;
	struct strvec env = STRVEC_INIT;
	struct capture capture = {
		.argv = argv, .out = out, .errors = &errors
	};
	int code;

	git_environment(&env);
	capture.env = (const char *const *)env.v;
	code = capture_run(&capture, &err);
	strbuf_rtrim(out);
	strvec_clear(&env);
	strbuf_release(&errors);
	strbuf_release(&err);
	return code;
}

/* ---- git ------------------------------------------------------------ */

static void look_at_transports(struct findings *findings)
{
	static const char *const where[] = { "git", "--exec-path", NULL };
	static const char *const ssh[] = { "ssh", "-V", NULL };
	struct strbuf path = STRBUF_INIT, out = STRBUF_INIT;

	ask(where, &path);
	strbuf_addstr(&path, "/git-remote-https");
	if (!access(path.buf, X_OK))
		finding_add(findings, "git", HEALTH_OK, NULL,
			    "it can speak https");
	else
		finding_add(findings, "git", HEALTH_ERROR,
			    "install all of git: this part is in a package "
			    "of its own on some systems",
			    "it cannot speak https: '%s' is missing",
			    path.buf);
	if (config_value("core.sshCommand") || getenv("GIT_SSH_COMMAND"))
		finding_add(findings, "ssh", HEALTH_OK, NULL,
			    "the user's own ssh command");
	else if (ask(ssh, &out))
		finding_add(findings, "ssh", HEALTH_WARNING,
			    "install OpenSSH's client, for repositories that "
			    "are named by ssh", "there is no ssh");
	else
		finding_add(findings, "ssh", HEALTH_OK, NULL, "it is there");
	strbuf_release(&path);
	strbuf_release(&out);
}

static void look_at_features(struct findings *findings)
{
	int major = 0, minor = 0;

	sscanf(git_version(), "%d.%d", &major, &minor);
	if (major > 2 || minor >= 32)
		finding_add(findings, "git", HEALTH_OK, NULL, "version %s",
			    git_version());
	else
		finding_add(findings, "git", HEALTH_WARNING,
			    "2.32 or newer sends less where a base moved "
			    "(push.negotiate)", "version %s", git_version());
}

/* What `git commit` would say, once for every repository. */
static void look_at_identity(struct findings *findings)
{
	static const char *const who[] = {
		"git", "var", "GIT_COMMITTER_IDENT", NULL
	};
	struct strbuf out = STRBUF_INIT;

	if (ask(who, &out))
		finding_add(findings, "identity", HEALTH_ERROR,
			    "git config --global user.name 'Your Name'; git "
			    "config --global user.email you@example.com",
			    "git does not know who makes the commits");
	else if (!config_value("user.email") && !getenv("EMAIL") &&
		 !getenv("GIT_COMMITTER_EMAIL"))
		finding_add(findings, "identity", HEALTH_WARNING,
			    "git config --global user.email you@example.com",
			    "the address in commits is made up of the login "
			    "and this machine's name");
	else
		finding_add(findings, "identity", HEALTH_OK, NULL,
			    "git knows who makes the commits");
	strbuf_release(&out);
}

/* ---- settings ------------------------------------------------------- */

/* What config_load() says while it runs. */
static struct strbuf said = STRBUF_INIT;

static void keep(const char *text, size_t len)
{
	strbuf_add(&said, text, len);
}

static void add_warnings(struct findings *findings)
{
	static const char prefix[] = "warning: ";
	struct strvec lines = STRVEC_INIT;
	size_t i;

	strvec_split(&lines, said.buf, '\n');
	for (i = 0; i < lines.nr; i++) {
		const char *line = lines.v[i];

		if (starts_with(line, prefix))
			line += strlen(prefix);
		if (*line)
			finding_add(findings, "settings", HEALTH_WARNING,
				    "'git config --show-origin --list' says "
				    "which file it is in", "%s", line);
	}
	strvec_clear(&lines);
	strbuf_release(&said);
}

static void look_at_settings(struct findings *findings)
{
	struct strbuf err = STRBUF_INIT;
	int ret;

	report_set_sink(keep);
	ret = config_load(&err);
	report_set_sink(NULL);
	if (ret < 0)
		finding_add(findings, "settings", HEALTH_ERROR,
			    "mend it, git multi does not start without; 'git "
			    "help multi-config' explains each", "%s", err.buf);
	else if (!said.len)
		finding_add(findings, "settings", HEALTH_OK, NULL,
			    "all of multi.* are known");
	add_warnings(findings);
	strbuf_release(&err);
}

/* ---- libraries ------------------------------------------------------ */

static void look_at_libraries(struct findings *findings)
{
	struct about about;

	about_libraries(&about);
	if (about.tls && about.https)
		finding_add(findings, "libcurl", HEALTH_OK, NULL,
			    "version %s with %s", about.curl, about.tls);
	else
		finding_add(findings, "libcurl", HEALTH_ERROR,
			    "install a libcurl with TLS",
			    "version %s cannot speak https", about.curl);
	if (about.http2)
		finding_add(findings, "libcurl", HEALTH_OK, NULL,
			    "it speaks HTTP/2");
	else
		finding_add(findings, "libcurl", HEALTH_WARNING,
			    "a libcurl with nghttp2 needs one connection "
			    "where this one needs several",
			    "it does not speak HTTP/2");
	if (about.dns)
		finding_add(findings, "libcurl", HEALTH_OK, NULL,
			    "it looks names up by %s", about.dns);
	else
		finding_add(findings, "libcurl", HEALTH_WARNING,
			    "a libcurl with the threaded resolver or c-ares "
			    "does not stop for it",
			    "everything stops while it looks a name up");
}

static void look_at_clock(struct findings *findings)
{
	const char *factor = getenv("GIT_MULTI_CLOCK");

	if (clock_now() < CLOCK_ORIGIN)
		finding_add(findings, "clock", HEALTH_ERROR,
			    "set the clock: limits and certificates depend "
			    "on it", "this machine is before 2026");
	else if (factor && *factor)
		finding_add(findings, "clock", HEALTH_WARNING,
			    "unset GIT_MULTI_CLOCK: it is for tests, and "
			    "breaks real servers' limits",
			    "it runs %s times as fast as it should", factor);
}

bool doctor_git(struct findings *findings)
{
	struct strbuf err = STRBUF_INIT;
	bool there;

	look_at_settings(findings);
	there = !git_init(&err);
	if (there) {
		look_at_features(findings);
		look_at_transports(findings);
		look_at_identity(findings);
	} else {
		finding_add(findings, "git", HEALTH_ERROR,
			    "install git, 2.31 or newer", "%s", err.buf);
	}
	look_at_libraries(findings);
	look_at_clock(findings);
	strbuf_release(&err);
	return there;
}
