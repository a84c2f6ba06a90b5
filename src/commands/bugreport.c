/* SPDX-License-Identifier: MIT */
/*
 * git multi bugreport: what somebody needs to know who is to find a bug, in a
 * text file. Sends nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"
#include "base/text.h"
#include "commands/bugreport-events.h"
#include "commands/commands.h"
#include "commands/doctor.h"
#include "commands/redact.h"
#include "git/config.h"
#include "git/git.h"

static char *output;

static const struct opt options[] = {
	{ .kind = OPT_STRING, .name = "output",
	  .value = &output, .argument = "FILE", .complete = "file",
	  .help = "this file rather than one with the date in its name" },
	{ .kind = OPT_END }
};

static const char head[] =
	"What did you do before the bug happened?\n"
	"\n"
	"What did you expect to happen?\n"
	"\n"
	"What happened instead?\n"
	"\n"
	"Read what follows and take out what you do not want to show.\n"
	"It holds the names of repositories and campaigns; tokens and logins\n"
	"in addresses are replaced by ***.\n";

static void section(struct strbuf *out, const char *title)
{
	strbuf_addf(out, "\n[%s]\n", title);
}

/* ---- versions ------------------------------------------------------- */

static void add_system(struct strbuf *out)
{
	struct utsname name;

	if (!uname(&name))
		strbuf_addf(out, "system: %s %s %s\n", name.sysname,
			    name.release, name.machine);
	strbuf_addf(out, "terminal: %s, stdout %s\nlocale: %s\nshell: %s\n",
		    getenv("TERM") ? getenv("TERM") : "unset",
		    isatty(STDOUT_FILENO) ? "on it" : "elsewhere",
		    getenv("LC_ALL") ? getenv("LC_ALL") :
		    getenv("LANG") ? getenv("LANG") : "unset",
		    getenv("SHELL") ? getenv("SHELL") : "unset");
}

static void add_versions(struct strbuf *out)
{
	struct strbuf err = STRBUF_INIT;

	section(out, "versions");
	commands_version(out, true);
	if (git_capture(out, &err, "version", "--build-options", NULL))
		strbuf_addf(out, "git: %s", err.buf);
	strbuf_addch(out, '\n');
	add_system(out);
	strbuf_release(&err);
}

/* ---- settings ------------------------------------------------------- */

/* Keys whose values tell nothing that is nobody's business. */
static bool is_harmless(const char *key)
{
	static const char *const plain[] = {
		"multi.", "advice.", "color.", "pager.", "protocol.", "push.",
		"init.", "fetch.", "gc.", "maintenance.", "pack.", "index.",
		"core.autocrlf", "core.eol", "core.filemode",
		"core.fsmonitor", "core.hookspath", "core.symlinks",
		"commit.gpgsign", "gpg.format", "credential.usehttppath",
		"http.sslverify", "http.version", "http.postbuffer"
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(plain); i++)
		if (starts_with(key, plain[i]))
			return true;
	return false;
}

/* Those that git multi and the git below it may see. */
static bool is_telling(const char *key)
{
	static const char *const sections[] = {
		"http.", "url.", "credential.", "core.", "ssh.", "filter.",
		"commit.", "gpg.", "safe.", "transfer.", "remote."
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sections); i++)
		if (starts_with(key, sections[i]))
			return true;
	return is_harmless(key);
}

static void add_setting(void *data, const char *key, const char *value)
{
	struct strbuf *out = data;

	if (!is_telling(key))
		return;
	strbuf_addf(out, "%s=", key);
	if (is_harmless(key))
		text_clean(out, value, strlen(value), false);
	else
		strbuf_addstr(out, "(hidden)");
	strbuf_addch(out, '\n');
}

extern char **environ;

/* Names only. */
static void add_variables(struct strbuf *out)
{
	static const char *const prefixes[] = {
		"GIT_", "XDG_", "SSH_", "CI=", "GITHUB_", "GITLAB_", "GITEA_",
		"FORGEJO_", "HTTP", "http", "https", "ALL_PROXY",
		"NO_PROXY", "NO_COLOR", "ACCESSIBLE", "PAGER", "LESS"
	};
	char **entry;
	size_t i;

	section(out, "variables that are set");
	for (entry = environ; *entry; entry++)
		for (i = 0; i < ARRAY_SIZE(prefixes); i++)
			if (starts_with(*entry, prefixes[i])) {
				strbuf_addf(out, "%.*s\n",
					    (int)strcspn(*entry, "="),
					    *entry);
				break;
			}
}

/* ---- the file ------------------------------------------------------- */

static void add_doctor(struct strbuf *out)
{
	struct findings findings = { .nr = 0 };
	struct strvec none = STRVEC_INIT;

	section(out, "git multi doctor --offline");
	doctor_all(&findings, &none, true);
	findings_text(&findings, false, out);
	findings_release(&findings);
}

static void make(struct strbuf *out)
{
	struct strbuf doctor = STRBUF_INIT;

	redact_environment();
	add_doctor(&doctor);	/* reads the settings, for all that follows */
	strbuf_addstr(out, head);
	add_versions(out);
	strbuf_addstr(out, doctor.buf);
	section(out, "settings");
	config_each(add_setting, out);
	add_variables(out);
	section(out, "last events of the newest campaigns");
	bugreport_events(out);
	redact_text(out);
	strbuf_release(&doctor);
}

static void default_name(struct strbuf *name)
{
	time_t now = time(NULL);
	struct tm tm;
	char date[32];

	localtime_r(&now, &tm);
	strftime(date, sizeof(date), "%Y-%m-%d-%H%M", &tm);
	strbuf_addf(name, "git-multi-bugreport-%s.txt", date);
}

/* Never over a file that is there. */
static void write_new(const char *path, const struct strbuf *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST)
		die("'%s' is there already", path);
	if (fd < 0)
		die("cannot make '%s': %s", path, strerror(errno));
	if (file_write_all(fd, text->buf, text->len) < 0 || close(fd) < 0) {
		int reason = errno;

		unlink(path);
		die("cannot write '%s': %s", path, strerror(reason));
	}
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strbuf name = STRBUF_INIT, text = STRBUF_INIT;
	struct strvec words = STRVEC_INIT;

	command_options(command, argc, argv, &words);
	if (words.nr)
		command_usage(command, "too many arguments: '%s'", words.v[0]);
	if (output)
		strbuf_addstr(&name, output);
	else
		default_name(&name);
	if (!access(name.buf, F_OK))
		die("'%s' is there already", name.buf);
	make(&text);
	write_new(name.buf, &text);
	printf("%s\n", name.buf);
	say("nothing was sent to anybody; read it before you show it, it "
	    "holds names of repositories");
	free(output);
	strvec_clear(&words);
	strbuf_release(&name);
	strbuf_release(&text);
	return command_done(EXIT_FINE);
}

static const char *const usage[] = {
	"git multi bugreport [--output FILE]", NULL
};

const struct command cmd_bugreport = {
	.name = "bugreport",
	.summary = "write what a bug report needs to a file; sends nothing",
	.phase = PHASE_CARE,
	.usage = usage,
	.options = options,
	.run = run,
};
