/* SPDX-License-Identifier: MIT */
/*
 * The way to a running campaign.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/report.h"
#include "campaign/campaign.h"
#include "campaign/paths.h"
#include "campaign/steer.h"
#include "commands/ctl.h"
#include "commands/folder.h"
#include "engine/local.h"

#define PATIENCE 30.0		/* seconds; a turn takes less than one */
#define ANSWER_MAX ((size_t)256 << 20)

static void folder_of(const char *campaign, struct strbuf *out)
{
	struct strbuf err = STRBUF_INIT;

	if (paths_campaign(out, campaign, &err) < 0)
		die("%s", err.buf);
}

void ctl_find_running(struct strvec *running)
{
	struct strvec names = STRVEC_INIT;
	struct strbuf folder = STRBUF_INIT, err = STRBUF_INIT;
	size_t i;

	if (campaign_names(&names, &err) < 0)
		die("%s", err.buf);
	for (i = 0; i < names.nr; i++) {
		strbuf_reset(&folder);
		folder_of(names.v[i], &folder);
		if (folder_is_locked(folder.buf))
			strvec_push(running, names.v[i]);
	}
	strbuf_release(&err);
	strbuf_release(&folder);
	strvec_clear(&names);
}

/* Nobody listens. */
static void no_run(const char *campaign, const char *folder)
{
	if (folder_is_locked(folder))
		die("the run of campaign '%s' cannot be steered now, while "
		    "it begins or ends; try again soon", campaign);
	die("no run is working on campaign '%s'; go on with it by "
	    "'git multi resume %s'", campaign, campaign);
}

int ctl_connect(const char *campaign)
{
	struct strbuf folder = STRBUF_INIT, err = STRBUF_INIT;
	int at, fd;

	folder_of(campaign, &folder);
	at = local_folder(folder.buf, &err);
	if (at < 0)
		die("%s", err.buf);
	fd = local_connect(at, STEER_SOCKET, PATIENCE, &err);
	close(at);
	if (fd == LOCAL_NOBODY)
		no_run(campaign, folder.buf);
	if (fd < 0)
		die("%s", err.buf);
	if (!local_is_same_user(fd))
		die("the run of campaign '%s' is another user's", campaign);
	strbuf_release(&folder);
	return fd;
}

static void send_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = send(fd, text, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return;		/* no answer will come: said there */
		text += n;
		len -= (size_t)n;
	}
}

static void no_answer(ssize_t got)
{
	if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		die("the run does not answer; was it stopped (Ctrl-Z)?");
	die("the run has ended");
}

void ctl_ask(int fd, const struct strbuf *line, struct json *answer)
{
	struct strbuf text = STRBUF_INIT, err = STRBUF_INIT;
	char piece[65536];
	ssize_t n;

	send_all(fd, line->buf, line->len);
	while (!text.len || text.buf[text.len - 1] != '\n') {
		n = recv(fd, piece, sizeof(piece), 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			no_answer(n);
		strbuf_add(&text, piece, (size_t)n);
		if (text.len > ANSWER_MAX)
			die("the run's answer is too long");
	}
	strbuf_rtrim(&text);
	if (json_parse(answer, text.buf, text.len, &err) < 0)
		die("the run's answer is broken: %s", err.buf);
	strbuf_release(&text);
}
