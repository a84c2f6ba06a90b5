/* SPDX-License-Identifier: MIT */
/*
 * Children that outlived an earlier run.
 */
#include "campaign/survivors.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/report.h"

#define ENVIRON_MAX (4u << 20)
#define LOOKS 500		/* of 10 ms each */

/* Whether the process' environment names an attempt of this campaign. */
static bool is_ours(const char *pid, const struct strbuf *mark)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;
	bool ours = false;
	const char *p;

	strbuf_addf(&path, "/proc/%s/environ", pid);
	if (!file_read(path.buf, ENVIRON_MAX, &text, &err))
		for (p = text.buf; !ours && p < text.buf + text.len;
		     p += strlen(p) + 1)
			ours = !strncmp(p, mark->buf, mark->len);
	strbuf_release(&err);
	strbuf_release(&text);
	strbuf_release(&path);
	return ours;
}

/* Of the same user, numbered, and not of our own session (children are not). */
static pid_t candidate(const struct dirent *entry)
{
	struct strbuf path = STRBUF_INIT;
	struct stat st;
	pid_t pid = 0;

	if (!isdigit((unsigned char)entry->d_name[0]))
		return 0;
	strbuf_addf(&path, "/proc/%s", entry->d_name);
	if (!stat(path.buf, &st) && st.st_uid == geteuid())
		pid = (pid_t)strtol(entry->d_name, NULL, 10);
	strbuf_release(&path);
	return pid && getsid(pid) != getsid(0) ? pid : 0;
}

/* Kills every group that has one of them in it; how many there were. */
static unsigned kill_round(const struct strbuf *mark)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	unsigned found = 0;

	if (!proc)
		return 0;
	while ((entry = readdir(proc))) {
		pid_t pid = candidate(entry), group;

		if (!pid || !is_ours(entry->d_name, mark))
			continue;
		group = getpgid(pid);
		kill(group > 1 ? -group : pid, SIGKILL);
		found++;
	}
	closedir(proc);
	return found;
}

void survivors_end(const struct campaign *c)
{
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };
	struct strbuf mark = STRBUF_INIT;
	unsigned found, looks;

	strbuf_addf(&mark, "GIT_MULTI_ATTEMPT=%s:", c->folder);
	found = kill_round(&mark);
	if (found)
		say("ended %u process%s that an earlier run had left", found,
		    found == 1 ? "" : "es");
	for (looks = 0; found && looks < LOOKS; looks++) {
		nanosleep(&pause, NULL);
		found = kill_round(&mark);
	}
	if (found)
		warning("%u of them could not be ended", found);
	strbuf_release(&mark);
}
